-- People who log in, in the schema of the service security. Nobody can: there is no password.
CREATE TABLE IF NOT EXISTS security.demo_users (
  id          bigint PRIMARY KEY,
  login       text NOT NULL UNIQUE,
  role        text NOT NULL,
  created_at  timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS security.demo_logins (
  user_id  bigint NOT NULL REFERENCES security.demo_users,
  at       timestamptz NOT NULL,
  ok       boolean NOT NULL,
  PRIMARY KEY (user_id, at)
);

INSERT INTO security.demo_users (id, login, role, created_at)
SELECT n, 'user' || n, CASE WHEN n % 10 = 0 THEN 'admin' ELSE 'member' END, timestamptz '2026-01-01 08:00Z' + n * interval '1 day'
FROM generate_series(1, 40) n
ON CONFLICT DO NOTHING;

INSERT INTO security.demo_logins (user_id, at, ok)
SELECT 1 + n * 7 % 40, timestamptz '2026-03-01 07:30Z' + n * interval '53 minutes', n % 9 <> 0
FROM generate_series(1, 500) n
ON CONFLICT DO NOTHING;
