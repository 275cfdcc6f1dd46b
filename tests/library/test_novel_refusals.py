"""What is no novel, or means harm, gets one sentence and nothing else."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile

import pytest
from epub_builder import Epub, chapter, paragraphs, prose, wrapped, zipped

from bot.domain.novel import MAX_NOVEL_BYTES
from bot.errors import UnreadableNovel
from bot.library import archive, read_novel

GOOD = Epub({"c1.xhtml": chapter("Chapter 1"), "c2.xhtml": chapter("Chapter 2", 2)})
ENCRYPTED = (
    "<encryption><EncryptedData><EncryptionMethod Algorithm='{}'/></EncryptedData></encryption>"
)


def refusal(data: bytes, filename: str = "book.epub") -> str:
    with pytest.raises(UnreadableNovel) as refused:
        read_novel(data, filename)
    return str(refused.value)


def one_sentence(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z“][^\n]{20,240}\.", text)) and not re.search(
        r"[.!?] [A-Z]", text
    )


def with_file(name: str, content: bytes | str) -> bytes:
    return zipped(GOOD.files() | {name: content})


def with_page(source: str) -> bytes:
    return with_file("OEBPS/c1.xhtml", source)


def edited(change) -> bytes:
    """The good book with its zip directory changed entry by entry."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in GOOD.files().items():
            book.writestr(name, content)
        change(book)
    return target.getvalue()


def test_the_good_book_of_these_tests_is_read() -> None:
    assert len(read_novel(GOOD.build(), "book.epub").chapters) == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\n\t ", "empty"),
        (b"\x00" * 4_000, "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x00" * 60 + b"BOOKMOBI" + b"\x00" * 60, "Kindle"),
        (b"TPZ0\x00\x00", "Kindle"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 90, "Word"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 90, "program"),
        (b"MZ\x90\x00\x03" + b"\x00" * 90, "program"),
        (b"\x1f\x8b\x08\x00\x00\x00", "gzip"),
        (b"7z\xbc\xaf\x27\x1c\x00", "7z"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\x00\x00\x00\x20ftypisom", "film"),
        (b"SQLite format 3\x00", "database"),
        (b"<!DOCTYPE html><html><p>" + prose(300).encode(), "web page"),
        (b"<?xml version='1.0'?><FictionBook/>", "markup"),
        (f"The Inn\n<p>{prose(40)}</p>\n<p>{prose(40)}</p>\n".encode() * 20, "web page"),
        (bytes(range(256)) * 40, "no text"),
        (b'{"name": [1, 2, 3], "x": {"y": 0.5}}\n' * 200, "data or program code"),
        (b"YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU2Nzg5YWJjZGVmZ2g\n" * 200, "data"),
        (b"Hello there.", "too few"),
    ],
    ids=lambda value: value[:12].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_what_is_no_novel_is_named(data: bytes, says: str) -> None:
    said = refusal(data, "book.txt")
    assert says in said
    assert one_sentence(said)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"word/document.xml": "<w/>", "[Content_Types].xml": "<x/>"}, "DOCX"),
        ({"xl/workbook.xml": "<x/>"}, "spreadsheet"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "Open"),
        ({"novel.txt": "once upon a time"}, "unpack it"),
        ({"a.jpg": b"\xff\xd8"}, "no EPUB"),
        ({}, "no EPUB"),
    ],
)
def test_a_zip_that_is_no_epub_is_named(files: dict[str, bytes | str], says: str) -> None:
    said = refusal(zipped(files))
    assert says in said
    assert one_sentence(said)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_epub_is_called_damaged(keep: float) -> None:
    data = GOOD.build()
    assert "damaged" in refusal(data[: int(len(data) * keep)])


def test_an_epub_with_a_flipped_byte_in_a_page_is_called_damaged() -> None:
    data = bytearray(GOOD.build())
    at = data.index(b"OEBPS/c1.xhtml") + 60
    data[at] ^= 0xFF
    assert "damaged" in refusal(bytes(data))


def test_text_that_is_called_an_epub_is_refused() -> None:
    assert "called an EPUB but is none" in refusal(prose(300).encode(), "book.epub")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "META-INF/encryption.xml",
            ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc"),
        ),
        ("META-INF/encryption.xml", ENCRYPTED.format("")),
        ("META-INF/encryption.xml", "not even markup"),
        ("META-INF/license.lcpl", "{}"),
        ("META-INF/sinf.xml", "<fairplay/>"),
    ],
)
def test_a_book_locked_by_drm_is_refused(name: str, content: str) -> None:
    said = refusal(with_file(name, content))
    assert "DRM" in said
    assert one_sentence(said)


@pytest.mark.parametrize(
    "algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]
)
def test_disguised_fonts_alone_are_no_drm(algorithm: str) -> None:
    fonts = with_file("META-INF/encryption.xml", ENCRYPTED.format(algorithm))
    assert read_novel(fonts, "book.epub").words


def test_a_zip_with_a_password_is_refused() -> None:
    data = bytearray(GOOD.build())
    for found in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    assert "password" in refusal(bytes(data))


@pytest.mark.parametrize(
    "name",
    ["../evil.xhtml", "OEBPS/../../evil", "/etc/passwd", "C:/evil.exe", "..\\evil", "C:\\evil"],
)
def test_a_name_that_points_outside_is_refused(name: str) -> None:
    assert "outside" in refusal(with_file(name, "x"))


def test_a_symbolic_link_is_refused() -> None:
    link = zipfile.ZipInfo("OEBPS/link.xhtml")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    assert "outside" in refusal(edited(lambda book: book.writestr(link, "/etc/passwd")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_the_same_name_are_refused() -> None:
    said = refusal(edited(lambda book: book.writestr("OEBPS/c1.xhtml", "<html/>")))
    assert "same name" in said


def test_an_unusual_packing_is_refused() -> None:
    unusual = edited(lambda book: book.writestr("x", "x" * 99, compress_type=zipfile.ZIP_LZMA))
    assert "packed" in refusal(unusual)


def test_a_zip_bomb_is_refused_by_its_headers() -> None:
    said = refusal(with_file("OEBPS/bomb.bin", b"\x00" * 30 * 2**20))
    assert "zip bomb" in said
    assert one_sentence(said)


def test_a_zip_bomb_with_lying_headers_is_stopped_while_reading(monkeypatch) -> None:
    monkeypatch.setattr(archive, "MAX_TEXT_BYTES", 50_000)
    page = "<p>" + "a" * 200_000 + "</p>"
    lying = with_page(page).replace(struct.pack("<I", len(page)), struct.pack("<I", 1_000))
    assert "damaged" in refusal(lying)
    assert "zip bomb" in refusal(with_page(page))


def test_too_many_files_are_refused() -> None:
    many = {f"images/{index}.png": "" for index in range(archive.MAX_ENTRIES + 1)}
    assert "zip bomb" in refusal(zipped(GOOD.files() | many))


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/steal">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p;',
        '<!entity x "y">',
    ],
)
@pytest.mark.parametrize("name", ["OEBPS/c1.xhtml", "OEBPS/book.opf", "META-INF/container.xml"])
def test_a_file_that_declares_entities_is_refused(name: str, subset: str) -> None:
    good = str(GOOD.files()[name]).removeprefix('<?xml version="1.0" encoding="utf-8"?>\n')
    said = refusal(with_file(name, f"<!DOCTYPE html [{subset}]>{good}".replace("&#", "&b;&#")))
    assert "entities" in said
    assert one_sentence(said)


def test_entities_hidden_in_utf_16_are_refused() -> None:
    source = f'<!DOCTYPE html [<!ENTITY x "y">]><html><body>{chapter("I")}</body></html>'
    assert "entities" in refusal(with_page(source.encode("utf-16-le")))  # without a mark
    assert "entities" in refusal(with_page(source.encode("utf-16")))


def test_pages_that_copy_protection_scrambled_are_refused_where_nothing_else_says_so() -> None:
    scrambled = random.Random(1).randbytes(20_000)
    assert "copy protection" in refusal(with_file("OEBPS/c2.xhtml", scrambled))


def test_the_usual_doctype_is_no_offence() -> None:
    doctype = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
        '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    )
    epub = Epub({"c1.xhtml": chapter("Caf&eacute;")}, doctype=doctype)
    assert read_novel(epub.build(), "book.epub").chapters[0].title == "Café"


def test_elements_nested_without_end_are_survived() -> None:
    deep = "<div>" * 50_000 + paragraphs() + "</div>" * 50_000
    novel = read_novel(
        Epub({"c1.xhtml": deep, "c2.xhtml": chapter("The End")}).build(), "book.epub"
    )
    assert novel.chapters[-1].title == "The End"


def test_a_table_of_contents_nested_without_end_is_survived() -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1")})
    epub.ncx = "<navPoint>" * 5_000 + "</navPoint>" * 5_000
    assert read_novel(epub.build(), "book.epub").chapters[0].title == "Chapter 1"


@pytest.mark.parametrize("reference", ["http://[bad", "file:///etc/passwd", "../../../etc/passwd"])
def test_a_reference_out_of_the_book_leads_nowhere(reference: str) -> None:
    package = GOOD.package().replace('href="c1.xhtml"', f'href="{reference}"')
    novel = read_novel(with_file("OEBPS/book.opf", package), "book.epub")
    assert [part.title for part in novel.chapters] == ["Chapter 2"]


def test_a_package_without_pages_is_called_damaged() -> None:
    assert "damaged" in refusal(with_file("OEBPS/book.opf", "<package/>"))
    nowhere = with_file("META-INF/container.xml", "<container/>")
    assert "damaged" in refusal(nowhere.replace(b"book.opf", b"book.xyz"))


def test_a_file_above_25_mb_is_refused() -> None:
    said = refusal(b"a" * (MAX_NOVEL_BYTES + 1), "book.txt")
    assert "25 MB" in said
    assert one_sentence(said)


def test_more_than_a_million_words_are_refused_in_either_format() -> None:
    paragraph = prose(500)
    text = "\n\n".join([wrapped(paragraph)] * 2_002)
    said = refusal(text.encode(), "book.txt")
    assert "1,000,000 words" in said
    assert one_sentence(said)
    pages = {f"c{n}.xhtml": f"<p>{prose(500, n)}</p>" * 201 for n in range(10)}
    assert "1,000,000 words" in refusal(Epub(pages).build())


def test_more_headings_than_any_book_has_lines_are_refused_before_they_are_read() -> None:
    assert "not the prose of a novel" in refusal(b"Chapter 1\n\n" * 900_000, "book.txt")


def test_a_book_of_nothing_but_headings_is_refused() -> None:
    assert "words" in refusal(b"CHAPTER I\n\n" * 3_000, "book.txt")
    assert "chapters" in refusal(b"CHAPTER I\n\nAnd so on it went.\n\n" * 3_000, "book.txt")
