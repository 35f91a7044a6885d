#!/usr/bin/env bash
# Before the image's own entrypoint: an empty volume gets a copy of a cluster that was initialised once on this machine,
# which takes a tenth of the time of initdb. The entrypoint then finds a database and starts the server.
#
# The template, on a volume that the instances of this machine share, is made by the same entrypoint. Template and copy
# appear by rename: each is whole or not there, and without a template the entrypoint initialises as it always does.
set -euo pipefail
template=/template/cluster

# The template's passwords are drawn and forgotten: a copy gets those of its instance before anybody can connect.
make_template() {
  local new
  find /template -mindepth 1 -maxdepth 1 -name 'new.*' -mmin +60 -exec rm -rf {} + # of a start that was cut off
  new=$(mktemp -d /template/new.XXXXXX)
  tee "$new/postgres.owner" "$new/postgres.superuser" > /dev/null < <(head -c 32 /dev/urandom | base64)
  chmod -R a+rX "$new"
  install -d -o postgres -g postgres "$new/cluster"
  NEOTOOL_SECRETS=$new POSTGRES_PASSWORD_FILE=$new/postgres.superuser PGDATA=$new/cluster docker-entrypoint.sh "$@" -c listen_addresses= &
  # The entrypoint initialises with a temporary server and then becomes the real one.
  until [[ $(cat /proc/$!/comm) == postgres ]] && grep --quiet --no-messages '^ready' "$new/cluster/postmaster.pid"; do
    kill -0 $! || return 1
    sleep 0.05
  done
  # What initdb has logged is a quarter of all its files, and for nothing once it is in them.
  psql --no-psqlrc --quiet --output=/dev/null --username="$POSTGRES_USER" --dbname=postgres --command='SELECT pg_switch_wal()' --command=CHECKPOINT
  kill -INT $!
  wait $!
  mv --no-target-directory "$new/cluster" "$template" || [[ -s $template/PG_VERSION ]] # another instance was faster
  rm -rf "$new"
}

copy_template() {
  rm -rf "$PGDATA.new"
  mkdir -p "$(dirname "$PGDATA")"
  cp -a --sparse=always "$template" "$PGDATA.new" # most of the write-ahead log is zeros
  local owner superuser
  owner=$(sed "s/'/''/g" /run/secrets/postgres.owner)
  superuser=$(sed "s/'/''/g" /run/secrets/postgres.superuser)
  # One line is one statement. On standard input, where nobody else reads it.
  gosu postgres postgres --single -c fsync=off -c log_min_error_statement=panic -D "$PGDATA.new" postgres > /dev/null <<< "ALTER ROLE \"$NEOTOOL_OWNER\" PASSWORD '$owner'
ALTER ROLE \"$POSTGRES_USER\" PASSWORD '$superuser'"
  mv "$PGDATA.new" "$PGDATA"
}

# Where a cluster is, of whatever version.
clusters() {
  compgen -G '/var/lib/postgresql/PG_VERSION' || compgen -G '/var/lib/postgresql/data/PG_VERSION' || compgen -G '/var/lib/postgresql/*/docker/PG_VERSION'
}

# `up` looks before it starts anything. Who comes by another way must not begin beside data of another version, or in another folder, as the entrypoint would.
if [[ ! -s $PGDATA/PG_VERSION ]] && found=$(clusters); then
  echo "There is no cluster in $PGDATA, but one elsewhere on this volume: $found. None is begun beside it; neotool dev up says what can be done." >&2
  exit 1
fi
if [[ -d /template && ! -s $PGDATA/PG_VERSION ]]; then
  [[ -s $template/PG_VERSION ]] || make_template "$@"
  [[ -e $PGDATA ]] && rmdir "$PGDATA"
  copy_template
fi
exec docker-entrypoint.sh "$@"
