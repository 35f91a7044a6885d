SET search_path TO app, public;
CREATE TABLE whoami (service text PRIMARY KEY);
INSERT INTO whoami VALUES ('app');
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text NOT NULL);
