-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE events_all PARTITION OF events DEFAULT;
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(total) AS sum FROM orders GROUP BY customer;

-- @finds
CREATE INDEX orders_customer_idx ON orders (customer);

-- @finds
CREATE UNIQUE INDEX IF NOT EXISTS "Orders Number" ON public.orders USING btree (number DESC);

-- @finds
CREATE INDEX ON events (at);

-- @finds
CREATE INDEX ON totals (customer);

-- @silent
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);

-- @silent
CREATE TABLE lines (id bigint);
CREATE INDEX lines_id_idx ON lines (id);

-- @silent
CREATE TEMP TABLE lines (id bigint);
CREATE INDEX lines_id_idx ON lines (id);

-- @silent
CREATE TABLE new_orders (id bigint);
ALTER TABLE new_orders RENAME TO lines;
CREATE INDEX lines_id_idx ON lines (id);

-- @silent
CREATE INDEX events_at_idx ON ONLY events (at);

-- @silent
SET search_path = other;
CREATE SCHEMA IF NOT EXISTS other;
CREATE TABLE orders (id bigint);
CREATE INDEX ON orders (id);

-- @silent
-- lockstep: allow index-not-concurrent the table is never written
CREATE INDEX orders_customer_idx ON orders (customer);

-- @silent
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);
CREATE INDEX IF NOT EXISTS orders_customer_idx ON orders (customer);
