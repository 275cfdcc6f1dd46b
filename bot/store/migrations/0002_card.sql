-- Life on the card: nodes that hold several jobs, rest for their owners, and shoot drafts.
BEGIN;

-- which of the programs with its node's token has it
ALTER TABLE job ADD COLUMN instance TEXT NOT NULL DEFAULT '';

-- why it takes no work by its owner's wish, until when if it said so, and what its card does
ALTER TABLE node ADD COLUMN rests TEXT NOT NULL DEFAULT ''
    CHECK (rests IN ('', 'paused', 'quiet', 'busy'));
ALTER TABLE node ADD COLUMN rests_until TEXT;
ALTER TABLE node ADD COLUMN card TEXT NOT NULL DEFAULT '';

ALTER TABLE take ADD COLUMN is_draft INTEGER NOT NULL DEFAULT 0 CHECK (is_draft IN (0, 1));

PRAGMA user_version = 2;
COMMIT;
