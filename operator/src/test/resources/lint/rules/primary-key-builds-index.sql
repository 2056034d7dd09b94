-- @before
CREATE TABLE log (id bigint NOT NULL);
CREATE UNIQUE INDEX log_id ON log (id);

-- @finds
ALTER TABLE log ADD PRIMARY KEY (id);

-- @finds
ALTER TABLE log ADD COLUMN k int PRIMARY KEY;

-- @silent
ALTER TABLE log ADD CONSTRAINT log_pkey PRIMARY KEY USING INDEX log_id;

-- @silent
CREATE TABLE lines (o bigint);
ALTER TABLE lines ADD PRIMARY KEY (o);
