"""How the animatic draws each of the styles that a film can have."""

from __future__ import annotations

from dataclasses import dataclass, replace

from render.contract import Picture, StyleName
from render.engines.protocol import Inputs
from render.style import aspect_of, style_named, window


@dataclass(frozen=True, slots=True)
class Style:
    """How a whole film looks, whatever the hour and the weather."""

    name: StyleName = StyleName.MATTE
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
    lift: float = 0.0
    """How much brighter the middle tones are: what contrast takes from a night, given back."""
    split: tuple[str, str] | None = None
    """What shadows and lights lean to: two colours."""
    stark: float = 0.0
    """How much darker still people are before snow or sand, where little else tells them apart."""
    flash: float = 1.0
    """How much of lightning's light is left, so that nothing flickers harmfully in any style."""
    medium: str = "film"
    """`film`, `paint` or `ink`."""

    def window(self, picture: Picture) -> Picture:
        """The part of a frame that the style fills, in even pixels; the rest is black."""
        return window(picture, self.aspect)


STYLES: dict[StyleName, Style] = {
    StyleName.MATTE: Style(),
    StyleName.WIDESCREEN: Style(
        StyleName.WIDESCREEN,
        grain=1.4,
        contrast=1.10,
        saturation=1.12,
        bloom=1.9,
        stark=0.15,
        split=("#0c3440", "#ffb46a"),
    ),
    StyleName.SILENT: Style(
        StyleName.SILENT,
        grain=3.0,
        contrast=1.16,
        bloom=1.5,
        vignette=1.35,
        stark=0.15,
        tones=("#140d08", "#8c6a48", "#f6e6c4"),
    ),
    StyleName.NOIR: Style(
        StyleName.NOIR,
        grain=2.8,
        contrast=1.30,
        lift=0.14,
        flash=0.68,
        vignette=1.15,
        tones=("#040506", "#6a6d70", "#f4f4f0"),
    ),
    StyleName.WATERCOLOUR: Style(
        StyleName.WATERCOLOUR,
        grain=0.0,
        contrast=0.86,
        saturation=1.18,
        bloom=0.6,
        vignette=0.15,
        medium="paint",
    ),
    StyleName.WOODCUT: Style(
        StyleName.WOODCUT, grain=0.0, bloom=0.0, vignette=0.3, stark=0.45, flash=0.5, medium="ink"
    ),
}


def style_for(inputs: Inputs) -> Style:
    """The style of a film as an order has it: by name, else by its words."""
    name = style_named(inputs.style_name, inputs.style)
    return replace(STYLES[name], aspect=aspect_of(name, inputs.aspect, inputs.style))
