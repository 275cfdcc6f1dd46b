"""The words by which a place's name finds its set; to teach a new word, add it to a line."""

from __future__ import annotations

import re
from itertools import pairwise

from render.contract import Place
from render.word_tables import by_word

INTERIORS = """
hall        | great hall, hall, throne, banquet, chapel, church, nave, abbey, cathedral
hall        | court, courtroom, ballroom, keep, castle, temple, palace, theatre, refectory
parlour     | parlour, parlor, inn, tavern, hearth, fireside, room, cottage, house, hut, garret
parlour     | log-house, blockhouse, saloon, alehouse, pub, bar, taproom, bar-room, lobby
parlour     | barn, stable, forge, workshop, mill, shop, lighthouse, farmhouse, dining room, lodge
cabin       | cabin, great cabin, berth, ship, below deck, below decks, galley, forecastle, hold
cabin       | carriage, compartment, wheelhouse, stateroom, ship's cabin, boat, submarine, brig
library     | library, study, office, counting-house, bookshop, archive, laboratory, museum, school
library     | classroom, drawing room, drawing-room, reading room, salon, solar
bedchamber  | bedchamber, bedroom, chamber, nursery, sickroom, attic, boudoir, dormitory, bed
cell        | cell, dungeon, prison, gaol, jail, cellar, vault, crypt, oubliette, lock-up, tomb
stairwell   | stairwell, stair, stairs, staircase, steps, tower, turret, landing, belfry
kitchen     | kitchen, scullery, pantry, bakery, larder, cookhouse, buttery, dairy
tent        | tent, pavilion, marquee, wigwam, yurt, tepee
modern room | apartment, flat, living room, modern room, hotel room, penthouse, motel, suite, lounge
modern room | hospital, ward, clinic, newsroom, studio, bathroom, precinct, diner, café, cafe
corridor    | corridor, passage, gallery, hallway, passageway, cloister, tunnel, underground, metro
corridor    | subway, bunker, arcade
cave        | cave, cavern, grotto, mine, den, lair
backdrop    | backdrop
space       | spaceship, starship, bridge of the ship, airlock, space station, cockpit, orbit
"""

EXTERIORS = """
deck      | deck, quarter-deck, quarterdeck, forecastle, bulwark, bulwarks, rigging, helm, aboard
deck      | poop, capstan, crow's nest, masthead, bowsprit, tiller, taffrail, raft
ship      | ship, schooner, brig, vessel, galleon, frigate, sloop, whaler, steamer, man-of-war
sea       | sea, ocean, boat, bay, lagoon, waves, offing, skiff, longboat, jolly-boat, coracle
sea       | waters, anchorage, channel, strait, lake, gig, water, horizon, reef
harbour   | harbour, harbor, quay, wharf, pier, jetty, dock, docks, port, dockside, waterfront
keep      | keep, castle, fortress, tower, cliff, cliffs, headland, crag, crags, lighthouse
keep      | citadel, rampart, ramparts, battlement, battlements, promontory, bluff
ruin      | ruin, ruins, abbey, priory, graveyard, churchyard, tomb, temple, monastery, cloister
shore     | shore, strand, beach, sand, sands, cove, coast, tide, shingle, estuary, island
shore     | spit, surf, isle, mudflats
forest    | forest, wood, woods, trees, grove, jungle, glade, clearing, thicket, copse, orchard
forest    | camp, encampment, park, garden, woodland, dell, brake, stockade, palisade, log-house
mountains | mountain, mountains, peak, peaks, pass, summit, ridge, gorge, ravine, valley
mountains | alps, range, mountainside, precipice, spur, volcano
village   | village, street, lane, town, market, square, yard, inn, tavern, alley, hamlet
village   | house, cottage, church, courtyard, gate, mill, door, porch, farm, old town
village   | high street, inn-yard, marketplace, farmyard, station
roofs     | roof, roofs, rooftop, rooftops, balcony, terrace, attic window, chimneys, skyline
modern street | city, city street, modern street, downtown, avenue, boulevard, highway, motorway
modern street | car park, parking lot, bus stop, crossing, skyscraper, suburb, freeway, taxi
river     | river, bridge, stream, brook, bank, ford, ferry, canal, riverside, weir, mill-pond
road      | road, open road, track, crossroads, highroad, turnpike, lane end, cart, coach road
desert    | desert, dune, dunes, canyon, oasis, wastes, wasteland, badlands, savannah, outback
snowfield | snowfield, snow, ice, glacier, tundra, arctic, frozen lake, icefield, pole
cave      | cave, cavern, grotto, mine, mouth of the cave, tunnel, den
space     | space, open space, stars, orbit, void, planet, spaceship, starship, asteroid, nebula
space     | moon base, hull, station in orbit, rift, deep space, outer space, space station
moor      | moor, moors, heath, heather, hill, hills, hillside, field, fields, meadow, plain
moor      | marsh, fen, bog, downs, path, country, grass, pasture, battlefield, camp fire
moor      | steppe, hilltop, knoll, common, prairie, swamp, island hill
"""

_INSIDE, _OUTSIDE = by_word(INTERIORS), by_word(EXTERIORS)
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
    # what a look says of the place is asked where its name says nothing
    told = place.description.casefold().replace("’", "'").split(",")
    found = [known for part in (head, *rest, *told) if (known := _last_known(part, listed))]
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
