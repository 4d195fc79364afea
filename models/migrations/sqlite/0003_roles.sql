-- +goose Up

CREATE TABLE codes (
    version integer PRIMARY KEY NOT NULL,
    source text NOT NULL,
    html text NOT NULL,
    hash text NOT NULL,
    changes text NOT NULL DEFAULT '',
    published_by text NOT NULL DEFAULT '',
    published_at datetime NOT NULL
);

CREATE TABLE signatures (
    actor_id text NOT NULL REFERENCES actors (id),
    version integer NOT NULL REFERENCES codes (version),
    hash text NOT NULL,
    signed_at datetime NOT NULL,
    PRIMARY KEY (actor_id, version)
);

CREATE TABLE deputies (
    id text PRIMARY KEY NOT NULL,
    holder_id text NOT NULL REFERENCES actors (id),
    role text NOT NULL CHECK (role IN ('host', 'orchestrator')),
    handover numeric NOT NULL DEFAULT false,
    deputy_id text NOT NULL REFERENCES actors (id),
    state text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'ended')),
    asked_by text NOT NULL DEFAULT '',
    asked_at datetime NOT NULL,
    answered_at datetime,
    ended_at datetime
);

CREATE TABLE join_requests (
    id text PRIMARY KEY NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'withdrawn')),
    name text NOT NULL DEFAULT '',
    handle text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    address blob,
    address_hash text NOT NULL DEFAULT '',
    answers text,
    reason text NOT NULL DEFAULT '',
    decided_by text NOT NULL DEFAULT '',
    decided_at datetime,
    invitation_id text NOT NULL DEFAULT '',
    token_hash text NOT NULL,
    key_hash text NOT NULL,
    created_at datetime NOT NULL
);

CREATE UNIQUE INDEX deputy_live ON deputies (holder_id, role, handover) WHERE ended_at IS NULL;
CREATE INDEX deputy_of ON deputies (deputy_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX join_request_token ON join_requests (token_hash);
CREATE UNIQUE INDEX join_request_key ON join_requests (key_hash);
CREATE INDEX join_request_state ON join_requests (state, id);
CREATE INDEX join_request_address ON join_requests (address_hash) WHERE address_hash <> '';
