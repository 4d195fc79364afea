-- +goose Up

ALTER TABLE sessions ADD COLUMN hat text NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN hat text NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN hat_name text NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN hat_confirmed numeric NOT NULL DEFAULT false;

CREATE TABLE pending_posts (
    id text PRIMARY KEY NOT NULL,
    person_id text NOT NULL REFERENCES actors (id),
    hat text NOT NULL DEFAULT '',
    note blob,
    language text NOT NULL DEFAULT '',
    why text NOT NULL DEFAULT '',
    release_at datetime,
    created_at datetime NOT NULL
);

CREATE INDEX pending_person ON pending_posts (person_id);
CREATE INDEX pending_due ON pending_posts (release_at) WHERE release_at IS NOT NULL;
