-- +goose Up

ALTER TABLE attendances ADD COLUMN address bytea;
ALTER TABLE attendances ADD COLUMN asked text;
ALTER TABLE attendances ADD COLUMN remark text NOT NULL DEFAULT '';

CREATE TABLE guest_links (
    id text PRIMARY KEY NOT NULL,
    event_id text NOT NULL REFERENCES objects (id),
    door text NOT NULL CHECK (door IN ('mail', 'handle')),
    actor_id text NOT NULL DEFAULT '',
    address bytea,
    address_hash text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE UNIQUE INDEX guest_link_token ON guest_links (token_hash);
CREATE INDEX guest_link_event ON guest_links (event_id);
CREATE INDEX guest_link_actor ON guest_links (actor_id, created_at) WHERE actor_id <> '';
CREATE INDEX guest_link_address ON guest_links (address_hash, created_at) WHERE address_hash <> '';

CREATE TABLE guest_merges (
    id text PRIMARY KEY NOT NULL,
    event_id text NOT NULL REFERENCES objects (id),
    guest text NOT NULL,
    kept_id text NOT NULL,
    merged_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX guest_merge ON guest_merges (event_id, guest);
CREATE INDEX guest_merge_kept ON guest_merges (kept_id);
