/** As `postgres:15` with POSTGRES_USER=neotool and a volume at /var/lib/postgresql/data leaves it: its first superuser is who owns the data. */
export const POSTGRES_15 = `
  set -e
  chown postgres:postgres /volume && gosu postgres initdb --pgdata=/volume --username=neotool --encoding=UTF8 --no-locale > /dev/null
  gosu postgres pg_ctl --pgdata=/volume --options='-c listen_addresses= -c unix_socket_directories=/tmp' --log=/tmp/log --wait start > /dev/null
  psql() { command psql --host=/tmp --username=neotool --set=ON_ERROR_STOP=1 --quiet "$@"; }
  psql --dbname=postgres --command='CREATE DATABASE neotool_db' --command='CREATE DATABASE "old shop"' --command="CREATE ROLE auditor LOGIN PASSWORD 'old'"
  psql --dbname=neotool_db <<'SQL'
    CREATE SCHEMA app;
    CREATE TABLE app.orders (id serial PRIMARY KEY, name text NOT NULL UNIQUE, price numeric(10, 2) DEFAULT 1.5, tags text[] DEFAULT '{a,b}', details jsonb DEFAULT '{"ä": 1}');
    INSERT INTO app.orders (name) SELECT 'order ' || n FROM generate_series(1, 1000) n;
    CREATE VIEW app.cheap AS SELECT * FROM app.orders WHERE price < 2;
    CREATE FUNCTION app.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
    GRANT USAGE ON SCHEMA app TO auditor;
    GRANT SELECT ON app.orders TO auditor;
SQL
  psql --dbname='old shop' --command="CREATE TABLE notes AS SELECT 'kept' AS text"
  gosu postgres pg_ctl --pgdata=/volume --mode=fast --wait stop > /dev/null`;

/** What a client sees of it, wherever it is by now. */
export const SEEN_OF_15 = `
  SELECT count(*)::int AS orders, sum(price)::text AS sum, (SELECT details->>'ä' FROM app.cheap LIMIT 1) AS details, app.twice(21) AS twice, nextval('app.orders_id_seq')::int AS next,
    has_table_privilege('auditor', 'app.orders', 'SELECT') AS auditor, current_setting('server_version_num')::int / 10000 AS major
  FROM app.orders`;
