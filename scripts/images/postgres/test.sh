#!/usr/bin/env bash
# Checks the contract of postgres:18 on which the stack relies.
# shellcheck disable=SC2016 # $ is for the shells in the containers
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
# Over TCP from another container, so that neither the local socket nor the server of the initialisation can answer.
ask() { container --rm -e PGPASSWORD="$2" --entrypoint psql "$image" -h "$1" -p "${6:-5432}" -U "$3" -d "$4" -w -AXtc "$5" 2>&1; }
ready() { within 60 inside "$1" pg_isready -h 127.0.0.1 -p "${2:-5432}" || logs "$1" | tail -n 5; }

check 'data directory' "$(setting '{{range .Config.Env}}{{println .}}{{end}}' | grep ^PGDATA)" PGDATA=/var/lib/postgresql/18/docker
check 'volume' "$(setting '{{range $path, $_ := .Config.Volumes}}{{$path}}{{end}}')" /var/lib/postgresql
check 'stop signal, port' "$(setting '{{.Config.StopSignal}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" 'SIGINT 5432/tcp'

mkdir "$work/init" "$work/secrets"
echo 'create table t1 as select 1 as x;' >"$work/init/10.sql"
echo 'create table t2 as select 2 as x;' | gzip >"$work/init/20.sql.gz"
printf '#!/bin/bash\npsql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "create table t3 as select 3 as x"\n' >"$work/init/30.sh"
echo 'docker_process_sql <<<"create table t4 as select 4 as x;"' >"$work/init/40-sourced.sh"
echo 'not for us' >"$work/init/README"
chmod +x "$work/init/30.sh"
for secret in user=app db=shop password=file-secret 'args=--no-sync --no-data-checksums --wal-segsize=16'; do
  printf '%s\n' "${secret#*=}" >"$work/secrets/${secret%%=*}"
done
volume data >/dev/null
fast=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0
  -c checkpoint_timeout=30min -c max_wal_size=2GB -c shared_preload_libraries=pg_stat_statements)
start first -v "$id-data:/var/lib/postgresql" -v "$work/init:/docker-entrypoint-initdb.d:ro" -v "$work/secrets:/run/secrets:ro" \
  -e POSTGRES_USER_FILE=/run/secrets/user -e POSTGRES_DB_FILE=/run/secrets/db \
  -e POSTGRES_PASSWORD_FILE=/run/secrets/password -e POSTGRES_INITDB_ARGS_FILE=/run/secrets/args "$image" "${fast[@]}"
ready first
as_app() { ask first file-secret app shop "$1"; }
check 'init scripts: sql, packed sql, sh executed, sh sourced' "$(as_app 'select (select x from t1)+(select x from t2)+(select x from t3)+(select x from t4)')" 10
contains 'other files ignored, and it says so' "$(logs first)" 'ignoring /docker-entrypoint-initdb.d/README'
check 'initdb arguments' "$(as_app 'show data_checksums')" off
check 'flags by the command, with a dash first' "$(as_app "select string_agg(setting, ',' order by name) from pg_settings where name in ('fsync', 'wal_level', 'max_wal_senders', 'checkpoint_timeout')")" '1800,off,0,minimal'
for extension in pgcrypto uuid-ossp pg_trgm pg_stat_statements citext btree_gin; do
  check "extension $extension" "$(as_app "create extension \"$extension\"")" 'CREATE EXTENSION'
done
check 'extensions work' "$(as_app "select length(encode(digest('a', 'sha256'), 'hex')), length(uuid_generate_v4()::text), similarity('word', 'words') > 0.5, 'A'::citext = 'a', count(*) > 0 from pg_stat_statements")" '64|36|t|t|t'
check 'wrong password refused' "$(ask first wrong app shop 'select 1' | grep -c 'password authentication failed')" 1
check 'passwords are kept as SCRAM' "$(as_app "select left(rolpassword, 14) from pg_authid where rolname = 'app'")" 'SCRAM-SHA-256$'
check 'pg_hba.conf' "$(inside first tail -n 1 /var/lib/postgresql/18/docker/pg_hba.conf)" 'host all all all scram-sha-256'
check 'runs as 999' "$(inside first stat -c %u:%g /proc/1)" 999:999
check 'the password is not on the command line' "$(inside first grep -c file-secret /proc/1/cmdline)" 0
check 'locale and ICU' "$(as_app "select 'a' < 'B', 'ä' < 'z' collate \"de-x-icu\"")" 't|t'
check 'tools inside' "$(inside first sh -c 'for p in psql pg_isready pg_dump pg_restore pg_basebackup gosu zstd xz; do command -v $p || echo no $p; done | grep -c ^/')" 8
check 'stops by SIGINT: exit code' "$(stop first)" 0
contains '  and fast' "$(logs first)" 'received fast shutdown request'

start second -v "$id-data:/var/lib/postgresql" -e POSTGRES_PASSWORD=other -e POSTGRES_USER=other "$image"
ready second
check 'data survive a new container, its environment is ignored' "$(ask second file-secret app shop "select (select x from t1), count(*) from pg_roles where rolname = 'other'")" '1|0'

volume old >/dev/null
out=$(refused -e POSTGRES_PASSWORD=x -v "$id-old:/var/lib/postgresql/data" "$image")
contains 'a mount at /var/lib/postgresql/data: refused' "$out" 'unused mount/volume'
check '  with exit code 1' "${out%% *}" 1
contains 'no password: refused' "$(refused "$image")" 'POSTGRES_PASSWORD'
contains 'variable and file: refused' "$(refused -e POSTGRES_PASSWORD=x -e POSTGRES_PASSWORD_FILE=/y "$image")" '1 error'
start own -v "$id-old:/var/lib/postgresql/data" -e POSTGRES_PASSWORD=x -e PGDATA=/var/lib/postgresql/data "$image"
ready own
check 'own PGDATA' "$(ask own x postgres postgres 'show data_directory')" /var/lib/postgresql/data
check 'no JIT library: harmless' "$(ask own x postgres postgres 'set jit_above_cost = 0; select sum(x) from generate_series(1, 3) x' | tail -n 1)" 6
start tmpfs --tmpfs /var/lib/postgresql -e POSTGRES_HOST_AUTH_METHOD=trust "$image" postgres -p 5433
ready tmpfs 5433
check 'tmpfs, trust, own port' "$(ask tmpfs '' postgres postgres 'select 1' 5433)" 1
contains 'another command passes' "$(container --rm "$image" postgres --version)" 'postgres (PostgreSQL) 18.'
finish
