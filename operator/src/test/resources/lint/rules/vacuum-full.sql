-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
VACUUM FULL orders;

-- @finds
VACUUM (FULL, ANALYZE) orders;

-- @silent
VACUUM orders;

-- @silent
VACUUM (ANALYZE) orders;
