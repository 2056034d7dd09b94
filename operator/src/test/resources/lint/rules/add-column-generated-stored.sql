-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ADD COLUMN n numeric GENERATED ALWAYS AS (total * 2) STORED;

-- @silent version=18
ALTER TABLE orders ADD COLUMN n numeric GENERATED ALWAYS AS (total * 2);

-- @silent version=18
ALTER TABLE orders ADD COLUMN n numeric GENERATED ALWAYS AS (total * 2) VIRTUAL;
