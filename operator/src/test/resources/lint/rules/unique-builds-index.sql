-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE UNIQUE INDEX orders_n ON orders (number);

-- @finds
ALTER TABLE orders ADD CONSTRAINT u UNIQUE (number);

-- @finds
ALTER TABLE orders ADD COLUMN a int UNIQUE;

-- @finds version=15
ALTER TABLE orders ADD UNIQUE NULLS NOT DISTINCT (number, status);

-- @silent
ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX orders_n;

-- @silent
CREATE TABLE lines (o bigint);
ALTER TABLE lines ADD UNIQUE (o);
