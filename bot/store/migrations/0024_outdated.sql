-- A node whose contract is not the bot's asks in vain: the cards that wait for it say so.
BEGIN;

ALTER TABLE node ADD COLUMN is_outdated INTEGER NOT NULL DEFAULT 0 CHECK (is_outdated IN (0, 1));

PRAGMA user_version = 24;
COMMIT;
