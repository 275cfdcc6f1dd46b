-- Where each of a character's names comes up first, and how often: for those who have not read so far,
-- and for taking names apart that were made one by mistake.
BEGIN;

ALTER TABLE character ADD COLUMN named TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(named));

PRAGMA user_version = 14;
COMMIT;
