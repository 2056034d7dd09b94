-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE MATERIALIZED VIEW m AS SELECT id FROM orders;

-- @finds
REFRESH MATERIALIZED VIEW m;

-- @silent
REFRESH MATERIALIZED VIEW CONCURRENTLY m;

-- @silent
REFRESH MATERIALIZED VIEW m WITH NO DATA;

-- @silent
CREATE MATERIALIZED VIEW n AS SELECT 1;
REFRESH MATERIALIZED VIEW n;
