-- What was uploaded, in the schema of the service assets.
CREATE TABLE IF NOT EXISTS assets.demo_files (
  id           bigint PRIMARY KEY,
  owner_id     bigint NOT NULL,
  key          text NOT NULL UNIQUE,
  bytes        bigint NOT NULL,
  uploaded_at  timestamptz NOT NULL
);
