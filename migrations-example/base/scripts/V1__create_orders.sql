-- Orders as the first release of the service knows them.
CREATE TABLE orders (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_name text        NOT NULL CHECK (customer_name <> ''),
    shipped       boolean     NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_created_at ON orders (created_at DESC);

CREATE TABLE order_lines (
    order_id    bigint  NOT NULL REFERENCES orders ON DELETE CASCADE,
    line        integer NOT NULL,
    product     text    NOT NULL,
    quantity    integer NOT NULL CHECK (quantity > 0),
    price_cents bigint  NOT NULL CHECK (price_cents >= 0),
    PRIMARY KEY (order_id, line)
);

INSERT INTO orders (customer_name, shipped)
VALUES ('Ada', true), ('Grace', false), ('Ada', false);

INSERT INTO order_lines (order_id, line, product, quantity, price_cents)
SELECT id, 1, 'tea; green', 2, 450 FROM orders;
