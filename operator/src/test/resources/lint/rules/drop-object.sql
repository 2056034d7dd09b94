-- @before
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT 1 AS a;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE kind AS ENUM ('a');
CREATE SEQUENCE s;
CREATE SCHEMA archive;

-- @finds
DROP VIEW v;

-- @finds
DROP FUNCTION f(int);

-- @finds
DROP TYPE kind;

-- @finds
DROP SEQUENCE s;

-- @finds
DROP SCHEMA archive;

-- @silent
DROP VIEW v;
CREATE VIEW v AS SELECT 2 AS b;

-- @silent
DROP FUNCTION IF EXISTS f(int);
CREATE OR REPLACE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT 1::text';

-- @silent
CREATE FUNCTION pg_temp.g() RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION pg_temp.g();

-- @silent
CREATE TYPE sort AS ENUM ('a');
DROP TYPE sort;
