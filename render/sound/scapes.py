"""What each kind of place sounds like: for a new one, a line here and words in places.py."""

from __future__ import annotations

from dataclasses import dataclass

from render.contract import Place
from render.sound.places import kinds_of

# kind   | space  | ground | sky  | rain   | wind | always heard, in decibels; who lives there
_TABLE = """
cabin    | cabin  | wood   | 0.45 | roof   | -38 | timbers -27, lapping -33
tavern   | room   | wood   | 0.2  | roof   | -40 | murmur -27, tableware -28, room_tone -46; hearth
parlour  | room   | wood   | 0.35 | roof   | -36 | room_tone -44, clock -30; hearth
kitchen  | room   | stone  | 0.35 | roof   | -38 | room_tone -44, tableware -29; hearth
library  | soft   | carpet | 0.25 | roof   | -38 | room_tone -46, clock -26
chamber  | soft   | wood   | 0.4  | roof   | -36 | room_tone -43
hall     | hall   | stone  | 0.4  | roof   | -36 | great_air -37, draught -40; hearth
church   | hall   | stone  | 0.3  | roof   | -40 | great_air -34
stair    | vault  | stone  | 0.5  | roof   | -34 | draught -33, great_air -44
cell     | vault  | stone  | 0.15 | roof   | -42 | hollow_air -38, drips -28
cave     | cave   | stone  | 0.3  | water  | -36 | hollow_air -33, drips -20
tent     | soft   | earth  | 0.8  | canvas | -32 | canvas -23, grass -42
barn     | room   | earth  | 0.6  | roof   | -34 | timbers -36, draught -42
flat     | soft   | carpet | 0.25 | roof   | -44 | machine_hum -42, bustle -46
vessel   | cabin  | metal  | 0    | ground | -26 | vessel_hum -28
carriage | cabin  | wood   | 0.4  | roof   | -38 | rails -26, timbers -36
deck     | open   | wood   | 1    | canvas | -25 | swell -23, timbers -28, canvas -27; gulls
boat     | open   | wood   | 1    | water  | -29 | lapping -21, swell -31; gulls
sea      | open   | water  | 1    | water  | -25 | swell -19; gulls
shore    | open   | sand   | 1    | water  | -27 | surf -19; gulls
harbour  | street | wood   | 0.9  | water  | -31 | lapping -23, timbers -33, bustle -38; gulls
cliff    | crags  | stone  | 1    | ground | -22 | surf -28; gulls
forest   | wood   | leaves | 0.8  | leaves | -34 | leaves -27; songbirds, owl, crickets
camp     | wood   | earth  | 0.8  | leaves | -34 | fire -24, leaves -34; owl, crickets
garden   | open   | gravel | 0.8  | leaves | -36 | leaves -35; songbirds, crickets
village  | street | gravel | 0.9  | ground | -31 | bustle -40, leaves -43; songbirds, crows, owl
city     | street | stone  | 0.8  | ground | -33 | bustle -25, murmur -38
moor     | open   | earth  | 1    | ground | -22 | grass -38; crows, owl
meadow   | open   | grass  | 1    | leaves | -29 | grass -33; songbirds, crickets
marsh    | open   | mud    | 1    | water  | -30 | lapping -34, grass -34; frogs, crickets, crows
river    | wood   | gravel | 0.9  | water  | -32 | stream -22, leaves -38; songbirds, crickets
peaks    | crags  | gravel | 1    | ground | -20 | draught -34; crows
desert   | open   | sand   | 1    | ground | -23 | grass -36, draught -38
ice      | open   | snow   | 1    | ground | -21 | snowfall -42
heavens  | vault  | metal  | 0    | ground | -26 | vessel_hum -34
"""


@dataclass(frozen=True, slots=True)
class Scape:
    """The sound of a kind of place. Levels are in decibels, about what they are in LUFS."""

    space: str
    """Which of the spaces answers."""
    ground: str
    """What is trodden on."""
    sky: float
    """How much of wind and rain is heard: 1 in the open, 0 deep inside."""
    rain: str
    """The source of what is heard when it rains."""
    wind: float
    """The level of a full wind; of what it moves, see `beds`."""
    beds: tuple[tuple[str, float], ...]
    """What is always heard: a source and its level."""
    life: tuple[str, ...]
    """What may live there: `gulls`, `crickets`... and a `hearth` that burns when lamps are lit."""


def _read(table: str) -> dict[str, Scape]:
    scapes: dict[str, Scape] = {}
    for line in table.strip().splitlines():
        kind, space, ground, sky, rain, wind, heard = (part.strip() for part in line.split("|"))
        always, _, life = heard.partition(";")
        beds = [entry.split() for entry in always.split(",")]
        scapes[kind] = Scape(
            space,
            ground,
            float(sky),
            "rain" if rain == "ground" else f"rain_on_{rain}",
            float(wind),
            tuple((source, float(level)) for source, level in beds),
            tuple(name.strip() for name in life.split(",") if name.strip()),
        )
    return scapes


SCAPES = _read(_TABLE)
"""Every kind of place."""


def scape_of(place: Place) -> Scape:
    """What a place sounds like: that of its kind."""
    return SCAPES[kinds_of(place)[0]]
