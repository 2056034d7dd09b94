-- @before

-- @finds
CREATE TABLE t (a bigserial);

-- @silent
CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY);
