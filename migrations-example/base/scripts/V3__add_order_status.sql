-- Expand: a status replaces the flag "shipped". A trigger keeps both right for as long as releases
-- that know only one of them run side by side.
ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'shipped', 'returned'));

UPDATE orders SET status = 'shipped' WHERE shipped;

CREATE FUNCTION orders_follow_shipped() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.shipped THEN
        NEW.status := 'shipped';
    ELSIF TG_OP = 'UPDATE' AND NEW.shipped <> OLD.shipped THEN
        NEW.status := CASE WHEN NEW.shipped THEN 'shipped' ELSE 'open' END;
    END IF;
    NEW.shipped := NEW.status = 'shipped';
    RETURN NEW;
END;
$$;

CREATE TRIGGER orders_follow_shipped
    BEFORE INSERT OR UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION orders_follow_shipped();
