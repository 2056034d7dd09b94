-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;

-- @finds
ALTER TABLE orders ADD COLUMN a int NOT NULL DEFAULT 0;
ALTER TABLE orders ALTER a DROP DEFAULT;

-- @silent
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;

-- @silent
ALTER TABLE orders ALTER note DROP DEFAULT, ALTER note SET DEFAULT 'x';

-- @silent
CREATE TABLE lines (o int NOT NULL DEFAULT 1);
ALTER TABLE lines ALTER o DROP DEFAULT;
