-- +goose Up

CREATE TABLE memberships (
    id text PRIMARY KEY NOT NULL,
    person_id text NOT NULL REFERENCES actors (id),
    collective_id text NOT NULL REFERENCES actors (id),
    state text NOT NULL CHECK (state IN ('asked', 'invited', 'accepted', 'refused', 'withdrawn', 'expired', 'ended')),
    opening_uri text NOT NULL DEFAULT '',
    opening bytea,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    resent_at timestamptz,
    message text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    role text NOT NULL DEFAULT '',
    stamp_uri text NOT NULL DEFAULT '',
    shown boolean NOT NULL DEFAULT false,
    since_at timestamptz,
    ended_at timestamptz,
    person_said_at timestamptz,
    person_said_uri text NOT NULL DEFAULT '',
    collective_said_at timestamptz,
    collective_said_uri text NOT NULL DEFAULT '',
    claim_seen_at timestamptz,
    stamp_seen_at timestamptz,
    entry_seen_at timestamptz,
    denied_at timestamptz,
    denied text NOT NULL DEFAULT '',
    checked_at timestamptz,
    silent_since timestamptz,
    check_due_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE stamps (
    id text PRIMARY KEY NOT NULL,
    by_id text NOT NULL REFERENCES actors (id),
    subject text NOT NULL DEFAULT '',
    relationship text NOT NULL DEFAULT '',
    object text NOT NULL DEFAULT '',
    membership_id text NOT NULL DEFAULT '',
    roles text,
    public boolean NOT NULL DEFAULT false,
    starts_at timestamptz,
    updated_at timestamptz NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX membership_pair ON memberships (person_id, collective_id);
CREATE INDEX membership_collective ON memberships (collective_id, state);
CREATE INDEX membership_opening ON memberships (opening_uri);
CREATE INDEX membership_due ON memberships (check_due_at);
CREATE INDEX stamp_by ON stamps (by_id);
CREATE INDEX stamp_membership ON stamps (membership_id);
