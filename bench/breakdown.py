"""Measures the breakdown by rules against forty passages of a novel, annotated by hand.

python -m bench.breakdown [--seen] [--json]

`accuracy` is the mean over all fields of the twenty passages that nobody looks at while working on
the rules; `baseline` is that of always giving one answer a field, the one most often right there.
Speakers count by F1, the other fields as right or wrong. --seen lists what went wrong in the other
twenty.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from bot.domain.breakdown import break_down
from bot.domain.dialogue import find_narrator
from bot.domain.novel import Novel
from bot.library import read_novel

PASSAGES = Path(__file__).with_name("passages.toml")
NOVELS = Path(__file__).parents[2] / "shared/novels"
FIELDS = ("place", "interior", "time_of_day", "weather", "speakers")

_PREPOSITION = re.compile(
    r"\b(?:of|in|on|at|by|near|under|below|above|before|behind|beside|outside|among|with)\b"
)
_ARTICLE = re.compile(r"\b(?:the|an?|my|our|his|her|their)\b")


@dataclass(frozen=True)
class Annotated:
    """A passage with the answers that a careful reader accepts, speakers by the names they have."""

    where: tuple[int, int, int]
    seen: bool
    place: tuple[str, ...]
    interior: bool
    time_of_day: tuple[str, ...]
    weather: tuple[str, ...]
    speakers: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Answer:
    """What the rules, or the baseline, say of a passage."""

    place: str
    interior: bool
    time_of_day: str
    weather: str
    speakers: tuple[str, ...]


def main() -> None:
    """Print what was measured, as one line of JSON last."""
    try:
        novel, passages = read()
    except OSError:
        sys.exit(f"{NOVELS.name} is not here: put treasure-island.epub into {NOVELS}.")
    except ValueError as error:
        sys.exit(str(error))
    narrator = find_narrator(chapter.paragraphs for chapter in novel.chapters)
    answers = [ask(novel, passage, narrator) for passage in passages]
    if "--seen" in sys.argv:
        show_seen(passages, answers)
    scores = [score(*pair) for pair in zip(passages, answers, strict=True)]
    unseen = [at for at, passage in enumerate(passages) if not passage.seen]
    report: dict[str, object] = {"passages": len(passages), **means([scores[at] for at in unseen])}
    baseline = best_constant([passages[at] for at in unseen])
    report |= {"baseline": baseline.pop("accuracy")}
    report |= {f"baseline_{field}": value for field, value in baseline.items()}
    seen = means([one for one, passage in zip(scores, passages, strict=True) if passage.seen])
    report |= {f"seen_{field}": value for field, value in seen.items()}
    if "--json" not in sys.argv:
        for name, value in report.items():
            print(f"{name:24} {value}")
    print(json.dumps(report))


def read() -> tuple[Novel, list[Annotated]]:
    """The novel and what was noted of it. Raises OSError, or ValueError where they do not fit."""
    noted = tomllib.loads(PASSAGES.read_text(encoding="utf-8"))
    data = (NOVELS / noted["epub"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != noted["sha256"]:
        raise ValueError(f"{noted['epub']} is another edition than the one that was annotated.")
    novel = read_novel(data, noted["epub"])
    for row in noted["passage"]:
        first = novel.chapters[row["chapter"] - 1].paragraphs[row["first"] - 1]
        if not first.startswith(row["begins"]):
            raise ValueError(f"The passage “{row['begins']}” is not where it was noted.")
    return novel, [_annotated(row, noted["names"]) for row in noted["passage"]]


def _annotated(row: dict[str, object], names: dict[str, list[str]]) -> Annotated:
    teller = str(row.get("narrator", "Jim Hawkins"))

    def called(person: str) -> frozenset[str]:
        extra = ["the narrator"] if person == teller else []
        return frozenset(map(bare, [person, *names[person], *extra]))

    return Annotated(
        where=(int(row["chapter"]), int(row["first"]), int(row["last"])),
        seen=bool(row["seen"]),
        place=tuple(map(bare, row["place"])),
        interior=bool(row["interior"]),
        time_of_day=tuple(row["time_of_day"]),
        weather=tuple(row["weather"]),
        speakers=tuple(map(called, row["speakers"])),
    )


def ask(novel: Novel, passage: Annotated, narrator: str) -> Answer:
    chapter, first, last = passage.where
    earlier = novel.chapters[chapter - 2].paragraphs if chapter > 1 else ()
    draft = break_down(novel.chapters[chapter - 1], first, last, earlier, narrator)
    heading = draft.heading
    return Answer(
        place=heading.place,
        interior=heading.interior,
        time_of_day=str(heading.time_of_day),
        weather=str(heading.weather),
        speakers=tuple(dict.fromkeys(speech.speaker for speech in draft.speeches)),
    )


# --- right or wrong ---


def score(passage: Annotated, answer: Answer) -> dict[str, float]:
    """How right each field is, from 0 to 1."""
    return {
        "place": float(is_there(answer.place, passage.place)),
        "interior": float(answer.interior is passage.interior),
        "time_of_day": float(answer.time_of_day in passage.time_of_day),
        "weather": float(answer.weather in passage.weather),
        "speakers": f1(answer.speakers, passage.speakers),
    }


def is_there(place: str, accepted: tuple[str, ...]) -> bool:
    """Whether a place is one of those named, or its last word before a preposition is."""
    head = _PREPOSITION.split(bare(place))[0].strip()
    return bare(place) in accepted or any(
        re.search(rf"(?:^|\s){re.escape(one)}$", head) for one in accepted
    )


def f1(found: tuple[str, ...], speakers: tuple[frozenset[str], ...]) -> float:
    """The harmonic mean of how many of those found speak and how many who speak are found."""
    names = [bare(name) for name in found if name]
    if not names and not speakers:
        return 1.0
    left, right = list(names), 0
    for called in speakers:
        fitting = next((name for name in left if name in called), None)
        if fitting is not None:
            left.remove(fitting)
            right += 1
    return 2 * right / (len(names) + len(speakers))


def bare(text: str) -> str:
    return " ".join(_ARTICLE.sub(" ", text.casefold().replace("’", "'")).split())


def means(scores: list[dict[str, float]]) -> dict[str, float]:
    fields = {field: mean(one[field] for one in scores) for field in FIELDS}
    return {"accuracy": round(mean(fields.values()), 3)} | {
        field: round(value, 3) for field, value in fields.items()
    }


def best_constant(passages: list[Annotated]) -> dict[str, float]:
    """The scores of the one answer to each field that is right most often."""
    options = {
        "place": [place for passage in passages for place in passage.place],
        "interior": [True, False],
        "time_of_day": [time for passage in passages for time in passage.time_of_day],
        "weather": [weather for passage in passages for weather in passage.weather],
        "speakers": [
            (),
            *((name,) for one in passages for person in one.speakers for name in person),
        ],
    }
    blank = {"place": "", "interior": True, "time_of_day": "", "weather": "", "speakers": ()}
    best: dict[str, float] = {}
    for field in FIELDS:
        answers = [Answer(**(blank | {field: option})) for option in options[field]]
        best[field] = max(
            mean(score(passage, answer)[field] for passage in passages) for answer in answers
        )
    rounded = {field: round(value, 3) for field, value in best.items()}
    return {"accuracy": round(mean(best.values()), 3)} | rounded


def show_seen(passages: list[Annotated], answers: list[Answer]) -> None:
    """What the rules got wrong in the passages that may be looked at."""
    for passage, answer in zip(passages, answers, strict=True):
        wrong = {field: value for field, value in score(passage, answer).items() if value < 1}
        if not passage.seen or not wrong:
            continue
        print("chapter {}, paragraphs {} to {}".format(*passage.where))
        for field, value in wrong.items():
            noted = getattr(passage, field)
            if field == "speakers":
                noted = tuple("/".join(sorted(called)[:3]) for called in noted)
            print(f"    {field:12} {value:4.2f}  {getattr(answer, field)!r}, not {noted!r}")


if __name__ == "__main__":
    main()
