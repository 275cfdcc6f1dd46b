-- The operator's own node is named as members see it: none of them sits at "this machine".
BEGIN;

UPDATE node SET name = 'the bot''s machine' WHERE guild_id IS NULL AND name = 'this machine';

PRAGMA user_version = 21;
COMMIT;
