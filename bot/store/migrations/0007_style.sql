-- The film's style, by name and aspect, and in words.
BEGIN;

ALTER TABLE guild ADD COLUMN style_name TEXT CHECK (style_name IN (
    'matte', 'widescreen', 'silent', 'noir', 'watercolour', 'woodcut'
));
ALTER TABLE guild ADD COLUMN aspect TEXT CHECK (aspect IN ('16:9', '2.39:1', '4:3'));
ALTER TABLE guild ADD COLUMN style_words TEXT NOT NULL DEFAULT ''
    CHECK (length(style_words) <= 300);

PRAGMA user_version = 7;
COMMIT;
