"""The style of a film, whatever engine shoots it: its name, its aspect, its words in prompts."""

from __future__ import annotations

import re

from render.contract import Aspect, Picture, SceneOrder, StyleName

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

PROMPTS = {
    StyleName.MATTE: "cinematic matte painting, dark figures against a luminous sky, haze, film "
    "grain",
    StyleName.WIDESCREEN: "anamorphic widescreen epic, rich colour, teal shadows and amber lights, "
    "lens flare, shallow focus",
    StyleName.SILENT: "silent film of the 1920s, sepia-toned nitrate print, heavy grain, vignette",
    StyleName.NOIR: "black-and-white film noir, hard shadows, high contrast, 35mm film",
    StyleName.WATERCOLOUR: "loose watercolour illustration, soft wet edges, paper texture",
    StyleName.WOODCUT: "woodcut print, bold black ink lines, cross-hatching, few flat colours",
}
"""What a model is told of a style that was chosen by name."""

RATIOS = {Aspect.WIDE: 16 / 9, Aspect.SCOPE: 2.39, Aspect.ACADEMY: 4 / 3}
_ASPECT_OF = {StyleName.WIDESCREEN: Aspect.SCOPE, StyleName.SILENT: Aspect.ACADEMY}
_WRITTEN = (
    (Aspect.SCOPE, r"2[.:]3[59](:1)?|2\.40?(:1)?|21:9"),
    (Aspect.ACADEMY, r"4:3|1[.:]3[37](:1)?|academy ratio"),
    (Aspect.WIDE, r"16:9|1[.:]7[78](:1)?"),
)


def style_named(name: StyleName | None, words: str) -> StyleName:
    """The style by its name, else the one that the words name most often, and first of equals."""
    if name:
        return name
    text = _plain(words)
    found: list[tuple[int, int, StyleName]] = []
    for style, listed in _words().items():
        places = [
            match.start()
            for word in listed
            if (match := re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))
        ]
        if places:
            found.append((-len(places), min(places), style))
    return min(found)[2] if found else StyleName.MATTE


def aspect_of(style: StyleName, aspect: Aspect | None, words: str) -> float | None:
    """Width by height of what is seen; None where the whole frame is."""
    if aspect:
        return RATIOS[aspect]
    for known, written in _WRITTEN:
        if re.search(rf"(?<![\w.:])(?:{written})(?![\w])", _plain(words)):
            return None if known is Aspect.WIDE else RATIOS[known]
    own = _ASPECT_OF.get(style)
    return RATIOS[own] if own else None


def order_aspect(order: SceneOrder) -> float | None:
    """Width by height of what an order's film shows of its frames; None for all of them."""
    style = style_named(order.style_name, order.style)
    return aspect_of(style, order.aspect, order.style)


def prompt_words(order: SceneOrder) -> str:
    """What a model is told of an order's style: the named style's words, then the order's own."""
    named = PROMPTS[order.style_name] if order.style_name else ""
    return ", ".join(words for words in (named, order.style) if words)


def window(picture: Picture, aspect: float | None) -> Picture:
    """The part of a frame that an aspect leaves to be seen, in even pixels."""
    if aspect is None:
        return picture
    width, height = picture.width, picture.height
    if width / height < aspect:
        height = max(64, round(width / aspect / 2) * 2)
    else:
        width = max(64, round(height * aspect / 2) * 2)
    size = {"width": min(width, picture.width), "height": min(height, picture.height)}
    return picture.model_copy(update=size)


def _plain(words: str) -> str:
    return f" {words.casefold().replace('’', chr(39))} "


def _words() -> dict[StyleName, list[str]]:
    words: dict[StyleName, list[str]] = {}
    for line in STYLE_WORDS.strip().splitlines():
        name, _, row = line.partition("|")
        listed = (word.strip() for word in row.split(","))
        words.setdefault(StyleName(name.strip()), []).extend(listed)
    return words
