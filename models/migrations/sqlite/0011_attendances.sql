-- +goose Up

ALTER TABLE events ADD COLUMN takes_rsvp numeric NOT NULL DEFAULT false;
ALTER TABLE events ADD COLUMN waiting_list numeric NOT NULL DEFAULT false;
ALTER TABLE events ADD COLUMN comes text NOT NULL DEFAULT '';

CREATE TABLE attendances (
    id text PRIMARY KEY NOT NULL,
    event_id text NOT NULL REFERENCES objects (id),
    guest text NOT NULL,
    actor_id text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('invited', 'coming', 'waiting', 'maybe', 'declined')),
    turn integer NOT NULL DEFAULT 0,
    door text NOT NULL DEFAULT '',
    answer_uri text NOT NULL DEFAULT '',
    answer blob,
    language text NOT NULL DEFAULT '',
    said text NOT NULL DEFAULT '{}',
    shown numeric NOT NULL DEFAULT false,
    invited numeric NOT NULL DEFAULT false,
    checked_in_at datetime,
    no_show numeric NOT NULL DEFAULT false,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL
);

CREATE UNIQUE INDEX attendance_guest ON attendances (event_id, guest);
CREATE INDEX attendance_turn ON attendances (event_id, state, turn);
CREATE INDEX attendance_actor ON attendances (actor_id) WHERE actor_id <> '';
