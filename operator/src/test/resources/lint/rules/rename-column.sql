-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders RENAME COLUMN note TO remark;

-- @finds
ALTER TABLE orders RENAME note TO remark;

-- @silent
ALTER TABLE orders ADD COLUMN a int;
ALTER TABLE orders RENAME a TO b;

-- @silent
ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO pk;

-- @silent
CREATE TABLE lines (o int);
ALTER TABLE lines RENAME o TO p;
