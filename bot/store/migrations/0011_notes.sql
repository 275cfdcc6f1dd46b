-- What the script supervisor noted of passages; `script` is the digest of what it read.
BEGIN;

CREATE TABLE notes (
    novel_id INTEGER NOT NULL REFERENCES novel (id) ON DELETE CASCADE,
    chapter INTEGER NOT NULL CHECK (chapter >= 1),
    first INTEGER NOT NULL CHECK (first >= 1),
    last INTEGER NOT NULL CHECK (last >= first),
    script TEXT NOT NULL CHECK (length(script) = 64),
    notes_json TEXT NOT NULL CHECK (json_valid(notes_json)),
    noted_at TEXT NOT NULL,
    PRIMARY KEY (novel_id, chapter, first, last)
) STRICT, WITHOUT ROWID;

CREATE INDEX notes_by_age ON notes (noted_at);

PRAGMA user_version = 11;
COMMIT;
