# shellcheck shell=bash
# What the tests of the images share. Sourced by a test.sh; it prints a line per check and exits 1 if one has failed.
# A test takes another image as its argument, so the official one can be held against the same contract where it can
# be pulled:  scripts/images/postgres/test.sh postgres:18.1
# Files reach the containers by bind mounts, so the engine must be on this machine.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
set +e # a failed check must not end the test
# shellcheck disable=SC2154 # field, image and work come from lib.sh
image=${1:-$image}
docker image inspect "$image" >/dev/null 2>&1 || die "$image is missing: build it with $recipe/build.sh first"
case ${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}')} in
  unix://*) ;;
  *) die 'the tests mount files into containers, so they need an engine on this machine (a unix socket)' ;;
esac
chmod 755 "$work" # the containers' users read what is mounted

failures=0
check() { # NAME GOT WANTED
  if [ "$2" = "$3" ]; then echo "ok   $1"; else printf 'FAIL %s: got [%s], wanted [%s]\n' "$1" "$2" "$3"; failures=$((failures + 1)); fi
}
# contains NAME TEXT PART
contains() { case $2 in *"$3"*) check "$1" "$3" "$3" ;; *) check "$1" "$2" "…$3…" ;; esac; }
finish() { [ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }; }

# Everything made here carries this label, by which clean_engine finds it, whenever the test is interrupted.
id=neotool-image-test-$$ net=neotool-image-test-$$
label=dev.neotool.image.test=$id
clean_engine() {
  local containers volumes
  mapfile -t containers < <(docker ps -aq --filter "label=$label")
  ((${#containers[@]} == 0)) || docker rm -fv "${containers[@]}"
  mapfile -t volumes < <(docker volume ls -q --filter "label=$label")
  ((${#volumes[@]} == 0)) || docker volume rm "${volumes[@]}"
  docker network rm "$net"
}
docker network create --label "$label" "$net" >/dev/null || die 'the engine makes no network'
volume() { docker volume create --label "$label" "$id-$1"; }
container() { docker run --label "$label" --network "$net" "$@"; }
# start NAME ARGUMENT...: in the background, known to the others by NAME
start() { local name=$1; shift; container -d --name "$id-$name" --network-alias "$name" "$@" >/dev/null; }
inside() { local name=$1; shift; docker exec "$id-$name" "$@"; }
logs() { docker logs "$id-$1" 2>&1; }
remove() { docker rm -fv "$id-$1" >/dev/null; }
stop() { docker stop "$id-$1" >/dev/null; docker inspect --format '{{.State.ExitCode}}' "$id-$1"; }
setting() { docker image inspect --format "$1" "$image"; }
# refused ARGUMENT...: the exit code and output of a container that should end by itself
refused() { local out; out=$(timeout 60 docker run --rm --label "$label" "$@" 2>&1); echo "$? $out"; }

# within SECONDS COMMAND...: until it succeeds
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}
has_logged() { logs "$1" | grep -q -- "$2"; }

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM))
    # Nobody answers there.
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}
