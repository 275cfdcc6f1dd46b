-- What nodes know a scene by: it says nothing of it, and names what they forget once it is removed.
BEGIN;

ALTER TABLE scene ADD COLUMN alias TEXT NOT NULL DEFAULT '';
UPDATE scene SET alias = lower(hex(randomblob(32)));
CREATE UNIQUE INDEX scene_alias ON scene (alias);

PRAGMA user_version = 18;
COMMIT;
