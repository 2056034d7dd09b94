-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE POLICY p ON customers USING (true);

-- @finds
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

-- @silent
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;

-- @silent
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON orders USING (true);

-- @silent
CREATE TABLE lines (o int);
ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
