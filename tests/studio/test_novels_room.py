"""Novels: added, bound, searched, removed."""

from __future__ import annotations

import asyncio

import pytest
from conftest import CHANNEL, DIRECTION, GUILD, NOVEL, TOM, Clock, member, showrunner, strand
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.novel import Chapter, Novel, Passage, Rights, quote
from bot.domain.scene import SceneState
from bot.errors import NotAllowed, NotFound, Refusal
from bot.store import Store, novels, paragraphs
from bot.studio import Studio


async def test_a_novel_is_kept_with_its_chapters(house: Studio) -> None:
    novel = await house.novels.get(GUILD, 1)
    assert (novel.title, novel.authors, novel.chapters) == ("The Lamp", "A. Writer", 2)
    chapters = await house.novels.chapters(GUILD, 1)
    assert [chapter.title for chapter in chapters] == ["The Strand", "The Inn Parlour"]
    assert [chapter.paragraphs for chapter in chapters] == [4, 3]


async def test_the_same_file_is_not_added_twice(house: Studio) -> None:
    with pytest.raises(Refusal, match="already"):
        await house.novels.add(showrunner(), NOVEL, Rights.OWN_WORK, f"{GUILD:064x}")


LENGTHY = Novel(
    "Lengthy", (), tuple(Chapter(f"{number}", ("word " * 9_000,) * 3) for number in range(4))
)


async def text_of(store: Store, novel_id: int) -> int:
    async with store.reading() as tx:
        return len(await tx.all("SELECT 1 FROM paragraph WHERE novel_id = :id", id=novel_id))


async def test_others_write_between_the_parts_of_a_long_novel(house: Studio, store: Store) -> None:
    adding = asyncio.create_task(house.novels.add(showrunner(), LENGTHY, Rights.OWN_WORK, "a" * 64))
    parts: list[int] = []
    while not adding.done():
        async with store.transaction() as tx:
            parts.append(len(await tx.all("SELECT 1 FROM paragraph WHERE novel_id = 2")))
    assert [*dict.fromkeys(parts)] == [0, 2, 4, 6, 8, 10, 12]
    assert (await adding).chapters == 4


async def test_a_novel_that_was_half_kept_shows_nowhere_and_is_forgotten(
    house: Studio, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.read_added()
    with monkeypatch.context() as crash:
        crash.setattr(novels, "make_whole", None)
        with pytest.raises(TypeError):
            await house.novels.add(showrunner(), LENGTHY, Rights.OWN_WORK, "a" * 64)
    await house.read_added()
    assert await text_of(store, 2) == 12
    assert [novel.id for novel in await house.novels.of_guild(GUILD)] == [1]
    for look in (house.novels.get(GUILD, 2), house.novels.bind(showrunner(), 2, CHANNEL)):
        with pytest.raises(NotFound):
            await look
    again = await house.novels.add(showrunner(), LENGTHY, Rights.OWN_WORK, "a" * 64)
    clock.forward(hours=2)
    await house.sweep()
    assert [await text_of(store, novel) for novel in (1, 2, again.id)] == [7, 0, 12]
    assert [novel.id for novel in await house.novels.of_guild(GUILD)] == [1, again.id]


async def test_the_text_of_a_removed_novel_is_forgotten(house: Studio, store: Store) -> None:
    added = await house.novels.add(showrunner(), LENGTHY, Rights.OWN_WORK, "a" * 64)
    await house.novels.remove(showrunner(), 1)
    await house.novels.prune()
    assert [await text_of(store, novel) for novel in (1, added.id)] == [0, 12]


async def test_members_add_novels_only_when_their_role_may(house: Studio) -> None:
    with pytest.raises(NotAllowed):
        await house.novels.add(member(TOM), NOVEL, Rights.OWN_WORK, "b" * 64)
    await house.settings.change(showrunner(), novel_role=9)
    added = await house.novels.add(member(TOM, roles=[9]), NOVEL, Rights.OWN_WORK, "b" * 64)
    assert added.id == 2


TOLD_BY_NELL = Chapter(
    "One",
    (
        "I found my uncle in the garden.",
        "“Nell,” he said, “you are early.”",
        "“I walked,” said I.",
        "“Sit down, Nell, and say nothing,” said my uncle.",
        "“I never do,” I said. I ran down the hill.",
    ),
)


async def test_who_tells_a_novel_is_found_once_and_is_in_its_drafts(house: Studio) -> None:
    told = Novel("Nell", (), (TOLD_BY_NELL, Chapter("Two", ("I ran down the hill.",))))
    added = await house.novels.add(showrunner(), told, Rights.OWN_WORK, "c" * 64)
    passage = Passage(added.id, 2, 1, 1)
    assert (await house.proposals.draft(GUILD, passage)).cast == ()
    await house.novels.find_narrators()
    await house.novels.find_narrators()
    assert (await house.proposals.draft(GUILD, passage)).cast == ("Nell",)


async def test_words_lead_to_their_passage(house: Studio) -> None:
    found = await house.passages.search(GUILD, 1, "lantern window")
    assert found[0].passage.chapter == 1
    assert "lantern" in found[0].snippet


async def test_when_no_paragraph_has_all_words_any_of_them_will_do(house: Studio) -> None:
    found = await house.passages.search(GUILD, 1, "lantern parlour dragon")
    assert {hit.passage.chapter for hit in found} == {1, 2}


STONES = (tuple(f"The sea went over stone {n}, {m}." for m in range(60)) for n in range(5))
HERON = ("The heron of the sea stood there.", "The heron flew.")
LONG = Novel("Long", (), tuple(Chapter("One of many", texts) for texts in (*STONES, HERON)))


@pytest.fixture
async def long_novel(house: Studio, monkeypatch: pytest.MonkeyPatch) -> int:
    """A novel in which "the" and "sea" are in more paragraphs than are ranked."""
    monkeypatch.setattr(paragraphs, "FREQUENT", 30)
    return (await house.novels.add(showrunner(), LONG, Rights.OWN_WORK, "d" * 64)).id


@pytest.mark.parametrize("words", ["heron", "the heron", "her", "dragon the heron sea"])
async def test_a_rare_word_is_found_wherever_it_is(
    house: Studio, long_novel: int, words: str
) -> None:
    found = await house.passages.search(GUILD, long_novel, words, limit=25)
    assert {hit.passage.chapter for hit in found} == {6}


@pytest.mark.parametrize("words", ["th", "sea over", "dragon the sea"])
async def test_words_that_are_everywhere_lead_everywhere(
    house: Studio, long_novel: int, words: str
) -> None:
    found = await house.passages.search(GUILD, long_novel, words, limit=25)
    assert {hit.passage.chapter for hit in found} >= {1, 2, 3, 4, 5}
    near = await house.passages.search(GUILD, long_novel, words, chapter=2, limit=3)
    assert {hit.passage.chapter for hit in near} == {2}


@pytest.mark.parametrize("words", ["climbs", "BOYS", "lanterns", "lant"])
async def test_word_forms_and_half_words_are_found(house: Studio, words: str) -> None:
    assert await house.passages.search(GUILD, 1, words)


async def test_a_search_can_stay_in_a_chapter(house: Studio) -> None:
    found = await house.passages.search(GUILD, 1, "Wick", chapter=2)
    assert {hit.passage.chapter for hit in found} == {2}


async def test_without_words_the_chapter_begins(house: Studio) -> None:
    found = await house.passages.search(GUILD, 1, "", chapter=2)
    assert found[0].passage.first == 1


@pytest.mark.parametrize(
    "words", ['"', "'", "a AND", "NEAR(", "text:", "*", "scope : x", "-", "\\", "(" * 50, "ø" * 500]
)
async def test_hostile_words_are_only_words(house: Studio, words: str) -> None:
    for hit in await house.passages.search(GUILD, 1, words):
        assert hit.passage.novel_id == 1


async def test_passages_found_do_not_overlap(house: Studio) -> None:
    found = [hit.passage for hit in await house.passages.search(GUILD, 1, "the", limit=25)]
    for place, one in enumerate(found):
        assert not any(one.overlaps(other) for other in found[place + 1 :])


@pytest.mark.parametrize(
    ("step", "then"),
    [
        ("later", (2, 3)),
        ("longer", (1, 3)),
        ("shorter", (1, 1)),
        ("earlier", (1, 2)),  # nothing is before it
    ],
)
async def test_a_passage_moves_within_its_chapter(
    house: Studio, step: str, then: tuple[int, int]
) -> None:
    moved = await house.passages.shifted(GUILD, strand(), step)  # type: ignore[arg-type]
    assert (moved.passage.first, moved.passage.last) == then


async def test_a_passage_never_grows_beyond_600_words(studio: Studio) -> None:
    await studio.settings.joined(GUILD, "club")
    long = Novel("Long", (), (Chapter("One", tuple("word " * 250 for _ in range(6))),))
    novel = await studio.novels.add(showrunner(), long, Rights.OWN_WORK, "c" * 64)
    view = await studio.passages.passage(GUILD, Passage(novel.id, 1, 1, 2))
    assert (await studio.passages.shifted(GUILD, view.passage, "longer")).words == 500
    with pytest.raises(Refusal, match="600"):
        await studio.passages.passage(GUILD, Passage(novel.id, 1, 1, 3))


@pytest.mark.parametrize("passage", [(9, 1, 1), (1, 0, 1), (1, 3, 9), (1, 3, 2)])
async def test_a_passage_that_is_not_there_is_refused(
    house: Studio, passage: tuple[int, int, int]
) -> None:
    with pytest.raises(NotFound):
        await house.passages.passage(GUILD, Passage(1, *passage))


async def test_a_channel_knows_its_novel(house: Studio) -> None:
    assert (await house.novels.of_channel(GUILD, CHANNEL)).id == 1
    assert (await house.novels.of_channel(GUILD, 999)).id == 1
    second = await house.novels.add(showrunner(), NOVEL, Rights.OWN_WORK, "b" * 64)
    await house.novels.bind(showrunner(), second.id, 4000)
    with pytest.raises(NotFound, match="<#4000>"):
        await house.novels.of_channel(GUILD, 999)


async def test_without_a_bound_novel_the_remedy_is_named(studio: Studio) -> None:
    await studio.settings.joined(GUILD, "club")
    with pytest.raises(NotFound, match="/studio setup"):
        await studio.novels.of_channel(GUILD, CHANNEL)


async def test_removing_a_novel_closes_its_ballots_and_keeps_its_scenes(house: Studio) -> None:
    view = await house.proposals.propose(
        member(), CHANNEL, strand(), DIRECTION, age_restricted=False
    )
    asked = await house.novels.removal(showrunner(), 1)
    assert (asked.scenes, asked.open_ballots) == (1, 1)
    await house.novels.remove(showrunner(), 1)
    kept = await house.scenes.view(GUILD, view.scene.id)
    assert kept.scene.state is SceneState.CANCELLED
    assert kept.scene.text.startswith("The tide had turned")
    assert await house.queue.lines(GUILD) == []
    with pytest.raises(NotFound):
        await house.passages.search(GUILD, 1, "lantern")


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        (Rights.PUBLIC_DOMAIN, 110),
        (Rights.OWN_WORK, 110),
        (Rights.LICENSED, 60),
        (Rights.PERSONAL_USE, 60),
    ],
)
def test_a_card_quotes_as_much_as_the_rights_allow(rights: Rights, words: int) -> None:
    quoted = quote(("word " * 300,), rights, 110)
    assert quoted.split().count("word") == words
    assert quoted.endswith("…")


@given(st.lists(st.text(max_size=400), max_size=5), st.sampled_from(Rights))
def test_no_text_is_quoted_beyond_its_limit(paragraphs: list[str], rights: Rights) -> None:
    limit = 110 if rights.is_free_to_quote else 60
    assert len(quote(tuple(paragraphs), rights, 110).replace("…", "").split()) <= limit


async def test_no_refusal_repeats_what_a_file_calls_itself(house: Studio) -> None:
    forged = Novel("[Free Nitro](https://evil.example)", (), (TOLD_BY_NELL,))
    added = await house.novels.add(showrunner(), forged, Rights.OWN_WORK, "d" * 64)
    await house.novels.remove(showrunner(), added.id)
    bound = await house.novels.add(showrunner(), forged, Rights.OWN_WORK, "e" * 64)
    join = {"names": {}, "max_bytes": 10**7, "age_restricted": False}
    refused = [
        house.novels.bind(showrunner(), added.id, CHANNEL),
        house.spoilers.channel_reads(showrunner(), CHANNEL, bound.id, 9),
        house.reels.join(showrunner(), bound.id, 9, **join),
    ]
    for call in refused:
        with pytest.raises(Refusal) as refusal:
            await call
        assert "Nitro" not in str(refusal.value)
