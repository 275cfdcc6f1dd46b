-- The cast: who and what recurs in a novel, how they look from which chapter on, and the votes on it.
BEGIN;

-- when its people and places were looked for; NULL: not yet
ALTER TABLE novel ADD COLUMN cast_at TEXT;
-- 1: its proposer saw what it says against a look, and keeps it
ALTER TABLE scene ADD COLUMN keeps_contradictions INTEGER NOT NULL DEFAULT 0
    CHECK (keeps_contradictions IN (0, 1));

CREATE TABLE character (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    novel_id INTEGER NOT NULL REFERENCES novel (id),
    kind TEXT NOT NULL CHECK (kind IN ('person', 'place')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    aliases TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),
    mentions INTEGER NOT NULL CHECK (mentions >= 0),
    chapter INTEGER NOT NULL CHECK (chapter >= 1), -- where first
    is_hidden INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1)),
    UNIQUE (novel_id, kind, name)
) STRICT;

CREATE TABLE look (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    character_id INTEGER NOT NULL REFERENCES character (id) ON DELETE CASCADE,
    chapter INTEGER NOT NULL CHECK (chapter >= 1), -- it holds from here on
    appearance TEXT NOT NULL CHECK (json_valid(appearance)),
    accent TEXT NOT NULL DEFAULT '',
    seed INTEGER NOT NULL CHECK (seed >= 0),
    member_id INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN (
        'draft', 'offered', 'chosen', 'declined', 'lapsed', 'withdrawn'
    )),
    created_at TEXT NOT NULL,
    channel_id INTEGER,
    message_id INTEGER,
    -- the ballot on it: a look has one, on the terms of when it was offered
    quorum INTEGER CHECK (quorum >= 1),
    share REAL CHECK (share > 0 AND share <= 1),
    early_net INTEGER CHECK (early_net >= 1),
    opens_at TEXT,
    closes_at TEXT,
    extended INTEGER NOT NULL DEFAULT 0 CHECK (extended IN (0, 1)),
    closed_at TEXT,
    verdict TEXT CHECK (verdict IN ('greenlit', 'shelved', 'lapsed', 'withdrawn')),
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((closed_at IS NULL) = (verdict IS NULL)),
    CHECK (closes_at > opens_at),
    CHECK ((state = 'draft') = (opens_at IS NULL))
) STRICT;
CREATE INDEX look_of_character ON look (character_id, state, chapter);
CREATE INDEX look_of_member ON look (guild_id, member_id, created_at);
CREATE INDEX look_due ON look (closes_at) WHERE state = 'offered';

CREATE TABLE look_vote (
    look_id INTEGER NOT NULL REFERENCES look (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL,
    choice TEXT NOT NULL CHECK (choice IN ('for', 'against')),
    cast_at TEXT NOT NULL,
    PRIMARY KEY (look_id, member_id)
) STRICT, WITHOUT ROWID;

-- a picture that shows a look; its file is a row of media with this row as its subject
CREATE TABLE reference (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    look_id INTEGER NOT NULL REFERENCES look (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL,
    shows TEXT NOT NULL CHECK (shows IN ('drawing', 'self')),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX reference_of_look ON reference (look_id);
CREATE INDEX reference_of_member ON reference (guild_id, member_id);

-- who gave which photograph of themselves, in which words, and when they took it back
CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    member_id INTEGER NOT NULL,
    reference_id INTEGER NOT NULL, -- outlives the picture
    words TEXT NOT NULL,
    given_at TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX consent_of_member ON consent (guild_id, member_id);

CREATE INDEX job_of_subject ON job (subject_id, kind) WHERE subject_id IS NOT NULL;

PRAGMA user_version = 9;
COMMIT;
