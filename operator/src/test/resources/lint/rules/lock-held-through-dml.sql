-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE TABLE customers (id bigint PRIMARY KEY);

-- @finds
ALTER TABLE orders ADD COLUMN a int;
UPDATE customers SET id = id + 1;

-- @finds
ALTER TABLE orders DROP COLUMN note;
INSERT INTO customers SELECT id FROM orders;

-- @silent
ALTER TABLE orders ADD COLUMN a int;
UPDATE orders SET a = 1 WHERE id = 7;

-- @silent
UPDATE orders SET number = 1;
ALTER TABLE orders ADD COLUMN a int;

-- @silent
ALTER TABLE orders VALIDATE CONSTRAINT c;
UPDATE orders SET number = 1;

-- @silent
BEGIN;
ALTER TABLE orders ADD COLUMN a int;
COMMIT;
UPDATE orders SET a = 1;

-- @silent
ALTER TABLE orders ADD COLUMN a int;
INSERT INTO customers VALUES (1);
