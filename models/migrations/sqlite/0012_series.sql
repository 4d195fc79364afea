-- +goose Up

ALTER TABLE events ADD COLUMN super_event text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN original datetime;
CREATE INDEX event_series ON events (super_event) WHERE super_event <> '';

CREATE TABLE series (
    actor_id text PRIMARY KEY NOT NULL REFERENCES actors (id),
    organizer_id text NOT NULL REFERENCES actors (id),
    rule text NOT NULL DEFAULT '',
    start text NOT NULL DEFAULT '',
    timezone text NOT NULL DEFAULT '',
    minutes integer NOT NULL DEFAULT 0,
    holidays text NOT NULL DEFAULT '',
    skipped text,
    title text NOT NULL DEFAULT '',
    summary text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    content text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    hashtags text,
    mentions text,
    attachments text,
    place_name text NOT NULL DEFAULT '',
    place_street text NOT NULL DEFAULT '',
    place_postcode text NOT NULL DEFAULT '',
    place_locality text NOT NULL DEFAULT '',
    place_region text NOT NULL DEFAULT '',
    place_country text NOT NULL DEFAULT '',
    place_latitude real,
    place_longitude real,
    online_url text NOT NULL DEFAULT '',
    capacity integer NOT NULL DEFAULT 0,
    category text NOT NULL DEFAULT '',
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    ended_at datetime
);

CREATE TABLE occurrences (
    object_id text PRIMARY KEY NOT NULL REFERENCES objects (id),
    series_id text NOT NULL REFERENCES series (actor_id),
    original datetime NOT NULL,
    by_hand numeric NOT NULL DEFAULT false,
    announced_at datetime
);

CREATE UNIQUE INDEX occurrence_date ON occurrences (series_id, original);
