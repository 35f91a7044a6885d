#!/usr/bin/env bash
# Behaves like the entrypoint of the official postgres:18 image; written for the stand-in.
set -Eeo pipefail

init_dir=/docker-entrypoint-initdb.d
default_pgdata="/var/lib/postgresql/$PG_MAJOR/docker"

say() { printf '%s: %s\n' "$0" "$*"; }
fail() { printf >&2 '%s\n' "$@"; exit 1; }

# Takes the value of VAR from VAR, from the file named by VAR_FILE, or from the default; never from both.
file_env() {
  local var=$1 default=${2:-} file_var="${1}_FILE" value
  if [ -n "${!var:-}" ] && [ -n "${!file_var:-}" ]; then
    fail "error: set $var or $file_var, not both"
  fi
  value=$default
  if [ -n "${!var:-}" ]; then value=${!var}; elif [ -n "${!file_var:-}" ]; then value=$(<"${!file_var}"); fi
  export "$var=$value"
  unset "$file_var"
}

is_sourced() {
  [ "${#FUNCNAME[@]}" -ge 2 ] && [ "${FUNCNAME[0]}" = is_sourced ] && [ "${FUNCNAME[1]}" = source ]
}

wants_help() {
  local arg
  for arg; do
    case $arg in -'?' | --help | --describe-config | -V | --version) return 0 ;; esac
  done
  return 1
}

read_env() {
  file_env POSTGRES_PASSWORD
  file_env POSTGRES_USER postgres
  file_env POSTGRES_DB "$POSTGRES_USER"
  file_env POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=}"

  database_exists=
  old_databases=()
  if [ -s "$PGDATA/PG_VERSION" ]; then
    database_exists=1
  elif [ "$PGDATA" = "$default_pgdata" ]; then
    local dir
    for dir in /var/lib/postgresql /var/lib/postgresql/data /var/lib/postgresql/*/docker; do
      if [ -s "$dir/PG_VERSION" ]; then old_databases+=("$dir"); fi
    done
    if [ "${#old_databases[@]}" -eq 0 ] && mountpoint -q /var/lib/postgresql/data; then
      old_databases+=('/var/lib/postgresql/data (unused mount/volume)')
    fi
  fi
}

create_directories() {
  local uid
  uid=$(id -u)
  mkdir -p "$PGDATA"
  chmod 00700 "$PGDATA" || :
  mkdir -p /var/run/postgresql || :
  chmod 03775 /var/run/postgresql || :
  if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then
    mkdir -p "$POSTGRES_INITDB_WALDIR"
    if [ "$uid" = 0 ]; then find "$POSTGRES_INITDB_WALDIR" \! -user postgres -exec chown postgres '{}' +; fi
    chmod 700 "$POSTGRES_INITDB_WALDIR"
  fi
  if [ "$uid" = 0 ]; then
    find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
    find /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
  fi
}

refuse_old_databases() {
  fail "error: since version 18 this image keeps its data in $default_pgdata." \
    "       These would stay unused:" \
    "$(printf '         %s\n' "${old_databases[@]}")" \
    "       Mount one volume at /var/lib/postgresql, and upgrade older data with pg_upgrade or a dump."
}

check_password() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    fail 'error: a new database needs POSTGRES_PASSWORD (or POSTGRES_HOST_AUTH_METHOD=trust, which lets everyone in)'
  fi
}

init_database_dir() {
  if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then set -- --waldir "$POSTGRES_INITDB_WALDIR" "$@"; fi
  # eval: POSTGRES_INITDB_ARGS is documented as shell-quoted text.
  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"' "$@"'
}

write_hba() {
  if [ "$1" = postgres ]; then shift; fi
  # "postgres -C" answers with the setting in force, also when it comes from the command line.
  local method
  method=$(postgres -C password_encryption "$@")
  : "${POSTGRES_HOST_AUTH_METHOD:=$method}"
  printf 'host all all all %s\n' "$POSTGRES_HOST_AUTH_METHOD" >>"$PGDATA/pg_hba.conf"
}

# Local socket only, so that nobody sees the server before the init scripts are done.
start_temporary_server() {
  if [ "$1" = postgres ]; then shift; fi
  set -- "$@" -c listen_addresses='' -p "${PGPORT:-5432}"
  # NOTIFY_SOCKET: a supervisor must not take the temporary server's readiness for the real one.
  NOTIFY_SOCKET='' PGUSER="${PGUSER:-$POSTGRES_USER}" pg_ctl -D "$PGDATA" -o "$(printf '%q ' "$@")" -w start
}

stop_temporary_server() {
  PGUSER="${PGUSER:-postgres}" pg_ctl -D "$PGDATA" -m fast -w stop
}

process_sql() {
  local query=(psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password --no-psqlrc)
  if [ -n "$POSTGRES_DB" ]; then query+=(--dbname "$POSTGRES_DB"); fi
  PGHOST='' PGHOSTADDR='' "${query[@]}" "$@"
}
# Names which scripts written for the official image may call when they are sourced.
docker_process_sql() { process_sql "$@"; }

# shellcheck disable=SC2097,SC2098 # $POSTGRES_DB in the arguments is meant to be the outer one
create_database() {
  local exists
  exists=$(POSTGRES_DB='' process_sql --dbname postgres --set db="$POSTGRES_DB" --tuples-only <<<"SELECT 1 FROM pg_database WHERE datname = :'db';")
  if [ -z "$exists" ]; then
    POSTGRES_DB='' process_sql --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
    printf '\n'
  fi
}

process_init_files() {
  local f
  printf '\n'
  for f; do
    case $f in
      *.sh)
        # shellcheck disable=SC1090
        if [ -x "$f" ]; then say "running $f"; "$f"; else say "sourcing $f"; . "$f"; fi ;;
      *.sql) say "running $f"; process_sql -f "$f"; printf '\n' ;;
      *.sql.gz) say "running $f"; gunzip -c "$f" | process_sql; printf '\n' ;;
      *.sql.xz) say "running $f"; xzcat "$f" | process_sql; printf '\n' ;;
      *.sql.zst) say "running $f"; zstd -dc "$f" | process_sql; printf '\n' ;;
      *) say "ignoring $f" ;;
    esac
    printf '\n'
  done
}

main() {
  if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi

  if [ "$1" = postgres ] && ! wants_help "$@"; then
    read_env
    create_directories
    if [ "$(id -u)" = 0 ]; then exec gosu postgres "${BASH_SOURCE[0]}" "$@"; fi

    if [ -z "$database_exists" ]; then
      if [ "${#old_databases[@]}" -gt 0 ]; then refuse_old_databases; fi
      check_password
      # An unreadable init directory must stop the start before initdb leaves a half-made cluster.
      ls "$init_dir/" >/dev/null

      init_database_dir
      write_hba "$@"

      export PGPASSWORD="${PGPASSWORD:-$POSTGRES_PASSWORD}"
      start_temporary_server "$@"
      create_database
      process_init_files "$init_dir"/*
      stop_temporary_server
      unset PGPASSWORD
      say 'initialisation done, starting the server'
    else
      say 'database found, initialisation skipped'
    fi
  fi
  exec "$@"
}

if ! is_sourced; then main "$@"; fi
