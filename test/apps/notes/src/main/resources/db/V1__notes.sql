SET search_path TO notes, public;
CREATE TABLE note (
  id uuid PRIMARY KEY,
  author text NOT NULL,
  added_at timestamptz NOT NULL DEFAULT now()
);
