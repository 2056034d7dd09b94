-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders SET UNLOGGED;

-- @finds
ALTER TABLE orders SET TABLESPACE pg_default;

-- @finds version=15
ALTER TABLE orders SET ACCESS METHOD heap;

-- @silent
ALTER TABLE orders SET (fillfactor = 70);

-- @silent
CREATE TABLE lines (o int);
ALTER TABLE lines SET UNLOGGED;
