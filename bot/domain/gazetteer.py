"""The words by which prose says where, when and in what weather; data, no rules."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.direction import TimeOfDay, Weather
from bot.domain.prose import words


@dataclass(frozen=True, slots=True)
class Spot:
    """A kind of place: its family, and whether it is under a roof (None: the text decides)."""

    family: str
    name: str
    interior: bool | None


ON_IT = words(
    "deck road moor beach strand shore cliff hillside island battlements stair street sea"
)
"""The last words of places that one is on, not in."""

NEAR, FAR = "*", "~"
"""A place word that needs an article before it; one that moreover is often only seen from afar."""

# family | name in a heading | in, out or ? | words, each with its mark
_PLACES = """
sea       | open sea         | out | open sea, ~sea, ~ocean, billows, breakers, ~water, *swell
sea       | boat at sea      | out | *boat, rowboat, *gig, jolly-boat, jolly boat, *coracle
sea       | boat at sea      | out | skiff, dinghy, long-boat, longboat, *raft, *thwart
sea       | boat at sea      | out | *thwarts, *oars
sea       | bay              | out | *bay, *inlet, anchorage, lagoon, fjord, *firth
shore     | beach            | out | beach, *sand, *sands, *dunes, seashore, sea-shore
shore     | shore            | out | *shore, ashore, ~coast, seaside, shingle, *spit, *surf
shore     | strand           | out | *strand
shore     | cove             | out | *cove
shore     | harbour          | out | harbour, harbor, *quay, *quays, *wharf, *docks, *pier
shore     | harbour          | out | *jetty
shore     | lighthouse       | ?   | lighthouse, light-house, lantern room, lamp room
cliff     | cliff            | out | *cliff, *cliffs, cliff-top, clifftop, headland, *crag
cliff     | cliff            | out | *crags, promontory, *precipice, *bluff, *cape
cliff     | cave             | in  | *cave, *cavern, *grotto, cave-mouth
keep      | castle keep      | out | *keep, *castle, fortress, *ramparts, *battlements
keep      | castle keep      | out | citadel, *rampart, *parapet, drawbridge, *gatehouse
keep      | castle keep      | out | *moat, *ruin, *ruins
keep      | castle keep      | ?   | *tower, *turret
keep      | castle courtyard | out | courtyard, *bailey, *court-yard
keep      | great hall       | in  | great hall, *hall, banqueting hall, throne room
keep      | great hall       | in  | throne-room
keep      | spiral stair     | in  | spiral stair, winding stair, *stair, *staircase, *stairs
keep      | dungeon          | in  | dungeon, *cell, prison, gaol, jail
keep      | chapel           | in  | *chapel, *church, *nave, *altar, *pew, *cathedral, *abbey
moor      | moor             | out | *moor, *moors, moorland, heath, *heather, *fen, *fens
moor      | moor             | out | *bog
moor      | marsh            | out | marsh, marshes, *swamp, *quagmire, *morass, *marish
moor      | hillside         | out | ~hill, ~hills, hillside, hill-side, *knoll, *slope
moor      | hillside         | out | *plateau, hilltop, hill-top, *ridge, *hillock
moor      | open field       | out | *field, *fields, meadow, *meadows, *pasture, *orchard
moor      | open field       | out | *farmyard
moor      | open road        | out | *road, highroad, high-road, highway, ~lane, ~track, ~path
moor      | open road        | out | *bridge, roadside, *crossroads, cross-roads, *milestone
moor      | open road        | out | *footpath
moor      | desert           | out | *desert, *wastes, *steppe, *prairies
moor      | river bank       | out | *river, riverside, *riverbank, *stream, *brook, *ford
moor      | river bank       | out | *creek, *mill, *bank, *banks, *lake, *pond, lakeside
moor      | graveyard        | out | graveyard, churchyard, cemetery, *grave, *graves, *tomb
moor      | stockade         | out | stockade, palisade, *paling, *pales, enclosure
moor      | island           | out | ~island, ~isle, ~islet
forest    | forest           | out | forest, *wood, *woods, *thicket, woodland, ~trees
forest    | forest           | out | *jungle, *copse, *pines, *oaks, *firs, undergrowth
forest    | forest           | out | *brushwood, *boughs, *grove
forest    | forest clearing  | out | *clearing, *glade, *dell, camp-fire, campfire
forest    | camp             | out | *camp, encampment, *bivouac
mountains | mountains        | out | mountain, mountains, *peak, *peaks, *summit, *pass
mountains | mountains        | out | *glacier, *ravine, *gorge, *alps, *valley, *canyon
mountains | mountains        | out | *gully, mountainside
village   | village street   | out | *village, *hamlet, *street, *streets, *alley
village   | village street   | out | *marketplace, market-place, *square, ~town, ~city
village   | village street   | out | *pavement, *market, *lanes
village   | garden           | out | *garden, *gardens, *lawn, *terrace, *arbour, *summer-house
village   | yard             | out | *yard, stable-yard, stableyard, inn-yard, *doorstep
village   | yard             | out | *threshold
inn       | inn              | ?   | *inn, *tavern, public-house, public house, alehouse
inn       | inn              | ?   | ale-house, *hostelry, *tap-room, taproom, *grog-shop, pub
inn       | inn parlour      | in  | parlour, parlor, bar-room, barroom, common room, snug
house     | house            | ?   | ~house, *cottage, *hut, *cabin door, *farmhouse, *manor
house     | house            | ?   | *mansion
house     | log-house        | in  | log-house, log house, loghouse, block-house, block house
house     | log-house        | in  | blockhouse
house     | kitchen          | in  | *kitchen, *scullery, *pantry
house     | room with a fire | in  | hearth, fireplace, fire-place, fireside, chimney corner
house     | room with a fire | in  | chimney-corner, *grate, *mantelpiece, *hearthrug
house     | bedroom          | in  | bedroom, bedchamber, bed-chamber, *bed, *bedside, *pillow
house     | bedroom          | in  | *nursery
house     | room             | in  | *room, *chamber, *study, drawing-room, drawing room
house     | room             | in  | dining-room, dining room, sitting-room, sitting room
house     | room             | in  | *apartment, *parlours
house     | library          | in  | library, *bookshelves
house     | office           | in  | *office, *counting-house
house     | attic            | in  | *attic, *garret, *loft
house     | cellar           | in  | *cellar, *cellars, *vault, *vaults, *crypt
house     | passage          | in  | *corridor, *passage, *lobby, *hallway, *landing, *upstairs
house     | stable           | in  | *stable, *stables, *barn, *shed, *forge, *smithy
house     | stable           | in  | *workshop, *shop
house     | tent             | in  | *tent, *tents, *pavilion, marquee
house     | carriage         | in  | *carriage, *coach, *railway carriage, *compartment
house     | carriage         | in  | mail-coach
ship      | ship's deck      | out | aft, starboard, larboard, amidships, *boom, *stern, *bows
ship      | ship's deck      | out | *sails, *deck, *decks, quarter-deck, quarterdeck, *helm
ship      | ship's deck      | out | *tiller, *bowsprit, *mast, *mainmast, *foremast, *mizzen
ship      | ship's deck      | out | *shrouds, cross-trees, *rigging, bulwark, bulwarks
ship      | ship's deck      | out | *capstan, *poop, *forecastle, *taffrail, *gunwale, ~ship
ship      | ship's deck      | out | ~schooner, ~vessel, ~brig, ~frigate, aboard, on board
ship      | ship's deck      | out | *yards, *scuppers, *companion, *mainsail, *jib, *masts
ship      | ship's deck      | out | *rail, *crow's nest
ship      | ship's cabin     | in  | *cabin, *saloon, *berth, *bunk, *hammock, stateroom
ship      | ship's cabin     | in  | round-house
ship      | ship's galley    | in  | *galley
ship      | ship's hold      | in  | *hold, *bilge, between decks, apple barrel, *apple-barrel
"""


def _spots() -> dict[str, tuple[Spot, str]]:
    found: dict[str, tuple[Spot, str]] = {}
    for row in _PLACES.strip().splitlines():
        family, name, under_roof, listed = (cell.strip() for cell in row.split("|"))
        spot = Spot(family, name, {"in": True, "out": False, "?": None}[under_roof])
        for marked in listed.split(","):
            word = marked.strip().lstrip(NEAR + FAR)
            found[word] = (spot, marked.strip()[: -len(word)])
    return found


SPOTS = _spots()
"""Each place word with its spot and its mark."""

TIMES: tuple[tuple[TimeOfDay, float, str], ...] = (
    (
        TimeOfDay.DAWN,
        3,
        r"dawn(?:ed|ing)?|day-?break|sun-?rise|break of day|first light|cock-?crow",
    ),
    (TimeOfDay.DAWN, 3, r"(?:sun|day) (?:rose|came up|was rising|broke)|grey of (?:the )?morning"),
    (TimeOfDay.DAWN, 2, r"early (?:in the |one |that )?morning|before sun-?up"),
    (
        TimeOfDay.DAY,
        2,
        r"morning|forenoon|noon|noonday|midday|mid-day|afternoon|broad day(?:light)?",
    ),
    (
        TimeOfDay.DAY,
        1.5,
        (
            r"(?:was |were )?(?:awoke|woke|awakened|wakened)|quite early|day-?light|sunshine"
            r"|sun-?light|sunlit|sunny|breakfast|luncheon"
        ),
    ),
    (TimeOfDay.DAY, 1, r"(?:the|bright|hot|blazing) sun|by day"),
    (
        TimeOfDay.GOLDEN_HOUR,
        3,
        r"golden (?:light|hour)|late (?:in the )?afternoon|sun was (?:low|sinking)",
    ),
    (TimeOfDay.GOLDEN_HOUR, 3, r"low sun|(?:slanting|last) (?:rays|light|sunlight)"),
    (
        TimeOfDay.DUSK,
        3,
        (
            r"dusk|candlelight(?= when)|twilight|gloaming|night-?fall"
            r"|sun-?set|sun-?down|(?:sun|day) (?:had )?(?:set|went down|gone down)"
        ),
    ),
    (
        TimeOfDay.DUSK,
        3,
        (
            r"growing dark|(?:grew|getting|grown) dark"
            r"|darkness (?:was )?(?:fell|falling|gathering)|fall of night"
        ),
    ),
    (TimeOfDay.DUSK, 2, r"evening|supper|eventide"),
    (
        TimeOfDay.NIGHT,
        3,
        r"midnight|dead of (?:the )?night|pitch-?(?:dark|black)|(?:at|by|that|one) night",
    ),
    (TimeOfDay.NIGHT, 2, r"night|starlight|(?:the )?stars|darkness|in the dark|pitch dark"),
    (
        TimeOfDay.NIGHT,
        1,
        r"lanterns?|candles?|candle-?light|lamp-?light|torch(?:es)?|torchlight|lamps?",
    ),
    (TimeOfDay.MOONLIGHT, 3.5, r"moon-?light|moon-?lit|moon-?beams?"),
    (TimeOfDay.MOONLIGHT, 3, r"(?:the|a|full|half|new|rising) moon"),
)
"""What the text says of the time of day, with a weight."""

WEATHERS: tuple[tuple[Weather, float, str], ...] = (
    (
        Weather.STORM,
        2.5,
        r"thunder(?!ed|ing|struck)|lightning|tempest|thunder-?storm|hurricane|squalls?",
    ),
    (Weather.STORM, 2, r"(?:the|a) (?:\w+ )?storm(?! of)|gale|storm-?clouds|stormy"),
    (Weather.RAIN, 2, r"rain|rained|raining|rainy|drizzle|downpour|sleet|wet weather|showers"),
    (Weather.SNOW, 2.5, r"snow|snowed|snowing|snowy|snow-?flakes|blizzard|snow-?drifts?|flakes"),
    (Weather.FOG, 2, r"fog|foggy|mists?|misty|haze|hazy|vapou?rs?"),
    (Weather.WIND, 1.5, r"(?:the|a|strong|cold|high|wild|bitter) winds?|windy|gusts?|blew hard"),
    (Weather.WIND, 1, r"breeze|(?:was|is) blowing|wind (?:blew|rose|howled)"),
    (
        Weather.CLOUD,
        1.5,
        r"overcast|cloudy|leaden sky|grey sky|gray sky|(?:low|heavy|dark|grey) clouds|dull day",
    ),
    (Weather.CLOUD, 1, r"clouds"),
    (
        Weather.CLEAR,
        1.5,
        r"sunshine|sunny|cloudless|clear (?:\w+ )?sky|blue sky|fine (?:day|morning|weather)|calm",
    ),
    (Weather.CLEAR, 1, r"starlight|sunlight|sunlit|shone (?:bright|clear)\w*|bright sun"),
)
"""What the text says of the weather, with a weight."""

INDOOR_CUES = words(
    "hearth fireside candle candles candlestick ceiling floor carpet curtain curtains table"
    " chair chairs armchair shutters bolted window-pane mantelpiece stairs upstairs downstairs"
    " cupboard bed bedside indoors door latch settle benches desk lamp chimney rafters"
)
OUTDOOR_CUES = words(
    "sky stars sun moon wind horizon trees grass sand waves surf tide gulls seagulls hill"
    " hills rocks heather branches leaves clouds rain snow hedge gallop galloped horse horses"
    " saddle sail sails spray foam cliffs outdoors outside bushes mud birds overhead path"
)
FRANTIC_WORDS = words(
    "ran running rushed rush burst fired fire! shot shots pistol pistols cutlass cutlasses"
    " sword swords struck plunged leaped leapt sprang shrieked scream screamed screaming charge"
    " charged flung hurled dashed fled flight panic chase pursued pursuers blood blows stabbed"
    " crash crashed gallop galloped galloping bullet bullets musket volley fight fighting"
    " fought yelled wrestled seized tumbled desperate desperately lightning explosion smash"
    " smashed"
)
BRISK_WORDS = words(
    "hurried quickly quick suddenly sudden jumped hastened haste pulled pushed turned hard"
    " fast shouted cried instantly once swift swiftly caught climbed scrambled threw swung"
    " rowed pull hauled march marched sharp sharply broke"
)
LINGERING_WORDS = words(
    "still silence silent slowly slow gazed gazing lay quiet quietly asleep slept sleeping"
    " dream dreamed lonely alone softly gentle gently long distant drifted faint faintly calm"
    " peaceful waited waiting hush hushed remembered motionless empty pale shadow shadows"
    " melancholy sat"
)
VISUAL_WORDS = words(
    "eyes face hand hands hair head arm arms shoulder back door window light dark darkness"
    " shadow red black white green blue grey gray golden yellow pale bright stood sat lay"
    " walked ran rode climbed looked turned held carried lifted opened shut rose fell drew"
    " raised threw leaned bent shone burned glimmered hung knelt stepped crossed entered came"
    " went fire smoke sail sails water waves rock rocks tree trees sky stars moon sun sword"
    " lantern candle cloak coat hat horse boat ship rope blood figure figures knife chest"
    " crutch pistol coins gold stretched swung"
)
MENTAL_WORDS = words(
    "thought think believed believe supposed suppose knew know known understood wondered hoped"
    " wished remember remembered considered reason reasons opinion doubt doubted fancy explain"
    " explained perhaps possible indeed account matter business story stories told tell"
    " question would could might should must never always often sometimes used had been"
)
PLAIN_WORDS = words(
    "the and that this with from have has had was were are not but for you your they them"
    " their there then than what when where which while who whom his her hers him she its our"
    " ours out off over into onto upon under about after before between through very more most"
    " some such only just like also all any both each few can could will would shall should may"
    " might must been being one two three now here how why too scene shot see seen show shows"
    " make made set instead please much still again same night day dawn dusk morning evening"
    " noon midnight snow snowing rain raining storm stormy fog foggy mist misty wind windy"
    " clear cloud clouds cloudy moonlight moon sun sunset sunrise dark light weather time place"
    " inside outside falling heavy thick deep late early winter summer autumn spring cold warm"
)
"""Words that say nothing of who does what."""
