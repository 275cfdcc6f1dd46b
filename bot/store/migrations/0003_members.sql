-- How far members have read: private to each, and set by themselves.
BEGIN;

CREATE TABLE reading (
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    member_id INTEGER NOT NULL,
    novel_id INTEGER NOT NULL REFERENCES novel (id) ON DELETE CASCADE,
    chapter INTEGER NOT NULL CHECK (chapter >= 1),
    PRIMARY KEY (guild_id, member_id, novel_id)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 3;
COMMIT;
