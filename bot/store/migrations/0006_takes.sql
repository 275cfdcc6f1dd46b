-- Takes: shot lists that people correct, takes that they ask for, choose between and find fault with.
BEGIN;

-- raised whenever the shots change: a take knows by which ones it was filmed
ALTER TABLE scene ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE take ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
-- the seed of each of its shots by the shot's mark, where it is not the one that follows from `seed`
ALTER TABLE take ADD COLUMN seeds TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(seeds));
-- what members wished for when they asked for it; empty: a scene's first take, or a draft's final
ALTER TABLE take ADD COLUMN wish TEXT NOT NULL DEFAULT '';

ALTER TABLE guild ADD COLUMN take_askers INTEGER NOT NULL DEFAULT 2
    CHECK (take_askers BETWEEN 1 AND 100);
ALTER TABLE guild ADD COLUMN takes_per_day INTEGER NOT NULL DEFAULT 5
    CHECK (takes_per_day BETWEEN 0 AND 100);

-- who asks for another take, until enough do
CREATE TABLE take_wish (
    take_id INTEGER NOT NULL REFERENCES take (id) ON DELETE CASCADE,
    wish TEXT NOT NULL CHECK (length(wish) BETWEEN 1 AND 20),
    member_id INTEGER NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (take_id, wish, member_id)
) STRICT, WITHOUT ROWID;

-- what looks wrong in a take: for those who decide on another one
CREATE TABLE seam (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    take_id INTEGER NOT NULL REFERENCES take (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'hands', 'face', 'flicker', 'motion', 'continuity', 'sound', 'other'
    )),
    start_s REAL NOT NULL CHECK (start_s >= 0),
    end_s REAL CHECK (end_s > start_s),
    -- left, top, width and height, as shares of the picture
    region TEXT CHECK (region IS NULL OR json_valid(region)),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX seam_of_take ON seam (take_id, start_s);

-- the blind vote on which take counts
CREATE TABLE canon_ballot (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER NOT NULL REFERENCES scene (id) ON DELETE CASCADE,
    quorum INTEGER NOT NULL CHECK (quorum >= 1),
    opened_by INTEGER NOT NULL,
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    extended INTEGER NOT NULL DEFAULT 0 CHECK (extended IN (0, 1)),
    closed_at TEXT,
    verdict TEXT CHECK (verdict IN ('chosen', 'lapsed', 'overruled', 'withdrawn')),
    take_id INTEGER REFERENCES take (id), -- the one that was chosen
    decided_by INTEGER,
    channel_id INTEGER,
    message_id INTEGER,
    CHECK ((closed_at IS NULL) = (verdict IS NULL)),
    CHECK (closes_at > opens_at)
) STRICT;
CREATE UNIQUE INDEX canon_open_once ON canon_ballot (scene_id) WHERE closed_at IS NULL;
CREATE INDEX canon_due ON canon_ballot (closes_at) WHERE closed_at IS NULL;
CREATE INDEX canon_of_scene ON canon_ballot (scene_id, id);

CREATE TABLE canon_candidate (
    ballot_id INTEGER NOT NULL REFERENCES canon_ballot (id) ON DELETE CASCADE,
    take_id INTEGER NOT NULL REFERENCES take (id),
    PRIMARY KEY (ballot_id, take_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE canon_vote (
    ballot_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    take_id INTEGER NOT NULL,
    cast_at TEXT NOT NULL,
    PRIMARY KEY (ballot_id, member_id),
    FOREIGN KEY (ballot_id, take_id) REFERENCES canon_candidate (ballot_id, take_id)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- two takes side by side in one clip
CREATE TABLE comparison (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER NOT NULL REFERENCES scene (id) ON DELETE CASCADE,
    left_id INTEGER NOT NULL REFERENCES take (id),
    right_id INTEGER NOT NULL REFERENCES take (id),
    asked_by INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    channel_id INTEGER,
    message_id INTEGER,
    posted_at TEXT,
    UNIQUE (left_id, right_id),
    CHECK (left_id <> right_id)
) STRICT;
CREATE INDEX comparison_of_scene ON comparison (scene_id);

PRAGMA user_version = 6;
COMMIT;
