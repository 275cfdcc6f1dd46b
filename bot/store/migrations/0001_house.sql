-- The whole house: guilds, novels, scenes, ballots, takes, the queue, nodes and the outbox.
-- Times are ISO 8601 in UTC. Discord's ids are integers.
BEGIN;

CREATE TABLE guild (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    joined_at TEXT NOT NULL,
    left_at TEXT,
    -- settings of the ballot
    quorum INTEGER NOT NULL DEFAULT 3 CHECK (quorum BETWEEN 1 AND 1000),
    share REAL NOT NULL DEFAULT 0.5 CHECK (share > 0 AND share <= 1),
    open_seconds INTEGER NOT NULL DEFAULT 172800 CHECK (open_seconds BETWEEN 10 AND 1209600),
    early_net INTEGER CHECK (early_net BETWEEN 1 AND 1000),
    hidden_tally INTEGER NOT NULL DEFAULT 0 CHECK (hidden_tally IN (0, 1)),
    voter_role INTEGER,
    minimum_days INTEGER NOT NULL DEFAULT 0 CHECK (minimum_days BETWEEN 0 AND 365),
    proposers_vote INTEGER NOT NULL DEFAULT 1 CHECK (proposers_vote IN (0, 1)),
    proposals_per_day INTEGER NOT NULL DEFAULT 3 CHECK (proposals_per_day BETWEEN 1 AND 50),
    -- settings of the house
    showrunner_role INTEGER,
    novel_role INTEGER,
    premiere_channel INTEGER,
    showrunner_channel INTEGER,
    set_up_by INTEGER,
    queue_cap INTEGER NOT NULL DEFAULT 50 CHECK (queue_cap BETWEEN 1 AND 1000),
    filming_engine TEXT NOT NULL DEFAULT 'animatic',
    queue_paused INTEGER NOT NULL DEFAULT 0 CHECK (queue_paused IN (0, 1)),
    scenes_numbered INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE novel (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    authors TEXT NOT NULL DEFAULT '',
    rights TEXT NOT NULL
        CHECK (rights IN ('public domain', 'own work', 'licensed', 'personal use')),
    words INTEGER NOT NULL CHECK (words > 0),
    sha256 TEXT NOT NULL,
    added_by INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    removed_at TEXT,
    channel_id INTEGER,
    board_message_id INTEGER
) STRICT;
CREATE UNIQUE INDEX novel_once ON novel (guild_id, sha256) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX novel_of_channel ON novel (channel_id)
    WHERE channel_id IS NOT NULL AND removed_at IS NULL;

CREATE TABLE chapter (
    novel_id INTEGER NOT NULL REFERENCES novel (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    title TEXT NOT NULL,
    part TEXT NOT NULL DEFAULT '',
    words INTEGER NOT NULL,
    PRIMARY KEY (novel_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE paragraph (
    id INTEGER PRIMARY KEY,
    novel_id INTEGER NOT NULL,
    chapter INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    text TEXT NOT NULL,
    -- a word that only this novel's paragraphs have: the search is scoped inside the index
    scope TEXT NOT NULL GENERATED ALWAYS AS ('novel' || novel_id || 'only') VIRTUAL,
    UNIQUE (novel_id, chapter, number),
    FOREIGN KEY (novel_id, chapter) REFERENCES chapter (novel_id, number) ON DELETE CASCADE
) STRICT;

CREATE VIRTUAL TABLE paragraph_index USING fts5 (
    scope, text, content = 'paragraph', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER paragraph_is_indexed AFTER INSERT ON paragraph BEGIN
    INSERT INTO paragraph_index (rowid, scope, text) VALUES (new.id, new.scope, new.text);
END;
CREATE TRIGGER paragraph_is_forgotten AFTER DELETE ON paragraph BEGIN
    INSERT INTO paragraph_index (paragraph_index, rowid, scope, text)
    VALUES ('delete', old.id, old.scope, old.text);
END;

CREATE TABLE scene (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    novel_id INTEGER NOT NULL REFERENCES novel (id),
    chapter INTEGER NOT NULL,
    chapter_title TEXT NOT NULL,
    first INTEGER NOT NULL CHECK (first >= 1),
    last INTEGER NOT NULL,
    passage TEXT NOT NULL,
    proposer_id INTEGER NOT NULL,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 1000),
    light TEXT NOT NULL,
    framing TEXT NOT NULL,
    pace TEXT NOT NULL,
    rating TEXT NOT NULL DEFAULT 'general' CHECK (rating IN ('general', 'sexual', 'gory')),
    shot_list TEXT NOT NULL CHECK (json_valid(shot_list)),
    state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN (
        'proposed', 'greenlit', 'shelved', 'lapsed', 'withdrawn', 'screened', 'canon', 'cancelled'
    )),
    removed_at TEXT,
    created_at TEXT NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    thread_id INTEGER,
    amended INTEGER NOT NULL DEFAULT 0,
    canon_take_id INTEGER REFERENCES take (id),
    UNIQUE (guild_id, number),
    CHECK (last >= first)
) STRICT;
CREATE INDEX scene_of_chapter ON scene (novel_id, chapter, first);
CREATE INDEX scene_of_member ON scene (guild_id, proposer_id, created_at);
CREATE INDEX scene_of_state ON scene (guild_id, state, number);

CREATE TABLE subscription (
    scene_id INTEGER NOT NULL REFERENCES scene (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL,
    PRIMARY KEY (scene_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ballot (
    id INTEGER PRIMARY KEY,
    scene_id INTEGER NOT NULL REFERENCES scene (id) ON DELETE CASCADE,
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
    CHECK ((closed_at IS NULL) = (verdict IS NULL)),
    CHECK (closes_at > opens_at)
) STRICT;
CREATE UNIQUE INDEX ballot_open_once ON ballot (scene_id) WHERE closed_at IS NULL;
CREATE INDEX ballot_due ON ballot (closes_at) WHERE closed_at IS NULL;
CREATE INDEX ballot_of_scene ON ballot (scene_id, id);

CREATE TABLE vote (
    ballot_id INTEGER NOT NULL REFERENCES ballot (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL,
    choice TEXT NOT NULL CHECK (choice IN ('for', 'against')),
    cast_at TEXT NOT NULL,
    PRIMARY KEY (ballot_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE take (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER NOT NULL REFERENCES scene (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    engine TEXT NOT NULL,
    seed INTEGER NOT NULL CHECK (seed >= 0),
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN (
        'queued', 'shooting', 'delivered', 'posted', 'failed', 'cancelled'
    )),
    reason TEXT NOT NULL DEFAULT '',
    asked_by INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    delivered_at TEXT,
    posted_at TEXT,
    removed_at TEXT,
    report TEXT CHECK (report IS NULL OR json_valid(report)),
    channel_id INTEGER,
    message_id INTEGER,
    UNIQUE (scene_id, number)
) STRICT;
CREATE INDEX take_of_guild ON take (guild_id, state);

CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER NOT NULL REFERENCES scene (id),
    take_id INTEGER REFERENCES take (id),
    name TEXT NOT NULL
        CHECK (name IN ('clip.mp4', 'master.mp4', 'poster.jpg', 'contact.png', 'draft.mp4')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size INTEGER NOT NULL CHECK (size > 0),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX media_of_scene ON media (scene_id, name, id);
CREATE INDEX media_of_take ON media (take_id, name, id);
CREATE INDEX media_by_hash ON media (sha256);

CREATE TABLE node (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER REFERENCES guild (id), -- NULL: the operator's own, which serves every guild
    owner_id INTEGER,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    token_sha256 TEXT NOT NULL UNIQUE,
    is_open INTEGER NOT NULL DEFAULT 0 CHECK (is_open IN (0, 1)),
    paused_at TEXT,
    paused_reason TEXT NOT NULL DEFAULT '',
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    seen_at TEXT,
    engines TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(engines)),
    gpus TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(gpus)),
    vram_free INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX node_of_guild ON node (guild_id) WHERE revoked_at IS NULL;

CREATE TABLE node_invitation (
    code_sha256 TEXT PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    owner_id INTEGER NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT, WITHOUT ROWID;

-- measured speed: seconds of work for seconds of film, by node, engine and kind of job
CREATE TABLE node_speed (
    node_id INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    engine TEXT NOT NULL,
    kind TEXT NOT NULL,
    jobs INTEGER NOT NULL,
    work_s REAL NOT NULL,
    film_s REAL NOT NULL,
    PRIMARY KEY (node_id, engine, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE node_failure (
    node_id INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    job_id INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (node_id, job_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER NOT NULL REFERENCES scene (id),
    take_id INTEGER REFERENCES take (id),
    kind TEXT NOT NULL CHECK (kind IN ('storyboard', 'take', 'draft', 'refit', 'reel')),
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
    CHECK ((finished_at IS NULL) = (outcome IS NULL))
) STRICT;
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

-- whose turn it is among guilds, lane by lane: the one that was served longest ago goes first
CREATE TABLE guild_served (
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    lane INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (guild_id, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
    id TEXT PRIMARY KEY CHECK (length(id) = 32),
    job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    created_at TEXT NOT NULL,
    UNIQUE (job_id, attempt, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE complaint (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    scene_id INTEGER NOT NULL REFERENCES scene (id),
    take_id INTEGER REFERENCES take (id),
    member_id INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    created_at TEXT NOT NULL
) STRICT;

-- What is still to be posted or edited in Discord. A subject has at most one open row of a kind; a
-- later change raises its revision, and only the revision that was shown is struck off.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    kind TEXT NOT NULL CHECK (kind IN ('card', 'board', 'take', 'complaint', 'notice', 'removal')),
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
CREATE UNIQUE INDEX outbox_once ON outbox (kind, subject_id) WHERE done_at IS NULL;
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;

-- what showrunners did, and why
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guild (id),
    at TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    deed TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX record_of_guild ON record (guild_id, id);

PRAGMA user_version = 1;
COMMIT;
