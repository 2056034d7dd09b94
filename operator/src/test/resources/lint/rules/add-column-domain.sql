-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');
CREATE DOMAIN mail AS text CHECK (VALUE ~ '@');
CREATE DOMAIN plain AS text;

-- @finds
ALTER TABLE orders ADD COLUMN m mail;

-- @finds
ALTER TABLE orders ADD COLUMN m public.mail DEFAULT 'a@b';

-- @silent
ALTER TABLE orders ADD COLUMN m plain;
