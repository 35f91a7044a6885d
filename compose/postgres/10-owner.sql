-- The application's role, which owns the database but is no superuser. Runs while the database is initialised, and again
-- on an old volume whose passwords are not this instance's, so every statement may be repeated.
-- The passwords come from files by psql's backquotes: they stand in no argument list and no environment. A template is
-- made with others than an instance's (start.sh).
\set ON_ERROR_STOP on
\getenv owner NEOTOOL_OWNER
\getenv database POSTGRES_DB
\getenv superuser POSTGRES_USER
\set owner_password `cat "${NEOTOOL_SECRETS:-/run/secrets}/postgres.owner"`
\set superuser_password `cat "${NEOTOOL_SECRETS:-/run/secrets}/postgres.superuser"`

-- A failing statement must not take a password into the server's log.
SET log_min_error_statement = panic;

SELECT format('CREATE ROLE %I', :'owner') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \gexec
ALTER ROLE :"owner" LOGIN PASSWORD :'owner_password';
ALTER ROLE :"superuser" PASSWORD :'superuser_password';

SELECT format('CREATE DATABASE %I', :'database') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER DATABASE :"database" OWNER TO :"owner";
\connect :"database"
ALTER SCHEMA public OWNER TO :"owner";
