-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
CREATE TABLE t (a timestamp);

-- @finds
ALTER TABLE orders ADD COLUMN a timestamp(3) without time zone;

-- @silent
CREATE TABLE t (a timestamp with time zone, b timestamptz(3));
