-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE VIEW open AS SELECT id, number FROM orders WHERE status = 'open';

-- @finds
ALTER TABLE orders ALTER COLUMN number TYPE bigint;

-- @silent
DROP VIEW open;
ALTER TABLE orders ALTER COLUMN number TYPE bigint;

-- @silent
ALTER TABLE orders ALTER COLUMN total TYPE numeric(20,2);
