-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ADD CONSTRAINT c CHECK (total >= 0);

-- @finds
ALTER TABLE orders ADD CHECK (total >= 0), ADD COLUMN a int;

-- @finds
ALTER TABLE orders ADD COLUMN a int CHECK (a > 0);

-- @silent
ALTER TABLE orders ADD CONSTRAINT c CHECK (total >= 0) NOT VALID;

-- @silent
CREATE TABLE lines (o bigint);
ALTER TABLE lines ADD CHECK (o > 0);

-- @silent version=18
ALTER TABLE orders ADD CONSTRAINT c CHECK (total >= 0) NOT ENFORCED;

-- @silent
ALTER TABLE orders ADD COLUMN IF NOT EXISTS total numeric CHECK (total > 0);
