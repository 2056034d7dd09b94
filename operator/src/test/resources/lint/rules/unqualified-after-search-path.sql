-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE SCHEMA shop;

-- @finds
SET search_path = shop, public;
CREATE TABLE lines (o int);

-- @finds
SELECT pg_catalog.set_config('search_path', '', false);
ALTER TABLE orders ADD COLUMN a int;

-- @silent
SET search_path = shop, public;
CREATE TABLE shop.lines (o int);

-- @silent
SET search_path = public, shop;
CREATE TABLE lines (o int);

-- @silent
SET search_path = shop;
RESET search_path;
CREATE TABLE lines (o int);
