-- +goose Up

CREATE TABLE mails (
    id text PRIMARY KEY NOT NULL,
    kind text NOT NULL,
    address blob,
    address_hash text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    data blob,
    actor_id text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    due_at datetime NOT NULL,
    leased_until datetime NOT NULL,
    error text NOT NULL DEFAULT '',
    created_at datetime NOT NULL,
    sent_at datetime,
    done_at datetime
);

CREATE TABLE addresses (
    actor_id text PRIMARY KEY NOT NULL REFERENCES actors (id),
    sealed blob,
    hash text NOT NULL DEFAULT '',
    verified_at datetime,
    pending blob,
    pending_hash text NOT NULL DEFAULT '',
    token_hash text NOT NULL DEFAULT '',
    token_expires datetime,
    language text NOT NULL DEFAULT '',
    off text,
    updated_at datetime NOT NULL
);

CREATE INDEX mail_address ON mails (address_hash);
CREATE INDEX mail_actor ON mails (actor_id) WHERE actor_id <> '';
CREATE INDEX mail_due ON mails (due_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX address_hash ON addresses (hash) WHERE hash <> '';
CREATE INDEX address_token ON addresses (token_hash) WHERE token_hash <> '';
