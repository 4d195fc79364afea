-- +goose Up

CREATE TABLE memberships (
    id text PRIMARY KEY NOT NULL,
    person_id text NOT NULL REFERENCES actors (id),
    collective_id text NOT NULL REFERENCES actors (id),
    state text NOT NULL CHECK (state IN ('asked', 'invited', 'accepted', 'refused', 'withdrawn', 'expired', 'ended')),
    opening_uri text NOT NULL DEFAULT '',
    opening blob,
    opened_at datetime NOT NULL,
    expires_at datetime NOT NULL,
    resent_at datetime,
    message text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    role text NOT NULL DEFAULT '',
    stamp_uri text NOT NULL DEFAULT '',
    shown numeric NOT NULL DEFAULT false,
    since_at datetime,
    ended_at datetime,
    person_said_at datetime,
    person_said_uri text NOT NULL DEFAULT '',
    collective_said_at datetime,
    collective_said_uri text NOT NULL DEFAULT '',
    claim_seen_at datetime,
    stamp_seen_at datetime,
    entry_seen_at datetime,
    denied_at datetime,
    denied text NOT NULL DEFAULT '',
    checked_at datetime,
    silent_since datetime,
    check_due_at datetime,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL
);

CREATE TABLE stamps (
    id text PRIMARY KEY NOT NULL,
    by_id text NOT NULL REFERENCES actors (id),
    subject text NOT NULL DEFAULT '',
    relationship text NOT NULL DEFAULT '',
    object text NOT NULL DEFAULT '',
    membership_id text NOT NULL DEFAULT '',
    roles text,
    public numeric NOT NULL DEFAULT false,
    starts_at datetime,
    updated_at datetime NOT NULL,
    revoked_at datetime,
    created_at datetime NOT NULL
);

CREATE UNIQUE INDEX membership_pair ON memberships (person_id, collective_id);
CREATE INDEX membership_collective ON memberships (collective_id, state);
CREATE INDEX membership_opening ON memberships (opening_uri);
CREATE INDEX membership_due ON memberships (check_due_at);
CREATE INDEX stamp_by ON stamps (by_id);
CREATE INDEX stamp_membership ON stamps (membership_id);
