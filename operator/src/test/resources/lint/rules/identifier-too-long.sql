-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
CREATE TABLE a_name_that_is_longer_than_the_sixty_three_bytes_that_a_server_keeps (a int);

-- @finds
ALTER TABLE orders ADD COLUMN "a_name_that_is_longer_than_the_sixty_three_bytes_that_a_server_keeps" int;

-- @silent
CREATE TABLE a_name_that_is_longer_than_the_sixty_three_bytes_that_a_server_ (a int);

-- @silent
COMMENT ON TABLE orders IS 'a_name_that_is_longer_than_the_sixty_three_bytes_that_a_server_keeps';
