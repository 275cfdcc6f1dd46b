"""Prose taken apart: what is narrated, what is spoken, and where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_READ = 8_000
"""Characters of one paragraph that are read; a passage of 600 words has about 3,500."""

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")


def words(text: str) -> frozenset[str]:
    """A word list, as it is written in the modules of word lists."""
    return frozenset(text.split())


_ABBREVIATIONS = words(
    "mr mrs ms dr st capt col gen lt sgt prof rev hon jr sr no vol esq messrs mme mlle"
)
_SENTENCE_END = re.compile(r"[.!?…]+[)\]\"'”’»]*(?=\s)|[。！？]+[」』]*")
_ELISIONS = words(
    "tis twas twill twere twould em er im un ud ave ad at ere im ow ouse e cause bout gainst"
    " til till round neath tween twixt midst scape pon board stead nother n count fraid ware"
    " cos dye d ll s"
)
_DOUBLE = re.compile('[“"«„「]')
_SINGLE = re.compile(r"(?:^|[\s(—–-])[‘'][“\"]?\w[^\n]{0,400}?[,.!?…—–-][’'](?:\W|$)")
_DASH_OPENS = re.compile(r"^\s*[—–―]\s*(?=\w)|^\s*-{1,2}\s+(?=\w)")
_SPOKE = (
    "said says say cried cries asked asks replied replies answered returned exclaimed shouted"
    " whispered muttered murmured growled roared continued added observed remarked repeated"
    " began inquired enquired demanded called screamed sang groaned laughed sobbed stammered"
    " snapped hissed retorted protested interrupted declared announced ordered commanded warned"
    " begged pleaded agreed admitted insisted explained suggested told bellowed gasped breathed"
    " sneered quoth bawled shrieked piped grumbled chuckled croaked urged responded concluded"
    " resumed objected wailed moaned barked yelled mumbled rejoined ejaculated swore shouts"
    " whispers replies answers calls screams mutters growls laughs"
)
SPEECH_VERB = "(?:" + "|".join(_SPOKE.split()) + "|went on)"
"""A pattern for the verb of a speech tag."""
_DASH_TAG = re.compile(
    rf"[,.!?…]\s+(?=(?:(?:he|she|I|they|[A-Z][\w’'-]+)\s+{SPEECH_VERB}|{SPEECH_VERB}\s+\w+)\b)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one paragraph that is either narrated or spoken, without its quotation marks."""

    text: str
    spoken: bool
    goes_on: bool = False
    """A speech that its paragraph does not close: the next one may carry it on."""


def plain(text: str) -> str:
    """One line of text with single spaces, at most `MAX_READ` characters."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text[:MAX_READ])).strip()


def sentences(text: str) -> list[str]:
    """Whole sentences with their punctuation; abbreviations and initials do not end one."""
    text = plain(text)
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if _goes_on(text, start, end):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    rest = text[end.end() : end.end() + 4].lstrip()
    if rest[:1].islower():
        return True
    if end.group() != ".":
        return False
    before = text[max(start, end.start() - 8) : end.start()]
    word = re.split(r"[\s(“‘\"'—–-]", before)[-1]
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper() and word != "I")


def take_apart(paragraphs: tuple[str, ...]) -> tuple[tuple[Piece, ...], ...]:
    """Each paragraph as runs of narration and speech.

    Double marks, guillemets and corner brackets open speech; single marks do where most paragraphs
    begin with them; a dash does at the start of a paragraph. A speech that never closes lasts to
    the paragraph's end.
    """
    texts = [plain(paragraph) for paragraph in paragraphs]
    marks = _marks(texts)
    return tuple(tuple(_pieces(text, marks)) for text in texts)


def narration(pieces: tuple[Piece, ...]) -> str:
    """What a paragraph narrates; a full stop stands where speech was left out between sentences."""
    return plain(" ".join(piece.text for piece in pieces if not piece.spoken))


def _marks(texts: list[str]) -> str:
    """The marks that open speech: those that come first in more of the paragraphs.

    Where single marks do, the double ones in between hold what a speaker quotes.
    """
    firsts = [first for text in texts if (first := _first_mark(text))]
    if not firsts:
        return "none"
    return "single" if firsts.count("single") > firsts.count("double") else "double"


def _first_mark(text: str) -> str:
    double, single = _DOUBLE.search(text), _SINGLE.search(text)
    if double and single:
        return "double" if double.start() <= single.start() else "single"
    return "double" if double else "single" if single else ""


def _pieces(text: str, marks: str) -> list[Piece]:
    if marks != "double" and _DASH_OPENS.match(text):
        return _dashed(text)
    if marks == "none":
        return [Piece(text, spoken=False)] if text else []
    found: list[Piece] = []
    start = opened = 0
    closer = ""
    for at, char in enumerate(text):
        if not closer:
            closer, opened = _opens(text, at, marks), at
        elif char in closer and _closes(text, at, marks):
            closer = ""
            if not _is_phrase(text, opened, at):
                _append(found, text[start:opened], spoken=False)
                _append(found, text[opened + 1 : at], spoken=True)
                start = at + 1
    if not closer:
        _append(found, text[start:], spoken=False)
        return found
    _append(found, text[start:opened], spoken=False)
    if any(char.isalnum() for char in text[opened:]):
        found.append(Piece(text[opened + 1 :].strip(), spoken=True, goes_on=True))
    return found


def _is_phrase(text: str, opened: int, closed: int) -> bool:
    """Whether marks hold words the narrator mentions, such as a ship's name, not a speech."""
    inside, before = text[opened + 1 : closed].strip(), text[max(0, opened - 8) : opened].rstrip()
    if not before or before[-1] in ",.:;!?…—–" or not inside:
        return False
    if re.match(rf"\W*(?:\w+\s)?{SPEECH_VERB}\b", text[closed + 1 : closed + 41]):
        return False
    return len(inside.split()) <= 4 or (inside[0].islower() and inside[-1] not in ",.!?…—–;")


def _append(found: list[Piece], text: str, *, spoken: bool) -> None:
    if any(char.isalnum() for char in text):
        found.append(Piece(text.strip(), spoken))


def _opens(text: str, at: int, marks: str) -> str:
    """The marks that close what opens here, or nothing."""
    char = text[at]
    if marks == "double":
        return {"“": "”", '"': '"”', "«": "»", "„": "“”", "「": "」"}.get(char, "")
    if char not in "‘'" or (at and text[at - 1] not in " (—–-[“"):
        return ""
    word = re.match(r"\w+", text[at + 1 : at + 21])
    if not word and not text[at + 1 : at + 2].strip("—–-…"):
        return ""
    if char == "'" and word and word.group().lower() in _ELISIONS and not _quoted_ahead(text, at):
        return ""
    return "’'"


def _quoted_ahead(text: str, at: int) -> bool:
    """Whether an elision such as 'tis begins a speech: a mark closes before another opens."""
    ahead = re.search(r"[,.!?…—][’']|\s[‘']\w", text[at + 1 : at + 400])
    return ahead is not None and ahead.group()[0] in ",.!?…—"


def _closes(text: str, at: int, marks: str) -> bool:
    if marks == "double":
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if after.isalnum():
        return False
    if before in tuple(",.!?…—–-;:"):
        return True
    return (
        not after or re.match(rf"\W+(?:\w+\s)?{SPEECH_VERB}\b", text[at + 1 : at + 41]) is not None
    )


def _dashed(text: str) -> list[Piece]:
    """Speech that opens with a dash: a speech tag interrupts it up to the next full stop."""
    body = _DASH_OPENS.sub("", text, count=1)
    tag = _DASH_TAG.search(body)
    if tag is None:
        parts = re.split(r"\s[—–]\s", body, maxsplit=1)
        return [Piece(part.strip(), spoken=not place) for place, part in enumerate(parts) if part]
    told = body[tag.end() :]
    stop = re.search(r"[.!?]\s*[—–]?\s*", told)
    found = [Piece(body[: tag.start() + 1], spoken=True)]
    _append(found, told[: stop.end()].rstrip(" —–") if stop else told, spoken=False)
    if stop:
        _append(found, told[stop.end() :], spoken=True)
    return found
