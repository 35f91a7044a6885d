SET search_path TO app, public;
ALTER TABLE orders ADD COLUMN total numeric(12, 2) NOT NULL DEFAULT 0;
CREATE INDEX orders_by_total ON orders (total);
