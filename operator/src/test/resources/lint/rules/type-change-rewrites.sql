-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE DOMAIN plain AS text;

-- @finds
ALTER TABLE orders ALTER COLUMN number TYPE bigint;

-- @finds
ALTER TABLE orders ALTER COLUMN note TYPE varchar(10);

-- @finds
ALTER TABLE orders ALTER COLUMN note SET DATA TYPE char(30);

-- @finds
ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,3);

-- @finds
ALTER TABLE orders ALTER COLUMN note TYPE text USING lower(note);

-- @finds
ALTER TABLE orders ALTER COLUMN created TYPE timestamptz;

-- @silent
ALTER TABLE orders ALTER COLUMN note TYPE varchar(40);

-- @silent
ALTER TABLE orders ALTER COLUMN note TYPE character varying;

-- @silent
ALTER TABLE orders ALTER COLUMN note TYPE text USING note::text;

-- @silent
ALTER TABLE orders ALTER COLUMN status TYPE plain;

-- @silent
ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,2);

-- @silent
ALTER TABLE orders ALTER COLUMN total TYPE numeric;

-- @silent
SET LOCAL timezone = 'UTC';
ALTER TABLE orders ALTER COLUMN created TYPE timestamptz;

-- @silent
CREATE TABLE lines (o int);
ALTER TABLE lines ALTER o TYPE bigint;
