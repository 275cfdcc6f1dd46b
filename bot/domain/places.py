"""The words by which prose says where, what a heading calls each, in or out; data, no rules."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.prose import words


@dataclass(frozen=True, slots=True)
class Spot:
    """A kind of place: its family, and whether it is under a roof (None: the text decides)."""

    family: str
    name: str
    interior: bool | None


ON_IT = words(
    "deck road moor beach strand shore cliff hillside island battlements stair street sea hill"
    " hills slope slopes plateau ridge knoll hilltop spit quay quays wharf pier jetty docks bridge"
    " terrace lawn platform roof rooftop rooftops lane path track marketplace steppe prairie plain"
    " ice glacier pass roadside raft footpath highway stairs staircase porch square balcony"
)
"""The last words of places that one is on, not in."""

NEAR, FAR, WIDE, CLOSE = "*", "~", "?", "!"
"""A place word that needs an article before it; one that moreover is often only seen from afar;
one so wide or so vague that it seldom says where a scene plays; and one with so many other senses
that the article must stand close, as in `the train`, and `of` may not follow, as in `of thought`.
"""
ITSELF = "="
"""The name of places that a heading calls by the text's own word."""

# family | name in a heading | in, out or ? | words, each with its mark
_PLACES = """
sea       | open sea         | out | open sea, ~sea, ~ocean, billows, breakers, high seas
sea       | boat at sea      | out | *boat, rowboat, *gig, jolly-boat, jolly boat, *coracle
sea       | boat at sea      | out | skiff, dinghy, long-boat, longboat, *thwart, *canoe
sea       | boat at sea      | out | *thwarts, *oars, *raft
sea       | =                | out | *bay, *inlet, anchorage, lagoon, fjord, *firth, *strait
sea       | =                | out | *estuary, *reef
shore     | =                | out | *beach, *shore, seashore, *cove, *spit, *dunes, *strand
shore     | beach            | out | ?sand, ?sands, sea-shore, shingle, seaside
shore     | shore            | out | ashore, ~coast, *surf
shore     | =                | out | harbour, harbor, *quay, *quays, *wharf, *docks, *pier, *jetty
shore     | =                | ?   | lighthouse, light-house, lantern room, lamp room
cliff     | =                | out | *cliff, *cliffs, cliff-top, clifftop, headland, *crag
cliff     | cliff            | out | *crags, promontory, *precipice, *bluff, *cape
cliff     | cave             | in  | *cave, *cavern, *grotto, cave-mouth
cliff     | =                | in  | !mine, *tunnel
keep      | castle keep      | out | *keep, *castle, fortress, *ramparts, *battlements
keep      | castle keep      | out | citadel, *rampart, *parapet, drawbridge, *gatehouse
keep      | castle keep      | out | *moat, *ruin, *ruins
keep      | castle keep      | ?   | *tower, *turret
keep      | castle courtyard | out | courtyard, *bailey, *court-yard
keep      | great hall       | in  | great hall, *hall, banqueting hall
keep      | =                | in  | throne room, throne-room
keep      | =                | in  | spiral stair, winding stair
keep      | staircase        | in  | *stair, *staircase, *stairs, *stairwell
keep      | =                | in  | dungeon, *cell, prison, gaol, jail
church    | =                | in  | *chapel, *church, *cathedral, *abbey, *temple
church    | church           | in  | *nave, *altar, *pew, *pews
keep      | =                | in  | *palace
moor      | =                | out | *moor, *moors, heath, *heather, *fen, *fens, *bog
moor      | moor             | out | moorland
moor      | =                | out | marsh, marshes, *swamp, *quagmire, *morass
moor      | marsh            | out | *marish
hill      | =                | out | ~hill, ~hills, hillside, *knoll, *slope, *slopes, *plateau
hill      | =                | out | hilltop, *ridge, *hillock
hill      | hillside         | out | hill-side, hill-top
moor      | =                | out | !field, *fields, meadow, *meadows, *pasture, *orchard
moor      | =                | out | *farmyard, *farm, *vineyard
road      | open road        | out | *road, highroad, high-road, *milestone
road      | =                | out | highway, ~lane, ~track, ~path, *bridge, roadside, *footpath
road      | =                | out | *crossroads, cross-roads, *motorway
moor      | =                | out | *desert, *prairie, *prairies, *steppe, !plain, *plains
moor      | desert           | out | *wastes, *dune
moor      | =                | out | *oasis, *ranch, *corral
river     | =                | out | *river, riverside, *riverbank, *stream, *brook, *ford
river     | =                | out | *creek, *lake, *pond, lakeside, *canal
river     | river bank       | out | *bank, *banks
mill      | =                | ?   | *mill
graveyard | =                | out | graveyard, churchyard, cemetery
graveyard | graveyard        | out | *grave, *graves, *tomb
stockade  | stockade         | out | stockade, palisade, *paling, *pales, enclosure
island    | =                | out | ?island, ?isle, ~islet
pit       | =                | out | !pit, *trench, *trenches, battlefield, *ditch
pit       | pit              | out | excavation
forest    | =                | out | forest, *wood, *woods, *thicket, woodland, *jungle, *copse
forest    | =                | out | *rainforest, *savannah, *tundra
forest    | =                | out | *grove, *dell, *glade
forest    | woods            | out | ~trees, *pines, *oaks, *firs, undergrowth, *brushwood, *boughs
forest    | forest clearing  | out | *clearing
forest    | camp             | out | *camp, encampment, *bivouac, camp-fire, campfire, *camp fire
mountains | mountains        | out | mountain, mountains, *peak, *peaks, *alps, mountainside
mountains | =                | out | *summit, !pass, *glacier, *ravine, *gorge, *valley, *canyon
mountains | =                | out | *gulch
village   | village street   | out | *village, *hamlet, *street, *streets, *lanes, *pavement
village   | =                | out | *alley, *alleyway, *marketplace, market-place, *square
village   | =                | out | *market, *avenue, *boulevard, car park, parking lot, !park
village   | =                | out | *driveway, *playground, petrol station, gas station
village   | street           | out | ?town, ?city, *sidewalk, *curb, *kerb
village   | roof             | out | on the roof
village   | =                | out | *rooftop, *rooftops, *balcony
village   | garden           | out | *garden, *gardens, *lawn, *arbour, *summer-house
village   | =                | out | *terrace, *veranda, *verandah, *porch, !yard
village   | yard             | out | stable-yard, stableyard, inn-yard, *doorstep, *backyard
inn       | =                | ?   | *inn, *tavern, public-house, public house, alehouse, ale-house
inn       | =                | ?   | *hostelry, *tap-room, taproom, *grog-shop, *pub, !saloon
inn       | =                | ?   | *hotel, *restaurant, *café, *cafe, *diner, !bar, *motel
inn       | inn parlour      | in  | bar-room, barroom, common room, *snug
house     | =                | ?   | ~house, *cottage, *hut, *farmhouse, *manor, *mansion, *shack
house     | log-house        | in  | log-house, log house, loghouse
house     | blockhouse       | in  | block-house, block house, blockhouse
house     | kitchen          | in  | *kitchen, *scullery, *pantry
house     | parlour          | in  | parlour, parlor
house     | room with a fire | in  | hearth, fireplace, fire-place, fireside, chimney corner
house     | room with a fire | in  | chimney-corner, *grate, *mantelpiece, *hearthrug
house     | bedroom          | in  | bedroom, bedchamber, bed-chamber, *bed, *bedside, *pillow
house     | bedroom          | in  | *nursery
house     | room             | in  | *room, *chamber, *apartment, *parlours
house     | =                | in  | *study, drawing-room, drawing room, dining-room, dining room
house     | =                | in  | sitting-room, sitting room, living room, living-room, !flat
house     | =                | in  | bathroom, !bath, ballroom, hotel room, waiting room, schoolroom
house     | library          | in  | library, *bookshelves
house     | =                | in  | *office, *counting-house, *classroom, *courtroom, *laboratory
house     | laboratory       | in  | *lab
house     | =                | in  | police station, !ward, *hospital, *clinic, *museum, *theatre
house     | =                | in  | *theater, *cinema, *warehouse, *factory, *garage, *lobby
house     | =                | in  | *elevator, !lift, !school, operating theatre, control room
house     | =                | in  | *attic, *garret, *loft, *cellar, *vault, *crypt
house     | cellar           | in  | *cellars, *vaults, *basement
house     | =                | in  | *corridor, *hallway, !landing
house     | =                | ?   | *passage
house     | corridor         | in  | *upstairs
house     | =                | in  | *stable, *stables, *barn, *shed, *forge, *smithy, *workshop
house     | =                | in  | !shop, *bakery, *bookshop, *nightclub, *supermarket, *gym
house     | =                | in  | *greenhouse, *conservatory, *orangery, *gallery, *studio
house     | =                | in  | *boardroom, *cafeteria, *canteen, *dormitory, *morgue
tent      | tent             | in  | *tent, *tents, *pavilion, marquee
vehicle   | =                | in  | railway carriage, *carriage, *compartment, sleeping car
vehicle   | carriage         | in  | *coach, mail-coach, *cab, *hansom
vehicle   | =                | in  | !car, *taxi, !van, !train, *subway, *helicopter
station   | =                | out | !platform, railway station, !station
ship      | ship's deck      | out | aft, starboard, larboard, amidships, *boom
ship      | ship's deck      | out | *sails, *deck, *decks, quarter-deck, quarterdeck, *helm
ship      | ship's deck      | out | *tiller, *bowsprit, *mast, *mainmast, *foremast, *mizzen
ship      | ship's deck      | out | *shrouds, cross-trees, *rigging, bulwark, bulwarks
ship      | ship's deck      | out | *capstan, *poop, *forecastle, *taffrail, *gunwale
ship      | ship's deck      | out | aboard, on board, crosstrees
ship      | ship's deck      | out | *yards, *scuppers, *companion, *mainsail, *jib, *masts
ship      | ship's deck      | out | *rail, *crow's nest
ship      | ship             | out | ~ship, ~schooner, ~vessel, ~brig, ~frigate
ship      | ship's cabin     | in  | *cabin, *berth, *bunk, *hammock, stateroom
ship      | ship's cabin     | in  | round-house
ship      | ship's galley    | in  | *galley
ship      | ship's hold      | in  | !hold, *bilge, between decks
space     | =                | in  | airlock, *cockpit, *spaceship, *starship, *shuttle, *capsule
space     | =                | in  | space station, engine room, *submarine, *hangar
space     | =                | in  | observation deck, observation dome, sickbay, escape pod, !pod
"""


def _spots() -> dict[str, tuple[Spot, str]]:
    found: dict[str, tuple[Spot, str]] = {}
    for row in _PLACES.strip().splitlines():
        family, name, under_roof, listed = (cell.strip() for cell in row.split("|"))
        interior = {"in": True, "out": False, "?": None}[under_roof]
        for marked in listed.split(","):
            word = marked.strip().lstrip(NEAR + FAR + WIDE + CLOSE)
            mark = marked.strip()[: -len(word)]
            found[word] = (Spot(family, word if name == ITSELF else name, interior), mark)
    return found


SPOTS = _spots()
"""Each place word with its spot and its mark."""
