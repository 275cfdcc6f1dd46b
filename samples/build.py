"""Binds the sample novella: its EPUB, made from the TXT that lies beside it."""

import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

TXT = Path(__file__).with_name("the-lamp-at-carrow-keep.txt")
EPUB = TXT.with_suffix(".epub")

IDENTIFIER = "urn:uuid:5b0c9a52-6f0e-5c1d-9b6e-0d2f6c1e7a41"
MODIFIED = "2026-11-23T00:00:00Z"
ZIP_TIME = (2026, 11, 23, 0, 0, 0)
LANGUAGE = "en-GB"
RIGHTS = "CC0 1.0 Universal"
RIGHTS_URL = "https://creativecommons.org/publicdomain/zero/1.0/"

CHAPTER_HEADING = re.compile(r"Chapter \d+: .+")

CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="epub/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""

CSS = """\
body { margin: 5%; line-height: 1.45; }
h1, h2 { font-weight: normal; text-align: center; margin: 3em 0 2em; }
p { margin: 0; text-indent: 1.2em; text-align: justify; hyphens: auto; }
h2 + p { text-indent: 0; }
nav ol { list-style: none; padding: 0; text-align: center; }
.titlepage p, .colophon p { text-align: center; text-indent: 0; margin: 1em 0; }
"""

PAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="{language}" xml:lang="{language}">
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="{css}"/>
</head>
<body epub:type="{matter}">
{content}
</body>
</html>
"""

PACKAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"
 xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:creator>{author}</dc:creator>
<dc:language>{language}</dc:language>
<dc:rights>{rights}</dc:rights>
<meta property="dcterms:modified">{modified}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="css" href="book.css" media-type="text/css"/>
{items}
</manifest>
<spine toc="ncx">
{spine}
</spine>
</package>
"""

NCX = """\
<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<head>
<meta name="dtb:uid" content="{identifier}"/>
<meta name="dtb:depth" content="1"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle><text>{title}</text></docTitle>
<navMap>
{points}
</navMap>
</ncx>
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading, as it stands in the TXT, and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Novella:
    """The whole text of the TXT."""

    title: str
    author: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One XHTML document of the book, in the order of the spine."""

    name: str
    title: str
    section: str
    matter: str
    body: str

    @property
    def href(self) -> str:
        return f"text/{self.name}.xhtml"

    def xhtml(self) -> str:
        section = f'<section epub:type="{self.section}" class="{self.section}">'
        return PAGE.format(
            language=LANGUAGE,
            title=escape(self.title),
            css="../book.css",
            matter=self.matter,
            content=f"{section}\n{self.body}\n</section>",
        )


def read(text: str) -> Novella:
    """Split the TXT at its blank lines: title, "by" and author, then chapters by their headings."""
    title, byline, *blocks = text.strip().split("\n\n")
    starts = [i for i, block in enumerate(blocks) if CHAPTER_HEADING.fullmatch(block)]
    ends = [*starts[1:], len(blocks)]
    chapters = (
        Chapter(blocks[start], tuple(blocks[start + 1 : end]))
        for start, end in zip(starts, ends, strict=True)
    )
    return Novella(title, byline.removeprefix("by "), tuple(chapters))


def bind(novella: Novella) -> bytes:
    """An EPUB 3 with an NCX for older readers; the same novella always gives the same bytes."""
    pages = list(_pages(novella))
    files = {
        "META-INF/container.xml": CONTAINER,
        "epub/content.opf": _package(novella, pages),
        "epub/nav.xhtml": _nav(pages),
        "epub/toc.ncx": _ncx(novella, pages),
        "epub/book.css": CSS,
        **{f"epub/{page.href}": page.xhtml() for page in pages},
    }
    book = BytesIO()
    # Stored, not deflated: zlib's builds differ in the bytes they write.
    with zipfile.ZipFile(book, "w", zipfile.ZIP_STORED) as archive:
        # The mimetype has to be the first entry (EPUB OCF 3.3, 4.2.6.3).
        for name, content in {"mimetype": "application/epub+zip", **files}.items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 3  # the same on Windows as on Unix
            archive.writestr(entry, content)
    return book.getvalue()


def _pages(novella: Novella) -> Iterator[Page]:
    title, author = escape(novella.title), escape(novella.author)
    front = f"<h1>{title}</h1>\n<p>{author}</p>"
    yield Page("titlepage", novella.title, "titlepage", "frontmatter", front)
    for number, chapter in enumerate(novella.chapters, start=1):
        yield Page(
            f"chapter-{number}", chapter.heading, "chapter", "bodymatter", _chapter_body(chapter)
        )
    back = (
        f"<h2>Colophon</h2>\n<p>{title} was written for Greenlight by {author}.</p>\n"
        "<p>To the extent possible under law, its authors have waived all copyright and related "
        "or neighbouring rights to this work: print it, film it, change it, sell it.</p>\n"
        f'<p><a href="{RIGHTS_URL}">{RIGHTS}</a></p>'
    )
    yield Page("colophon", "Colophon", "colophon", "backmatter", back)


def _chapter_body(chapter: Chapter) -> str:
    paragraphs = (f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in chapter.paragraphs)
    return "\n".join([f"<h2>{escape(chapter.heading)}</h2>", *paragraphs])


def _package(novella: Novella, pages: list[Page]) -> str:
    items = (
        f'<item id="{page.name}" href="{page.href}" media-type="application/xhtml+xml"/>'
        for page in pages
    )
    return PACKAGE.format(
        language=LANGUAGE,
        identifier=IDENTIFIER,
        title=escape(novella.title),
        author=escape(novella.author),
        rights=f"{RIGHTS} ({RIGHTS_URL})",
        modified=MODIFIED,
        items="\n".join(items),
        spine="\n".join(f'<itemref idref="{page.name}"/>' for page in pages),
    )


def _nav(pages: list[Page]) -> str:
    entries = (f'<li><a href="{page.href}">{escape(page.title)}</a></li>' for page in pages)
    content = "\n".join(
        ['<nav epub:type="toc">', "<h2>Contents</h2>", "<ol>", *entries, "</ol>", "</nav>"]
    )
    return PAGE.format(
        language=LANGUAGE, title="Contents", css="book.css", matter="frontmatter", content=content
    )


def _ncx(novella: Novella, pages: list[Page]) -> str:
    points = (
        f'<navPoint id="point-{order}" playOrder="{order}">'
        f"<navLabel><text>{escape(page.title)}</text></navLabel>"
        f'<content src="{page.href}"/></navPoint>'
        for order, page in enumerate(pages, start=1)
    )
    return NCX.format(identifier=IDENTIFIER, title=escape(novella.title), points="\n".join(points))


def main() -> None:
    """Write the EPUB beside the TXT."""
    novella = read(TXT.read_text(encoding="utf-8"))
    EPUB.write_bytes(bind(novella))
    sys.stdout.write(f"{EPUB.name}: {len(novella.chapters)} chapters\n")


if __name__ == "__main__":
    main()
