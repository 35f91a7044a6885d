SET search_path TO security, public;
CREATE TABLE whoami (service text PRIMARY KEY);
INSERT INTO whoami VALUES ('security');
CREATE TABLE accounts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text NOT NULL);
