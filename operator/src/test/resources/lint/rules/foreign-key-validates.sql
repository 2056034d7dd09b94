-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE TABLE customers (id bigint PRIMARY KEY);

-- @finds
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer) REFERENCES customers (id);

-- @finds
ALTER TABLE ONLY orders ADD FOREIGN KEY (customer) REFERENCES customers ON DELETE SET NULL;

-- @finds
ALTER TABLE orders ADD COLUMN c bigint DEFAULT 1 REFERENCES customers;

-- @silent
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE NOT VALID;

-- @silent
ALTER TABLE orders ADD COLUMN c bigint REFERENCES customers (id);

-- @silent
CREATE TABLE lines (o bigint);
ALTER TABLE lines ADD FOREIGN KEY (o) REFERENCES orders (id);

-- @silent version=18
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer) REFERENCES customers (id) NOT ENFORCED;
