-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
ALTER TABLE orders ADD CONSTRAINT s CHECK (status IS NOT NULL);
ALTER TABLE orders ADD CONSTRAINT n CHECK (number IS NOT NULL) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT o CHECK (total IS NOT NULL OR customer IS NOT NULL);

-- @finds
ALTER TABLE orders ALTER COLUMN customer SET NOT NULL;

-- @finds
ALTER TABLE orders ALTER number SET NOT NULL;

-- @finds
ALTER TABLE orders ALTER total SET NOT NULL;

-- @finds version=18
ALTER TABLE orders ADD CONSTRAINT nn NOT NULL customer;

-- @silent
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;

-- @silent
ALTER TABLE orders VALIDATE CONSTRAINT n;
ALTER TABLE orders ALTER number SET NOT NULL;

-- @silent
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

-- @silent
ALTER TABLE orders ALTER COLUMN id SET NOT NULL;

-- @silent version=18
ALTER TABLE orders ADD CONSTRAINT nn NOT NULL customer NOT VALID;

-- @silent
ALTER TABLE orders ADD COLUMN a int NOT NULL DEFAULT 0;

-- @finds
ALTER TABLE orders ALTER note DROP NOT NULL;
ALTER TABLE orders ALTER note SET NOT NULL;

-- @finds version=18
ALTER TABLE orders ADD CONSTRAINT nn NOT NULL total NOT VALID;
ALTER TABLE orders DROP CONSTRAINT nn;
ALTER TABLE orders ALTER total SET NOT NULL;
