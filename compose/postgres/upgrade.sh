#!/usr/bin/env bash
# Runs in the image of an older Postgres, with a snapshot's volume, in the network of the stack: starts the older server on a copy of what the snapshot has, and
# hands its roles and databases over to the stack's server, by SQL.
#
#   upgrade.sh <volume> <folder> <superuser> <host> <port>   on standard input: the password of that superuser of the stack's server, which is there
#
# It says which database it is at, and in the end that it is done. What is there already (roles, schemas, extensions of the definition) is replaced by what comes.
set -euo pipefail
read -r PGPASSWORD || exit 3
export PGPASSWORD PGCONNECT_TIMEOUT=10
old=$(mktemp -d)
chown postgres "$old"
cp --archive --reflink=auto "/snapshot/$1/$2" "$old/data" # below /snapshot nothing is written
rm --force "$old/data/postmaster.pid"
chown --recursive postgres:postgres "$old/data"
chmod 700 "$old/data"
echo 'local all all trust' > "$old/hba"

# The first superuser has this id, whatever its name is.
who=$(gosu postgres postgres --single -D "$old/data" -c fsync=off postgres <<< "SELECT 'is ' || rolname FROM pg_roles WHERE oid = 10" | sed -n 's/.*"is \(.*\)".*/\1/p' | head -n 1)
gosu postgres postgres -D "$old/data" -c listen_addresses= -c unix_socket_directories="$old" -c hba_file="$old/hba" -c fsync=off -c logging_collector=off -c archive_mode=off >&2 2> "$old/log" &
until psql --host="$old" --username="$who" --dbname=postgres --command='SELECT 1' > /dev/null 2>&1; do
  kill -0 $! 2> /dev/null || { tail -n 5 "$old/log" >&2; exit 1; }
  sleep 0.1
done
from=(--host="$old" --username="$who")
to=(--host="$4" --port="$5" --username="$3")
into() { psql "${to[@]}" --no-psqlrc --quiet --output=/dev/null "$@"; }

# Passwords stay those of the stack, and so does what its roles may do: an older set-up's first superuser is often the stack's owner, which is none. That a role is
# there already is no error.
into --output=/dev/stdout --dbname=postgres --tuples-only --no-align --command="SELECT 'ALTER ROLE ' || quote_ident(rolname) FROM pg_roles" > "$old/there"
declare -A there=()
while IFS= read -r role; do there[$role]=yes; done < "$old/there"
pg_dumpall "${from[@]}" --roles-only --no-role-passwords > "$old/roles.sql"
while IFS= read -r line; do
  [[ $line == 'ALTER ROLE '*' WITH '* && -n ${there[${line%% WITH *}]:-} ]] || printf '%s\n' "$line"
done < "$old/roles.sql" | into --dbname=postgres 2> "$old/roles"
grep --invert-match 'already exists' "$old/roles" >&2 || true

psql "${from[@]}" --no-psqlrc --tuples-only --no-align --dbname=postgres --command='SELECT datname FROM pg_database WHERE NOT datistemplate AND datallowconn ORDER BY 1' > "$old/databases"
while read -r database; do
  echo "database $database"
  [[ -n $(into --output=/dev/stdout --dbname=postgres --tuples-only --no-align --set=name="$database" <<< "SELECT 1 FROM pg_database WHERE datname = :'name'") ]] || createdb "${to[@]}" --template=template0 -- "$database"
  PGDATABASE=$database pg_dump "${from[@]}" --clean --if-exists | PGDATABASE=$database into --single-transaction --set=ON_ERROR_STOP=1
done < "$old/databases"
echo done
