-- +goose Up

ALTER TABLE events ADD COLUMN super_event text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN original timestamptz;
CREATE INDEX event_series ON events (super_event) WHERE super_event <> '';

CREATE TABLE series (
    actor_id text PRIMARY KEY REFERENCES actors (id),
    organizer_id text NOT NULL REFERENCES actors (id),
    rule text NOT NULL DEFAULT '',
    start text NOT NULL DEFAULT '',
    timezone text NOT NULL DEFAULT '',
    minutes bigint NOT NULL DEFAULT 0,
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
    place_latitude double precision,
    place_longitude double precision,
    online_url text NOT NULL DEFAULT '',
    capacity bigint NOT NULL DEFAULT 0,
    category text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz
);

CREATE TABLE occurrences (
    object_id text PRIMARY KEY REFERENCES objects (id),
    series_id text NOT NULL REFERENCES series (actor_id),
    original timestamptz NOT NULL,
    by_hand boolean NOT NULL DEFAULT false,
    announced_at timestamptz
);

CREATE UNIQUE INDEX occurrence_date ON occurrences (series_id, original);
