"""The words by which a place's name finds its set; to teach a new word, add it to a line."""

from __future__ import annotations

import re
from itertools import pairwise

from render.contract import Place

INTERIORS = """
hall     | great hall, hall, throne, banquet, chapel, church, nave, abbey, cathedral, crypt
hall     | dungeon, cell, prison, gaol, jail, cave, cavern, grotto, cellar, vault, court, stair
hall     | staircase, stairs, corridor, passage, gallery, tower, turret, ballroom, keep, castle
parlour  | parlour, parlor, inn, tavern, kitchen, hearth, fireside, room, chamber, bedroom, study
parlour  | cottage, house, cabin, hut, library, office, attic, garret, barn, stable, forge, mill
parlour  | log-house, blockhouse, galley, berth, hold, saloon, tent, carriage, shop, lighthouse
parlour  | workshop, alehouse, pub, bar, taproom, bar-room, counting-house, nursery, lobby
"""

EXTERIORS = """
deck      | deck, quarter-deck, quarterdeck, forecastle, bulwark, bulwarks, rigging, helm, aboard
deck      | poop, capstan, crow's nest, masthead, bowsprit, tiller, taffrail
sea       | sea, ocean, ship, boat, schooner, brig, vessel, bay, lagoon, waves, offing, raft, skiff
sea       | longboat, jolly-boat, coracle, water, waters, anchorage, channel, strait, lake, gig
keep      | keep, castle, fortress, tower, cliff, cliffs, headland, crag, crags, lighthouse
keep      | citadel, rampart, ramparts, battlement, battlements, promontory, bluff, ruin, ruins
shore     | shore, strand, beach, sand, sands, cove, coast, dunes, tide, shingle, estuary, island
shore     | quay, wharf, pier, jetty, harbour, harbor, spit, surf, isle, docks, mudflats
forest    | forest, wood, woods, trees, grove, jungle, glade, clearing, thicket, copse, orchard
forest    | camp, encampment, park, garden, woodland, dell, brake
mountains | mountain, mountains, peak, peaks, pass, summit, ridge, glacier, gorge, ravine, valley
mountains | alps, canyon, range, mountainside, precipice, spur
village   | village, street, lane, town, market, square, yard, inn, tavern, alley, hamlet, city
village   | house, cottage, church, courtyard, churchyard, bridge, gate, mill, door, porch, farm
village   | high street, inn-yard, marketplace, farmyard, stockade, log-house, station
moor      | moor, moors, heath, heather, hill, hills, hillside, road, field, fields, meadow, plain
moor      | marsh, fen, bog, downs, track, path, crossroads, country, graveyard, grass, pasture
moor      | desert, steppe, river, stream, brook, bank, hilltop, knoll, common, prairie, swamp
"""


def _read(listed: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for line in listed.strip().splitlines():
        name, _, row = line.partition("|")
        for word in row.split(","):
            words.setdefault(word.strip(), name.strip())
    return words


_INSIDE, _OUTSIDE = _read(INTERIORS), _read(EXTERIORS)
_SPLIT = re.compile(
    r"\b(?:below|beneath|under|above|beyond|near|before|behind|by|off|outside|at)\b"
)
"""What comes after such a word only says where: `hut in the wood by the sea` is a hut."""
IN_VIEW = {("shore", "keep"): "keep", ("sea", "keep"): "keep"}
"""A place, and what its name says is in sight of it: the set that shows both."""


def set_for(place: Place) -> str:
    """The name of the set for a place: by its last known word, else a sound fallback."""
    listed = _INSIDE if place.interior else _OUTSIDE
    name = place.name.casefold().replace("’", "'")
    head, *rest = _SPLIT.split(name)
    found = [known for part in (head, *rest) if (known := _last_known(part, listed))]
    if not found:
        return "parlour" if place.interior else "moor"
    return next(
        (IN_VIEW[found[0], other] for other in found if (found[0], other) in IN_VIEW), found[0]
    )


def _last_known(text: str, listed: dict[str, str]) -> str | None:
    """The set of the last place word: in English the last noun names the place.

    `ship's deck` is a deck, `village inn` an inn; but `deck of the ship` is a deck too, so that
    what follows `of` is asked last.
    """
    main, _, owner = text.partition(" of ")
    for part in (main, owner):
        words = re.findall(r"[\w'-]+", part)
        pairs = [" ".join(pair) for pair in pairwise(words)]
        for word in [*reversed(pairs), *reversed(words)]:
            for form in (word, word.removesuffix("'s"), word.removesuffix("s")):
                if form in listed:
                    return listed[form]
    return None
