-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
GRANT SELECT ON orders TO PUBLIC;

-- @finds
GRANT USAGE ON SCHEMA public TO someone, PUBLIC;

-- @silent
GRANT SELECT ON orders TO someone;

-- @silent
REVOKE ALL ON orders FROM PUBLIC;

-- @silent
GRANT SELECT ON public.orders TO someone;
