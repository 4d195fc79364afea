-- +goose Up

ALTER TABLE events ADD COLUMN takes_rsvp boolean NOT NULL DEFAULT false;
ALTER TABLE events ADD COLUMN waiting_list boolean NOT NULL DEFAULT false;
ALTER TABLE events ADD COLUMN comes text NOT NULL DEFAULT '';

CREATE TABLE attendances (
    id text PRIMARY KEY,
    event_id text NOT NULL REFERENCES objects (id),
    guest text NOT NULL,
    actor_id text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('invited', 'coming', 'waiting', 'maybe', 'declined')),
    turn bigint NOT NULL DEFAULT 0,
    door text NOT NULL DEFAULT '',
    answer_uri text NOT NULL DEFAULT '',
    answer bytea,
    language text NOT NULL DEFAULT '',
    said text NOT NULL DEFAULT '{}',
    shown boolean NOT NULL DEFAULT false,
    invited boolean NOT NULL DEFAULT false,
    checked_in_at timestamptz,
    no_show boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX attendance_guest ON attendances (event_id, guest);
CREATE INDEX attendance_turn ON attendances (event_id, state, turn);
CREATE INDEX attendance_actor ON attendances (actor_id) WHERE actor_id <> '';
