-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE FUNCTION my_id() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- @finds
ALTER TABLE orders ADD COLUMN token int DEFAULT my_id();

-- @silent
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- @silent
ALTER TABLE orders ADD COLUMN a text DEFAULT coalesce(lower('X'), current_setting('a.b'));
