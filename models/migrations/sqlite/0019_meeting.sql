-- +goose Up

ALTER TABLE attendances ADD COLUMN unreminded numeric NOT NULL DEFAULT false;
ALTER TABLE series ADD COLUMN tasks text;
ALTER TABLE occurrences ADD COLUMN extra numeric NOT NULL DEFAULT false;

CREATE TABLE event_tasks (
    id text PRIMARY KEY NOT NULL,
    event_id text NOT NULL REFERENCES objects (id),
    label text NOT NULL,
    note text NOT NULL DEFAULT '',
    needed integer NOT NULL DEFAULT 1,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL
);

CREATE INDEX event_task_event ON event_tasks (event_id);

CREATE TABLE task_claims (
    id text PRIMARY KEY NOT NULL,
    task_id text NOT NULL REFERENCES event_tasks (id),
    guest text NOT NULL DEFAULT '',
    actor_id text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    created_at datetime NOT NULL
);

CREATE UNIQUE INDEX task_claim_guest ON task_claims (task_id, guest) WHERE guest <> '';
CREATE INDEX task_claim_task ON task_claims (task_id);
CREATE INDEX task_claim_of ON task_claims (guest) WHERE guest <> '';

CREATE TABLE reminders (
    event_id text NOT NULL REFERENCES objects (id),
    whom text NOT NULL,
    starts_at datetime NOT NULL,
    channel text NOT NULL,
    reminded_at datetime NOT NULL,
    PRIMARY KEY (event_id, whom)
);

CREATE TABLE door_words (
    id text PRIMARY KEY NOT NULL,
    event_id text NOT NULL REFERENCES objects (id),
    actor_id text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    created_at datetime NOT NULL
);

CREATE INDEX door_word_event ON door_words (event_id);
