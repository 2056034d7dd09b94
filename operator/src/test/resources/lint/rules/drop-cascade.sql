-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE VIEW v AS SELECT id, note FROM orders;

-- @finds
DROP TABLE orders CASCADE;

-- @finds
DROP VIEW v CASCADE;

-- @finds
ALTER TABLE orders DROP COLUMN note CASCADE;

-- @finds
ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE;

-- @silent
DROP TABLE orders RESTRICT;

-- @silent
CREATE TABLE lines (o int);
DROP TABLE lines CASCADE;
