-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
UPDATE orders SET status = 'new';

-- @finds
UPDATE ONLY public.orders AS o SET status = 'new' WHERE true;

-- @finds
ALTER TABLE orders ADD COLUMN a int;
UPDATE orders SET a = 1 WHERE a IS NULL;

-- @finds
WITH x AS (SELECT 1 AS a) UPDATE orders SET number = x.a FROM x;

-- @silent
UPDATE orders SET status = 'new' WHERE status IS NULL;

-- @silent
UPDATE orders SET status = 'new' WHERE id = 1;

-- @silent
CREATE TABLE lines (o int);
UPDATE lines SET o = 1;
