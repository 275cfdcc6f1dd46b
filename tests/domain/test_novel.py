"""Words are counted and cut as a reader counts them, in scripts without spaces too."""

from __future__ import annotations

import pytest

from bot.domain.novel import Rights, borrowed, count_words, quote, runs_of_words

KEEP = "古い城は海を背に黒くそびえていた。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The old keep — black — stood.", 7),
        ("Старая крепость стояла у моря.", 5),
        ("오래된 성은 바다를 등지고 서 있었다.", 6),
        (KEEP, 16),
        ("“谁在那里？”她说。", 6),
        ("彼は Anna を見た。", 6),
        ("ปราสาท", 6),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize("text", ["one  two three four, five", "“谁在那里？”她说。没有 人", " "])
def test_runs_of_words_lose_nothing(text: str) -> None:
    assert "".join(runs_of_words(text, 2)) == text


def test_a_card_quotes_whole_words() -> None:
    assert quote(("The keep", "stood."), Rights.OWN_WORK, 2) == "The keep …"
    assert quote(("The keep", "stood."), Rights.OWN_WORK, 3) == "The keep stood."


@pytest.mark.parametrize("rights", [Rights.LICENSED, Rights.PERSONAL_USE])
def test_sixty_words_are_sixty_characters_where_nothing_parts_words(rights: Rights) -> None:
    shown = quote((KEEP,) * 50, rights, limit=150)
    assert shown == (KEEP + " ") * 3 + "古い城は海を背に黒くそび …"


def test_what_is_shown_beside_a_quotation_counts_in_every_script() -> None:
    assert borrowed("その城は海を背に黒く、", (KEEP,)) == 8
    assert quote((KEEP,) * 50, Rights.LICENSED, 60, beside=[KEEP] * 3) == KEEP[:12] + " …"
