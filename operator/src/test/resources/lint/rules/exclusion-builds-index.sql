-- @before
CREATE TABLE rooms (span int4range);

-- @finds
ALTER TABLE rooms ADD CONSTRAINT e EXCLUDE USING gist (span WITH &&);

-- @silent
CREATE TABLE r (span int4range);
ALTER TABLE r ADD EXCLUDE USING gist (span WITH &&);
