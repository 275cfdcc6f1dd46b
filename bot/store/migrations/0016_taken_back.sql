-- Pictures that were taken back, by their hashes alone: nodes forget what they made with them.
BEGIN;

CREATE TABLE taken_back (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    at TEXT NOT NULL
) STRICT;

PRAGMA user_version = 16;
COMMIT;
