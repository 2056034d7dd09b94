-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
TRUNCATE orders CASCADE;

-- @finds
TRUNCATE TABLE orders RESTART IDENTITY CASCADE;

-- @silent
TRUNCATE orders;

-- @silent
CREATE TABLE lines (o int);
TRUNCATE lines CASCADE;
