-- @before
CREATE TYPE kind AS ENUM ('a');
CREATE TABLE t (k kind);

-- @finds
ALTER TYPE kind ADD VALUE 'b';
UPDATE t SET k = 'b';

-- @finds
ALTER TYPE public.kind ADD VALUE IF NOT EXISTS 'b' AFTER 'a';
ALTER TABLE t ALTER k SET DEFAULT 'b';

-- @silent
ALTER TYPE kind ADD VALUE 'b';

-- @silent
ALTER TYPE kind ADD VALUE 'b';
UPDATE t SET k = 'a';

-- @silent
CREATE TYPE sort AS ENUM ('a');
ALTER TYPE sort ADD VALUE 'b';
CREATE TABLE u (k sort DEFAULT 'b');

-- @silent
ALTER TYPE kind ADD VALUE 'b';
COMMENT ON TYPE kind IS 'b';
