-- How large a guild's takes are made.
BEGIN;

ALTER TABLE guild ADD COLUMN film_size TEXT NOT NULL DEFAULT '480p';

PRAGMA user_version = 23;
COMMIT;
