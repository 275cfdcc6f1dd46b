"""A complete valid order to start from: three shots of a story of our own, one with dialogue."""

from __future__ import annotations

from render.contract import (
    CameraMove,
    Framing,
    JobKind,
    Light,
    Line,
    Pace,
    Performer,
    Picture,
    Place,
    SceneOrder,
    Shot,
    TimeOfDay,
    Weather,
)

_WILL = Performer(name="Will", description="a boy of twelve, barefoot, in a man's wet coat")
_STRAND = Place(
    name="strand below the keep",
    interior=False,
    time_of_day=TimeOfDay.DUSK,
    weather=Weather.STORM,
)


def example_order() -> SceneOrder:
    """A boy on the strand below Carrow Keep, at dusk, in a storm."""
    return SceneOrder(
        kind=JobKind.TAKE,
        slate="1-1",
        novel="The Lamp at Carrow Keep",
        chapter="Chapter 1",
        title="The lamp is out",
        picture=Picture(),
        shots=(
            Shot(
                number=1,
                seconds=4.0,
                action="The keep stands black on its cliff; the sea breaks white along the strand.",
                place=_STRAND,
                light=Light.LOW_KEY,
                framing=Framing.WIDE,
                camera=CameraMove.PUSH_IN,
                pace=Pace.LINGERING,
                seed=1101,
            ),
            Shot(
                number=2,
                seconds=4.0,
                action="Will runs along the tideline with his coat over his head.",
                place=_STRAND,
                light=Light.BACKLIGHT,
                framing=Framing.FULL,
                camera=CameraMove.PAN_RIGHT,
                pace=Pace.BRISK,
                cast=(_WILL,),
                seed=1102,
            ),
            Shot(
                number=3,
                seconds=4.5,
                action="Will stops and looks up: no light burns in the tower.",
                place=_STRAND,
                light=Light.BACKLIGHT,
                framing=Framing.MEDIUM,
                camera=CameraMove.STATIC,
                pace=Pace.MEASURED,
                cast=(_WILL,),
                lines=(
                    Line(
                        speaker="Will",
                        text="The lamp is out. Somebody let it go out.",
                        start=1.0,
                        end=4.0,
                    ),
                ),
                seed=1103,
            ),
        ),
    )
