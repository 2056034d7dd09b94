-- @before
CREATE TABLE t (a int);

-- @finds
SELECT 1;
﻿SELECT 2;

-- @finds
ALTER TABLE t ADD b int;

-- @finds
ALTER TABLE t ADD b​ int;

-- @finds
ALTER TABLE t ADD "b​" int;

-- @silent
INSERT INTO t VALUES (length('​')); --  

-- @silent
ALTER TABLE t ADD größe int;
