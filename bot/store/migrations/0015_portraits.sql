-- What drew a look's portrait, in the engine's own words: a model where there is one, else rules.
BEGIN;

ALTER TABLE look ADD COLUMN portrait_by TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 15;
COMMIT;
