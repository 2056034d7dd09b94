-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, number int, status text, total numeric(10,2), created timestamp, note varchar(20) NOT NULL DEFAULT '');

-- @finds
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- @finds
ALTER TABLE orders ADD COLUMN at timestamptz NOT NULL DEFAULT clock_timestamp();

-- @finds
ALTER TABLE orders ADD COLUMN r text DEFAULT 'x' || pg_catalog.random()::text;

-- @silent
ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT now();

-- @silent
ALTER TABLE orders ADD COLUMN a varchar(20) DEFAULT 'x'::varchar(20);

-- @silent
ALTER TABLE orders ADD COLUMN a jsonb DEFAULT '{}', ADD COLUMN b int[] DEFAULT ARRAY[1, 2];

-- @silent
ALTER TABLE orders ADD COLUMN token uuid;
ALTER TABLE orders ALTER token SET DEFAULT gen_random_uuid();
