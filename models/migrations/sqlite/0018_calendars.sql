-- +goose Up

CREATE TABLE private_calendars (
    actor_id text PRIMARY KEY NOT NULL REFERENCES actors (id),
    token_hash text NOT NULL,
    created_at datetime NOT NULL
);

CREATE UNIQUE INDEX private_calendar_token ON private_calendars (token_hash);

CREATE TABLE calendar_imports (
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL DEFAULT '',
    made_by text NOT NULL REFERENCES actors (id),
    state text NOT NULL CHECK (state IN ('preview', 'running', 'stopped', 'done')),
    publish numeric NOT NULL DEFAULT false,
    file blob,
    total integer NOT NULL DEFAULT 0,
    done integer NOT NULL DEFAULT 0,
    made integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    passed integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    fault text NOT NULL DEFAULT '',
    created_at datetime NOT NULL,
    started_at datetime,
    stopped_at datetime,
    done_at datetime
);

CREATE TABLE imported_dates (
    uid text NOT NULL,
    original text NOT NULL,
    object_id text NOT NULL DEFAULT '',
    print text NOT NULL DEFAULT '',
    saved_at datetime NOT NULL,
    PRIMARY KEY (uid, original)
);

CREATE TABLE subscriptions (
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL DEFAULT '',
    host text NOT NULL DEFAULT '',
    address blob,
    address_hash text NOT NULL,
    made_by text NOT NULL REFERENCES actors (id),
    etag text NOT NULL DEFAULT '',
    modified text NOT NULL DEFAULT '',
    dates integer NOT NULL DEFAULT 0,
    faults integer NOT NULL DEFAULT 0,
    fault text NOT NULL DEFAULT '',
    fault_args text,
    failures integer NOT NULL DEFAULT 0,
    created_at datetime NOT NULL,
    fetched_at datetime,
    next_at datetime NOT NULL,
    stopped_at datetime
);

CREATE UNIQUE INDEX subscription_address ON subscriptions (address_hash);
CREATE INDEX subscription_next ON subscriptions (next_at) WHERE stopped_at IS NULL;

CREATE TABLE subscribed_dates (
    id text PRIMARY KEY NOT NULL,
    subscription_id text NOT NULL REFERENCES subscriptions (id),
    uid text NOT NULL DEFAULT '',
    original text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    location text NOT NULL DEFAULT '',
    url text NOT NULL DEFAULT '',
    starts_at datetime NOT NULL,
    ends_at datetime,
    timezone text NOT NULL DEFAULT '',
    cancelled numeric NOT NULL DEFAULT false,
    categories text
);

CREATE INDEX subscribed_calendar ON subscribed_dates (subscription_id);
CREATE INDEX subscribed_start ON subscribed_dates (starts_at);
