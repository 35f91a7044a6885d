#!/usr/bin/env bash
# Checks the contract of prometheuscommunity/postgres-exporter on which the stack relies, in front of the stand-in for
# postgres:18.1.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
postgres=${2:-neotool.local/postgres:18.1}
docker image inspect "$postgres" >/dev/null 2>&1 || die "$postgres is missing: build it first, or name another as the second argument"
password="p,w@/-$$" # a comma and characters that a URL would have to escape
# From another container, by the network; busybox' wget is in the official image too.
get() { container --rm --entrypoint timeout "$image" 15 wget -q -O - "http://$1:9187/$2" 2>&1; }
says() { get "$1" metrics | grep -qxF "$2"; }
# becomes NAME LINE: whether it comes to say so
becomes() { within 30 says "$@" && echo yes || get "$1" metrics | grep "^${2%% *} "; }

check 'user, port' "$(setting '{{.Config.User}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" 'nobody 9187/tcp'
check 'entrypoint: arguments are flags' "$(setting '{{.Config.Entrypoint}}')" '[/bin/postgres_exporter]'
contains 'version' "$(container --rm "$image" --version 2>&1)" 'postgres_exporter, version 0.'

mkdir "$work/secrets"
printf '%s' "$password" >"$work/secrets/password"
chmod -R a+rX "$work/secrets"
settings=(-e DATA_SOURCE_URI='db:5432/shop?sslmode=disable' -e DATA_SOURCE_USER=app)
start own "${settings[@]}" -e DATA_SOURCE_PASS="$password" "$image" --collector.stat_checkpointer --no-collector.wal
check 'serves metrics while Postgres is down' "$(becomes own 'pg_up 0')" yes

start db -e POSTGRES_USER=app -e POSTGRES_PASSWORD="$password" -e POSTGRES_DB=shop -e POSTGRES_INITDB_ARGS=--no-sync "$postgres" -c fsync=off
check '  and finds it when it comes' "$(becomes own 'pg_up 1')" yes
check 'runs as 65534' "$(inside own stat -c %u /proc/1)" 65534
metrics=$(get own metrics)
contains 'metrics: size of a database' "$metrics" 'pg_database_size_bytes{datname="shop"}'
contains 'metrics: connections' "$metrics" 'pg_stat_activity_count{'
contains 'metrics: transactions' "$metrics" 'pg_stat_database_xact_commit{'
contains 'metrics: settings' "$metrics" 'pg_settings_max_connections{'
contains 'metrics: locks' "$metrics" 'pg_locks_count{'
contains 'a collector is turned on by a flag' "$metrics" 'pg_stat_checkpointer_num_timed_total'
check 'a collector is turned off by a flag' "$(grep -c '^pg_wal_' <<<"$metrics")" 0
contains 'a page at /' "$(get own '')" 'Postgres Exporter'
check 'the password is not on the command line' "$(docker top "$id-own" -eo pid,args | grep -cF "$password")" 0
check '  nor in its log' "$(logs own | grep -cF "$password")" 0
check 'stops by itself, before the engine kills it' "$(stop own | grep -cx 137)" 0

start file -v "$work/secrets:/run/secrets:ro" "${settings[@]}" -e DATA_SOURCE_PASS_FILE=/run/secrets/password "$image"
check 'the password by a file' "$(becomes file 'pg_up 1')" yes
start wrong "${settings[@]}" -e DATA_SOURCE_PASS=other "$image"
check 'a wrong password: up, but without Postgres' "$(becomes wrong 'pg_up 0')" yes
finish
