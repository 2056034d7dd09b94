-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
REINDEX TABLE orders;

-- @finds
REINDEX INDEX orders_pkey;

-- @finds
REINDEX (VERBOSE) TABLE public.orders;

-- @silent
REINDEX TABLE CONCURRENTLY orders;

-- @silent
REINDEX (CONCURRENTLY) TABLE orders;

-- @silent
CREATE TABLE lines (id int PRIMARY KEY);
REINDEX TABLE lines;
