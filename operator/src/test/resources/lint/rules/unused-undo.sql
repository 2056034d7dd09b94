-- @before
SELECT 1;

-- @finds before=1_a.up.sql file=2_b.down.sql
SELECT 1;

-- @silent before=1_a.up.sql file=1_a.down.sql
SELECT 1;
