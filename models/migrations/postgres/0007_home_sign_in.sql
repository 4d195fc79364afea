-- +goose Up

ALTER TABLE sessions ADD COLUMN way text NOT NULL DEFAULT '';

CREATE TABLE home_rounds (
    state_hash text PRIMARY KEY NOT NULL,
    cookie_hash text NOT NULL,
    actor_uri text NOT NULL DEFAULT '',
    issuer text NOT NULL DEFAULT '',
    token_endpoint text NOT NULL DEFAULT '',
    verifier bytea,
    next text NOT NULL DEFAULT '',
    silent boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE home_codes (
    code_hash text PRIMARY KEY NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    client_id text NOT NULL DEFAULT '',
    redirect_uri text NOT NULL DEFAULT '',
    origin text NOT NULL DEFAULT '',
    challenge text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE consents (
    actor_id text NOT NULL REFERENCES actors (id),
    origin text NOT NULL,
    name text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, origin)
);

CREATE INDEX home_code_actor ON home_codes (actor_id);
