-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
CLUSTER orders USING orders_pkey;

-- @finds
CLUSTER VERBOSE orders;

-- @silent
CREATE TABLE lines (o int PRIMARY KEY);
CLUSTER lines USING lines_pkey;
