-- +goose Up

ALTER TABLE events ADD COLUMN poll numeric NOT NULL DEFAULT false;
ALTER TABLE events ADD COLUMN poll_language text NOT NULL DEFAULT '';

CREATE TABLE due_tallies (
    event_id text PRIMARY KEY NOT NULL REFERENCES objects (id),
    due_at datetime NOT NULL
);

CREATE INDEX due_tally_at ON due_tallies (due_at);
