-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
CREATE INDEX CONCURRENTLY a ON orders (customer);
CREATE INDEX CONCURRENTLY b ON orders (number);

-- @silent
DROP INDEX CONCURRENTLY IF EXISTS a;
CREATE INDEX CONCURRENTLY a ON orders (customer);

-- @silent
CREATE INDEX CONCURRENTLY a ON orders (customer);
