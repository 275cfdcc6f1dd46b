"""Reads headings as a reader does: what is a chapter, a part, a prologue, and what no story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

MAX_TITLE = 150

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
    "thirtieth last premier première deuxième second seconde primero primera primo prima eins "
    "erstes erster первая"
)
_UNIT = "|".join(_UNITS.split())
_WORDS = rf"(?:{_UNIT})(?:[ -](?:and )?(?:{_UNIT})){{0,4}}"
_NUMBER = rf"(?:[ivxlc]{{1,9}}|\d{{1,3}}|(?:the )?{_WORDS})"
_CHAPTER_WORD = (
    r"chapter|chap\.?|ch\.?|letter|stave|canto|chapitre|kapitel|cap[íi]tulo|capitolo|hoofdstuk|rozdział|"
    r"kapittel|глава"
)
_PART_WORD = (
    r"part|book|volume|vol\.?|partie|livre|tome|teil|buch|band|parte|libro|deel|część|часть|книга|"
    r"том"
)
_ORDINAL = (
    r"глава\s+(?:[а-яё]+ть\s+)?[а-яё]{3,14}(?:ая|ья)|[^\W\d_]{3,24}tes\s+kapitel|\d{1,3}\.\s+kapitel|"
    r"cap[íi]tulo\s+[^\W\d_]{4,12}o|capitolo\s+[^\W\d_]{4,14}o|chapitre\s+[^\W\d_]{4,14}(?:[èe]me|ier)"
)
"""Numbers in words, in languages whose chapters are called so: `Erstes Kapitel`."""
_END = r"(?![\w’'])"
_GAP = r"[\s.:,;)\]—–-]*"
_CHAPTER = re.compile(rf"((?:{_CHAPTER_WORD})\s+{_NUMBER}|{_ORDINAL}){_END}({_GAP})(.*)", re.I)
_EASTERN = re.compile(
    r"(第[一二三四五六七八九十百千〇零两兩\d]{1,7}[章回話话節节]|제\s?\d{1,4}\s?[장화회])"
    r"[\s　:：、.．]*([^。！？]{0,40})"
)
_PART = re.compile(
    rf"((?:{_PART_WORD})\s+{_NUMBER}|(?:the )?{_WORDS} (?:{_PART_WORD})){_END}({_GAP})(.*)", re.I
)
_BARE = re.compile(r"([IVXLC]{1,9}|\d{1,3})(?:\s*[.:)\]—–]\s*|\s+-\s+|$)(.*)")
_BARE_WORDS = re.compile(rf"((?:twenty|thirty|forty|fifty|sixty)[ -]\w+|{_WORDS})\.?", re.I)
_STORY = re.compile(
    r"(prologue|epilogue|prelude|interlude|intermezzo|coda|postlude|prolog|epilog|prólogo|epílogo|"
    r"épilogue|prologo|epilogo|пролог|эпилог)(\s+(?:i{1,3}|\d))?(\s*[.:—–-]\s*|$)(.*)",
    re.I,
)
_OUTSIDE = re.compile(
    r"(?:table of )?contents|copyright(?: (?:page|notice|information))?|uncopyright|imprint|"
    r"colophon|dedication|(?:half[ -]?)?title ?page|cover(?: page| image)?|front ?matter|"
    r"acknowledge?ments?|(?:a )?note on the (?:text|type|author|translation)|"
    r"about the (?:authors?|translator|publisher|illustrator)|about this (?:e?book|edition)|"
    r"(?:list of |the )?(?:illustrations|plates|figures|maps|tables)|bibliography|works cited|"
    r"(?:the )?(?:author|translator|editor|publisher|transcriber)(?:[’']?s[’']?)? "
    r"(?:notes?|preface|foreword|introduction|afterword)|"
    r"(?:foot|end)?notes|index|glossary|errata|foreword|preface|introduction|afterword|"
    r"also by.{0,60}|(?:other )?(?:books|works|novels|titles) by.{0,60}|by the same author|"
    r"praise for.{0,80}|reading group guide|discussion questions|newsletter|advertisements?|"
    r"(?:an )?excerpt from.{0,80}|(?:the )?full project gutenberg license|"
    r"about the full text|inhalt(?:sverzeichnis)?|impressum|vorwort|nachwort|danksagung|widmung|"
    r"table des matières|sommaire|préface|avant-propos|remerciements|índice|prefacio|"
    r"dedicatoria|agradecimientos|indice|prefazione|ringraziamenti|содержание|оглавление|"
    r"предисловие",
    re.I,
)
_FRAME = " *_=~-–—[]<>|•·"
"""What chapters are set between in plain texts: `--- Chapter 1 ---`."""
_LIST = re.compile(
    r"(?:table of )?contents|(?:list of |the )?(?:illustrations|plates|figures|maps|tables)|"
    r"inhalt(?:sverzeichnis)?|table des matières|sommaire|índice|indice|содержание|оглавление",
    re.I,
)
"""What stands before a story, and may have nothing but links under it."""
_BYLINE = re.compile(
    r"(?i:(?:written )?by)\s+(?!(?i:the|an?|land|sea|day|night)\b)"
    r"(?:[^\W\d_a-z][\w.,’'-]*\s*|and\s+|de\s+|von\s+){1,6}"
)
_SMALL_WORDS = (
    "a an and as at but by for from in into nor of on or the to upon with de la du des et und von"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3}|C{1,3}(?:XC|XL|L?X{0,3}))(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Kind(Enum):
    """What a heading opens."""

    PART = auto()
    CHAPTER = auto()
    NUMBER = auto()
    STORY = auto()
    OUTSIDE = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a heading, taken apart: `Chapter I` and what follows it."""

    kind: Kind
    label: str = ""
    title: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """All the lines of a heading, put together: what begins here, and in which part."""

    kind: Kind
    title: str = ""
    part: str = ""
    number: int | None = None


def read_heading(line: str) -> Heading:
    """What one line means where it is known to be a heading."""
    framed = line
    line = line.strip(" *_=~")
    if len(line) > 2 * MAX_TITLE:
        return Heading(Kind.PLAIN, title=line)
    if found := _EASTERN.fullmatch(line):
        return Heading(Kind.CHAPTER, found[1], found[2].strip())
    if (found := _CHAPTER.fullmatch(framed.strip(_FRAME))) and _may_follow(found[2], found[3]):
        number = number_of(found[1].split(maxsplit=1)[1])
        return Heading(Kind.CHAPTER, found[1], found[3].strip(), number)
    if (found := _PART.fullmatch(line)) and _may_follow(found[2], found[3]):
        return Heading(Kind.PART, found[1], found[3].strip())
    if found := _STORY.fullmatch(line):
        return Heading(Kind.STORY, found[1] + (found[2] or ""), found[4].strip())
    if _OUTSIDE.fullmatch(line.rstrip(" .:")):
        return Heading(Kind.OUTSIDE, title=line)
    if (found := _BARE.fullmatch(line)) and (number := number_of(found[1])) is not None:
        return Heading(Kind.NUMBER, found[1], found[2].strip(), number)
    if found := _BARE_WORDS.fullmatch(line):
        return Heading(Kind.NUMBER, found[1])
    return Heading(Kind.PLAIN, title=line)


def read_opening(lines: list[str], book_title: str = "") -> Opening:
    """Put the lines of one heading together: part, chapter, number and title.

    The book's own title among them says nothing and is left out.
    """
    part: list[str] = []
    chapter: list[str] = []
    kind, number = Kind.PLAIN, None
    for line in lines:
        heading = read_heading(line)
        if heading.kind is Kind.PLAIN and same_words(line, book_title):
            continue
        if heading.kind is Kind.PART and not chapter:
            part = [text for text in (heading.label, heading.title) if text]
            inner = read_heading(heading.title) if heading.title else Heading(Kind.PLAIN)
            if inner.kind is not Kind.CHAPTER:
                continue
            part, heading = [heading.label], inner
        if heading.kind is Kind.PLAIN and len(part) == 1 and not chapter:
            part.append(line)
        elif heading.kind is Kind.NUMBER and chapter:
            continue
        elif not chapter or kind is Kind.PLAIN:
            kind = heading.kind
            number = heading.number
            is_title_page = len(chapter) > 1
            kept = chapter if kind is Kind.PLAIN or not (part or is_title_page) else []
            chapter = [*kept, *(text for text in (heading.label, heading.title) if text)]
        elif heading.kind is Kind.PLAIN:
            chapter.append(line)
    if len(chapter) > 1 and _BYLINE.fullmatch(chapter[0]):
        del chapter[0]
    if part and not chapter:
        return Opening(Kind.PART, _joined(part))
    return Opening(kind, _chapter_title(kind, chapter), _joined(part), number)


def tidy_title(text: str) -> str:
    """A title without trailing stops, and in title case where it was all in capitals."""
    text = " ".join(text.split()).strip(" *_=~")
    if text.endswith(".") and not text.endswith(("..", "Mr.", "Mrs.", "Dr.", "St.", "Jr.", "Sr.")):
        text = text[:-1].rstrip()
    if text.isupper() and sum(map(str.isalpha, text)) > 1 and not _ROMAN.fullmatch(text):
        text = _title_case(text)
    elif (found := re.match(r"[^\W\d_]{4,}\b", text)) and found[0].isupper():
        word = found[0] if _ROMAN.fullmatch(found[0]) else found[0].capitalize()
        text = word + text[found.end() :]
    if len(text) > MAX_TITLE:
        text = text[:MAX_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"
    return text


def ends_lists(before: str, heading: str) -> bool:
    """Whether a heading right after another begins something else: `CHAPTER I` after `CONTENTS`."""
    if read_heading(before).kind is not Kind.OUTSIDE:
        return False
    is_list = _LIST.fullmatch(before.rstrip(" .:")) is not None
    return is_list or read_heading(heading).kind in (Kind.CHAPTER, Kind.PART, Kind.STORY)


def looks_like_title(line: str) -> bool:
    """Whether a short line reads as a title and not as prose or speech."""
    if not 0 < len(line) <= 90 or line[-1] in ",;:-—" or line[0].islower():
        return False
    if line.isupper():
        return True
    if line.endswith((".", "”", '"', "’")) and not line.startswith(("“", '"', "‘")):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return capitals * 2 >= len(words) and len(line.split()) <= 14 and not line.endswith(".”")


def number_of(text: str) -> int | None:
    """The value of a Roman or Arabic numeral; None where it is neither."""
    text = text.strip().upper()
    if text.isdecimal():
        return int(text)
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-here if here < then else here for here, then in zip(values, following, strict=True))


def same_words(left: str, right: str) -> bool:
    """Whether two titles are the same but for case, spaces and punctuation."""
    return bool(left and right) and _letters(left) == _letters(right)


def contains_words(whole: str, piece: str) -> bool:
    return bool(piece) and _letters(piece) in _letters(whole)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _may_follow(gap: str, rest: str) -> bool:
    """`Part of me` and `Chapter 1 was hard` are prose; `PART I. The Inn` is a heading."""
    if not rest:
        return True
    if not gap:
        return False
    starts_well = not rest[0].islower()
    ends_well = rest.isupper() or not rest.endswith((",", ";", ".”", '."'))
    return starts_well and ends_well and len(rest) <= MAX_TITLE


def _joined(pieces: list[str]) -> str:
    tidy = [tidy_title(piece) for piece in pieces]
    return ": ".join(dict.fromkeys(piece for piece in tidy if piece))


def _chapter_title(kind: Kind, pieces: list[str]) -> str:
    if kind is Kind.NUMBER and len(pieces) == 1:
        label = pieces[0].rstrip(".")
        return f"Chapter {label if number_of(label) else label.title()}"
    head, *rest = pieces or [""]
    if kind is Kind.PLAIN or not rest:
        return tidy_title(" — ".join(tidy_title(piece) for piece in pieces))
    return _joined([head, " — ".join(tidy_title(piece) for piece in rest)])


def _title_case(text: str) -> str:
    words = text.split(" ")
    cased: list[str] = []
    for index, word in enumerate(words):
        opens = index == 0 or cased[-1].endswith((":", ".", "—", "?", "!"))
        lower = word.lower()
        if _ROMAN.fullmatch(word.strip(".:,;()—–-'\"“”‘’")):
            cased.append(word)
        elif lower in _SMALL and not opens and index + 1 < len(words):
            cased.append(lower)
        else:
            cased.append(re.sub(r"(?<![^\W_])(?<![^\W_]['’])[^\W\d_]", _shout, lower))
    return re.sub(r"\bO['’][a-z]", _shout, " ".join(cased))


def _shout(found: re.Match[str]) -> str:
    return found[0].upper()
