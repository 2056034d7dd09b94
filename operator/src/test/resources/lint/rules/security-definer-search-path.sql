-- @before

-- @finds
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';

-- @finds
CREATE OR REPLACE PROCEDURE p() LANGUAGE sql SECURITY DEFINER AS $$SELECT set_config('search_path', 'x', true)$$;

-- @silent
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS 'SELECT 1';

-- @silent
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
