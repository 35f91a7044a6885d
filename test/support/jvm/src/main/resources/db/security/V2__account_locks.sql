SET search_path TO security, public;
ALTER TABLE accounts ADD COLUMN locked boolean NOT NULL DEFAULT false;
CREATE INDEX accounts_by_lock ON accounts (locked);
