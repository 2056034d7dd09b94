-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders DISABLE TRIGGER ALL;

-- @finds
ALTER TABLE orders DISABLE TRIGGER audit;

-- @silent
ALTER TABLE orders ENABLE TRIGGER ALL;

-- @silent
CREATE TABLE lines (o int);
ALTER TABLE lines DISABLE TRIGGER ALL;
