"""Hats, hoods and helmets, drawn about the ear like the heads they sit on."""

from __future__ import annotations

from render.engines.animatic.figures.breeze import Breeze
from render.engines.animatic.figures.drawing import Spot, blob, oval, tube
from render.engines.animatic.figures.hoods import bonnet, crown, helmet, hood, kerchief
from render.engines.animatic.figures.looks import Look
from render.engines.animatic.figures.relief import Mark, Part, Stain
from render.engines.animatic.figures.veil import veil
from render.engines.animatic.pen import Colour, colour

_BLACK = colour("#0c0b0d")
_BRASS = colour("#b08a3e")
_FELT = colour("#26242a")
_STRAW = colour("#5c5038")


def hat_parts(look: Look, view: str, breeze: Breeze) -> list[Part]:
    """What is worn on the head, back to front."""
    match look.hat:
        case "tricorne":
            return _tricorne(look, view)
        case "wide":
            return _wide(look, view)
        case "topper":
            return _topper()
        case "cap":
            return _cap(look, view)
        case "peaked":
            return _peaked(look, view)
        case "bonnet":
            return bonnet(look, view, breeze)
        case "kerchief":
            return kerchief(look, view, breeze)
        case "hood":
            return hood(look, view)
        case "helmet":
            return helmet(look, view)
        case "veil":
            return veil(look, view)
        case "crown":
            return crown(look)
        case _:
            return []


def _band(y: float, tilt: float, tone: Colour) -> Stain:
    return Stain(tube([(-40, y), (0, y + 4), (40, y + tilt)], (7, 8, 7)), tone, 0.9, 0.6)


def _tricorne(look: Look, view: str) -> list[Part]:
    if view == "side":
        brim: list[Spot] = [
            *((84, -33, 1), (60, -41), (34, -58), (2, -74), (-34, -72), (-56, -60), (-80, -54, 1)),
            *((-62, -42), (-34, -28), (8, -24), (48, -27)),
        ]
        edge: list[Spot] = [
            (83, -33.5),
            (60, -41),
            (34, -58),
            (2, -73),
            (-34, -71),
            (-56, -59.5),
            (-79, -54),
        ]
    elif view in ("quarter", "front"):
        lean = 4 if view == "quarter" else 0
        brim = [
            *(
                (-80, -60, 1),
                (-50, -62),
                (-16 + lean, -57),
                (4 + lean * 4, -40),
                (32, -55),
                (78, -62, 1),
            ),
            *((58, -42), (22, -24), (-8, -25), (-44, -36)),
        ]
        edge = [
            (-79, -60),
            (-50, -62),
            (-16 + lean, -57),
            (4 + lean * 4, -40),
            (32, -55),
            (77, -61.5),
        ]
    else:
        brim = [
            (-84, -50, 1),
            (-50, -62),
            (0, -76),
            (50, -62),
            (84, -50, 1),
            (50, -34),
            (0, -24),
            (-50, -34),
        ]
        edge = [(-83, -50), (-50, -62), (0, -75), (50, -62), (83, -50)]
    dome: list[Spot] = [
        (-42, -34),
        (-40, -64),
        (-18, -82),
        (14, -81),
        (34, -64),
        (40, -34),
        (0, -28),
    ]
    crown = Part(
        (blob(dome),), _FELT, (Mark(tube([(-38, -40), (0, -36), (38, -42)], (3, 4, 3)), -4, 1.5),)
    )
    lace = tube(edge, (2.6, 2.6))
    turned_up = Part(
        (blob(brim),),
        _FELT,
        (Mark(lace, 2, 0.7),),
        (Stain(tube(edge, (3.2, 3.2)), look.accent, 0.85, 0.4),),
        puff=0.7,
        shade=0.9,
    )
    if view != "side":
        return [crown, turned_up]
    cockade = Part((oval(8, -50, 6.5, 6.5),), look.accent, (Mark(oval(8, -50, 3, 3), -4, 1),))
    return [crown, turned_up, cockade]


def _wide(look: Look, view: str) -> list[Part]:
    dome: list[Spot] = [(-40, -34), (-36, -66), (-14, -78), (14, -78), (33, -64), (38, -34)]
    if view == "side":
        brim: list[Spot] = [
            *((88, -30), (60, -40), (20, -43), (-20, -43), (-60, -42), (-90, -26)),
            *((-50, -24), (0, -19), (50, -23)),
        ]
    else:
        brim = [
            *((90, -32), (56, -42), (20, -45), (-20, -45), (-56, -42), (-90, -32)),
            *((-50, -21), (0, -15 if "back" not in view else -24), (50, -21)),
        ]
    dip = Mark(tube([(-70, -30), (0, -27), (70, -30)], (3, 8, 3)), -3, 3)
    tone = _STRAW if look.woman else _FELT
    if look.age == "child":
        # a hat too large for a child is what one knows the child by
        tone = look.accent * 0.72
    return [
        Part(
            (blob(dome),),
            tone,
            (Mark(tube([(-10, -74), (2, -66), (14, -74)], (2, 6, 2)), -5, 2),),
            (_band(-42, -1, look.accent),),
        ),
        Part((blob(brim),), tone, (dip,), puff=0.8, shade=0.9),
    ]


def _topper() -> list[Part]:
    dome: list[Spot] = [
        (-38, -36),
        (-36, -74),
        (-39, -104, 1),
        (0, -108),
        (39, -104, 1),
        (35, -74),
        (37, -36),
    ]
    brim: list[Spot] = [
        (62, -40, 1),
        (36, -34),
        (0, -27),
        (-36, -34),
        (-62, -40, 1),
        (-40, -25),
        (0, -19),
        (40, -25),
    ]
    band = Stain(tube([(-40, -44), (0, -38), (40, -44)], (10, 11, 10)), _BLACK, 0.8, 0.6)
    return [
        Part((blob(dome),), _FELT, stains=(band,), gloss=1.3),
        Part((blob(brim),), _FELT, shade=0.8),
    ]


def _cap(look: Look, view: str) -> list[Part]:
    tone = look.vest * 0.8
    seams = (Mark(tube([(-30, -54), (0, -40), (30, -36)], (1, 3, 1)), -3, 1.5),)
    if view == "side":
        dome: list[Spot] = [
            (46, -30),
            (42, -48),
            (12, -64),
            (-28, -62),
            (-55, -40),
            (-51, -24),
            (-10, -29),
            (30, -31),
        ]
        peak: list[Spot] = [(28, -37), (50, -34), (66, -25), (52, -25), (28, -29)]
        return [Part((blob(dome),), tone, seams), Part((blob(peak),), tone * 0.7, shade=0.9)]
    dome = [(0, -67), (34, -60), (48, -38), (43, -26), (0, -30), (-43, -26), (-48, -38), (-34, -60)]
    parts = [Part((blob(dome),), tone, seams)]
    if "back" not in view:
        peak = [(-40, -29), (0, -36), (40, -29), (36, -19), (3, -9), (-33, -19)]
        parts.append(Part((blob(peak),), tone * 0.7, shade=0.95, puff=0.6))
    return parts


def _peaked(look: Look, view: str) -> list[Part]:
    tone = look.cloth * 1.1
    band = Stain(tube([(-48, -36), (0, -30), (46, -36)], (9, 10, 9)), look.accent, 0.85, 0.6)
    if view == "side":
        dome: list[Spot] = [
            (44, -30),
            (48, -54),
            (30, -72),
            (-16, -70),
            (-58, -58),
            (-50, -28),
            (0, -28),
        ]
        peak: list[Spot] = [(26, -36), (48, -32), (64, -18), (48, -21), (26, -28)]
    else:
        dome = [
            (-42, -28),
            (-58, -54),
            (-30, -68),
            (0, -72),
            (30, -68),
            (58, -54),
            (42, -28),
            (0, -26),
        ]
        peak = [(-34, -32), (0, -36), (34, -32), (30, -20), (0, -13), (-30, -20)]
    parts = [Part((blob(dome),), tone, stains=(band,))]
    if "back" not in view:
        x = 38.0 if view == "side" else 0.0
        badge = Stain(oval(x, -46, 5, 6), _BRASS, 0.95, 0.4)
        parts[0] = Part((blob(dome),), tone, stains=(band, badge))
        parts.append(Part((blob(peak),), _BLACK, gloss=1.8, shade=0.9))
    return parts
