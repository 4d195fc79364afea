-- +goose Up

CREATE TABLE credentials (
    id text PRIMARY KEY NOT NULL,
    key_id text NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    name text NOT NULL DEFAULT '',
    public_key blob,
    counter integer NOT NULL DEFAULT 0,
    backup_eligible numeric NOT NULL DEFAULT false,
    backed_up numeric NOT NULL DEFAULT false,
    transports text NOT NULL DEFAULT '',
    aaguid text NOT NULL DEFAULT '',
    created_at datetime NOT NULL,
    used_at datetime,
    suspect_at datetime
);

CREATE TABLE ceremonies (
    token_hash text PRIMARY KEY NOT NULL,
    kind text NOT NULL,
    actor_id text NOT NULL DEFAULT '',
    data blob,
    created_at datetime NOT NULL,
    expires_at datetime NOT NULL
);

CREATE TABLE recovery_codes (
    id text PRIMARY KEY NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    hash text NOT NULL,
    created_at datetime NOT NULL,
    used_at datetime
);

CREATE UNIQUE INDEX credential_key ON credentials (key_id);
CREATE INDEX credential_actor ON credentials (actor_id);
CREATE INDEX ceremony_expiry ON ceremonies (expires_at);
CREATE UNIQUE INDEX recovery_code ON recovery_codes (actor_id, hash);
