-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE SCHEMA archive;

-- @finds
ALTER TABLE orders RENAME TO purchase;

-- @finds
ALTER TABLE IF EXISTS orders SET SCHEMA archive;

-- @silent
ALTER TABLE orders RENAME TO purchase;
CREATE VIEW orders AS SELECT * FROM purchase;

-- @silent
CREATE TABLE lines (o int);
ALTER TABLE lines RENAME TO lines2;

-- @silent
ALTER TABLE orders RENAME TO old;
CREATE TABLE orders (id bigint);
