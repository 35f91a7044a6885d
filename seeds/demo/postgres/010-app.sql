-- A shop with customers and orders, in the schema of the service app.
CREATE TABLE IF NOT EXISTS app.demo_customers (
  id     bigint PRIMARY KEY,
  name   text NOT NULL,
  email  text NOT NULL UNIQUE,
  city   text NOT NULL,
  since  timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS app.demo_orders (
  id           bigint PRIMARY KEY,
  customer_id  bigint NOT NULL REFERENCES app.demo_customers,
  state        text NOT NULL CHECK (state IN ('created', 'paid', 'shipped', 'cancelled')),
  total_cents  integer NOT NULL,
  created_at   timestamptz NOT NULL
);

CREATE INDEX IF NOT EXISTS demo_orders_customer ON app.demo_orders (customer_id);
