-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE INDEX orders_customer_idx ON orders (customer);
CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
CREATE INDEX events_at_idx ON events (at);

-- @finds
DROP INDEX orders_customer_idx;

-- @finds
DROP INDEX IF EXISTS public.orders_customer_idx CASCADE;

-- @finds
ALTER INDEX orders_customer_idx RENAME TO by_customer;
DROP INDEX by_customer;

-- @silent
DROP INDEX CONCURRENTLY orders_customer_idx;

-- @silent
DROP INDEX events_at_idx;

-- @silent
CREATE TABLE lines (id bigint);
CREATE INDEX lines_id_idx ON lines (id);
DROP INDEX lines_id_idx;
