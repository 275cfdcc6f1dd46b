"""What every room's tests start from: a clock set by hand, a real database, a small novel."""

from __future__ import annotations

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from patience import PATIENCE

from bot.domain.direction import Direction, Framing, Light, Pace
from bot.domain.member import Member
from bot.domain.novel import Chapter, Novel, Passage, Rights
from bot.store import Store
from bot.studio import MediaFolder, Studio

# a busy machine is no reason to fail: nothing here is about how long an example takes
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

GUILD = 2000
CHANNEL = 3000
MARA, TOM, ANNA, JO = 41, 42, 43, 44


@dataclass
class Clock:
    """Time as the test wants it."""

    time: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 18, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> datetime:
        self.time += timedelta(**span)
        return self.time


def member(id: int = MARA, guild_id: int = GUILD, **kwargs: object) -> Member:  # noqa: A002
    facts: dict[str, object] = {"joined_at": datetime(2020, 1, 1, tzinfo=UTC), **kwargs}
    return Member.of(id, guild_id, **facts)  # type: ignore[arg-type]


def showrunner(guild_id: int = GUILD) -> Member:
    return member(ANNA, guild_id, manages_guild=True)


STRAND = Chapter(
    "The Strand",
    (
        "The tide had turned before Wick saw the lantern move in the high window of the keep.",
        "It was dusk, and rain was coming in from the sea. The boy ran along the strand.",
        "“Come up out of that,” said Captain Hale, “or the sea will have your boots.”",
        "Wick climbed the cliff path in the dark, and the storm broke over them both.",
    ),
)
PARLOUR = Chapter(
    "The Inn Parlour",
    (
        "That night in the inn parlour the fire had burned low, and Mistress Orr sat beside it.",
        "“Nobody has lit that lamp for thirty years,” said Mistress Orr.",
        "Wick looked at the key on the table and said nothing at all.",
    ),
)
NOVEL = Novel("The Lamp", ("A. Writer",), (STRAND, PARLOUR))
DIRECTION = Direction(
    "The boy on the strand",
    "A boy runs along the strand below the keep in the rain.",
    Light.BACKLIGHT,
    Framing.WIDE,
    Pace.BRISK,
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let half of the workers begin with the stories: these are long, and mostly wait.

    Workers are dealt the items in runs of one length, and take from others' when they are done.
    """
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    stories = [item for item in items if item.get_closest_marker("story")]
    others = iter([item for item in items if not item.get_closest_marker("story")])
    files = list(dict.fromkeys(item.path for item in stories))
    run, tellers = len(items) // workers, max(1, workers // 2)
    items.clear()
    for worker in range(tellers):
        share = [item for item in stories if files.index(item.path) % tellers == worker]
        items += [*share, *itertools.islice(others, max(0, run - len(share)))]
    items += others


@pytest.fixture(autouse=True, scope="session")
def _away_from_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nodes of the tests know nothing of the user's own, nor of whether those are paused."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "APPDATA"):
            patch.setenv(name, str(tmp_path_factory.getbasetemp() / "config"))
        yield


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_is_heard() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C, and so would be its children."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _no_hurry() -> Iterator[None]:
    """Discord's three seconds are for those tests that are about them: machines may be busy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.backlot.interactions.FIRST_ANSWER_SECONDS", PATIENCE)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty database of today's shape: moving there takes longer than most tests."""
    path = tmp_path_factory.mktemp("new") / "greenlight.db"

    async def make() -> None:
        async with await Store.open(path):
            pass

    asyncio.run(make())
    return path.read_bytes()


@pytest.fixture
async def store(tmp_path: Path, new_database: bytes) -> AsyncIterator[Store]:
    path = tmp_path / "greenlight.db"
    path.write_bytes(new_database)
    async with await Store.open(path) as opened:
        yield opened


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    return MediaFolder(tmp_path / "media", floor=0)


@pytest.fixture
def studio(store: Store, media: MediaFolder, clock: Clock) -> Studio:
    seeds = itertools.count(1000)
    return Studio(store, media, now=clock, seed=lambda: next(seeds))


@pytest.fixture
async def house(studio: Studio) -> Studio:
    """A studio with one guild that was set up: a novel, its channel, a quorum of two."""
    await set_up(studio, GUILD, CHANNEL)
    return studio


async def set_up(studio: Studio, guild_id: int, channel_id: int) -> int:
    """Join a guild, add the novel and bind it; the novel's id."""
    await studio.settings.joined(guild_id, "club")
    runner = showrunner(guild_id)
    novel = await studio.novels.add(runner, NOVEL, Rights.OWN_WORK, f"{guild_id:064x}")
    await studio.settings.setup(
        runner,
        novel_id=novel.id,
        channel_id=channel_id,
        quorum=2,
        open_for=timedelta(hours=48),
        showrunner_role=None,
    )
    return novel.id


def strand(novel_id: int = 1) -> Passage:
    return Passage(novel_id, 1, 1, 2)
