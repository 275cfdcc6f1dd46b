-- The marks of a take's shots, in order: by them each has its own seed. Empty: their numbers.
BEGIN;

ALTER TABLE take ADD COLUMN marks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(marks));

PRAGMA user_version = 10;
COMMIT;
