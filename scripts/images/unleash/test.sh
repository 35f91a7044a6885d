#!/usr/bin/env bash
# Checks the contract of unleashorg/unleash-server on which the stack relies, in front of the stand-in for postgres:18.1.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
postgres=${2:-neotool.local/postgres:18.1}
docker image inspect "$postgres" >/dev/null 2>&1 || die "$postgres is missing: build it first, or name another as the second argument"
# ask HOST PATH TOKEN [OPTIONS]: by the image's own Node
ask() { container --rm --entrypoint node "$image" -e "fetch('http://$1:4242$2', { headers: { authorization: '$3' }, ...(${4:-{\}}) }).then(async (answer) => console.log(answer.status, await answer.text()))" 2>&1; }
healthy() { ask "$1" /health '' | grep -q GOOD; }
ready() { within 120 healthy "$1" || logs "$1" | tail -n 5; }

check 'user, directory, port, command' "$(setting '{{.Config.User}} {{.Config.WorkingDir}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}} {{.Config.Cmd}}')" 'node /unleash 4242/tcp [node index.js]'
check 'node is 1000' "$(container --rm --entrypoint id "$image" -u)" 1000
check 'what our start needs is where it is looked for' "$(container --rm --entrypoint sh "$image" -c 'ls -d node_modules/unleash-server node_modules/bcryptjs' | tr '\n' ' ')" 'node_modules/bcryptjs node_modules/unleash-server '

start db -e POSTGRES_USER=app -e POSTGRES_PASSWORD=pw -e POSTGRES_DB=unleash_db -e POSTGRES_INITDB_ARGS=--no-sync "$postgres" -c fsync=off
within 30 inside db pg_isready -h 127.0.0.1
inside db psql -U app -d unleash_db -qc "create role unleash login password 'own'; create schema unleash authorization unleash" >/dev/null
mkdir "$work/secrets" "$work/flags"
for name in admin-token:'*:*.a1' backend-token:default:development.b1 frontend-token:default:development.f1 admin:secret-of-admin cookies:c1; do printf %s "${name#*:}" >"$work/secrets/unleash.${name%%:*}"; done
printf own >"$work/secrets/postgres.unleash"
cat >"$work/flags/flags.json" <<'JSON'
{ "features": [{ "name": "shop.new", "project": "default", "type": "release" }],
  "featureStrategies": [{ "name": "flexibleRollout", "featureName": "shop.new", "parameters": { "rollout": "100", "stickiness": "default", "groupId": "shop.new" }, "constraints": [], "segments": [] }],
  "featureEnvironments": [{ "name": "shop.new", "featureName": "shop.new", "environment": "development", "enabled": true }],
  "contextFields": [], "featureTags": [], "segments": [], "tagTypes": [], "dependencies": [] }
JSON
chmod -R a+rX "$work/secrets" "$work/flags"
own=(-e DATABASE_HOST=db -e DATABASE_NAME=unleash_db -e DATABASE_USERNAME=unleash -e DATABASE_SCHEMA=unleash -e DATABASE_SSL=false -e LOG_LEVEL=warn -e CHECK_VERSION=false -e SEND_TELEMETRY=false
  -e IMPORT_FILE=/etc/neotool/flags.json -e IMPORT_ENVIRONMENT=development
  -v "$work/secrets:/run/secrets:ro" -v "$work/flags:/etc/neotool:ro" -v "$recipe/../../../compose/unleash/start.mjs:/unleash/neotool-start.mjs:ro" "$image" node /unleash/neotool-start.mjs)
start own "${own[@]}"
ready own
contains 'healthy' "$(ask own /health '')" '"health":"GOOD"'
contains 'the token of applications is known, and the flags of the file are' "$(ask own /api/client/features default:development.b1)" '"name":"shop.new"'
contains '  and to pages by theirs' "$(ask own /api/frontend default:development.f1)" '"name":"shop.new","enabled":true'
contains '  and nothing without one' "$(ask own /api/client/features '')" 401
contains 'the token of administrators' "$(ask own /api/admin/projects '*:*.a1')" '"id":"default"'
contains 'web pages' "$(ask own / '')" '<title>Unleash'
login() { ask own /auth/simple/login '' "{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'admin', password: '$1' }) }"; }
contains 'the administrator logs in' "$(login secret-of-admin | cut -c1-4)" 200
check 'no secret in its log' "$(logs own | grep -cE 'secret-of-admin|development\.[bf]1|\.a1')" 0
check 'nothing of them in what others see of the process' "$(inside own cat /proc/1/environ /proc/1/cmdline | tr '\0' '\n' | grep -cE 'secret-of-admin|development\.[bf]1')" 0
check 'stops by SIGTERM: exit code' "$(stop own)" 0
remove own

# Data that came from another instance, and a flag that was switched off in the file.
printf 'default:development.b2' >"$work/secrets/unleash.backend-token"
printf 'another-of-admin' >"$work/secrets/unleash.admin"
sed -i 's/"enabled": true/"enabled": false/' "$work/flags/flags.json"
start own "${own[@]}"
ready own
known() { ask own /api/client/features default:development.b2 | grep -q '"enabled":false'; }
check 'tokens of this instance are known to data of another, and the file wins' "$(within 10 known; echo $?)" 0
contains '  and so is the password' "$(login another-of-admin | cut -c1-4)" 200
remove own
sed -i 's/flexibleRollout/nonsense/' "$work/flags/flags.json"
start own "${own[@]}"
check 'flags that it does not take end it, in words' "$(within 60 has_logged own 'the flags were refused'; echo $?)" 0
finish
