"""What a reader finds in an EPUB: chapters, titles, parts, paragraphs, names."""

from __future__ import annotations

from pathlib import Path

import pytest
from epub_builder import Epub, chapter, nav, nav_point, paragraphs, prose, wrapped, zipped

from bot.domain.novel import MAX_PASSAGE_WORDS, Novel, count_words
from bot.errors import UnreadableNovel
from bot.library import read_novel

TREASURE_ISLAND = Path(__file__).parents[3] / "shared/novels/treasure-island.epub"


def read(epub: Epub) -> Novel:
    return read_novel(epub.build(), "book.epub")


def titles(novel: Novel) -> list[str]:
    return [chapter.title for chapter in novel.chapters]


def first_paragraphs(body: str) -> tuple[str, ...]:
    novel = read(Epub({"c1.xhtml": f"<h2>Chapter 1</h2>{body}{paragraphs()}"}))
    return novel.chapters[0].paragraphs[:-4]


@pytest.mark.skipif(not TREASURE_ISLAND.exists(), reason="the shared novel is not here")
def test_treasure_island_reads_as_its_publisher_printed_it() -> None:
    novel = read_novel(TREASURE_ISLAND.read_bytes(), TREASURE_ISLAND.name)
    assert (novel.title, novel.authors) == ("Treasure Island", ("Robert Louis Stevenson",))
    assert len(novel.chapters) == 34
    assert len({chapter.part for chapter in novel.chapters}) == 6
    assert 65_000 <= novel.words <= 70_000
    assert novel.chapters[0].title == "I: At the Admiral Benbow"
    assert novel.chapters[0].part == "Part I: The Old Buccaneer"
    assert novel.chapters[17].title.startswith("XVIII: Narrative Continued by the Doctor—End")
    assert novel.chapters[33].paragraphs[-1].endswith("Pieces of eight! pieces of eight!”")


@pytest.mark.parametrize(
    ("heading", "label", "title"),
    [
        ("CHAPTER I<br/>THE OLD SEA-DOG", "", "Chapter I: The Old Sea-Dog"),
        ("Chapter 1: The Captain’s Papers", "", "Chapter 1: The Captain’s Papers"),
        ("I", "", "Chapter I"),
        ("I", "I: At the Inn", "I: At the Inn"),
        ("1.", "The Inn", "Chapter 1: The Inn"),
        ("Chapter One", "Chapter One: The Inn", "Chapter One: The Inn"),
        ("CAPTAIN O’BRIEN’S SHIP", "Captain O’Brien’s Ship", "Captain O’Brien’s Ship"),
        ("THE END OF THE ROAD", "", "The End of the Road"),
        ('<a href="#toc">IV</a>', "", "Chapter IV"),
        ("Prologue", "", "Prologue"),
        ("BY THE RIVER<br/>June", "", "By the River — June"),
        ("The Inn<sup>1</sup>", "", "The Inn"),
        ("Capítulo 3. La casa", "", "Capítulo 3: La casa"),
        ("<span>Twenty-Three</span>", "", "Chapter Twenty-Three"),
    ],
)
def test_a_chapter_title_looks_right_to_a_reader(heading: str, label: str, title: str) -> None:
    contents = nav(("c1.xhtml", label), ("c2.xhtml", "The Other One")) if label else ""
    epub = Epub({"c1.xhtml": chapter(heading), "c2.xhtml": chapter("The Other One", 2)})
    epub.nav = contents
    assert titles(read(epub)) == [title, "The Other One"]


def test_a_bare_number_takes_its_name_from_the_page_title() -> None:
    epub = Epub({"c1.xhtml": chapter("I"), "c2.xhtml": chapter("II", 2)})
    epub.page_titles = {"c1.xhtml": "I: The Storm", "c2.xhtml": "II: The Calm"}
    assert titles(read(epub)) == ["I: The Storm", "II: The Calm"]


def test_a_page_without_a_heading_takes_its_name_from_the_contents() -> None:
    epub = Epub({"a.xhtml": paragraphs(), "b.xhtml": paragraphs(seed=2)})
    epub.ncx = nav_point("a.xhtml", "The Storm") + nav_point("b.xhtml", "The Calm")
    assert titles(read(epub)) == ["The Storm", "The Calm"]


def test_pages_without_any_heading_or_contents_are_numbered_chapters() -> None:
    epub = Epub({"a.xhtml": paragraphs(), "b.xhtml": paragraphs(seed=2)})
    assert titles(read(epub)) == ["Chapter 1", "Chapter 2"]


def test_one_page_may_hold_many_chapters_by_their_headings() -> None:
    body = "<h1>The Lighthouse</h1>" + "".join(chapter(f"Chapter {n}", n) for n in range(1, 6))
    assert titles(read(Epub({"all.xhtml": body}))) == [f"Chapter {n}" for n in range(1, 6)]


def test_one_page_may_hold_many_chapters_by_the_fragments_of_the_contents() -> None:
    body = "".join(f'<div id="s{n}">{paragraphs(seed=n)}</div>' for n in range(1, 4))
    epub = Epub({"all.xhtml": body})
    epub.nav = nav(*((f"all.xhtml#s{n}", f"Watch {n}") for n in range(1, 4)))
    assert titles(read(epub)) == ["Watch 1", "Watch 2", "Watch 3"]


def test_a_chapter_may_go_on_over_several_pages() -> None:
    epub = Epub(
        {
            "c1_split_000.html": chapter("Chapter 1"),
            "c1_split_001.html": paragraphs(seed=7),
            "c2.html": chapter("Chapter 2", 2),
        }
    )
    novel = read(epub)
    assert [(part.title, len(part.paragraphs)) for part in novel.chapters] == [
        ("Chapter 1", 8),
        ("Chapter 2", 4),
    ]


def test_headings_inside_a_chapter_do_not_break_it() -> None:
    epub = Epub({f"c{n}.xhtml": chapter(f"Chapter {n}", n) for n in (1, 2)})
    epub.pages["c1.xhtml"] += f"<h4>2</h4>{paragraphs(1)}<h4>The Letter</h4>{paragraphs(1)}"
    epub.nav = nav(("c1.xhtml", "Chapter 1"), ("c2.xhtml", "Chapter 2"))
    novel = read(epub)
    assert titles(novel) == ["Chapter 1", "Chapter 2"]
    assert "The Letter" in novel.chapters[0].paragraphs
    assert "2" not in novel.chapters[0].paragraphs


@pytest.mark.parametrize(
    "part_page",
    [
        "<h1>PART ONE</h1><h2>THE ISLAND</h2>",
        "<h1>Part One: The Island</h1>",
        '<section epub:type="part"><h1>Part One</h1><p epub:type="title">The Island</p></section>',
        '<p class="part-title">PART ONE<br/>THE ISLAND</p>',
    ],
)
def test_a_part_page_is_merged_with_the_chapters_that_follow(part_page: str) -> None:
    epub = Epub({"part.xhtml": part_page})
    epub.pages |= {f"c{n}.xhtml": chapter(f"Chapter {n}", n) for n in (1, 2)}
    found = [(part.part, part.title) for part in read(epub).chapters]
    assert found == [("Part One: The Island", f"Chapter {n}") for n in (1, 2)]


def test_a_part_and_its_first_chapter_may_share_a_page() -> None:
    epub = Epub(
        {
            "a.xhtml": f"<h1>Part I</h1><h2>Chapter 1</h2>{paragraphs()}",
            "b.xhtml": chapter("Chapter 2", 2),
            "c.xhtml": f"<h1>Part II</h1><h2>Chapter 3</h2>{paragraphs()}",
        }
    )
    assert [part.part for part in read(epub).chapters] == ["Part I", "Part I", "Part II"]


def test_the_motto_of_a_part_opens_its_first_chapter() -> None:
    epub = Epub({"part.xhtml": "<h1>Part I</h1><p>“All at sea.”</p>"})
    epub.pages |= {f"c{n}.xhtml": chapter(f"Chapter {n}", n) for n in (1, 2)}
    assert read(epub).chapters[0].paragraphs[0] == "“All at sea.”"


def test_an_epilogue_stands_outside_of_the_last_part() -> None:
    epub = Epub({"part.xhtml": "<h1>Part I</h1>", "c1.xhtml": chapter("Chapter 1")})
    epub.pages["end.xhtml"] = chapter("Epilogue", 2)
    assert [part.part for part in read(epub).chapters] == ["Part I", ""]


def test_a_part_without_a_number_is_known_by_its_place_in_the_contents() -> None:
    epub = Epub({"p.xhtml": "<h1>The Island</h1>"})
    epub.pages |= {f"c{n}.xhtml": chapter(f"Chapter {n}", n) for n in (1, 2)}
    inner = nav_point("c1.xhtml", "Chapter 1") + nav_point("c2.xhtml", "Chapter 2")
    epub.ncx = nav_point("p.xhtml", "The Island", inner)
    assert {part.part for part in read(epub).chapters} == {"The Island"}


@pytest.mark.parametrize("kind", ["copyright-page", "dedication", "toc", "endnotes", "foreword"])
def test_front_and_back_matter_is_left_out_by_its_type(kind: str) -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1"), "x.xhtml": chapter("A Word", 2)})
    epub.body_attributes = {"x.xhtml": f'epub:type="{kind}"'}
    assert titles(read(epub)) == ["Chapter 1"]


@pytest.mark.parametrize(
    "heading",
    [
        "Contents",
        "Copyright",
        "ACKNOWLEDGEMENTS",
        "About the Author",
        "Also by Jane Roe",
        "Author’s Note",
        "Foreword",
        "Preface",
        "Footnotes",
        "The Full Project Gutenberg License",
        "Inhaltsverzeichnis",
    ],
)
def test_front_and_back_matter_is_left_out_by_its_heading(heading: str) -> None:
    epub = Epub({"x.xhtml": chapter(heading, 2), "c1.xhtml": chapter("Chapter 1")})
    assert titles(read(epub)) == ["Chapter 1"]


@pytest.mark.parametrize("heading", ["Prologue", "EPILOGUE", "Interlude: The Sea", "Letter 1"])
def test_what_is_told_before_and_after_the_chapters_stays(heading: str) -> None:
    epub = Epub({"x.xhtml": chapter(heading, 2), "c1.xhtml": chapter("Chapter 1")})
    assert len(read(epub).chapters) == 2


def test_a_preface_that_belongs_to_the_story_stays() -> None:
    epub = Epub({"x.xhtml": chapter("Preface", 2), "c1.xhtml": chapter("Chapter 1")})
    epub.body_attributes = {"x.xhtml": 'epub:type="bodymatter z3998:fiction"'}
    assert titles(read(epub)) == ["Preface", "Chapter 1"]


def test_the_guide_of_an_epub_2_names_pages_to_leave_out() -> None:
    epub = Epub({"x.xhtml": paragraphs(seed=3), "c1.xhtml": chapter("Chapter 1")})
    epub.guide = '<guide><reference type="dedication" href="x.xhtml"/></guide>'
    assert titles(read(epub)) == ["Chapter 1"]


def test_the_guide_cannot_leave_out_a_whole_novel() -> None:
    body = "".join(chapter(f"Chapter {n}", n) for n in range(1, 4))
    epub = Epub({"all.xhtml": body})
    epub.guide = '<guide><reference type="toc" href="all.xhtml"/></guide>'
    assert len(read(epub).chapters) == 3


def test_a_title_page_and_a_page_of_links_are_left_out() -> None:
    links = "".join(f'<p><a href="c{n}.xhtml">Chapter {n}</a></p>' for n in (1, 2))
    epub = Epub({"t.xhtml": "<h1>The Lighthouse</h1><p>Jane Roe</p>", "l.xhtml": links})
    epub.pages |= {f"c{n}.xhtml": chapter(f"Chapter {n}", n) for n in (1, 2)}
    assert titles(read(epub)) == ["Chapter 1", "Chapter 2"]


@pytest.mark.parametrize(
    "page",
    [
        "<h1>The Lighthouse</h1><h2>Jane Roe</h2>",
        "<h1>THE LIGHTHOUSE: A NOVEL</h1>",
        "<h1>By Jane Roe</h1>",
    ],
)
def test_a_title_page_is_not_taken_for_a_part(page: str) -> None:
    epub = Epub({"t.xhtml": page, "c1.xhtml": chapter("Chapter 1"), "c2.xhtml": chapter("II", 2)})
    assert [part.part for part in read(epub).chapters] == ["", ""]


def test_a_short_first_chapter_named_like_the_book_stays() -> None:
    epub = Epub({"c1.xhtml": chapter("The Light"), "c2.xhtml": chapter("The Storm", 2)})
    assert titles(read(epub)) == ["The Light", "The Storm"]


def test_files_outside_of_the_reading_order_are_left_out() -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1"), "ad.xhtml": chapter("Chapter 99", 2)})
    epub.linear = {"ad.xhtml": "no"}
    assert titles(read(epub)) == ["Chapter 1"]


@pytest.mark.parametrize(
    "front",
    ["<h3>by</h3><h2>Jane Roe</h2>", "<h2>A TALE</h2><h3>BY JANE ROE</h3><h4>London, 1899</h4>"],
)
def test_the_lines_of_a_title_page_are_no_part_of_the_first_chapters_title(front: str) -> None:
    first = f"<h1>The Lighthouse</h1>{front}{chapter('CHAPTER I')}"
    novel = read(Epub({"a.xhtml": first + chapter("CHAPTER II", 2)}))
    assert titles(novel) == ["Chapter I", "Chapter II"]


LINKS = "<table><tr><td><a href='#c1'>CHAPTER I. The Inn</a></td></tr></table>"


@pytest.mark.parametrize(
    "front",
    [
        f"<h2>CONTENTS</h2>{LINKS}",
        f"<h2>CONTENTS</h2>{LINKS}<h2>LIST OF ILLUSTRATIONS</h2>{LINKS}",
        "",
    ],
)
@pytest.mark.parametrize("heading", ["CHAPTER I.<br/>THE INN", "THE INN"])
@pytest.mark.parametrize("has_nav", [True, False])
def test_a_first_chapter_right_after_a_list_of_links_is_kept(
    front: str, heading: str, *, has_nav: bool
) -> None:
    body = (
        f"<h1>The Lighthouse</h1><h2>By Jane Roe</h2>{front}"
        f"<h2 id='c1'>{heading}</h2>{paragraphs(seed=1)}"
        f"<h2 id='c2'>{heading.replace('I.', 'II.').replace('INN', 'SEA')}</h2>{paragraphs(seed=2)}"
    )
    entries = nav(("a.xhtml#c1", "The Inn"), ("a.xhtml#c2", "The Sea"))
    novel = read(Epub({"a.xhtml": body}, nav=entries if has_nav else ""))
    found = ["Chapter I: The Inn", "Chapter II: The Sea"]
    assert titles(novel) == (found if "CHAPTER" in heading else ["The Inn", "The Sea"])


def test_gutenbergs_own_words_are_left_out_of_its_epubs() -> None:
    epub = Epub(
        {
            "a.xhtml": '<section class="pg-boilerplate" id="pg-header"><p>For anyone.</p></section>'
            "<p>*** START OF THE PROJECT GUTENBERG EBOOK 1 ***</p>" + chapter("Chapter 1"),
            "b.xhtml": "<p>*** END OF THE PROJECT GUTENBERG EBOOK 1 ***</p><h2>Terms</h2>"
            + paragraphs(),
        }
    )
    novel = read(epub)
    assert titles(novel) == ["Chapter 1"]
    assert "GUTENBERG" not in " ".join(novel.chapters[0].paragraphs)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>a light\u00adhouse</p>", "a lighthouse"),
        ("<p>year 17\u2060\u2014, the\u00a0inn\u2009here</p>", "year 17\u2014, the inn here"),
        ("<p>the \ufb01rst o\ufb03ce</p>", "the first office"),
        ("<p>donâ€™t go</p>", "don’t go"),
        ("<p>don&#146;t go</p>", "don’t go"),
        ("<p>caf&eacute;&nbsp;&mdash;&hellip;</p>", "café —…"),
        ("<p>cafe\u0301</p>", "café"),
        ("<p>to <i>the <b>red</b></i> keep</p>", "to the red keep"),
        ("<div><div>in a <span>div</span></div></div>", "in a div"),
        ("<blockquote>he wrote</blockquote>", "he wrote"),
        ("<p><img alt='O' src='o.png'/>nce upon a time</p>", "Once upon a time"),
        ("<p><span>O</span>nce upon a time</p>", "Once upon a time"),
        ("<p>a ship<sup>12</sup> sailed</p>", "a ship sailed"),
        ("<p>on the 1<sup>st</sup> day</p>", "on the 1st day"),
        ('<p>a ship<a epub:type="noteref" href="#n">1</a> sailed</p>', "a ship sailed"),
        ('<p>a ship<a href="n.xhtml#n">[3]</a> sailed</p>', "a ship sailed"),
        ('<p>the<span epub:type="pagebreak">12</span> ship</p>', "the ship"),
        ('<p>the <span class="pagenum">[12]</span>ship</p>', "the ship"),
        ("<p><ruby>海<rt>うみ</rt></ruby> and sky</p>", "海 and sky"),
        ("<p>Fifteen men<br/>on the dead man’s chest</p>", "Fifteen men on the dead man’s chest"),
        ("<table><tr><td>Rum</td><td>three casks</td></tr></table>", "Rum three casks"),
        ("<ul><li>powder and shot</li></ul>", "powder and shot"),
        ("loose words in the body", "loose words in the body"),
        ("<p>he wrote x &lt; y &amp; z</p>", "he wrote x < y & z"),
        ("<p>wild \u202etxet\u202c marks</p>", "wild txet marks"),
    ],
)
def test_a_paragraph_is_mended(body: str, said: str) -> None:
    assert first_paragraphs(body) == (said,)


@pytest.mark.parametrize(
    "body",
    [
        "<p>* * *</p>",
        "<hr/>",
        "<p>&#160;</p>",
        "<p>———</p>",
        '<aside epub:type="footnote"><p>1. A note.</p></aside>',
        '<p id="fn1"><a href="#r1">1.</a> A note at the end of the chapter.</p>',
        '<p><a href="toc.xhtml#top">Back to the contents</a></p>',
        "<script>alert(1)</script>",
        '<p hidden="hidden">not to be seen</p>',
        '<div style="display: none">not to be seen</div>',
    ],
)
def test_what_is_no_prose_is_left_out(body: str) -> None:
    assert first_paragraphs(body) == ()


def test_paragraphs_kept_apart_by_breaks_alone_are_told_apart() -> None:
    long = [prose(30, seed) for seed in (1, 2, 3)]
    assert first_paragraphs(f"<div>{'<br/>'.join(long)}</div>") == tuple(long)
    assert first_paragraphs(f"<div>{'<br/><br/>'.join(long)}</div>") == tuple(long)


def test_preformatted_pages_are_read_by_their_empty_lines() -> None:
    assert first_paragraphs(f"<pre>{wrapped(prose(30))}\n\nThe end.</pre>") == (
        prose(30),
        "The end.",
    )


def test_tag_soup_is_read_all_the_same() -> None:
    epub = Epub({"c1.xhtml": f"<h2>Chapter 1<p>First<br>line & more<p>{prose(120)}<i>"})
    novel = read(epub)
    assert novel.chapters[-1].paragraphs[-1] == prose(120)


def test_a_page_in_utf_16_is_read() -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1")})
    source = epub.page("c1.xhtml").replace("utf-8", "utf-16")
    epub.extra = {"OEBPS/c1.xhtml": source.encode("utf-16")}
    assert read(epub).chapters[0].paragraphs[0] == prose(40, 100)


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="shift_jis"/>',
        '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
    ],
)
def test_a_page_in_the_encoding_that_its_head_names_is_read(head: str) -> None:
    line = "古い城は海を背に黒くそびえていた。"
    page = f"<html><head>{head}</head><body><h1>灯</h1><p>{line * 10}</p></body></html>"
    epub = Epub({"c1.xhtml": ""}, extra={"OEBPS/c1.xhtml": page.encode("shift_jis")})
    chapter_ = read(epub).chapters[0]
    assert (chapter_.title, chapter_.paragraphs) == ("灯", (line * 10,))


def test_headings_in_disguise_are_found() -> None:
    body = "".join(
        f'<p class="chapter-title">The {name}</p>{paragraphs()}' for name in ("Storm", "Calm")
    )
    assert titles(read(Epub({"a.xhtml": body}))) == ["The Storm", "The Calm"]


def test_chapters_set_as_plain_paragraphs_are_found() -> None:
    body = "".join(f"<p><b>CHAPTER {n}</b></p>{paragraphs(seed=n)}" for n in (1, 2))
    assert titles(read(Epub({"a.xhtml": body}))) == ["Chapter 1", "Chapter 2"]


@pytest.mark.parametrize(
    ("creators", "authors"),
    [
        ("<dc:creator>Jane Roe</dc:creator><dc:creator>Ann Poe</dc:creator>", "Jane Roe|Ann Poe"),
        ("<dc:creator>Roe, Jane</dc:creator>", "Jane Roe"),
        ("<dc:creator>Jane Roe and Ann Poe</dc:creator>", "Jane Roe|Ann Poe"),
        ("<dc:creator>Jane Roe; Ann Poe</dc:creator>", "Jane Roe|Ann Poe"),
        (
            '<dc:creator opf:role="aut">Jane Roe</dc:creator><dc:creator role="ill">A</dc:creator>',
            "Jane Roe",
        ),
        (
            '<dc:creator id="c">A</dc:creator><dc:creator>Jane Roe</dc:creator>{}'.format(
                '<meta refines="#c" property="role">trl</meta>'
            ),
            "Jane Roe",
        ),
        ("<dc:creator>Martin Luther King, Jr.</dc:creator>", "Martin Luther King, Jr"),
        ("<dc:creator>ROBERT LOUIS STEVENSON</dc:creator>", "Robert Louis Stevenson"),
        ("<dc:creator>H.D.</dc:creator>", "H.D"),
        ("", ""),
    ],
)
def test_authors_are_named_as_on_the_cover(creators: str, authors: str) -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1")}, creators=creators)
    assert "|".join(read(epub).authors) == authors


def test_a_book_that_does_not_name_itself_is_named_by_its_file() -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1")}, title="")
    assert read_novel(epub.build(), "dir/the_lighthouse (2).epub").title == "the lighthouse"


def test_a_paragraph_too_long_for_any_passage_is_cut_at_its_sentences() -> None:
    novel = read(Epub({"c1.xhtml": f"<h2>Chapter 1</h2><p>{prose(2_000)}</p>"}))
    pieces = novel.chapters[0].paragraphs
    assert all(count_words(piece) <= MAX_PASSAGE_WORDS for piece in pieces)
    assert " ".join(pieces) == prose(2_000)
    assert all(piece.endswith(".") for piece in pieces)


def test_a_paragraph_without_spaces_is_cut_too() -> None:
    text = "古い城は海を背に黒くそびえていた。" * 100
    pieces = read(Epub({"c1.xhtml": f"<h2>第一章</h2><p>{text}</p>"})).chapters[0].paragraphs
    assert all(len(piece) <= MAX_PASSAGE_WORDS for piece in pieces)
    assert "".join(pieces) == text
    assert all(piece.endswith("。") for piece in pieces)


def test_a_long_book_without_chapters_is_split_into_sections() -> None:
    novel = read(Epub({"all.xhtml": paragraphs(250)}))
    assert titles(novel) == ["Section 1", "Section 2", "Section 3"]
    assert novel.words == 10_000


def test_a_short_book_without_chapters_is_one_chapter_of_its_own_name() -> None:
    assert titles(read(Epub({"all.xhtml": paragraphs()}))) == ["The Lighthouse"]


def test_a_container_that_points_nowhere_is_forgiven_where_the_package_is_found() -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1")})
    files = {k: v for k, v in epub.files().items() if k != "META-INF/container.xml"}
    assert titles(read_novel(zipped(files), "book.epub")) == ["Chapter 1"]


def test_names_of_files_may_be_quoted_and_differ_in_case() -> None:
    epub = Epub({"chapter%20one.xhtml": chapter("Chapter 1")})
    files = epub.files()
    files["OEBPS/Chapter One.xhtml"] = files.pop("OEBPS/chapter%20one.xhtml")
    assert titles(read_novel(zipped(files), "book.epub")) == ["Chapter 1"]


def test_a_missing_page_is_skipped() -> None:
    epub = Epub({"c1.xhtml": chapter("Chapter 1"), "c2.xhtml": chapter("Chapter 2", 2)})
    files = {k: v for k, v in epub.files().items() if not k.endswith("c2.xhtml")}
    assert titles(read_novel(zipped(files), "book.epub")) == ["Chapter 1"]


def test_a_book_of_empty_pages_is_refused() -> None:
    with pytest.raises(UnreadableNovel, match="no words"):
        read(Epub({"c1.xhtml": "<img src='page1.png'/>"}))
