-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
TRUNCATE orders;

-- @finds
TRUNCATE TABLE ONLY public.orders RESTART IDENTITY;

-- @silent
TRUNCATE orders CASCADE;

-- @silent
CREATE TABLE lines (o int);
TRUNCATE lines;
