-- Work, files and errands that belong to no single scene: reels, portraits, comparisons.
-- SQLite changes no CHECK in place: the tables are made anew, and keep their rows.
BEGIN;

CREATE TABLE job_anew (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER REFERENCES scene (id),
    take_id INTEGER REFERENCES take (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'storyboard', 'take', 'draft', 'refit', 'reel', 'comparison', 'portrait'
    )),
    engine TEXT NOT NULL DEFAULT '*', -- '*': any node
    member_id INTEGER NOT NULL,
    lane INTEGER NOT NULL CHECK (lane IN (0, 1, 2)), -- 0 fast, 1 takes, 2 drafts
    turn INTEGER NOT NULL CHECK (turn >= 0),
    votes INTEGER NOT NULL DEFAULT 0,
    film_s REAL NOT NULL DEFAULT 0,
    order_json TEXT NOT NULL CHECK (json_valid(order_json)),
    created_at TEXT NOT NULL,
    held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
    node_id INTEGER REFERENCES node (id),
    claim_id TEXT,
    attempt INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0, -- leases that lapsed without a word
    leased_at TEXT,
    leased_until TEXT,
    beat_at TEXT,
    progressed_at TEXT,
    progress REAL NOT NULL DEFAULT 0,
    stage TEXT NOT NULL DEFAULT '',
    shot INTEGER NOT NULL DEFAULT 0,
    eta_s REAL,
    preview BLOB,
    cancel INTEGER NOT NULL DEFAULT 0 CHECK (cancel IN (0, 1)),
    finished_at TEXT,
    outcome TEXT CHECK (outcome IN ('done', 'failed', 'cancelled')),
    reason TEXT NOT NULL DEFAULT '',
    instance TEXT NOT NULL DEFAULT '',
    -- of a reel or a portrait: its own row, and what people call it
    subject_id INTEGER,
    name TEXT NOT NULL DEFAULT '',
    CHECK ((finished_at IS NULL) = (outcome IS NULL)),
    CHECK (scene_id IS NOT NULL OR subject_id IS NOT NULL)
) STRICT;
INSERT INTO job_anew (
    id, guild_id, scene_id, take_id, kind, engine, member_id, lane, turn, votes, film_s,
    order_json, created_at, held, node_id, claim_id, attempt, failures, lost, leased_at,
    leased_until, beat_at, progressed_at, progress, stage, shot, eta_s, preview, cancel,
    finished_at, outcome, reason, instance
)
SELECT
    id, guild_id, scene_id, take_id, kind, engine, member_id, lane, turn, votes, film_s,
    order_json, created_at, held, node_id, claim_id, attempt, failures, lost, leased_at,
    leased_until, beat_at, progressed_at, progress, stage, shot, eta_s, preview, cancel,
    finished_at, outcome, reason, instance
  FROM job;
DROP TABLE job;
ALTER TABLE job_anew RENAME TO job;
-- the shooting order of what waits: one seek for each guild, engine and kind (which gives the lane)
CREATE INDEX job_waiting ON job (guild_id, engine, kind, turn, votes DESC, id)
    WHERE finished_at IS NULL AND leased_until IS NULL AND held = 0;
CREATE INDEX job_leased ON job (leased_until) WHERE leased_until IS NOT NULL;
CREATE INDEX job_of_turn ON job (guild_id, lane, member_id, turn);
CREATE INDEX job_round ON job (guild_id, lane, turn) WHERE attempt > 0;
CREATE INDEX job_open ON job (guild_id, lane, turn, votes DESC, id) WHERE finished_at IS NULL;
CREATE INDEX job_of_scene ON job (scene_id, id);
CREATE INDEX job_of_take ON job (take_id, id);
CREATE INDEX job_of_claim ON job (node_id, claim_id);

CREATE TABLE media_anew (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER REFERENCES scene (id),
    take_id INTEGER REFERENCES take (id),
    name TEXT NOT NULL
        CHECK (name IN (
            'clip.mp4', 'master.mp4', 'poster.jpg', 'contact.png', 'draft.mp4', 'comparison.mp4',
            'reel.mp4', 'portrait.png', 'reference.png'
        )),
    -- of a reel, a portrait or a reference: its own row
    subject_id INTEGER,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size INTEGER NOT NULL CHECK (size > 0),
    created_at TEXT NOT NULL,
    CHECK (scene_id IS NOT NULL OR subject_id IS NOT NULL)
) STRICT;
INSERT INTO media_anew (
    id, guild_id, scene_id, take_id, name, sha256, size, created_at
)
SELECT
    id, guild_id, scene_id, take_id, name, sha256, size, created_at
  FROM media;
DROP TABLE media;
ALTER TABLE media_anew RENAME TO media;
CREATE INDEX media_of_scene ON media (scene_id, name, id);
CREATE INDEX media_of_take ON media (take_id, name, id);
CREATE INDEX media_by_hash ON media (sha256);
CREATE INDEX media_of_subject ON media (subject_id, name) WHERE subject_id IS NOT NULL;

CREATE TABLE outbox_anew (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'card', 'board', 'take', 'complaint', 'notice', 'removal', 'reel', 'comparison', 'look',
        'canon'
    )),
    subject_id INTEGER NOT NULL,
    channel_id INTEGER,
    body TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(body)),
    nonce TEXT NOT NULL UNIQUE CHECK (length(nonce) BETWEEN 1 AND 25),
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    trouble TEXT NOT NULL DEFAULT '',
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    done_at TEXT
) STRICT;
INSERT INTO outbox_anew (
    id, guild_id, kind, subject_id, channel_id, body, nonce, revision, created_at, due_at,
    tries, trouble, told, done_at
)
SELECT
    id, guild_id, kind, subject_id, channel_id, body, nonce, revision, created_at, due_at,
    tries, trouble, told, done_at
  FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;
CREATE UNIQUE INDEX outbox_once ON outbox (kind, subject_id) WHERE done_at IS NULL;
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;

PRAGMA user_version = 4;
COMMIT;
