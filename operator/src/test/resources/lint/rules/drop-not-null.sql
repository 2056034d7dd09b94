-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ALTER note DROP NOT NULL;

-- @silent
CREATE TABLE t (a int NOT NULL);
ALTER TABLE t ALTER a DROP NOT NULL;
