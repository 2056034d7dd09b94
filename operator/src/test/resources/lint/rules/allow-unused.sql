-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
-- lockstep: allow drop-column not there
SELECT 1;

-- @finds
ALTER TABLE orders DROP note;
-- lockstep: allow drop-column behind it
SELECT 1;

-- @silent
-- lockstep: allow-file drop-column all of them are unused
ALTER TABLE orders DROP note;
ALTER TABLE orders DROP status;
