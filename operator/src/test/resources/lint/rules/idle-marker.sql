-- @before
-- migrate:up
SELECT 1;

-- @finds before=1_a.sql file=2_b.sql
-- migrate:up
SELECT 1;
-- migrate:up
SELECT 2;

-- @finds before=1_a.sql file=2_b.sql
-- migrate:up
SELECT 1;
-- migrate:down
SELECT 2;
-- migrate:up
SELECT 2;

-- @silent before=1_a.sql file=2_b.sql
-- migrate:up
SELECT 1;
-- migrate:down
SELECT 2;
