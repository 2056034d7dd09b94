-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders DROP COLUMN note;

-- @finds
ALTER TABLE orders ADD COLUMN a int, DROP IF EXISTS "note";

-- @silent
ALTER TABLE orders ADD COLUMN a int;
ALTER TABLE orders DROP COLUMN a;

-- @silent
ALTER TABLE orders DROP CONSTRAINT orders_pkey;

-- @silent
CREATE TABLE lines (o int, p int);
ALTER TABLE lines DROP p;

-- @silent
/* lockstep: allow drop-column nobody reads it since 7.2 */
ALTER TABLE orders DROP COLUMN note;

-- @silent
ALTER TABLE orders
  -- lockstep: allow drop-column nobody reads it since 7.2
  DROP COLUMN note;
