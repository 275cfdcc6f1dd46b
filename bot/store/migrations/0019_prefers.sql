-- The node that has most of a job's shots already, and since when others leave the job to it.
BEGIN;

ALTER TABLE job ADD COLUMN prefers_id INTEGER REFERENCES node (id);
ALTER TABLE job ADD COLUMN left_at TEXT;

PRAGMA user_version = 19;
COMMIT;
