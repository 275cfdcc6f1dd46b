-- A novel may have a style of its own; without one, its film looks as its guild's films do.
BEGIN;

ALTER TABLE novel ADD COLUMN style_name TEXT;
ALTER TABLE novel ADD COLUMN aspect TEXT;
ALTER TABLE novel ADD COLUMN style_words TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 17;
COMMIT;
