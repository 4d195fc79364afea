-- +goose Up

CREATE TABLE private_calendars (
    actor_id text PRIMARY KEY REFERENCES actors (id),
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX private_calendar_token ON private_calendars (token_hash);

CREATE TABLE calendar_imports (
    id text PRIMARY KEY,
    name text NOT NULL DEFAULT '',
    made_by text NOT NULL REFERENCES actors (id),
    state text NOT NULL CHECK (state IN ('preview', 'running', 'stopped', 'done')),
    publish boolean NOT NULL DEFAULT false,
    file bytea,
    total bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    made bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    passed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    fault text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    stopped_at timestamptz,
    done_at timestamptz
);

CREATE TABLE imported_dates (
    uid text NOT NULL,
    original text NOT NULL,
    object_id text NOT NULL DEFAULT '',
    print text NOT NULL DEFAULT '',
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (uid, original)
);

CREATE TABLE subscriptions (
    id text PRIMARY KEY,
    name text NOT NULL DEFAULT '',
    host text NOT NULL DEFAULT '',
    address bytea,
    address_hash text NOT NULL,
    made_by text NOT NULL REFERENCES actors (id),
    etag text NOT NULL DEFAULT '',
    modified text NOT NULL DEFAULT '',
    dates bigint NOT NULL DEFAULT 0,
    faults bigint NOT NULL DEFAULT 0,
    fault text NOT NULL DEFAULT '',
    fault_args text,
    failures bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    fetched_at timestamptz,
    next_at timestamptz NOT NULL,
    stopped_at timestamptz
);

CREATE UNIQUE INDEX subscription_address ON subscriptions (address_hash);
CREATE INDEX subscription_next ON subscriptions (next_at) WHERE stopped_at IS NULL;

CREATE TABLE subscribed_dates (
    id text PRIMARY KEY,
    subscription_id text NOT NULL REFERENCES subscriptions (id),
    uid text NOT NULL DEFAULT '',
    original text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    location text NOT NULL DEFAULT '',
    url text NOT NULL DEFAULT '',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    timezone text NOT NULL DEFAULT '',
    cancelled boolean NOT NULL DEFAULT false,
    categories text
);

CREATE INDEX subscribed_calendar ON subscribed_dates (subscription_id);
CREATE INDEX subscribed_start ON subscribed_dates (starts_at);
