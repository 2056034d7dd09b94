-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ADD COLUMN a int;
CREATE INDEX CONCURRENTLY a ON orders (a);

-- @finds
CREATE INDEX CONCURRENTLY a ON orders (customer);
INSERT INTO orders (id) VALUES (1);

-- @silent
SET lock_timeout = '1s';
CREATE INDEX CONCURRENTLY a ON orders (customer);
COMMENT ON INDEX a IS 'x';
ANALYZE orders;

-- @silent
ALTER TABLE orders ADD COLUMN a int;
