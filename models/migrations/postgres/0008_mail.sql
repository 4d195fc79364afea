-- +goose Up

CREATE TABLE mails (
    id text PRIMARY KEY,
    kind text NOT NULL,
    address bytea,
    address_hash text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    data bytea,
    actor_id text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'dead')),
    attempts bigint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    leased_until timestamptz NOT NULL,
    error text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    done_at timestamptz
);

CREATE TABLE addresses (
    actor_id text PRIMARY KEY REFERENCES actors (id),
    sealed bytea,
    hash text NOT NULL DEFAULT '',
    verified_at timestamptz,
    pending bytea,
    pending_hash text NOT NULL DEFAULT '',
    token_hash text NOT NULL DEFAULT '',
    token_expires timestamptz,
    language text NOT NULL DEFAULT '',
    off text,
    updated_at timestamptz NOT NULL
);

CREATE INDEX mail_address ON mails (address_hash);
CREATE INDEX mail_actor ON mails (actor_id) WHERE actor_id <> '';
CREATE INDEX mail_due ON mails (due_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX address_hash ON addresses (hash) WHERE hash <> '';
CREATE INDEX address_token ON addresses (token_hash) WHERE token_hash <> '';
