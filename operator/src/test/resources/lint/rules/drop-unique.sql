-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE UNIQUE INDEX u ON orders (number);
ALTER TABLE orders ADD CONSTRAINT c UNIQUE (customer);
CREATE INDEX p ON orders (status);
CREATE UNIQUE INDEX s1 ON orders (status);
CREATE UNIQUE INDEX s2 ON orders (status);

-- @finds
DROP INDEX CONCURRENTLY u;

-- @finds
ALTER TABLE orders DROP CONSTRAINT c;

-- @finds
ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_pkey;

-- @silent
DROP INDEX CONCURRENTLY p;

-- @silent
CREATE UNIQUE INDEX CONCURRENTLY u2 ON orders (number);
DROP INDEX CONCURRENTLY u;

-- @silent
ALTER TABLE orders DROP CONSTRAINT c, ADD CONSTRAINT d UNIQUE (customer);

-- @silent
DROP INDEX CONCURRENTLY s2;
