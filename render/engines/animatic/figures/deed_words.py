"""The words that tell what people do, one meaning a line; to teach a word, add it to a line.

`ride~` stands for ride, rides, rided, riding; `...` for up to three words;
`{light}` for all that shines; `!hands` for what one does, not for what one has.
"""

from __future__ import annotations

import re

THINGS = """
light  | lantern, lamp, torch, candle, candlestick, taper, flashlight, candle lantern
blade  | sword, cutlass, sabre, rapier, dagger, knife, blade, axe, dirk, hanger
gun    | gun, pistol, pistols, revolver, musket, rifle, shotgun, carbine
paper  | letter, note, telegram, map, chart, paper, papers, photograph, envelope, scroll, parchment
book   | book, diary, journal, ledger, bible, page, pages, newspaper
cup    | cup, mug, glass, tankard, goblet, toast, rum, ale, tea, coffee, wine, bowl, flask
horse  | horse, horses, pony, mare, stallion, nag, steed, mule, camel
cart   | cart, carts, wagon, waggon, carriage, coach, barrow
stairs | stair, stairs, staircase, steps, ladder, tower, rigging, shrouds
rope   | rope, ropes, halyard, halyards, hawser, cable, net, nets, sheet, line, sail, sails
water  | water, waters, sea, waves, river, lake, surf, pool, tide, cove, bay
floor  | floor, floors, hearth, step, steps, yard, porch, deck, leaves, path, kitchen, room, snow
shot   | shoot, shoots, shot, shooting, fires, fired
wood   | wood, firewood, log, logs, kindling, tree, trees, oak, pine, branches
iron   | iron, anvil, horseshoe, horseshoes, blade, steel, nail, nails
fiddle | fiddle, violin, viola
helm   | helm, wheel, tiller
boat   | boat, gig, skiff, raft, coracle, canoe, barge
goes   | go, goes, going, went, comes, came, runs, ran, running, walks, walked, hurries, hurried
whose  | his, her, their, the, a, an
"""
"""What is done something with, by one word in braces."""

POSTURES = """
kneel   | kneel~, knelt, genuflect~, one knee, bended knee, on her knees, on his knees
kneel   | to her knees, to his knees, light~ a fire, light~ the fire, kindle~
ride    | in the saddle, into the saddle, on horseback, astride, gallop~, canter~, trot~
ride    | on {whose} ... {horse}, mounts {whose} ... {horse}, mounted {whose} ... {horse}
ride    | spurs {whose} ... {horse}, rein~ in
walk    | climb~ into, climb~ in, climb~ aboard, climb~ out, climb~ down
walk    | clamber~ into, clamber~ out
climb   | mount~ ... {stairs}, {goes} up {whose} ... {stairs}, up a rope, up the rope, up the tree
climb   | climb~, clamber~, scrambles up, scrambled up, scales the, ascend~, himself up
climb   | herself up
ride    | ride~, rode, ridden, mounts, mounted
lie     | lie, lies, lying, lay, asleep, sleep~, slept, unconscious, is dead, dead on, falls dead
lie     | sprawl~, dies, died, is dying
dance   | dance~, waltz~, jigs, whirls ... round, whirled ... round, spins her round
swim    | swim~, swam, treads water, treading water, floats on {whose} back, bath~ in, drown~
swim    | struggl~ in the {water}, div~ into the {water}, plung~ into the {water}
fish    | fishes, fished, is fishing, are fishing, was fishing, were fishing, fishing from
fish    | fishing in, fishing off, fishing with, fishing alone, fishing for, go fishing
fish    | goes fishing, went fishing, sits fishing, sat fishing, stands fishing, stood fishing
fish    | angling, angles for, casts {whose} line, cast {whose} line, casts {whose} rod
fish    | fishing rod, fishing line, fishing pole, rod and line
sweep   | sweep~ ... {floor}, swept ... {floor}, is sweeping, was sweeping, broom, besom
chop    | chop~ ... {wood}, chops, chopping, hew~ ... {wood}, split~ ... {wood}, cut~ ... {wood}
chop    | fells ... {wood}, felled ... {wood}, felling ... {wood}
hammer  | hammer~ ... {iron}, beat~ ... {iron}, at {whose} anvil, strikes the anvil, forg~
haul    | haul~ ... {rope}, heave~ ... {rope}, pull~ on ... {rope}, pull~ at ... {rope}
haul    | pull~ in ... {rope}, haul~ in ... {rope}, hoist~ ... {rope}, tug~ at ... {rope}
haul    | rings the bell, rang the bell, ringing the bell, rings the bells, tolls the bell
haul    | haul~ on ... {rope}, haul~ at ... {rope}
rake    | rake~ the, raking, hoe~ the, hoeing, weeding
mow     | mow~, scyth~, reap~, cuts the corn, cuts the hay
archer  | draw~ {whose} bow, drew {whose} bow, bend~ {whose} bow, loose~ an arrow
archer  | {shot} an arrow, aim~ an arrow, nocks, longbow, bow and arrow
drive   | drive~ ... {cart}, drove ... {cart}, ride~ in ... {cart}, rode in ... {cart}, on the box
drive   | drives {whose} ... {horse}, drove {whose} ... {horse}, takes {whose} reins
scrub   | scrub~, scour~, washes the floor, washed the floor, washing the floor
fiddle  | play~ ... {fiddle}, fiddles, fiddled, fiddling
steer   | steer~, at {whose} helm, at {whose} wheel, at {whose} tiller, takes {whose} {helm}
steer   | took {whose} {helm}, holds {whose} {helm}, held {whose} {helm}, turns {whose} {helm}
steer   | grips {whose} {helm}, gripped {whose} {helm}
crawl   | crawl~, on all fours, on {whose} hands and knees
fall    | faint~, swoon~, slips on, slipped on, loses {whose} footing, lost {whose} footing
fall    | fall~, fell, tumble~, collapse~, stumbles, stumbled over, trips, tripped, topple~
row     | row~, oars, scull~, paddle~
dig     | dig, digs, dug, digging, shovel~, bury~, spade
fight   | fight~, fought, duel, duels, fencing, cross swords, strikes at, struck at, lashes out
fight   | strikes him, strikes her, strikes the man, struck him, struck her, attack~, lunge~
fight   | stab~, slash~, parries, parried, clash~, wrestle~, grapple~, brawl~, battle, battles
embrace | embrace~, hug~, kiss~, clasps him, clasps her to, arms around, arms about, in his arms
embrace | in her arms, into his arms, into her arms, holds her close, holds him close
embrace | each other close
pray    | pray~, worships
crouch  | crouch~, hides behind, hides in, hides under, hides beneath, hides among, hides from
crouch  | hiding, picks up, picked up, pats ... dog, strokes ... dog, ties the boat, looks under
crouch  | opens the chest, opened the chest, lifts the lid, lifted the lid
crouch  | hid behind, hid in, hid under, hides away, ducks behind, ducks under, ducked, squat~
crouch  | stoop~, cower~, huddle~, bends down, bends over, leans over
run     | run~, ran, flee, flees, fled, fleeing, chase~, rush~, race~, sprint~, dash~, hurry~
run     | charge~, escape~
run     | jump~, leap~, leapt, vault~, springs, sprang
run     | bolts for, bolts from, bolts out, bolts away, bolted, scamper~
sit     | sit, sits, sat, sitting, seated, perches, settles, takes a seat, seats himself
sit     | seats herself
walk    | walk~, stride~, strode, crosses, crossed, crossing, march~, wander~, approach~, stroll~
walk    | come, comes, came, coming, go, goes, went, going, follow~, trudge~, paces, pacing
walk    | stagger~
walk    | limp~, leaves, left the, enter~, return~, creep~, crept, sneak~, tiptoe~, descend~
walk    | wade~, skate~, backs away, backed away, hobbl~, draw~ near, drew near
walk    | slips out, slipped out, tap~ along
walk    | sets out, stumbled on, makes his way, makes her way, make their way, passes by
walk    | passes through
walk    | passes under, passes the, steps into, steps out, steps forward, steps back, steps onto
walk    | steps through, steps closer, steps ashore, steps over, steps up, heads for, hastens
walk    | leads, pull~ ... after him, pull~ ... after her
walk    | carries, drags, hauls, turns away, walks
bow     | bow, bows, bowed, bowing, curtsies, curtsey
lean    | listens at, listened at, peers round, peers around, peers over, ear to the door
lean    | push~ ... {boat}, push~ ... {cart}, heave~ against, shoulder to {whose}
lean    | leans on, leans against, leaning, props himself, props herself
stand   | stand, stands, stood, standing, waits, halts, stops, rises, rose, gets up, dismount~
sit     | at the table, at table, at {whose} desk, by the fire, eat~, ate, eaten, dine~, dining
sit     | at the fire
sit     | sups, supped, writes, is writing, play~ cards, play~ chess, at cards, at chess
"""
"""Poses and cycles, the most telling first."""

GESTURES = """
lift     | raise~ ... {light}, lift~ ... {light}, hold~ up ... {light}, held up ... {light}
lift     | hoist~ ... {light}, hold~ ... {light} high, hold~ ... {light} up
lift     | hold~ ... {light} aloft
lift     | {light} aloft, {light} high, {light} raised, {light} held high
brandish | brandish~, raise~ ... {blade}, lift~ ... {blade}, wave~ ... {blade}, swing~ ... {blade}
gun      | {gun}, aims, aimed, takes aim, shoots, fires at
sword    | {blade}, unsheathe~
letter   | {paper}
read     | read, reads, reading, {book}
glass    | telescope, spyglass, spy-glass, field glass, field glasses, binoculars, opera glass
pipe     | smok~, puff~ at, puff~ on, {whose} pipe, clay pipe, cigar, cigarette
drink    | drink~, drank, sip~, swallows
cup      | {cup}, toasts the
horn     | horn, trumpet, bugle, blows ... horn
flute    | flute, whistle, recorder, piccolo, oboe
key      | key, keys, unlock~
rope     | rope, ropes, halyard, hauls on, hauls at, hauls in, pulls on, pulls at
lantern  | {light}, lantern's
raise    | wave~, hail, hails, hailed, shout~, signal~, throws, threw, calls out, cheers, salute~
raise    | reach~ up, reached for, reaches for, pick~ ... apples
raise    | shake~ {whose} fist, shook {whose} fist
raise    | raise~ ... hand, raise~ ... arm, raise~ ... fist, lift~ ... hand, lift~ ... arm
raise    | raise~ ... arms, raise~ ... hands, throws up his hands, throws up her hands
point    | points, pointed, pointing, point at, point to, point out, shows the way, indicates
point    | gestures towards
beckon   | beckon~
face     | weep~, wept, cry, cries, cried, sob~, hides his face, hides her face, wipes her eyes
face     | buries her face, buries his face, wipes his eyes, tears run, in tears
knock    | opens the door, opened the door, opens the gate, closes the door, shuts the door
knock    | tries the door, pushes the door, pushes at, pushes open
knock    | knock~, hammers, raps
chest    | hand on his heart, hand on her heart, hand to his heart, hand to her heart, clutches
chest    | swears
hip      | hands on hips, hand on hip, hands on her hips, hands on his hips, swaggers, glares
staff    | staff, stick, crutch, cane
bag      | bag, suitcase, satchel, sack, trunk, basket, bundle
umbrella | umbrella, parasol
talk     | says, said, speak~, spoke, tells, asks, asked, answers, explains, argues, talk~
talk     | replies, replied, told, answered, inquire~, roar~, laugh~
talk     | sings, sang, singing, nods, shrugs, begs
talk     | pleads, whisper~
hold     | hold~, held, carries, carry, carrying, takes, took, grasp~, offer~, give, gives, gave
hold     | shakes hands, shook hands, knead~, wash~ {whose}
hold     | !hands, pours, poured, pouring, stirs, stirred, cooks, kneads, serves, mends, sews, knits
"""
"""What the near arm does, the most telling first."""

TABLES = """
meal  | supper, dinner, breakfast, meal, feast, eat~, ate, eaten, dine~, dining, sups, supped, soup
desk  | desk, writes, is writing
table | table, cards, chess
"""
"""At what people sit, where it is named; only a table is ever out of doors."""

SIDES = """
back quarter | turns away, turned away, half turned away, half turned from us
back         | {whose} back to us, {whose} back to the camera, from behind, turns {whose} back
back         | {whose} back turned, {whose} back is turned
quarter      | half turned, three quarters
front        | faces us, face us, facing us, looks at us, to the camera, into the camera
side         | in profile, from the side
"""
"""From which side words say that somebody is seen."""

FOOTINGS = """
ladder | ladder, ladders
rigging| rigging, shrouds, ratlines, mast, yard
rope   | rope, ropes
rocks  | cliff, cliffs, rock, rocks, hill, slope, crag, wall, tree, dune, mountain, scree, bank
stairs | stair, stairs, staircase, steps, tower, flight, storey
"""
"""What people climb."""

COMPANIONS = """
horse | {horse}, dismount~
dog   | dog, dogs, hound, hounds, spaniel, terrier, mastiff, sheepdog, puppy
cart  | {cart}
"""
"""Who or what goes with people."""

_NATURE = """
rain, snow, night, dusk, dawn, darkness, silence, light, sun, moon, mist, fog, tide, sea, wave
waves, water, river, stream, road, path, track, wind, door, gate, shadow, shadows, clock, bell
fire, flame, flames, smoke, ship, boat, tower, house, castle, cloud, clouds, leaf, star, stars
stair, stairs, staircase, ladder, hill, wall, street, bridge, curtain, storm, thunder, lightning
spray, dust, harbour, harbor, bay, coast, shore, island, town, village, city, valley, field, fields
land, ground, floor, cliff, cliffs, rock, rocks, sand, forest, wood, woods, moor, tree, trees, gull
gulls, bird, birds, mountain, mountains, room, table, bed, garden, inn, church, train, engine
"""
"""What does things, too, that are nobody's deeds."""
_IDLE = """
{light} burns, {light} hangs, {light} stands, {light} gutters, {light} flickers, {light} swings
{light} on the table, {light} in the window, {light} goes out, street lamp, lamp post
{paper} lies, {paper} lay, {paper} on the table, {book} lies, {book} lay, {book} on the table
{blade} lies, {blade} hangs, {blade} on the wall, {gun} hangs, {gun} on the wall, sword hand
row of, rows of, in a row, line of, the waves, waves crash, waves break, waves roll, knife edge
"""
"""What is only there, or is no deed though it has the word for one."""
_LISTED = {
    name.strip(): "|".join(re.escape(word.strip()) for word in words.split(","))
    for name, _, words in (line.partition("|") for line in THINGS.strip().splitlines())
}
_NOBODYS = "".join(rf"(?<!\b{whose} )" for whose in ("his", "her", "their", "the", "both", "two"))
_GAP = r"(?:(?!and\b|to\b|from\b|at\b|towards?\b|with\b|as\b)[\w'-]+\s+){0,3}?"


def pattern_of(words: str) -> str:
    """A regular expression for a list of words in the writing of this file."""
    return rf"\b(?:{'|'.join(_phrase(word.strip()) for word in words.split(','))})\b"


def table_of(listed: str) -> list[tuple[str, re.Pattern[str]]]:
    """What a list names, in its order, and what finds it."""
    rows = (row.partition("|") for row in listed.strip().splitlines())
    return [(name.strip(), re.compile(pattern_of(words))) for name, _, words in rows]


def _phrase(text: str) -> str:
    words = [_GAP if word == "..." else _word(word) + r"\s+" for word in text.split()]
    return "".join(words).removesuffix(r"\s+")


def _word(word: str) -> str:
    if word.startswith("{"):
        return f"(?:{_LISTED[word.strip('{}')]})"
    if word.startswith("!"):
        return f"{_NOBODYS}{word[1:]}"
    return _forms(word[:-1]) if word.endswith("~") else re.escape(word)


def _forms(verb: str) -> str:
    """A verb that is bent by rule: raise, raises, raised, raising; hug, hugs, hugged, hugging."""
    if verb.endswith("e"):
        return f"(?:{verb}[sd]?|{verb[:-1]}ing)"
    if re.search("[^aeiou]y$", verb):
        return f"(?:{verb}(?:ing)?|{verb[:-1]}ie[sd])"
    return f"(?:{verb}(?:e?s|{verb[-1]}?(?:ed|ing))?)"


_ACTORS = "|".join(_NATURE.replace("\n", ", ").strip(" ,").split(", "))
_OTHERS = re.compile(
    r"\b(?P<at>(?:by|beside|at|on|in|into|from|near|before|to|of|through|across|along|up|down|"
    r"towards?|under|over|behind|past|with)\s+(?:\w+\s+)?)?"
    rf"\b(?P<thing>{_ACTORS})\s+(?P<does>\w+)"
)
_STILL = re.compile(pattern_of(_IDLE.strip().replace("\n", ", ")))


def deeds_only(text: str) -> str:
    """A text in small letters without what weather, roads and lamps on tables do in it."""
    return _STILL.sub(" ", _OTHERS.sub(_without_its_verb, text))


def _without_its_verb(found: re.Match[str]) -> str:
    verb = found["does"]
    is_subject = found["at"] is None and _DOES.search(verb)
    return found["thing"] if is_subject else found[0]


_DOES = re.compile(
    "|".join(words.pattern for _, words in (*table_of(POSTURES), *table_of(GESTURES)))
)
