-- @before
CREATE SCHEMA shop;

-- @finds
SET search_path = shop, public;

-- @finds
SELECT pg_catalog.set_config('search_path', '', false);

-- @finds
SET search_path TO 'shop';
SET LOCAL search_path = x;

-- @silent
SET LOCAL search_path = shop;

-- @silent
SET search_path = shop;
RESET search_path;

-- @silent
SET search_path TO DEFAULT;

-- @silent
SELECT set_config('search_path', 'shop', true);
