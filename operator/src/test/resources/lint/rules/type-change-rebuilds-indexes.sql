-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE INDEX orders_created_idx ON orders (created);
CREATE TABLE other (created timestamp);

-- @finds
SET LOCAL TIME ZONE 'UTC';
ALTER TABLE orders ALTER COLUMN created TYPE timestamptz;

-- @silent
SET LOCAL TIME ZONE 'UTC';
ALTER TABLE other ALTER COLUMN created TYPE timestamptz;

-- @silent
ALTER TABLE orders ALTER COLUMN note TYPE text;
