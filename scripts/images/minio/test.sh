#!/usr/bin/env bash
# Checks the contract of quay.io/minio/minio on which the stack relies.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
user=app-$$ password=secret-$$
server=(server /data --console-address :9001)
curl() { container --rm --entrypoint curl "$image" -s --max-time 5 "$@" 2>&1; }
status() { curl -o /dev/null -w '%{http_code}' "$@"; }
ready() { within 30 inside "$1" curl -fs http://127.0.0.1:9000/minio/health/ready || logs "$1" | tail -n 5; }
mc() { docker exec -i "$id-$1" mc --quiet "${@:2}" 2>&1; }
# enters NAME USER PASSWORD: whether these are the root credentials of the server NAME
enters() { mc "$1" alias set try http://127.0.0.1:9000 "$2" "$3" >/dev/null && echo yes || echo no; }

check 'volume' "$(setting '{{range $path, $_ := .Config.Volumes}}{{$path}}{{end}}')" /data
check 'entrypoint, port' "$(setting '{{.Config.Entrypoint}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" '[/usr/bin/docker-entrypoint.sh] 9000/tcp'
volume data >/dev/null
start store -v "$id-data:/data" -e "MINIO_ROOT_USER=$user" -e "MINIO_ROOT_PASSWORD=$password" -e MINIO_PROMETHEUS_AUTH_TYPE=public "$image" "${server[@]}"
ready store
check 'health over the network: ready, live' "$(status http://store:9000/minio/health/ready) $(status http://store:9000/minio/health/live)" '200 200'
check 'console' "$(status http://store:9001/)" 200
check 'metrics' "$(status http://store:9000/minio/v2/metrics/cluster)" 200
contains 'version' "$(inside store minio --version)" RELEASE.2025-09-07T16-13-09Z
check 'the password is not on the command line' "$(docker top "$id-store" -eo pid,args | grep -c "$password")" 0
check 'credentials of the environment' "$(enters store "$user" "$password") $(enters store "$user" wrong-password)" 'yes no'
mc store alias set local http://127.0.0.1:9000 "$user" "$password" >/dev/null
check 'mc ready' "$(mc store ready local >/dev/null; echo $?)" 0

contains 'buckets' "$(mc store mb local/public local/private)" 'private'
check '  made again: no failure' "$(mc store mb --ignore-existing local/public >/dev/null; echo $?)" 0
contains 'versioning' "$(mc store version enable local/public)" 'versioning is enabled'
contains 'anonymous download policy' "$(mc store anonymous set download local/public)" 'download'
for text in one two; do mc store pipe local/public/file <<<"$text" >/dev/null; done
mc store pipe local/private/file <<<secret >/dev/null
check '  a version for each write' "$(mc store ls --versions local/public | grep -c ' file$')" 2
check '  anyone reads' "$(curl http://store:9000/public/file)" two
check '  nobody writes' "$(status -T /etc/hostname http://store:9000/public/other)" 403
check '  nor reads the other bucket' "$(status http://store:9000/private/file)" 403
check 'stops by itself: exit code' "$(stop store)" 0

# What is said of the files is also true of the official image: it is MinIO's readFromSecret that does it.
mkdir "$work/secrets"
echo "$user-file" >"$work/secrets/user"
echo "$password-file" >"$work/secrets/password"
start files -v "$id-data:/data" -v "$work/secrets:/etc/secrets:ro" -e MINIO_ROOT_USER_FILE=/etc/secrets/user \
  -e MINIO_ROOT_PASSWORD_FILE=/etc/secrets/password -e MINIO_ROOT_USER=other -e MINIO_ROOT_PASSWORD=other-password "$image" "${server[@]}"
ready files
check 'credentials by files with absolute paths, which win' "$(enters files "$user-file" "$password-file") $(enters files other other-password)" 'yes no'
check 'data survive a new container' "$(mc files cat try/private/file)" secret
start names -v "$work/secrets:/run/secrets:ro" -e MINIO_ROOT_USER_FILE=user -e MINIO_ROOT_PASSWORD_FILE=password "$image" "${server[@]}"
ready names
check 'credentials by file names, below /run/secrets' "$(enters names "$user-file" "$password-file")" yes
start missing -e MINIO_ROOT_USER_FILE=/no/user -e MINIO_ROOT_PASSWORD_FILE=/no/password "$image" "${server[@]}"
ready missing
check 'files that are missing: no failure but minioadmin' "$(enters missing minioadmin minioadmin)" yes
contains 'a password that is too short: refused' "$(refused -e MINIO_ROOT_USER=app -e MINIO_ROOT_PASSWORD=short "$image" "${server[@]}")" 'credentials'
finish
