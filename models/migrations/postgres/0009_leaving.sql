-- +goose Up

CREATE TABLE departures (
    token_hash text PRIMARY KEY,
    actor_id text NOT NULL REFERENCES actors (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE delete_receipts (
    activity_uri text NOT NULL,
    host text NOT NULL,
    applied_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (activity_uri, host)
);
