"""Text without its disguises: what the house rules read, and the way back to what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_LOOKALIKES = str.maketrans(
    "аеорсухіѕјԁһӏкмтвнгԛԝαεορτυικνßøłđıɡɑ€£ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ_",
    "aeopcyxisjdhlkmtbhrqwaeoptyiknsoldigaelabcdefghijklmnoprstuvwyz ",
)
_LEET = str.maketrans("0134578@$!|+", "oieastbasiit")
_SPACED = re.compile(r"(?<![\w'’])(?:[^\W\d_][ ._*\-]{1,2}){2,}[^\W\d_](?![\w'’])")
_Keep = Callable[[list[tuple[str, int]]], list[tuple[str, int]]]
_STRETCHED = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in plain small letters, without disguises; `source` leads back to what was written."""

    text: str
    source: tuple[int, ...]
    written: str

    def as_written(self, start: int, end: int) -> str:
        """The words behind a stretch of the folded text, at most 60 characters."""
        first, last = self.source[start], self.source[end - 1]
        return self.written[first : last + 1].strip()[:60]


def fold(text: str) -> Folded:
    """Text without accents, look-alikes, digits for letters, hidden or s p a c e d letters."""
    chars: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char == "I" and text[at - 1 : at].islower():
            char = "l"
        for part in unicodedata.normalize("NFKD", char).casefold():
            category = unicodedata.category(part)
            if category in ("Mn", "Cf", "Me") or part == "\u00ad":
                continue
            plain = part.translate(_LOOKALIKES).replace("’", "'")
            chars.append((" " if plain.isspace() else plain[:1], at))
    chars = _unleet(chars)
    chars = _without(chars, _SPACED, _letters_only)
    chars = _without(chars, _STRETCHED, _first_only)
    return Folded("".join(char for char, _ in chars), tuple(at for _, at in chars), text)


def _unleet(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Digits and signs within and at the end of words become the letters that they stand for."""
    unleeted = list(chars)
    for place, (char, at) in enumerate(chars):
        letter = char.translate(_LEET)
        if letter == char:
            continue
        before = unleeted[place - 1][0] if place else " "
        after = chars[place + 1][0].translate(_LEET) if place + 1 < len(chars) else " "
        ends = before.isalpha() and char.isdigit() and not after.isalnum()
        if ends:
            letter = "l" if char == "1" else letter
        if ends or (after.isalpha() and (before.isalpha() or (before == " " and char in "@$"))):
            unleeted[place] = (letter, at)
    return unleeted


def _without(
    chars: list[tuple[str, int]], pattern: re.Pattern[str], keep: _Keep
) -> list[tuple[str, int]]:
    text = "".join(char for char, _ in chars)
    kept: list[tuple[str, int]] = []
    end = 0
    for match in pattern.finditer(text):
        kept += chars[end : match.start()]
        kept += keep(chars[match.start() : match.end()])
        end = match.end()
    return kept + chars[end:]


def _letters_only(run: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(char, at) for char, at in run if char.isalpha()]


def _first_only(run: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return run[:1]
