-- A novel's paragraphs are kept in many short transactions; it is whole, and shows, with the last.
BEGIN;

ALTER TABLE novel ADD COLUMN is_whole INTEGER NOT NULL DEFAULT 1;

DROP INDEX novel_once;
CREATE UNIQUE INDEX novel_once ON novel (guild_id, sha256) WHERE removed_at IS NULL AND is_whole;

PRAGMA user_version = 22;
COMMIT;
