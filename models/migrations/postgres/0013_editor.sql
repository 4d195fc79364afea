-- +goose Up

ALTER TABLE events ADD COLUMN venue_id text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN room text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN step_free text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN step_free_note text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN hosts text;
ALTER TABLE events ADD COLUMN questions text;
ALTER TABLE events ADD COLUMN contact text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN previous text;
ALTER TABLE events ADD COLUMN held_at timestamptz;

CREATE TABLE venues (
    id text PRIMARY KEY,
    place_name text NOT NULL DEFAULT '',
    place_street text NOT NULL DEFAULT '',
    place_postcode text NOT NULL DEFAULT '',
    place_locality text NOT NULL DEFAULT '',
    place_region text NOT NULL DEFAULT '',
    place_country text NOT NULL DEFAULT '',
    place_latitude double precision,
    place_longitude double precision,
    room text NOT NULL DEFAULT '',
    capacity bigint NOT NULL DEFAULT 0,
    step_free text NOT NULL DEFAULT '',
    step_free_note text NOT NULL DEFAULT '',
    contact text NOT NULL DEFAULT '',
    retired_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE event_drafts (
    id text PRIMARY KEY,
    actor_id text NOT NULL REFERENCES actors (id),
    title text NOT NULL DEFAULT '',
    event bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE INDEX event_draft_actor ON event_drafts (actor_id);
