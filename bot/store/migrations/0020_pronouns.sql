-- Whether a novel speaks of somebody as he or as she; unknown of casts that were found before.
BEGIN;

ALTER TABLE character ADD COLUMN pronoun TEXT NOT NULL DEFAULT '' CHECK (pronoun IN ('', 'he', 'she'));

PRAGMA user_version = 20;
COMMIT;
