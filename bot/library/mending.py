"""Makes a run of text fit to be read: spaces, hyphens, ligatures and broken letters put right."""

from __future__ import annotations

import re
import unicodedata

from ftfy import fix_encoding
from ftfy.badness import is_bad

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\u200e\u200f\u180e\ufffc\ufffd"
"""Soft hyphen, zero-width space, word joiner, marks of order and direction, stand-ins."""
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _windows(code: int) -> str:
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return ""


_MENDED = {
    **dict.fromkeys(map(chr, [*range(0x20), 0x7F]), ""),
    # &#146; is an apostrophe to every browser, though Unicode has a control character there.
    **{chr(code): _windows(code) for code in range(0x80, 0xA0)},
    **_LIGATURES,
    **dict.fromkeys(_INVISIBLE + _DIRECTIONS, ""),
}
_TO_MEND = re.compile(f"[{re.escape(''.join(_MENDED))}]")
_MAY_BE_BROKEN = re.compile("[Â-ôВ-ф√¬‚]")
"""What the first byte of a UTF-8 letter becomes in Windows-1252, Windows-1251 and Mac Roman."""
_ORNAMENTS = frozenset("oOxX0")
_SHORT_RULE = 24
_SPOKEN = re.compile(r"[“”\"'‘’«»„?!]")


def mend(text: str) -> str:
    """The text on one line with single spaces, its invisible characters and mojibake gone."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    if _MAY_BE_BROKEN.search(line) and is_bad(line):
        line = fix_encoding(line)
    line = _TO_MEND.sub(_mended, line)
    return " ".join(unicodedata.normalize("NFC", line).split())


def is_prose(line: str) -> bool:
    """Whether a line says anything, unlike the stars and rules that part two scenes."""
    if len(line) > _SHORT_RULE and any(map(str.isalnum, line)):
        return True
    said = set(filter(str.isalnum, line))
    if not said:
        return bool(_SPOKEN.search(line))
    return len(line) == 1 or not said <= _ORNAMENTS


def _mended(found: re.Match[str]) -> str:
    return _MENDED[found[0]]
