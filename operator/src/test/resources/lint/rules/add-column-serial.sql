-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ADD COLUMN n bigserial;

-- @finds
ALTER TABLE orders ADD COLUMN n serial4 NOT NULL;

-- @silent
ALTER TABLE orders ADD COLUMN n bigint;

-- @silent
CREATE TABLE lines (o bigint);
ALTER TABLE lines ADD COLUMN n serial;
