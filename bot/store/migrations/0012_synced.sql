-- Which commands Discord was told last: it is told again when they change.
BEGIN;

CREATE TABLE synced (
    application_id INTEGER PRIMARY KEY,
    commands TEXT NOT NULL CHECK (length(commands) = 64)
) STRICT;

PRAGMA user_version = 12;
COMMIT;
