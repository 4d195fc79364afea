-- +goose Up

CREATE TABLE credentials (
    id text PRIMARY KEY,
    key_id text NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    name text NOT NULL DEFAULT '',
    public_key bytea,
    counter bigint NOT NULL DEFAULT 0,
    backup_eligible boolean NOT NULL DEFAULT false,
    backed_up boolean NOT NULL DEFAULT false,
    transports text NOT NULL DEFAULT '',
    aaguid text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    suspect_at timestamptz
);

CREATE TABLE ceremonies (
    token_hash text PRIMARY KEY,
    kind text NOT NULL,
    actor_id text NOT NULL DEFAULT '',
    data bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE recovery_codes (
    id text PRIMARY KEY,
    actor_id text NOT NULL REFERENCES actors (id),
    hash text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE UNIQUE INDEX credential_key ON credentials (key_id);
CREATE INDEX credential_actor ON credentials (actor_id);
CREATE INDEX ceremony_expiry ON ceremonies (expires_at);
CREATE UNIQUE INDEX recovery_code ON recovery_codes (actor_id, hash);
