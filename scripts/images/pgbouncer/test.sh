#!/usr/bin/env bash
# Checks the contract of edoburu/pgbouncer on which the stack relies, in front of the stand-in for postgres:18.1.
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
postgres=${2:-neotool.local/postgres:18.1}
docker image inspect "$postgres" >/dev/null 2>&1 || die "$postgres is missing: build it first, or name another as the second argument"
ask() { container --rm -e PGPASSWORD="$2" --entrypoint psql "$postgres" -h "$1" -p "$3" -U app -d "$4" -w -AXtc "$5" 2>&1; }
ready() { within 30 inside "$1" pg_isready -h 127.0.0.1 -p "$2" || logs "$1" | tail -n 5; }

start db -e POSTGRES_USER=app -e POSTGRES_PASSWORD=pw -e POSTGRES_DB=shop -e POSTGRES_INITDB_ARGS=--no-sync "$postgres" -c fsync=off
ready db 5432
mkdir "$work/conf"
cat >"$work/conf/pgbouncer.ini" <<'INI'
[databases]
shop = host=db port=5432
[pgbouncer]
listen_addr = 0.0.0.0
listen_port = 6432
unix_socket_dir =
auth_type = plain
auth_file = /etc/pgbouncer/userlist.txt
admin_users = app
pool_mode = transaction
default_pool_size = 1
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits, options
track_extra_parameters = IntervalStyle, search_path
INI
printf '"app" "pw"\n' >"$work/conf/userlist.txt"
chmod 644 "$work"/conf/*
mounts=(-v "$work/conf/pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:ro" -v "$work/conf/userlist.txt:/etc/pgbouncer/userlist.txt:ro")
# The environment asks for something else everywhere.
start mounted "${mounts[@]}" -e DB_HOST=nowhere -e DB_USER=app -e DB_PASSWORD=other -e LISTEN_PORT=7777 -e POOL_MODE=session "$image"
ready mounted 6432
check 'mounted ini and userlist win' "$(ask mounted pw 6432 shop 'select current_database()')" shop
check 'plain to the client, SCRAM to the server' \
  "$(ask mounted pw 6432 shop "select (select left(rolpassword, 5) from pg_authid where rolname = 'app'), inet_client_addr() is not null")" 'SCRAM|t'
check 'wrong password refused' "$(ask mounted bad 6432 shop 'select 1' | grep -ci 'authentication failed')" 1
check 'settings' "$(ask mounted pw 6432 pgbouncer 'show config' | grep -E '^(pool_mode|default_pool_size|max_client_conn|auth_type|track_extra_parameters)\|' | cut -d'|' -f1,2 | sort | tr '\n' ' ')" \
  'auth_type|plain default_pool_size|1 max_client_conn|1000 pool_mode|transaction track_extra_parameters|IntervalStyle, search_path '
check 'user, psql inside' "$(inside mounted sh -c 'id -u; psql --version | cut -d" " -f1,2' | tr '\n' ' ')" '70 psql (PostgreSQL) '

# Two clients on the one server connection of the pool: each sets its path and looks again when the other has set its
# own. The SET is a transaction of its own, so in between the server connection belongs to the other client.
ask db pw 5432 shop 'create schema one; create schema two' >/dev/null
client() { container --rm -i -e PGPASSWORD=pw --entrypoint psql "$postgres" -h mounted -p 6432 -U app -d shop -w -AXqt 2>&1; }
mkfifo "$work/one" "$work/two"
client <"$work/one" >"$work/one.out" &
client <"$work/two" >"$work/two.out" &
exec 8>"$work/one" 9>"$work/two"
answered() { [ "$(grep -c . "$work/$1.out")" = "$2" ]; }
query='select current_schemas(false), pg_backend_pid();'
echo "set search_path to one; $query" >&8; within 10 answered one 1
echo "set search_path to two; $query" >&9; within 10 answered two 1
echo "$query" >&8; within 10 answered one 2
echo "$query" >&9; within 10 answered two 2
exec 8>&- 9>&-
wait
check 'search_path stays with its client' "$(cut -d'|' -f1 "$work/one.out" "$work/two.out" | tr '\n' ' ')" '{one} {one} {two} {two} '
check '  on one and the same server connection' "$(cut -d'|' -f2 "$work/one.out" "$work/two.out" | sort -u | wc -l)" 1
check 'options=-c search_path at connect' \
  "$(container --rm -e PGPASSWORD=pw -e PGOPTIONS='-c search_path=two' --entrypoint psql "$postgres" -h mounted -p 6432 -U app -d shop -w -AXtc 'show search_path' 2>&1)" two
check 'stops by itself: exit code' "$(stop mounted)" 0

start env -e DB_HOST=db -e DB_USER=app -e DB_PASSWORD=pw -e DB_NAME=shop -e AUTH_TYPE=scram-sha-256 -e LISTEN_PORT=6432 \
  -e POOL_MODE=transaction -e DEFAULT_POOL_SIZE=7 -e ADMIN_USERS=app -e SERVER_LOGIN_RETRY=1 "$image"
ready env 6432
check 'configured by the environment' "$(ask env pw 6432 shop 'select current_database()')" shop
docker restart "$id-env" >/dev/null
ready env 6432
check 'a restart adds no second line to userlist' "$(inside env grep -c . /etc/pgbouncer/userlist.txt)" 1
start defaults -e DATABASE_URL=postgres://app:pw@db:5432/shop "$image"
ready defaults 5432
check 'defaults: port 5432, md5, which cannot log in to a SCRAM server' "$(ask defaults pw 5432 shop 'select 1' | grep -c 'wrong password type')" 1
contains 'no DB_HOST: refused' "$(refused "$image")" DB_HOST
finish
