-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE MATERIALIZED VIEW m AS SELECT 1;

-- @finds
DROP TABLE orders;

-- @finds
DROP TABLE IF EXISTS customers, orders;

-- @finds
DROP MATERIALIZED VIEW m;

-- @finds
DROP TABLE orders;
CREATE TABLE orders (id int);

-- @silent
CREATE TABLE lines (o int);
DROP TABLE lines;

-- @silent
DROP TABLE IF EXISTS lines;
CREATE TABLE lines (o int);

-- @silent
CREATE TEMP TABLE orders (o int);
DROP TABLE pg_temp.orders;
