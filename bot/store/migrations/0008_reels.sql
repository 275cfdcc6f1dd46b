-- Reels: a chapter's canon takes joined, posted in parts; who is named at their end; and how far
-- each channel has read.
BEGIN;

CREATE TABLE reel (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    novel_id INTEGER NOT NULL,
    chapter INTEGER NOT NULL,
    made_of TEXT NOT NULL CHECK (length(made_of) = 64), -- its takes and credits, as a hash
    asked_by INTEGER NOT NULL,
    asked_at TEXT NOT NULL,
    FOREIGN KEY (novel_id, chapter) REFERENCES chapter (novel_id, number)
) STRICT;
CREATE INDEX reel_of_chapter ON reel (novel_id, chapter, id);
CREATE INDEX reel_of_member ON reel (guild_id, asked_by, asked_at);

-- what is posted as one message, in the order of `number`; its file is the media row of its id
CREATE TABLE reel_part (
    id INTEGER PRIMARY KEY,
    reel_id INTEGER NOT NULL REFERENCES reel (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    job_id INTEGER REFERENCES job (id), -- NULL: posted again, from a file that was there
    channel_id INTEGER,
    message_id INTEGER,
    posted_at TEXT,
    UNIQUE (reel_id, number)
) STRICT;
CREATE INDEX reel_part_of_job ON reel_part (job_id);

CREATE TABLE reel_take (
    part_id INTEGER NOT NULL REFERENCES reel_part (id),
    place INTEGER NOT NULL,
    take_id INTEGER NOT NULL REFERENCES take (id),
    PRIMARY KEY (part_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX reel_of_take ON reel_take (take_id);

-- the names that stand in a reel's credits, as they were then
CREATE TABLE reel_name (
    reel_id INTEGER NOT NULL REFERENCES reel (id),
    member_id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    PRIMARY KEY (reel_id, member_id)
) STRICT, WITHOUT ROWID;

-- who wants to be named in credits; nobody is who did not say so
CREATE TABLE named (
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    member_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, member_id)
) STRICT, WITHOUT ROWID;

-- the chapter that a channel has read up to: what is posted there of a later one is a spoiler
CREATE TABLE channel_reading (
    channel_id INTEGER NOT NULL,
    novel_id INTEGER NOT NULL REFERENCES novel (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    chapter INTEGER NOT NULL CHECK (chapter >= 1),
    PRIMARY KEY (channel_id, novel_id)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 8;
COMMIT;
