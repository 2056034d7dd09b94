-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ADD COLUMN a int NOT NULL;

-- @finds
ALTER TABLE orders ADD a int NOT NULL DEFAULT NULL;

-- @finds
ALTER TABLE orders ADD COLUMN a int;
UPDATE orders SET a = 1;
ALTER TABLE orders ALTER a SET NOT NULL;

-- @silent
ALTER TABLE orders ADD COLUMN a int NOT NULL DEFAULT 0;

-- @silent
ALTER TABLE orders ADD COLUMN a int;

-- @silent
ALTER TABLE orders ADD COLUMN a int GENERATED ALWAYS AS IDENTITY;

-- @silent
CREATE TABLE lines (o bigint);
ALTER TABLE lines ADD COLUMN a int NOT NULL;
