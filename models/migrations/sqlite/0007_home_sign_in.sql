-- +goose Up

ALTER TABLE sessions ADD COLUMN way text NOT NULL DEFAULT '';

CREATE TABLE home_rounds (
    state_hash text PRIMARY KEY NOT NULL,
    cookie_hash text NOT NULL,
    actor_uri text NOT NULL DEFAULT '',
    issuer text NOT NULL DEFAULT '',
    token_endpoint text NOT NULL DEFAULT '',
    verifier blob,
    next text NOT NULL DEFAULT '',
    silent numeric NOT NULL DEFAULT false,
    created_at datetime NOT NULL,
    expires_at datetime NOT NULL
) WITHOUT ROWID;

CREATE TABLE home_codes (
    code_hash text PRIMARY KEY NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    client_id text NOT NULL DEFAULT '',
    redirect_uri text NOT NULL DEFAULT '',
    origin text NOT NULL DEFAULT '',
    challenge text NOT NULL DEFAULT '',
    created_at datetime NOT NULL,
    expires_at datetime NOT NULL,
    used_at datetime
) WITHOUT ROWID;

CREATE TABLE consents (
    actor_id text NOT NULL REFERENCES actors (id),
    origin text NOT NULL,
    name text NOT NULL DEFAULT '',
    created_at datetime NOT NULL,
    used_at datetime NOT NULL,
    PRIMARY KEY (actor_id, origin)
) WITHOUT ROWID;

CREATE INDEX home_code_actor ON home_codes (actor_id);
