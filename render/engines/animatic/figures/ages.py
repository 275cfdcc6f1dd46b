"""How old somebody is, where the words about them give a number."""

from __future__ import annotations

import re

_ONES = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen",
)
_TENS = re.findall(r"\w+", "zero ten twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBER = rf"(\d{{1,2}}|(?:{'|'.join(_TENS[2:])})(?:-\w+)?|{'|'.join(_ONES[1:])})"
_AGE = re.compile(
    rf"\b(?:aged|about|around|nearly|over|past|of) {_NUMBER}(?=\s*(?:[,.;]|$|(?:in|with|and|who|"
    rf"years?)\b))|\b{_NUMBER}[- ]years?\b|^{_NUMBER}(?=,|$)"
)


def years_in(text: str) -> int | None:
    """`about fifty`, `a boy of twelve`, `60 years old`, `twelve, lean`; not `two ships`."""
    found = _AGE.search(text)
    if found is None:
        return None
    number = next(filter(None, found.groups()))
    if number.isdecimal():
        return int(number)
    tens, _, ones = number.partition("-")
    if tens in _ONES:
        return _ONES.index(tens)
    return 10 * _TENS.index(tens) + (_ONES.index(ones) if ones in _ONES else 0)
