-- @before
CREATE TABLE t (a int);

-- @finds undo
SELECT 1;

-- @silent
SELECT 1;
