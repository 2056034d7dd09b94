-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
LOCK TABLE orders;

-- @finds
LOCK orders IN SHARE MODE;

-- @finds
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE NOWAIT;

-- @silent
LOCK TABLE orders IN ROW EXCLUSIVE MODE;

-- @silent
CREATE TABLE lines (o int);
LOCK TABLE lines;
