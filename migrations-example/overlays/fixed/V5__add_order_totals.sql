-- Totals move into the order, so that lists of orders need no join.
ALTER TABLE orders ADD COLUMN total_cents bigint;

CREATE INDEX orders_total_cents ON orders (total_cents);

UPDATE orders
   SET total_cents = (
           SELECT coalesce(sum(order_lines.quantity * order_lines.price_cents), 0)
             FROM order_lines
            WHERE order_lines.order_id = orders.id
       );

ALTER TABLE orders ALTER COLUMN total_cents SET NOT NULL;
