"""The film's style: six looks, found by the words of the novel's style line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from render.contract import Picture

SCOPE, ACADEMY = 2.39, 4 / 3

STYLE_WORDS = """
widescreen | widescreen, anamorphic, epic, cinemascope, scope, blockbuster, teal, panavision, lush
silent     | silent, sepia, 1920s, nitrate, expressionist, daguerreotype, vintage, tinted, old
noir       | noir, black and white, black-and-white, monochrome, hardboiled, chiaroscuro, b&w
watercolour| watercolour, watercolor, gouache, pastel, storybook, picture book, painted, painterly
watercolour| impressionist, illustration, wash, oil, painting, brush, children's
woodcut    | woodcut, ink, engraving, etching, linocut, comic, comics, graphic novel, manga, line
woodcut    | pen, drawing, drawn, lithograph, hatching, print
matte      | matte, silhouette, cinematic, naturalistic, realistic, natural
"""
"""To teach a style a new word, add it to a line."""
_ASPECTS = (
    (SCOPE, r"2[.:]3[59](:1)?|2\.40?(:1)?|21:9"),
    (ACADEMY, r"4:3|1[.:]3[37](:1)?|academy ratio"),
    (None, r"16:9|1[.:]7[78](:1)?"),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a whole film looks, whatever the hour and the weather."""

    name: str = "matte"
    aspect: float | None = None
    """Width by height of what is seen; None fills the frame."""
    grain: float = 2.6
    """Standard deviation in levels; above 3 it costs more bits than the picture."""
    contrast: float = 1.0
    saturation: float = 1.0
    bloom: float = 1.0
    vignette: float = 1.0
    tones: tuple[str, str, str] | None = None
    """What black, middle grey and white become when colour is given up."""
    split: tuple[str, str] | None = None
    """What shadows and lights lean to: two colours."""
    medium: str = "film"
    """`film`, `paint` or `ink`."""

    def window(self, picture: Picture) -> Picture:
        """The part of a frame that the style fills, in even pixels; the rest is black."""
        if self.aspect is None:
            return picture
        width, height = picture.width, picture.height
        if width / height < self.aspect:
            height = max(64, round(width / self.aspect / 2) * 2)
        else:
            width = max(64, round(height * self.aspect / 2) * 2)
        return picture.model_copy(
            update={"width": min(width, picture.width), "height": min(height, picture.height)}
        )


STYLES: dict[str, Style] = {
    "matte": Style(),
    "widescreen": Style(
        "widescreen",
        SCOPE,
        grain=1.4,
        contrast=1.10,
        saturation=1.12,
        bloom=1.9,
        split=("#0c3440", "#ffb46a"),
    ),
    "silent": Style(
        "silent",
        ACADEMY,
        grain=3.0,
        contrast=1.16,
        bloom=1.5,
        vignette=1.35,
        tones=("#140d08", "#8c6a48", "#f6e6c4"),
    ),
    "noir": Style(
        "noir",
        None,
        grain=2.8,
        contrast=1.42,
        vignette=1.15,
        tones=("#040506", "#6a6d70", "#f4f4f0"),
    ),
    "watercolour": Style(
        "watercolour",
        None,
        grain=0.0,
        contrast=0.86,
        saturation=1.18,
        bloom=0.6,
        vignette=0.15,
        medium="paint",
    ),
    "woodcut": Style("woodcut", None, grain=0.0, bloom=0.0, vignette=0.3, medium="ink"),
}


def style_of(words: str) -> Style:
    """The look that a style's words name: the one with most of them, the first named of equals."""
    text = f" {words.casefold().replace('’', chr(39))} "
    found: list[tuple[int, int, str]] = []
    for name, listed in _words().items():
        places = [
            match.start()
            for word in listed
            if (match := re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))
        ]
        if places:
            found.append((-len(places), min(places), name))
    style = STYLES[min(found)[2]] if found else STYLES["matte"]
    for aspect, written in _ASPECTS:
        if re.search(rf"(?<![\w.:])(?:{written})(?![\w])", text):
            return replace(style, aspect=aspect)
    return style


def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for line in STYLE_WORDS.strip().splitlines():
        name, _, row = line.partition("|")
        words.setdefault(name.strip(), []).extend(word.strip() for word in row.split(","))
    return words
