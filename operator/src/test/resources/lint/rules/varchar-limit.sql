-- @before

-- @finds
CREATE TABLE t (a varchar(2));

-- @silent
CREATE TABLE t (a varchar);
