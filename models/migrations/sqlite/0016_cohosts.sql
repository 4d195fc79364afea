-- +goose Up

ALTER TABLE stamps ADD COLUMN cohost_id text NOT NULL DEFAULT '';

CREATE TABLE cohosts (
    id text PRIMARY KEY NOT NULL,
    event_id text NOT NULL,
    collective_uri text NOT NULL,
    collective_id text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('wished', 'offered', 'accepted', 'refused', 'withdrawn', 'expired', 'ended', 'gone', 'claimed')),
    opening_uri text NOT NULL DEFAULT '',
    opening blob,
    opened_at datetime NOT NULL,
    expires_at datetime NOT NULL,
    resent_at datetime,
    reason text NOT NULL DEFAULT '',
    stamp_uri text NOT NULL DEFAULT '',
    listed numeric NOT NULL DEFAULT false,
    since_at datetime,
    ended_at datetime,
    host_said_at datetime,
    host_said_uri text NOT NULL DEFAULT '',
    cohost_said_at datetime,
    cohost_said_uri text NOT NULL DEFAULT '',
    claim_seen_at datetime,
    stamp_seen_at datetime,
    denied_at datetime,
    denied text NOT NULL DEFAULT '',
    checked_at datetime,
    silent_since datetime,
    check_due_at datetime,
    known text,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL
);

CREATE UNIQUE INDEX cohost_pair ON cohosts (event_id, collective_uri);
CREATE INDEX cohost_collective ON cohosts (collective_id);
CREATE INDEX cohost_state ON cohosts (state);
CREATE INDEX cohost_opening ON cohosts (opening_uri);
CREATE INDEX cohost_due ON cohosts (check_due_at);
CREATE INDEX stamp_cohost ON stamps (cohost_id) WHERE cohost_id <> '';
