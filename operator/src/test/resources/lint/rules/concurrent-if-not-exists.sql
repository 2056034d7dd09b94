-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON orders (customer);

-- @finds
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a ON orders (customer);

-- @silent
DROP INDEX CONCURRENTLY IF EXISTS a;
CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON orders (customer);

-- @silent
CREATE INDEX IF NOT EXISTS a ON orders (customer);
