-- @before

-- @finds
CREATE TABLE t (a json);

-- @silent
CREATE TABLE t (a jsonb);
