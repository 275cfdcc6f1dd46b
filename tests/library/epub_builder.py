"""Builds small EPUBs and texts for the tests, out of prose that is the same each time."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass, field

VOCABULARY = (
    "the a harbour lantern storm keeper stair window rope gull tide captain letter winter door "
    "salt boat voice candle rock evening road sister storm bread silence oar bell night morning "
    "walked waited called turned opened carried listened fell burned rose under over beside and "
    "but while before after of with"
)
WORDS = VOCABULARY.split()


def prose(words: int, seed: int = 1) -> str:
    """One paragraph of nonsense in sentences, exactly as long as asked."""
    chance = random.Random(seed)
    chosen = [chance.choice(WORDS) for _ in range(words)]
    chosen[0] = chosen[0].capitalize()
    for index in range(11, words - 1, 12):
        chosen[index] += "."
        chosen[index + 1] = chosen[index + 1].capitalize()
    return " ".join(chosen) + "."


def paragraphs(count: int = 4, words: int = 40, seed: int = 1) -> str:
    return "\n".join(f"<p>{prose(words, seed * 100 + index)}</p>" for index in range(count))


@dataclass
class Epub:
    """An EPUB in the making. `pages` maps file names to the inside of their bodies."""

    pages: dict[str, str]
    title: str = "The Lighthouse"
    creators: str = "<dc:creator>Jane Roe</dc:creator>"
    nav: str = ""
    ncx: str = ""
    guide: str = ""
    body_attributes: dict[str, str] = field(default_factory=dict)
    page_titles: dict[str, str] = field(default_factory=dict)
    doctype: str = ""
    linear: dict[str, str] = field(default_factory=dict)
    extra: dict[str, bytes | str] = field(default_factory=dict)

    def page(self, name: str) -> str:
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f"{self.doctype}"
            '<html xmlns="http://www.w3.org/1999/xhtml" '
            'xmlns:epub="http://www.idpf.org/2007/ops">'
            f"<head><title>{self.page_titles.get(name, self.title)}</title></head>"
            f"<body {self.body_attributes.get(name, '')}>{self.pages[name]}</body></html>"
        )

    def package(self) -> str:
        items = [
            f'<item id="p{index}" href="{name}" media-type="application/xhtml+xml"/>'
            for index, name in enumerate(self.pages)
        ]
        spine = [
            f'<itemref idref="p{index}" linear="{self.linear.get(name, "yes")}"/>'
            for index, name in enumerate(self.pages)
        ]
        if self.nav:
            items.append(
                '<item id="nav" href="nav.xhtml" properties="nav" '
                'media-type="application/xhtml+xml"/>'
            )
        if self.ncx:
            items.append('<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>')
        title = f"<dc:title>{self.title}</dc:title>" if self.title else ""
        return (
            '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:opf="http://www.idpf.org/2007/opf">'
            f"{title}{self.creators}</metadata><manifest>{''.join(items)}</manifest>"
            f'<spine toc="ncx">{"".join(spine)}</spine>{self.guide}</package>'
        )

    def files(self) -> dict[str, bytes | str]:
        files: dict[str, bytes | str] = {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/book.opf" '
                'media-type="application/oebps-package+xml"/></rootfiles></container>'
            ),
            "OEBPS/book.opf": self.package(),
        }
        for name in self.pages:
            files[f"OEBPS/{name}"] = self.page(name)
        if self.nav:
            files["OEBPS/nav.xhtml"] = (
                '<html xmlns="http://www.w3.org/1999/xhtml" '
                'xmlns:epub="http://www.idpf.org/2007/ops"><body>'
                f"{self.nav}</body></html>"
            )
        if self.ncx:
            files["OEBPS/toc.ncx"] = (
                '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
                f"{self.ncx}</navMap></ncx>"
            )
        return files | self.extra

    def build(self) -> bytes:
        return zipped(self.files())


def zipped(files: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def nav(*entries: tuple[str, str]) -> str:
    """A flat EPUB 3 table of contents of (href, label)."""
    rows = "".join(f'<li><a href="{href}">{label}</a></li>' for href, label in entries)
    return f'<nav epub:type="toc"><ol>{rows}</ol></nav>'


def nav_point(href: str, label: str, inner: str = "") -> str:
    return (
        f"<navPoint><navLabel><text>{label}</text></navLabel>"
        f'<content src="{href}"/>{inner}</navPoint>'
    )


def chapter(heading: str, seed: int = 1) -> str:
    return f"<h2>{heading}</h2>{paragraphs(seed=seed)}"


def wrapped(text: str, width: int = 70) -> str:
    """Text hard-wrapped as on a typed page."""
    lines: list[str] = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def typed_chapter(heading: str, seed: int = 1) -> str:
    body = "\n\n".join(wrapped(prose(60, seed * 10 + index)) for index in range(3))
    return f"{heading}\n\n{body}\n\n"
