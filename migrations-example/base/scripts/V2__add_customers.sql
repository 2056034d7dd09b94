-- Customers become rows of their own. The name in orders stays until no release reads it any more.
CREATE TABLE customers (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);

INSERT INTO customers (name)
SELECT DISTINCT customer_name FROM orders;

ALTER TABLE orders ADD COLUMN customer_id bigint;

UPDATE orders
   SET customer_id = customers.id
  FROM customers
 WHERE customers.name = orders.customer_name;

-- NOT VALID first: the check of the old rows then needs no lock that stops writers.
ALTER TABLE orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;

CREATE INDEX orders_customer_id ON orders (customer_id);
