-- Contract: no release reads the flag any more.
DROP TRIGGER orders_follow_shipped ON orders;
DROP FUNCTION orders_follow_shipped();
ALTER TABLE orders DROP COLUMN shipped;
