#!/usr/bin/env bash
# Checks the contract of prometheuscommunity/pgbouncer-exporter on which the stack relies, in front of the stand-in for
# edoburu/pgbouncer.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
pgbouncer=${2:-neotool.local/edoburu/pgbouncer:v1.25.1-p0}
docker image inspect "$pgbouncer" >/dev/null 2>&1 || die "$pgbouncer is missing: build it first, or name another as the second argument"
password=pw-$$
# From another container, by the network; busybox' wget is in the official image too.
get() { container --rm --entrypoint timeout "$image" 15 wget -q -O - "http://$1:9127/$2" 2>&1; }
says() { get "$1" metrics | grep -qxF "$2"; }
# becomes NAME LINE: whether it comes to say so
becomes() { within 30 says "$@" && echo yes || get "$1" metrics | grep "^${2%% *} "; }

check 'user, port' "$(setting '{{.Config.User}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" 'nobody 9127/tcp'
check 'entrypoint: arguments are flags' "$(setting '{{.Config.Entrypoint}}')" '[/bin/pgbouncer_exporter]'
contains 'version' "$(container --rm "$image" --version 2>&1)" 'pgbouncer_exporter, version 0.'

address() { echo "PGBOUNCER_EXPORTER_CONNECTION_STRING=postgres://stats:$1@pooler:6432/pgbouncer?sslmode=disable"; }
# Debian's package looks for a pid file unless told; the official image does not.
start own -e "$(address "$password")" "$image" --pgBouncer.pid-file=
check 'serves metrics while PgBouncer is down' "$(becomes own 'pgbouncer_up 0')" yes

mkdir "$work/conf"
cat >"$work/conf/pgbouncer.ini" <<'INI'
[databases]
shop = host=db port=5432 pool_size=7
[pgbouncer]
listen_addr = 0.0.0.0
listen_port = 6432
unix_socket_dir =
auth_type = plain
auth_file = /etc/pgbouncer/userlist.txt
stats_users = stats
ignore_startup_parameters = extra_float_digits
max_client_conn = 1000
INI
printf '"stats" "%s"\n' "$password" >"$work/conf/userlist.txt"
chmod -R a+rX "$work/conf"
start pooler -v "$work/conf:/etc/pgbouncer:ro" "$pgbouncer"
check '  and finds it when it comes' "$(becomes own 'pgbouncer_up 1')" yes
check 'runs as 65534' "$(inside own stat -c %u /proc/1)" 65534
metrics=$(get own metrics)
contains 'metrics: pools, one for each database and user' "$metrics" 'pgbouncer_pools_client_active_connections{database="pgbouncer"'
contains 'metrics: sizes' "$metrics" 'pgbouncer_databases_pool_size{'
contains 'metrics: limits' "$metrics" 'pgbouncer_config_max_client_connections 1000'
contains 'metrics: totals' "$metrics" 'pgbouncer_stats_totals_queries_pooled_total{'
contains 'a page at /' "$(get own '')" 'PgBouncer Exporter'
check 'the password is not on the command line' "$(docker top "$id-own" -eo pid,args | grep -cF "$password")" 0
check '  nor in its log' "$(logs own | grep -cF "$password")" 0
check 'stops by itself, before the engine kills it' "$(stop own | grep -cx 137)" 0
start wrong -e "$(address other)" "$image" --pgBouncer.pid-file=
check 'a wrong password: up, but without PgBouncer' "$(becomes wrong 'pgbouncer_up 0')" yes
finish
