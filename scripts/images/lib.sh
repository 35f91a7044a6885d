# shellcheck shell=bash
# What every image recipe shares. A build.sh sources it as its first act (a test.sh, through testing.sh); recipe.json
# beside that script says which image it is about.
#
# Environment: NEOTOOL_RECIPE_HASH   goes into the label dev.neotool.image.recipe-hash
#              NEOTOOL_RECIPE_IMAGE  another name for the image than recipe.json's, for tests that build beside what runs
#              DOCKER_BUILDKIT=1     builds with BuildKit (needs buildx); the classic builder is the default
#              DOCKER_HOST, DOCKER_CONTEXT  are honoured, also for an engine on another machine: files reach it
#                                    in build contexts only, never by bind mounts
set -euo pipefail
umask 022 # the modes of the files made here become the modes in the image

recipe=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # for debian.sh and the recipes
cache=${XDG_CACHE_HOME:-${HOME:?is not set, and the download cache lives there}/.cache}/neotool

die() { printf 'error: %s\n' "$1" >&2; exit "${2:-1}"; }

# recipe.json has one key per line, so that a recipe needs no JSON parser.
field() { sed -n "s/^ *\"$1\": *\"\{0,1\}\([^\",]*\).*/\1/p" "$recipe/recipe.json"; }
image=${NEOTOOL_RECIPE_IMAGE:-$(field produces)} stand_in_for=$(field standInFor) steps=$(field steps)
if [ -z "$image" ] || [ -z "$stand_in_for" ] || [ -z "$steps" ]; then die "$recipe/recipe.json lacks produces, standInFor or steps"; fi

step_number=0
step() { printf '::step %d/%d %s\n' "$((step_number += 1))" "$steps" "$1"; }

# Runs what takes long. Bash answers a signal only after its foreground program has ended, which can be minutes, and a
# signal to this script alone would never reach that program. So it runs behind, in a process group of its own.
running=
run() {
  local code=0
  running=yes
  set -m
  "$@" </dev/null &
  set +m
  wait "$!" || code=$?
  running=
  return "$code"
}

# Old images of this recipe and the classic builder's left-over stages: untagged, but with this recipe's label,
# because LABEL is the first instruction of every stage. An image that a container uses stays.
clean_engine() { docker image prune -f --filter "label=dev.neotool.image.stand-in-for=$stand_in_for"; }

clean_up() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP
  if [ -n "$running" ] && [ -n "${!:-}" ]; then
    kill -TERM -- "-$!" || true
    wait "$!" || true
  fi 2>/dev/null
  rm -rf "$work"
  clean_engine >/dev/null 2>&1 || true
  exit "$code"
}
work=$(mktemp -d "${TMPDIR:-/tmp}/neotool-image.XXXXXX")
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The engine's architecture, in the words of Debian and of Go. It need not be this machine's.
arch=$(docker version --format '{{.Server.Arch}}' 2>&1) || die "the container engine does not answer: ${arch##*$'\n'}"
case $arch in amd64 | arm64) ;; *) die "there is no recipe for engines on $arch, only for amd64 and arm64" ;; esac

need_image() {
  docker image inspect "$1" >/dev/null 2>&1 || die "$1 is missing: build it with $(dirname "$recipe")/$2/build.sh first"
}

# build_image CONTEXT VERSION SOURCE [OPTION...]: "docker build" names an image only when every step has succeeded,
# so the Dockerfiles check their result in their last RUN, and a broken image never gets the name.
build_image() {
  local context=$1 version=$2 source=$3
  shift 3
  DOCKER_BUILDKIT=${DOCKER_BUILDKIT:-0} BUILDKIT_PROGRESS=plain run docker build --force-rm --tag "$image" \
    --label "dev.neotool.image.stand-in-for=$stand_in_for" \
    --label "dev.neotool.image.software-version=$version" \
    --label "dev.neotool.image.source=$source" \
    --label "dev.neotool.image.recipe-hash=${NEOTOOL_RECIPE_HASH:-unknown}" \
    "$@" "$context"
}
