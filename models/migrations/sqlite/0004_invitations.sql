-- +goose Up

CREATE TABLE invitations (
    id text PRIMARY KEY NOT NULL,
    kind text NOT NULL CHECK (kind IN ('link', 'mail', 'wave')),
    wave_id text NOT NULL DEFAULT '',
    line integer NOT NULL DEFAULT 0,
    token_hash text NOT NULL,
    turn integer NOT NULL DEFAULT 0,
    address blob,
    address_hash text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    branch text NOT NULL DEFAULT '',
    neighbourhood text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    basis text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    role text NOT NULL,
    made_by text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    max_uses integer NOT NULL CHECK (max_uses > 0),
    uses integer NOT NULL DEFAULT 0 CHECK (uses <= max_uses),
    created_at datetime NOT NULL,
    expires_at datetime NOT NULL,
    revoked_at datetime,
    opened_at datetime,
    mail_state text NOT NULL DEFAULT '',
    mailed_at datetime,
    forgotten_at datetime
);

CREATE TABLE invitation_uses (
    id text PRIMARY KEY NOT NULL,
    invitation_id text NOT NULL REFERENCES invitations (id),
    actor_id text NOT NULL,
    key_hash text NOT NULL,
    joined_at datetime NOT NULL,
    met_at datetime
);

CREATE TABLE waves (
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL,
    made_by text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('preview', 'running', 'stopped', 'done')),
    by_mail numeric NOT NULL DEFAULT 0,
    text text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    role text NOT NULL,
    days integer NOT NULL,
    file blob,
    total integer NOT NULL DEFAULT 0,
    done integer NOT NULL DEFAULT 0,
    made integer NOT NULL DEFAULT 0,
    passed integer NOT NULL DEFAULT 0,
    created_at datetime NOT NULL,
    started_at datetime,
    stopped_at datetime,
    done_at datetime
);

CREATE TABLE opt_outs (
    hash text PRIMARY KEY NOT NULL,
    created_at datetime NOT NULL
);

CREATE UNIQUE INDEX invitation_token ON invitations (token_hash);
CREATE UNIQUE INDEX invitation_line ON invitations (wave_id, line) WHERE wave_id <> '';
CREATE UNIQUE INDEX invitation_address ON invitations (address_hash) WHERE address_hash <> '' AND uses = 0 AND revoked_at IS NULL;
CREATE INDEX invitation_expires ON invitations (expires_at) WHERE forgotten_at IS NULL;
CREATE INDEX invitation_use_of ON invitation_uses (invitation_id);
CREATE INDEX invitation_use_actor ON invitation_uses (actor_id);
CREATE UNIQUE INDEX invitation_use_key ON invitation_uses (key_hash);
