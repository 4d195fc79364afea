-- +goose Up

ALTER TABLE actors ADD COLUMN photo text NOT NULL DEFAULT '';

CREATE TABLE profiles (
    actor_id text PRIMARY KEY REFERENCES actors (id),
    name text NOT NULL DEFAULT '',
    headline text NOT NULL DEFAULT '',
    about text NOT NULL DEFAULT '',
    about_html text NOT NULL DEFAULT '',
    services text,
    skills text,
    branches text,
    neighbourhood text NOT NULL DEFAULT '',
    postcode text NOT NULL DEFAULT '',
    availability_state text NOT NULL DEFAULT '',
    availability_text text NOT NULL DEFAULT '',
    availability_from text NOT NULL DEFAULT '',
    languages text,
    links text,
    work text,
    purpose text NOT NULL DEFAULT '',
    photo text NOT NULL DEFAULT '',
    audiences text NOT NULL DEFAULT '',
    discoverable boolean NOT NULL DEFAULT false,
    indexable boolean NOT NULL DEFAULT false,
    indexed bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- What people are found by. Compared byte by byte, so that a prefix is a range.
CREATE TABLE profile_terms (
    kind text NOT NULL,
    term text COLLATE "C" NOT NULL,
    audience text NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    label text NOT NULL DEFAULT '',
    PRIMARY KEY (kind, term, audience, actor_id)
);

CREATE TABLE directory_entries (
    audience text NOT NULL,
    sort text COLLATE "C" NOT NULL,
    actor_id text NOT NULL REFERENCES actors (id),
    PRIMARY KEY (audience, sort, actor_id)
);

CREATE TABLE link_proofs (
    actor_id text NOT NULL REFERENCES actors (id),
    url text NOT NULL,
    state text NOT NULL DEFAULT '',
    checked_at timestamptz,
    verified_at timestamptz,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, url)
);

CREATE INDEX profile_indexed ON profiles (indexed);
CREATE INDEX profile_term_actor ON profile_terms (actor_id);
CREATE INDEX directory_entry_actor ON directory_entries (actor_id);
CREATE INDEX link_proof_due ON link_proofs (due_at);

-- Members so far showed all they said to everyone.
INSERT INTO profiles (actor_id, name, headline, about, about_html, audiences, discoverable, indexable, created_at, updated_at)
SELECT id, name, headline, source, summary,
    '{"name":"public","headline":"public","about":"public","services":"public","skills":"public","branches":"public","neighbourhood":"public","postcode":"public","availability":"public","languages":"public","links":"public","work":"public","purpose":"public","photo":"public"}',
    discoverable, indexable, created_at, updated_at
FROM actors WHERE local = true AND kind = 'Person' AND gone_at IS NULL;
