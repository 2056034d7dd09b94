-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
-- lockstep: allow drop-column
ALTER TABLE orders DROP note;

-- @silent
-- lockstep: allow drop-column fine
ALTER TABLE orders DROP note;
