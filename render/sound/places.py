"""The words by which a place finds its sound."""

from __future__ import annotations

import re
from itertools import pairwise

from render.contract import Place
from render.word_tables import by_word

INTERIORS = """
cabin    | cabin, cabins, berth, hold, galley, saloon, 'tween-decks, below deck, below decks
cabin    | stateroom
tavern   | tavern, alehouse, pub, bar, taproom, bar-room, inn, saloon bar, coffee-house
tavern   | restaurant
parlour  | parlour, parlor, hearth, fireside, cottage, hut, log-house, blockhouse, dining-room
parlour  | lodge
kitchen  | kitchen, scullery, bakery, forge, smithy
library  | library, study, office, counting-house, drawing-room, shop, museum, archive
library  | reading-room
chamber  | bedroom, bedchamber, chamber, room, nursery, attic, garret, house, sickroom
chamber  | infirmary
hall     | hall, great hall, throne, banquet, ballroom, court, gallery, castle, keep, palace
church   | chapel, church, nave, abbey, cathedral, temple, sanctuary
stair    | stair, staircase, stairs, stairwell, tower, turret, lighthouse, corridor, passage
cell     | cell, dungeon, prison, gaol, jail, crypt, vault, cellar, tunnel, sewer
cave     | cave, cavern, grotto, mine, caves
tent     | tent, pavilion, marquee, wagon, yurt
barn     | barn, stable, mill, loft, shed, workshop, boathouse
flat     | flat, apartment, hotel, lobby, hospital, laboratory, lab, classroom, school, kiosk
flat     | garage
vessel   | spaceship, starship, bridge, airlock, shuttle, cockpit, station, capsule, submarine
carriage | carriage, coach, train, compartment, tram, car, bus
"""

EXTERIORS = """
deck     | deck, quarter-deck, quarterdeck, forecastle, bulwark, bulwarks, rigging, helm, aboard
deck     | ship, poop, capstan, crow's nest, masthead, bowsprit, tiller, taffrail, schooner
deck     | brig, vessel
boat     | boat, raft, skiff, longboat, jolly-boat, coracle, canoe, gig, rowing-boat
sea      | sea, ocean, waves, offing, open water, bay, channel, strait, waters
shore    | shore, strand, beach, sand, sands, cove, coast, dunes, tide, shingle, surf, island
shore    | isle, tideline, spit, mudflats, lagoon
harbour  | harbour, harbor, quay, wharf, pier, jetty, docks, dock, anchorage, estuary, slipway
cliff    | cliff, cliffs, keep, castle, headland, crag, crags, lighthouse, citadel, rampart
cliff    | ramparts, fortress, tower, battlement, battlements, promontory, bluff
forest   | forest, wood, woods, trees, grove, jungle, glade, clearing, thicket, copse, woodland
forest   | dell
camp     | camp, encampment, campfire, bivouac, bonfire
garden   | garden, orchard, park, courtyard, churchyard, cloister, vineyard, lawn, graveyard
garden   | cemetery
village  | village, village street, village square, lane, hamlet, yard, inn, tavern, inn-yard
village  | farmyard, farm, stockade, cottage, mill, house, church, gate, door, porch
city     | city, street, town, market, square, marketplace, high street, alley, roofs, rooftop
city     | bridge, station, avenue, boulevard, market-place
moor     | moor, moors, heath, heather, hill, hills, hillside, down, downs, hilltop, knoll
moor     | common, ruin, ruins, crossroads, road, track, path
meadow   | meadow, field, fields, pasture, prairie, grass, country, plain, steppe
marsh    | marsh, fen, bog, swamp, reeds, pond, lake, mere
river    | river, stream, brook, bank, ford, waterfall, burn, rapids
peaks    | mountain, mountains, peak, peaks, pass, summit, ridge, gorge, ravine, valley, alps
peaks    | canyon, precipice, spur, mountainside
desert   | desert, dune, wasteland, badlands, wadi
ice      | glacier, ice, snowfield, tundra, arctic, icefield, floe
heavens  | space, orbit, stars, asteroid, void, nebula
"""
"""To teach a new word, add it to a line; the first line that has a word keeps it.

What the kinds sound like stands in scapes.py."""

_INSIDE, _OUTSIDE = by_word(INTERIORS), by_word(EXTERIORS)
_SPLIT = re.compile(
    r"\b(?:of|in|on|below|beneath|under|above|beyond|near|before|behind|by|off|outside|at|over)\b"
)


def kinds_of(place: Place) -> tuple[str, tuple[str, ...]]:
    """The kind of a place, and the kinds that its name says are within hearing.

    `parlour of the inn by the sea` is a parlour; the inn and the sea are heard from afar.
    """
    listed = _INSIDE if place.interior else _OUTSIDE
    name = place.name.casefold().replace("’", "'")
    if name in listed:
        return listed[name], ()
    main = ""
    near: list[str] = []
    for part in _SPLIT.split(name):
        kind = None if main else _last_known(part, listed)
        if kind:
            main = kind
        elif heard := _last_known(part, _OUTSIDE):
            near.append(heard)
    main = main or ("chamber" if place.interior else "moor")
    return main, tuple(dict.fromkeys(kind for kind in near if kind != main))


def _last_known(text: str, listed: dict[str, str]) -> str | None:
    """The kind of the last place word: in English the last noun names the place."""
    words = re.findall(r"[\w'-]+", text)
    for word in [*(" ".join(pair) for pair in reversed(list(pairwise(words)))), *reversed(words)]:
        for form in (word, word.removesuffix("'s"), word.removesuffix("s")):
            if form in listed:
                return listed[form]
    return None
