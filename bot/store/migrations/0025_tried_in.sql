-- A post that came through unheard is looked for where it was sent, wherever films go by then.
BEGIN;

ALTER TABLE outbox ADD COLUMN tried_in INTEGER;

PRAGMA user_version = 25;
COMMIT;
