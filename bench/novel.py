"""Measures novels: a real one beside a bare parse, a million words, and completion in them.

python -m bench.novel [--json]
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import string
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import psutil
from lxml import etree

from bot.domain.member import Member
from bot.domain.novel import Chapter, Novel, Rights
from bot.library import read_novel
from bot.store import Store, guilds
from bot.studio.novels import NovelsRoom
from bot.studio.passages import PassagesRoom

NOVEL = Path(__file__).parents[2] / "shared/novels/treasure-island.epub"
ROUNDS = 9
MILLION_CHAPTERS = 100
PARAGRAPHS, PARAGRAPH_WORDS = 125, 80
GUILD = 1
RANKS = [
    "the",
    "of",
    "and",
    "to",
    "a",
    "in",
    "that",
    "he",
    "I",
    "it",
    "was",
    "his",
    "said",
    "as",
    "with",
    "captain",
]
"""The words of the made novel that come most often, the most frequent first."""
TYPED = ("th", "the", "a", "an", "and the", "the captain", "he said", "bra", "quaz bra", "zz")
"""What members type: frequent, rare and unknown words, whole and half."""
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{0}</title></head><body>{1}</body></html>'
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)


def main() -> None:
    """Print what was measured, as one line of JSON last."""
    if "--import" in sys.argv:
        _import_one(sys.argv[sys.argv.index("--import") + 1])
        return
    is_real = NOVEL.exists()
    if not is_real:
        print("../shared/novels is not here: a generated EPUB stands in for a real novel.")
    data = NOVEL.read_bytes() if is_real else make_epub(34, 30)
    report = {"novel": NOVEL.name if is_real else "generated", **measure_import(data)}
    million_epub = measure_apart(make_epub(MILLION_CHAPTERS, PARAGRAPHS), "book.epub")
    million_text = measure_apart(make_text(MILLION_CHAPTERS, PARAGRAPHS), "book.txt")
    report |= {f"million_epub_{name}": value for name, value in million_epub.items()}
    report |= {f"million_txt_{name}": value for name, value in million_text.items()}
    report |= asyncio.run(measure_completion())
    if "--json" not in sys.argv:
        for name, value in report.items():
            print(f"{name:24} {value}")
    print(json.dumps(report))


def measure_import(data: bytes) -> dict[str, object]:
    """Seconds of an import and of a bare unzip and parse, in turns in the same run."""
    imports, bare = [], []
    for _ in range(ROUNDS):
        imports.append(_seconds(lambda: read_novel(data, "book.epub")))
        bare.append(_seconds(lambda: parse_bare(data)))
    novel = read_novel(data, "book.epub")
    seconds, bare_seconds = median(imports), median(bare)
    return {
        "chapters": len(novel.chapters),
        "words": novel.words,
        "seconds": round(seconds, 4),
        "bare_seconds": round(bare_seconds, 4),
        "ratio": round(seconds / bare_seconds, 2),
    }


def parse_bare(data: bytes) -> int:
    """Unzip and parse every page, and do nothing with it."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        pages = [name for name in book.namelist() if name.endswith((".xhtml", ".opf", ".xml"))]
        return len([etree.fromstring(book.read(name)) for name in pages])


def measure_apart(data: bytes, filename: str) -> dict[str, object]:
    """Seconds and peak memory of one import in a process of its own."""
    command = [sys.executable, "-m", "bench.novel", "--import", filename]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return json.loads(done.stdout)


def _import_one(filename: str) -> None:
    data = sys.stdin.buffer.read()
    started = perf_counter()
    novel = read_novel(data, filename)
    seconds = perf_counter() - started
    print(
        json.dumps(
            {
                "words": novel.words,
                "chapters": len(novel.chapters),
                "seconds": round(seconds, 2),
                "peak_mb": round(_peak_bytes() / 2**20),
            }
        )
    )


async def measure_completion() -> dict[str, object]:
    """Milliseconds in which what a member types is completed, in a novel of a million words."""
    novel = Novel("A Long Night", (), tuple(make_spoken(MILLION_CHAPTERS, PARAGRAPHS)))
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with await Store.open(Path(folder) / "greenlight.db") as store:
            async with store.transaction() as tx:
                await guilds.join(tx, GUILD, "", datetime.now(UTC))
            operator = Member.of(1, GUILD, manages_guild=True)
            room = NovelsRoom(store, lambda: datetime.now(UTC))
            novel_id = (await room.add(operator, novel, Rights.OWN_WORK, "0" * 64)).id
            passages = PassagesRoom(store)
            for words in TYPED * ROUNDS:
                started = perf_counter()
                await passages.search(GUILD, novel_id, words, limit=25)
                took.append(1000 * (perf_counter() - started))
    return {
        "complete_words": novel.words,
        "complete_ms_p50": round(median(took), 1),
        "complete_ms_p99": round(quantiles(took, n=100)[98], 1),
    }


def make_spoken(chapters: int, paragraphs: int) -> Iterator[Chapter]:
    """Paragraphs in which words are as frequent as in English: the first of RANKS is everywhere."""
    chance = random.Random(1881)
    made = [
        f"{a}{b}{c}" for a in ("qu", "br", "st") for b in "aeiou" for c in string.ascii_lowercase
    ]
    vocabulary = [*RANKS, *(f"{one}{other}" for one in made for other in ("", *made[:20]))]
    # Zipf's law
    weights = list(accumulate(1 / rank for rank in range(2, len(vocabulary) + 2)))
    for number in range(1, chapters + 1):
        texts = (
            " ".join(chance.choices(vocabulary, cum_weights=weights, k=PARAGRAPH_WORDS))
            for _ in range(paragraphs)
        )
        yield Chapter(f"Chapter {number}", tuple(texts))


def _peak_bytes() -> int:
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _seconds(work) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def make_paragraph(chance: random.Random, vocabulary: list[str]) -> str:
    words = chance.choices(vocabulary, k=PARAGRAPH_WORDS)
    words[10::11] = [f"{word}." for word in words[10::11]]
    return f"“{words[0].capitalize()},” {' '.join(words[1:])}."


def make_chapters(chapters: int, paragraphs: int) -> list[list[str]]:
    """Nonsense that is the same each time, with a vocabulary of 8,000 made-up words."""
    chance = random.Random(1883)
    syllables = [a + b for a in "bdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "ea", "ou")]
    vocabulary = ["".join(chance.choices(syllables, k=1 + n % 3)) for n in range(8_000)]
    return [
        [make_paragraph(chance, vocabulary) for _ in range(paragraphs)] for _ in range(chapters)
    ]


def make_text(chapters: int, paragraphs: int) -> bytes:
    lines: list[str] = []
    for number, chapter in enumerate(make_chapters(chapters, paragraphs), start=1):
        lines.append(f"CHAPTER {number}")
        for paragraph in chapter:
            words = paragraph.split()
            wrapped = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
            lines.append("\n".join(wrapped))
    return "\n\n".join(lines).encode()


def make_epub(chapters: int, paragraphs: int) -> bytes:
    pages = {
        f"c{number}.xhtml": PAGE.format(
            f"Chapter {number}",
            f"<h2>Chapter {number}</h2>" + "".join(f"<p>{text}</p>" for text in chapter),
        )
        for number, chapter in enumerate(make_chapters(chapters, paragraphs), start=1)
    }
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A Long Night</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("book.opf", package)
        for name, page in pages.items():
            book.writestr(name, page)
    return target.getvalue()


if __name__ == "__main__":
    main()
