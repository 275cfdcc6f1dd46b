"""Rows for every table of each earlier shape, written in the words of the shape that brought it."""

from __future__ import annotations

NOW = "2026-03-01T18:00:00+00:00"
LATER = "2026-03-03T18:00:00+00:00"
A, B, U = "a" * 64, "b" * 64, "u" * 32

HOUSE = f"""
    INSERT INTO guild (id, joined_at) VALUES (1, '{NOW}');
    INSERT INTO novel (id, guild_id, title, rights, words, sha256, added_by, added_at)
    VALUES (1, 1, 'The Lamp', 'own work', 10, 'a', 41, '{NOW}');
    INSERT INTO chapter (novel_id, number, title, words) VALUES (1, 1, 'One', 10);
    INSERT INTO paragraph (id, novel_id, chapter, number, text) VALUES (1, 1, 1, 1, 'The lamp.');
    INSERT INTO scene (id, guild_id, number, novel_id, chapter, chapter_title, first, last, passage,
                       proposer_id, title, action, light, framing, pace, shot_list, created_at,
                       channel_id)
    VALUES (1, 1, 1, 1, 1, 'One', 1, 2, 'text', 41, 'title', 'action', 'low key', 'wide', 'brisk',
            '{{}}', '{NOW}', 3000);
    INSERT INTO subscription VALUES (1, 42);
    INSERT INTO ballot (id, scene_id, quorum, share, opens_at, closes_at, closed_at, verdict,
                        decided_by, reason)
    VALUES (2, 1, 2, 0.5, '{NOW}', '{LATER}', '{LATER}', 'shelved', 41, 'too dark');
    INSERT INTO ballot (id, scene_id, quorum, share, early_net, opens_at, closes_at, extended)
    VALUES (5, 1, 2, 0.5, 3, '{NOW}', '{LATER}', 1);
    INSERT INTO vote VALUES (2, 41, 'against', '{NOW}'), (5, 41, 'for', '{NOW}');
    INSERT INTO take (id, guild_id, scene_id, number, engine, seed, asked_by, created_at)
    VALUES (1, 1, 1, 1, 'animatic', 7, 41, '{NOW}'), (2, 1, 1, 2, 'animatic', 8, 41, '{NOW}');
    INSERT INTO media (id, guild_id, scene_id, name, sha256, size, created_at)
    VALUES (1, 1, 1, 'contact.png', '{B}', 9, '{NOW}');
    INSERT INTO node (id, name, token_sha256, created_at) VALUES (1, 'Anna''s PC', 't', '{NOW}');
    INSERT INTO node_invitation (code_sha256, guild_id, owner_id, expires_at)
    VALUES ('c', 1, 41, '{LATER}');
    INSERT INTO node_speed VALUES (1, 'animatic', 'take', 1, 2.0, 3.0);
    INSERT INTO node_failure VALUES (1, 1, 1, '{NOW}', 'lost');
    INSERT INTO job (id, guild_id, scene_id, kind, member_id, lane, turn, order_json, created_at)
    VALUES (1, 1, 1, 'storyboard', 41, 0, 0, '{{}}', '{NOW}');
    INSERT INTO guild_served VALUES (1, 0, 1);
    INSERT INTO upload (id, job_id, attempt, name, size, sha256, created_at)
    VALUES ('{U}', 1, 1, 'contact.png', 9, '{B}', '{NOW}');
    INSERT INTO complaint (id, guild_id, scene_id, member_id, reason, created_at)
    VALUES (1, 1, 1, 42, 'no', '{NOW}');
    INSERT INTO outbox (id, guild_id, kind, subject_id, nonce, created_at, due_at)
    VALUES (1, 1, 'card', 1, 'n', '{NOW}', '{NOW}');
    INSERT INTO record (id, guild_id, at, actor_id, deed, subject)
    VALUES (1, 1, '{NOW}', 41, 'shelve', 'scene 1');
"""
READING = "INSERT INTO reading VALUES (1, 42, 1, 1);"
TAKES = f"""
    INSERT INTO take_wish VALUES (1, 'again', 42, '{NOW}');
    INSERT INTO seam (id, guild_id, take_id, member_id, kind, start_s, created_at)
    VALUES (1, 1, 1, 42, 'hands', 1.5, '{NOW}');
    INSERT INTO canon_ballot (id, guild_id, scene_id, quorum, opened_by, opens_at, closes_at)
    VALUES (1, 1, 1, 2, 41, '{NOW}', '{LATER}');
    INSERT INTO canon_candidate VALUES (1, 1), (1, 2);
    INSERT INTO canon_vote VALUES (1, 42, 2, '{NOW}');
    INSERT INTO comparison (id, guild_id, scene_id, left_id, right_id, asked_by, created_at)
    VALUES (1, 1, 1, 1, 2, 42, '{NOW}');
"""
REELS = f"""
    INSERT INTO reel VALUES (1, 1, 1, 1, '{A}', 41, '{NOW}');
    INSERT INTO reel_part (id, reel_id, number, job_id) VALUES (1, 1, 1, 1);
    INSERT INTO reel_take VALUES (1, 0, 1);
    INSERT INTO reel_name VALUES (1, 41, 'Mara');
    INSERT INTO named VALUES (1, 41);
    INSERT INTO channel_reading VALUES (3000, 1, 1, 1);
"""
CAST = f"""
    INSERT INTO character (id, guild_id, novel_id, kind, name, mentions, chapter)
    VALUES (1, 1, 1, 'person', 'Edda', 9, 1);
    INSERT INTO look (id, guild_id, character_id, chapter, appearance, seed, member_id, created_at)
    VALUES (2, 1, 1, 1, '{{}}', 7, 41, '{NOW}');
    INSERT INTO look (id, guild_id, character_id, chapter, appearance, accent, seed, member_id,
                      state, created_at, channel_id, message_id, quorum, share, opens_at, closes_at,
                      closed_at, verdict, reason)
    VALUES (4, 1, 1, 1, '{{}}', 'red', 8, 41, 'withdrawn', '{NOW}', 3000, 77, 1, 0.6, '{NOW}',
            '{LATER}', '{LATER}', 'withdrawn', 'the wrong coat');
    INSERT INTO look (id, guild_id, character_id, chapter, appearance, seed, member_id, state,
                      created_at, channel_id, quorum, share, early_net, opens_at, closes_at,
                      extended)
    VALUES (5, 1, 1, 1, '{{}}', 9, 42, 'offered', '{NOW}', 3000, 3, 0.5, 4, '{NOW}', '{LATER}', 1);
    INSERT INTO look_vote VALUES (4, 41, 'for', '{NOW}'), (5, 41, 'against', '{NOW}'),
                                 (5, 42, 'for', '{LATER}');
    INSERT INTO reference VALUES (1, 1, 5, 42, 'drawing', '{NOW}');
    INSERT INTO consent (id, guild_id, member_id, reference_id, words, given_at)
    VALUES (1, 1, 42, 1, 'I am in it', '{NOW}');
"""
NOTES = f"INSERT INTO notes VALUES (1, 1, 1, 2, '{A}', '{{}}', '{NOW}');"
SYNCED = f"INSERT INTO synced VALUES (9, '{A}');"

TAKEN_BACK = f"INSERT INTO taken_back VALUES (1, '{A}', '{NOW}');"

ROWS = {1: HOUSE, 3: READING, 6: TAKES, 8: REELS, 9: CAST, 11: NOTES, 12: SYNCED, 16: TAKEN_BACK}
"""Shape -> rows of the tables that it brought; later shapes move them along."""
