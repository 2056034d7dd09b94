-- @before

-- @finds
CREATE TABLE t (a int PRIMARY KEY);

-- @finds
CREATE TABLE t (a serial, PRIMARY KEY (a));

-- @silent
CREATE TABLE t (a bigint PRIMARY KEY);

-- @silent
CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));
