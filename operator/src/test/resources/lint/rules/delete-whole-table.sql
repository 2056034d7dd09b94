-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
DELETE FROM orders;

-- @finds
DELETE FROM orders WHERE 1 = 1;

-- @silent
DELETE FROM orders WHERE id < 10;

-- @silent
CREATE TABLE lines (o int);
DELETE FROM lines;
