-- One table for the ballots on scenes and on looks, and one for the votes cast in them. A ballot keeps
-- its id: it is in the buttons of cards that are posted. SQLite loosens no NOT NULL in place: the
-- tables are made anew, and keep their rows.
BEGIN;

CREATE TABLE ballot_anew (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    -- what it is about: one of the two
    scene_id INTEGER REFERENCES scene (id) ON DELETE CASCADE,
    look_id INTEGER REFERENCES look (id) ON DELETE CASCADE,
    quorum INTEGER NOT NULL CHECK (quorum >= 1),
    share REAL NOT NULL CHECK (share > 0 AND share <= 1),
    early_net INTEGER CHECK (early_net >= 1),
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    extended INTEGER NOT NULL DEFAULT 0 CHECK (extended IN (0, 1)),
    closed_at TEXT,
    verdict TEXT CHECK (verdict IN ('greenlit', 'shelved', 'lapsed', 'withdrawn')),
    decided_by INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((scene_id IS NULL) <> (look_id IS NULL)),
    CHECK ((closed_at IS NULL) = (verdict IS NULL)),
    CHECK (closes_at > opens_at)
) STRICT;
INSERT INTO ballot_anew (
    id, guild_id, scene_id, quorum, share, early_net, opens_at, closes_at, extended, closed_at,
    verdict, decided_by, reason
)
SELECT
    ballot.id, scene.guild_id, ballot.scene_id, quorum, share, early_net, opens_at, closes_at,
    extended, closed_at, verdict, decided_by, reason
  FROM ballot JOIN scene ON scene.id = ballot.scene_id;
INSERT INTO ballot_anew (
    guild_id, look_id, quorum, share, early_net, opens_at, closes_at, extended, closed_at, verdict,
    reason
)
SELECT
    guild_id, id, quorum, share, early_net, opens_at, closes_at, extended, closed_at, verdict, reason
  FROM look WHERE opens_at IS NOT NULL ORDER BY id;
DROP TABLE ballot;
ALTER TABLE ballot_anew RENAME TO ballot;
CREATE UNIQUE INDEX ballot_open_once ON ballot (scene_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX ballot_of_look ON ballot (look_id) WHERE look_id IS NOT NULL;
CREATE INDEX ballot_due ON ballot (closes_at) WHERE closed_at IS NULL;
CREATE INDEX ballot_of_scene ON ballot (scene_id, id);

INSERT INTO vote (ballot_id, member_id, choice, cast_at)
SELECT ballot.id, look_vote.member_id, look_vote.choice, look_vote.cast_at
  FROM look_vote JOIN ballot ON ballot.look_id = look_vote.look_id;
DROP TABLE look_vote;

CREATE TABLE look_anew (
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
    message_id INTEGER
) STRICT;
INSERT INTO look_anew (
    id, guild_id, character_id, chapter, appearance, accent, seed, member_id, state, created_at,
    channel_id, message_id
)
SELECT
    id, guild_id, character_id, chapter, appearance, accent, seed, member_id, state, created_at,
    channel_id, message_id
  FROM look;
DROP TABLE look;
ALTER TABLE look_anew RENAME TO look;
CREATE INDEX look_of_character ON look (character_id, state, chapter);
CREATE INDEX look_of_member ON look (guild_id, member_id, created_at);

PRAGMA user_version = 13;
COMMIT;
