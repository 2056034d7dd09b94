-- @before
CREATE TYPE kind AS ENUM ('a');

-- @finds
ALTER TYPE kind RENAME VALUE 'a' TO 'b';

-- @silent
ALTER TYPE kind ADD VALUE 'b';

-- @silent
CREATE TYPE sort AS ENUM ('a');
ALTER TYPE sort RENAME VALUE 'a' TO 'b';
