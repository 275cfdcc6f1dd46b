"""Figures drawn alone, as outlines to compare."""

from __future__ import annotations

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Seat
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.poses import Pose
from render.engines.animatic.figures.relief import Lamp, Lighting, Part, Sheet
from render.engines.animatic.figures.side import side_plies
from render.engines.animatic.pen import Field, colour

WHITE = colour("#ffffff")
LIGHTING = Lighting((Lamp(WHITE, 1.0, -0.2),), WHITE * 0.4, WHITE * 0.2, WHITE, 0.1)


def drawn(parts: list[Part], scale: float = 0.16) -> tuple[Field, Field]:
    sheet = Sheet((0, 0, 190, 170))
    for part in parts:
        sheet.lay(part.placed(Seat(complex(scale), 90 + 150j)))
    return sheet.lit(LIGHTING, scale)


def from_the_side(look: Look, pose: Pose, breeze: Breeze | None = None) -> list[Part]:
    plies = side_plies(look, pose, breeze or Breeze(0.3, 0.2), plain=True)
    return [part for ply in plies for part in ply.parts]
