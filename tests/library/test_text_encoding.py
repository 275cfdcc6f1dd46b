"""The letters of a text survive whatever its encoding was."""

from __future__ import annotations

import pytest

from bot.errors import UnreadableNovel
from bot.library import read_novel

SAMPLES = {
    "English": "“I don’t know,” said he—and the naïve owner of the café paid £5 … or less.",
    "French": "« Il était une fois, dit-il, une bûche… » L’élève Noël a mangé à côté de l’œuvre.",
    "German": "Größe ist nicht alles, sagte der König und öffnete die Tür über den Dächern.",
    "Spanish": "—¿Dónde está el niño? —preguntó la señora. «Mañana volverá». ¡Qué sé yo!",
    "Polish": "Zażółć gęślą jaźń, powiedział król i poszedł w stronę morza o świcie.",
    "Russian": "Он вышел из дома рано утром. Куда ты? спросила мать. Он молчал и смотрел на море.",
    "Bulgarian": "Старата крепост се издигаше черна край морето, а Анна запали лампата горе.",
    "Hebrew": "הטירה הישנה עמדה שחורה מול הים, ואנה הדליקה את המנורה בחלון הגבוה.",
    "Greek": "Η θάλασσα ήταν ήρεμη και ο καπετάνιος κοίταζε τον ορίζοντα.",
    "Turkish": "Güneş doğarken şehir ışıklar içindeydi ve çocuklar sokağa çıktı.",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", SAMPLES)
def test_unicode_is_read_with_and_without_its_mark(language: str, encoding: str) -> None:
    assert_read(language, encoding)


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("English", "cp1252"),
        ("English", "mac_roman"),
        ("French", "cp1252"),
        ("French", "mac_roman"),
        ("German", "cp1252"),
        ("German", "latin-1"),
        ("German", "mac_roman"),
        ("German", "cp850"),
        ("Spanish", "cp1252"),
        ("Spanish", "mac_roman"),
        ("Polish", "cp1250"),
        ("Polish", "iso8859_2"),
        ("Russian", "cp1251"),
        ("Russian", "koi8_r"),
        ("Russian", "mac_cyrillic"),
        ("Bulgarian", "cp1251"),
        ("Hebrew", "cp1255"),
        ("Greek", "cp1253"),
        ("Turkish", "cp1254"),
    ],
)
def test_older_encodings_are_told_apart(language: str, encoding: str) -> None:
    assert_read(language, encoding)


def assert_read(language: str, encoding: str) -> None:
    text = "CHAPTER 1\n\n" + "\n\n".join([SAMPLES[language]] * 20)
    novel = read_novel(text.encode(encoding), "book.txt")
    assert novel.chapters[0].paragraphs == (SAMPLES[language],) * 20


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "utf-16-le", "utf-16-be"])
def test_japanese_is_read(encoding: str) -> None:
    line = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
    paragraphs = [line * (1 + index * index % 7) for index in range(60)]
    novel = read_novel("\n".join(paragraphs).encode(encoding), "neko.txt")
    assert novel.chapters[0].paragraphs == tuple(paragraphs)


def test_a_few_bytes_of_another_encoding_do_not_spoil_utf_8() -> None:
    lines = [SAMPLES["French"]] * 20
    data = "\n\n".join(lines).encode() + b"\n\nThe caf\xe9 closed."
    assert read_novel(data, "b.txt").chapters[0].paragraphs[-1] == "The café closed."


def test_a_zero_does_not_make_latin_letters_eastern() -> None:
    novel = read_novel(
        ("La mer était là, déserte.\n\n" * 40 + "F\x00in.\n").encode("latin-1"), "b.txt"
    )
    assert novel.chapters[0].paragraphs[0] == "La mer était là, déserte."


def test_letters_that_were_broken_before_are_mended() -> None:
    novel = read_novel("\n\n".join(["Itâ€™s a long way to the cafÃ©."] * 20).encode(), "b.txt")
    assert novel.chapters[0].paragraphs[0] == "It’s a long way to the café."


def test_text_full_of_control_characters_is_no_text() -> None:
    with pytest.raises(UnreadableNovel, match="no text"):
        read_novel(("word \x01\x02\x03 " * 500).encode(), "book.txt")
