# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportMissingTypeStubs=false, reportAttributeAccessIssue=false
"""Parses XML and XHTML from strangers: nothing is resolved or fetched, and tag soup is mended.

lxml comes without types: this is the one file of the room that touches it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.entities import html5
from typing import Protocol, cast

from lxml import etree

from bot.errors import UnreadableNovel
from bot.library.encoding import is_binary

HOSTILE = (
    "This EPUB declares entities of its own, a known way to attack its readers, so it was refused: "
    "open it in an e-book editor such as Calibre and save it again."
)


SCRAMBLED = (
    "This EPUB has pages that are no text, which copy protection (DRM) or a broken download leaves "
    "behind: add a copy that opens in any e-book reader."
)
_HEAD_BYTES = 2_000
_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,80}?encoding|<meta\b[^>]{0,120}?charset)\s*=\s*["']?([\w.-]{1,40})""", re.I
)
_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>", re.I)
_ENTITY = re.compile(r"<!ENTITY", re.I)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


class Element(Protocol):
    """What is used of lxml's elements."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    @property
    def attrib(self) -> Mapping[str, str]: ...
    def get(self, key: str, default: str) -> str: ...
    def __iter__(self) -> Iterator[Element]: ...
    def iter(self) -> Iterator[Element]: ...
    def iterdescendants(self) -> Iterator[Element]: ...
    def itertext(self) -> Iterator[str]: ...


def parse(data: bytes) -> Element | None:
    """The tree of an XML or XHTML file, tag soup mended; None where there is nothing to parse.

    Entities are never resolved nor fetched; UnreadableNovel is raised where a file declares some,
    and where it is no text at all.
    """
    text = _plain_source(_decoded(data))
    if is_binary(text):
        raise UnreadableNovel(SCRAMBLED)
    raw = text.encode("utf-8", errors="ignore")
    strict = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return cast(Element, etree.fromstring(raw, strict))
    except (etree.XMLSyntaxError, ValueError):
        return _mended_tree(raw)


@lru_cache(maxsize=512)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def local_name(element: Element) -> str:
    """The element's name in lower case without its namespace; empty for what is no element."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


def types_of(element: Element) -> frozenset[str]:
    """The words of `epub:type`, and ARIA's names for the same things."""
    attributes = element.attrib
    if not attributes:
        return frozenset()
    words = attributes.get("{http://www.idpf.org/2007/ops}type") or attributes.get("epub:type", "")
    roles = attributes.get("role", "").split()
    found = [role.removeprefix("doc-") for role in roles if role.startswith("doc-")]
    return frozenset([*words.lower().split(), *found])


def text_of(element: Element) -> str:
    """All the text within an element, as it stands."""
    return "".join(element.itertext())


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.search(data, 0, _HEAD_BYTES)
    encoding = declared[1].decode("ascii") if declared else "cp1252"
    try:
        return data.decode(encoding, errors="replace")
    except (LookupError, ValueError):
        return data.decode("cp1252", errors="replace")


def _plain_source(text: str) -> str:
    """Without prolog and DOCTYPE, and with characters in the place of HTML's named entities."""
    text = text.replace("\x00", "")
    if _ENTITY.search(text):
        raise UnreadableNovel(HOSTILE)
    prolog = _PROLOG.match(text)
    text = text[prolog.end() :] if prolog else text
    if found := _DOCTYPE.search(text, 0, 4_000):
        text = text[: found.start()] + text[found.end() :]
    return _NAMED.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name in _XML_NAMES:
        return found[0]
    return html5.get(f"{name};", found[0])


def _mended_tree(raw: bytes) -> Element | None:
    lenient = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        recover=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return cast(Element | None, etree.fromstring(raw, lenient))
    except (etree.XMLSyntaxError, ValueError):
        return None
