-- +goose Up

CREATE TABLE departures (
    token_hash text PRIMARY KEY NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    created_at datetime NOT NULL,
    expires_at datetime NOT NULL
);

CREATE TABLE delete_receipts (
    activity_uri text NOT NULL,
    host text NOT NULL,
    applied_at datetime NOT NULL,
    created_at datetime NOT NULL,
    PRIMARY KEY (activity_uri, host)
);
