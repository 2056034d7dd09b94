-- @before

-- @finds
CREATE TABLE t (a char(2));

-- @finds
CREATE TABLE t (a character);

-- @silent
CREATE TABLE t (a varchar(2), b text);

-- @silent
CREATE TABLE t (a "char");
