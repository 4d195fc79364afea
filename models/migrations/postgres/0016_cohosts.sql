-- +goose Up

ALTER TABLE stamps ADD COLUMN cohost_id text NOT NULL DEFAULT '';

CREATE TABLE cohosts (
    id text PRIMARY KEY,
    event_id text NOT NULL,
    collective_uri text NOT NULL,
    collective_id text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('wished', 'offered', 'accepted', 'refused', 'withdrawn', 'expired', 'ended', 'gone', 'claimed')),
    opening_uri text NOT NULL DEFAULT '',
    opening bytea,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    resent_at timestamptz,
    reason text NOT NULL DEFAULT '',
    stamp_uri text NOT NULL DEFAULT '',
    listed boolean NOT NULL DEFAULT false,
    since_at timestamptz,
    ended_at timestamptz,
    host_said_at timestamptz,
    host_said_uri text NOT NULL DEFAULT '',
    cohost_said_at timestamptz,
    cohost_said_uri text NOT NULL DEFAULT '',
    claim_seen_at timestamptz,
    stamp_seen_at timestamptz,
    denied_at timestamptz,
    denied text NOT NULL DEFAULT '',
    checked_at timestamptz,
    silent_since timestamptz,
    check_due_at timestamptz,
    known text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX cohost_pair ON cohosts (event_id, collective_uri);
CREATE INDEX cohost_collective ON cohosts (collective_id);
CREATE INDEX cohost_state ON cohosts (state);
CREATE INDEX cohost_opening ON cohosts (opening_uri);
CREATE INDEX cohost_due ON cohosts (check_due_at);
CREATE INDEX stamp_cohost ON stamps (cohost_id) WHERE cohost_id <> '';
