-- +goose Up

CREATE TABLE invitations (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('link', 'mail', 'wave')),
    wave_id text NOT NULL DEFAULT '',
    line bigint NOT NULL DEFAULT 0,
    token_hash text NOT NULL,
    turn bigint NOT NULL DEFAULT 0,
    address bytea,
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
    max_uses bigint NOT NULL CHECK (max_uses > 0),
    uses bigint NOT NULL DEFAULT 0 CHECK (uses <= max_uses),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    opened_at timestamptz,
    mail_state text NOT NULL DEFAULT '',
    mailed_at timestamptz,
    forgotten_at timestamptz
);

CREATE TABLE invitation_uses (
    id text PRIMARY KEY,
    invitation_id text NOT NULL REFERENCES invitations (id),
    actor_id text NOT NULL,
    key_hash text NOT NULL,
    joined_at timestamptz NOT NULL,
    met_at timestamptz
);

CREATE TABLE waves (
    id text PRIMARY KEY,
    name text NOT NULL,
    made_by text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('preview', 'running', 'stopped', 'done')),
    by_mail boolean NOT NULL DEFAULT false,
    text text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    role text NOT NULL,
    days bigint NOT NULL,
    file bytea,
    total bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    made bigint NOT NULL DEFAULT 0,
    passed bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    stopped_at timestamptz,
    done_at timestamptz
);

CREATE TABLE opt_outs (
    hash text PRIMARY KEY,
    created_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX invitation_token ON invitations (token_hash);
CREATE UNIQUE INDEX invitation_line ON invitations (wave_id, line) WHERE wave_id <> '';
CREATE UNIQUE INDEX invitation_address ON invitations (address_hash) WHERE address_hash <> '' AND uses = 0 AND revoked_at IS NULL;
CREATE INDEX invitation_expires ON invitations (expires_at) WHERE forgotten_at IS NULL;
CREATE INDEX invitation_use_of ON invitation_uses (invitation_id);
CREATE INDEX invitation_use_actor ON invitation_uses (actor_id);
CREATE UNIQUE INDEX invitation_use_key ON invitation_uses (key_hash);
