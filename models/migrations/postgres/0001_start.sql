-- +goose Up

CREATE TABLE settings (
    name text PRIMARY KEY,
    value text NOT NULL DEFAULT ''
);

CREATE TABLE actors (
    id text PRIMARY KEY,
    uri text NOT NULL,
    kind text NOT NULL,
    local boolean NOT NULL DEFAULT false,
    handle text NOT NULL DEFAULT '',
    domain text NOT NULL DEFAULT '',
    host text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    headline text NOT NULL DEFAULT '',
    summary text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    url text NOT NULL DEFAULT '',
    icon text NOT NULL DEFAULT '',
    fields text,
    inbox text NOT NULL DEFAULT '',
    shared_inbox text NOT NULL DEFAULT '',
    outbox text NOT NULL DEFAULT '',
    followers text NOT NULL DEFAULT '',
    following text NOT NULL DEFAULT '',
    featured text NOT NULL DEFAULT '',
    discoverable boolean NOT NULL DEFAULT false,
    indexable boolean NOT NULL DEFAULT false,
    locked boolean NOT NULL DEFAULT false,
    hide_follows boolean NOT NULL DEFAULT false,
    moved_to text NOT NULL DEFAULT '',
    also_known_as text,
    key_id text NOT NULL DEFAULT '',
    key_pem text NOT NULL DEFAULT '',
    raw bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    fetched_at timestamptz NOT NULL,
    gone_at timestamptz
);

CREATE TABLE accounts (
    actor_id text PRIMARY KEY REFERENCES actors (id),
    role text NOT NULL DEFAULT '',
    accent text NOT NULL DEFAULT '',
    logo text NOT NULL DEFAULT '',
    card text NOT NULL DEFAULT '',
    rsa_key bytea,
    ed25519_key bytea,
    ed25519_pub bytea,
    created_at timestamptz NOT NULL
);

CREATE TABLE remote_keys (
    key_id text PRIMARY KEY,
    owner_uri text NOT NULL,
    pem text NOT NULL,
    fetched_at timestamptz NOT NULL
);

CREATE TABLE objects (
    id text PRIMARY KEY,
    uri text NOT NULL,
    note_uri text NOT NULL DEFAULT '',
    type text NOT NULL DEFAULT '',
    local boolean NOT NULL DEFAULT false,
    actor_id text NOT NULL REFERENCES actors (id),
    create_uri text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    summary text NOT NULL DEFAULT '',
    content text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    url text NOT NULL DEFAULT '',
    in_reply_to text NOT NULL DEFAULT '',
    visibility text NOT NULL DEFAULT '',
    "to" text,
    cc text,
    mentions text,
    hashtags text,
    attachments text,
    sensitive boolean NOT NULL DEFAULT false,
    published timestamptz NOT NULL,
    updated timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    raw bytea,
    gone_at timestamptz
);

CREATE TABLE events (
    object_id text PRIMARY KEY REFERENCES objects (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    timezone text NOT NULL DEFAULT '',
    place_name text NOT NULL DEFAULT '',
    place_street text NOT NULL DEFAULT '',
    place_postcode text NOT NULL DEFAULT '',
    place_locality text NOT NULL DEFAULT '',
    place_region text NOT NULL DEFAULT '',
    place_country text NOT NULL DEFAULT '',
    place_latitude double precision,
    place_longitude double precision,
    online_url text NOT NULL DEFAULT '',
    capacity bigint NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT '',
    category text NOT NULL DEFAULT '',
    join_mode text NOT NULL DEFAULT '',
    join_url text NOT NULL DEFAULT ''
);

CREATE TABLE follows (
    id text PRIMARY KEY,
    follower_id text NOT NULL REFERENCES actors (id),
    followed_id text NOT NULL REFERENCES actors (id),
    activity_uri text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'ended')),
    inbox text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE reactions (
    id text PRIMARY KEY,
    activity_uri text NOT NULL,
    kind text NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    object_uri text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE pins (
    actor_id text NOT NULL REFERENCES actors (id),
    object_uri text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, object_uri)
);

CREATE TABLE blocks (
    actor_id text NOT NULL REFERENCES actors (id),
    target_id text NOT NULL REFERENCES actors (id),
    activity_uri text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, target_id)
);

CREATE TABLE domain_blocks (
    domain text PRIMARY KEY,
    created_at timestamptz NOT NULL
);

CREATE TABLE flags (
    id text PRIMARY KEY,
    activity_uri text NOT NULL,
    actor_uri text NOT NULL DEFAULT '',
    objects text,
    content text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);

CREATE TABLE receipts (
    id text PRIMARY KEY,
    activity_uri text NOT NULL,
    recipient text NOT NULL DEFAULT '',
    actor_uri text NOT NULL DEFAULT '',
    type text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('kept', 'applied', 'dropped', 'failed')),
    attempts bigint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    error text NOT NULL DEFAULT '',
    received_at timestamptz NOT NULL,
    applied_at timestamptz
);

-- Bytes of receipts not yet applied, apart: their pages are freed and used again,
-- where emptying a column would leave the big table full of holes.
CREATE TABLE receipt_bodies (
    receipt_id text PRIMARY KEY,
    raw bytea
);

CREATE TABLE facts (
    id text PRIMARY KEY,
    kind text NOT NULL,
    actor_id text NOT NULL DEFAULT '',
    subject text NOT NULL DEFAULT '',
    data bytea,
    created_at timestamptz NOT NULL,
    done_at timestamptz
);

CREATE TABLE activities (
    id text PRIMARY KEY,
    uri text NOT NULL,
    type text NOT NULL DEFAULT '',
    actor_id text NOT NULL DEFAULT '',
    object_uri text NOT NULL DEFAULT '',
    fact_id text NOT NULL DEFAULT '',
    form text NOT NULL DEFAULT '',
    public boolean NOT NULL DEFAULT false,
    raw bytea,
    created_at timestamptz NOT NULL
);

CREATE TABLE told_forms (
    object_uri text NOT NULL,
    host text NOT NULL,
    form text NOT NULL DEFAULT '',
    PRIMARY KEY (object_uri, host)
);

CREATE TABLE letters (
    id text PRIMARY KEY,
    activity_id text NOT NULL REFERENCES activities (id),
    actor_id text NOT NULL DEFAULT '',
    object_uri text NOT NULL DEFAULT '',
    inbox text NOT NULL,
    host text NOT NULL,
    order_key text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused', 'dead')),
    held boolean NOT NULL DEFAULT false,
    hurry boolean NOT NULL DEFAULT false,
    attempts bigint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    leased_until timestamptz NOT NULL,
    status bigint NOT NULL DEFAULT 0,
    error text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    done_at timestamptz
);

CREATE TABLE hosts (
    name text PRIMARY KEY,
    software text NOT NULL DEFAULT '',
    version text NOT NULL DEFAULT '',
    application text NOT NULL DEFAULT '',
    checked_at timestamptz,
    failing_since timestamptz,
    failing_days bigint NOT NULL DEFAULT 0,
    last_failure timestamptz,
    failures bigint NOT NULL DEFAULT 0,
    closed_until timestamptz,
    last_success timestamptz
);

CREATE TABLE links (
    token_hash text PRIMARY KEY,
    purpose text NOT NULL,
    actor_id text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE sessions (
    id text PRIMARY KEY,
    token_hash text NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    device text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX actor_uri ON actors (uri);
CREATE UNIQUE INDEX actor_handle ON actors (handle) WHERE local = true;
CREATE INDEX actor_inbox ON actors (inbox);
CREATE INDEX remote_key_owner ON remote_keys (owner_uri);
CREATE UNIQUE INDEX object_uri ON objects (uri);
CREATE INDEX object_author ON objects (actor_id, id);
CREATE INDEX object_outbox ON objects (actor_id, id, visibility) WHERE local = true AND gone_at IS NULL;
CREATE INDEX object_local ON objects (id) WHERE local = true;
CREATE INDEX object_note_uri ON objects (note_uri) WHERE note_uri <> '';
CREATE INDEX object_reply ON objects (in_reply_to) WHERE in_reply_to <> '';
CREATE INDEX object_type ON objects (type) WHERE gone_at IS NULL;
CREATE INDEX object_remembered ON objects (id) WHERE type = '';
CREATE INDEX event_start ON events (starts_at);
CREATE UNIQUE INDEX follow_pair ON follows (follower_id, followed_id);
CREATE INDEX follow_newest ON follows (followed_id, id);
CREATE INDEX follow_inbox ON follows (followed_id, state, inbox);
CREATE INDEX follow_activity ON follows (activity_uri);
CREATE UNIQUE INDEX reaction_activity ON reactions (activity_uri);
CREATE UNIQUE INDEX reaction_once ON reactions (actor_id, object_uri, kind);
CREATE INDEX reaction_object ON reactions (object_uri, kind);
CREATE UNIQUE INDEX flag_activity ON flags (activity_uri);
CREATE UNIQUE INDEX receipt_once ON receipts (activity_uri, recipient);
CREATE INDEX receipt_due ON receipts (due_at, id) WHERE state = 'kept';
CREATE INDEX fact_open ON facts (id) WHERE done_at IS NULL;
CREATE UNIQUE INDEX activity_uri ON activities (uri);
CREATE INDEX letter_due ON letters (due_at, id) WHERE state = 'waiting' AND held = false;
CREATE INDEX letter_order ON letters (order_key, id) WHERE state = 'waiting';
CREATE INDEX letter_host ON letters (host, due_at, id) WHERE state <> 'delivered';
CREATE INDEX letter_object ON letters (object_uri);
CREATE INDEX host_failing ON hosts (failing_since) WHERE failing_since IS NOT NULL;
CREATE UNIQUE INDEX session_token ON sessions (token_hash);
CREATE INDEX session_actor ON sessions (actor_id);
