-- Who tells a novel, by their name; NULL until it was looked for, empty where nobody says "I".
BEGIN;

ALTER TABLE novel ADD COLUMN narrator TEXT;

PRAGMA user_version = 5;
COMMIT;
