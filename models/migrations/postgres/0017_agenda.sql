-- +goose Up

ALTER TABLE hosts ADD COLUMN heard_at timestamptz;
