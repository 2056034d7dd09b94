-- @before
CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a * 2) STORED);

-- @finds version=17
ALTER TABLE g ALTER COLUMN b SET EXPRESSION AS (a * 3);

-- @silent version=16
ALTER TABLE g ALTER COLUMN b SET EXPRESSION AS (a * 3);

-- @silent version=17
CREATE TABLE h (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
ALTER TABLE h ALTER b SET EXPRESSION AS (a);
