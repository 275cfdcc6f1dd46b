"""What people do, read from the words of a shot's action; to teach a word, add it to a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from render.contract import Line, Performer

POSTURES = """
lie     | lie, lies, lying, lay, asleep, sleeps, sleeping, slept, unconscious, dead, sprawled
fall    | falls, fell, falling, tumbles, tumbled, collapses, collapsed, stumbles, trips, topples
row     | row, rows, rowed, rowing, oars
ride    | ride, rides, rode, riding, gallops, galloped, gallop, gallops, trots, canters, horseback
climb   | climb, climbs, climbed, climbing, clambers, clambered, scrambles, scales, ascends
dig     | dig, digs, dug, digging, shovels, shovelling, buries, burying, spade
fight   | fight, fights, fought, fighting, duel, duels, fences, fencing, strikes, struck, attacks
fight   | attacked, lunges, stabs, slashes, parries, clashes, battle, battles, brawl
embrace | embrace, embraces, embraced, hug, hugs, hugged, embracing, kiss, kisses, clasps
pray    | pray, prays, prayed, praying, worships
kneel   | kneel, kneels, knelt, kneeling, genuflects, on one knee, on her knees, on his knees
crouch  | crouch, crouches, crouched, crouching, hides, hid, hiding, ducks, ducked, squats, stoops
crouch  | cowers, huddles, bends down, bends over, leans over
run     | run, runs, ran, running, flee, flees, fled, fleeing, chase, chases, chased, chasing, rush
run     | rushes, rushed, races, raced, racing, sprint, sprints, dashes, dashed, bolts, hurries
run     | hurried, charges, charged, escapes
sit     | sit, sits, sat, sitting, seated, at the table, by the fire, perches, settles
walk    | walk, walks, walked, walking, stride, strides, strode, cross, crosses, crossed, crossing
walk    | march, marches, marched, wander, wanders, wandered, approach, approaches, comes, goes
walk    | came, went, coming, going, follow, follows, followed, trudges, trudge, paces, pacing
walk    | staggers, limps, limped, leaves, enters, entered, returns, returned, creeps, crept
walk    | sets out, stumbled on, makes his way, makes her way, make their way, passes, strolls
walk    | steps, leads
walk    | descends, wades, heads for, hastens, carries, drags, hauls
bow     | bow, bows, bowed, curtsies, curtsey
lean    | leans on, leans against, leaning, props
stand   | stand, stands, stood, standing, waits, halts, stops
"""
"""Poses and cycles by their words, the most telling first."""

GESTURES = """
lift     | raises the lantern, raises a lantern, lifts the lantern, lifts a lantern, holds up a
lift     | holds up the lantern, holds a lantern high, lantern aloft, raises the lamp
brandish | brandishes, brandished, waves a sword, raises his sword, raises the sword
gun      | gun, pistol, pistols, revolver, musket, rifle, aims, aimed, shoots, fires at, shotgun
sword    | sword, cutlass, sabre, rapier, dagger, knife, blade, axe, draws
letter   | letter, note, telegram, map, chart, paper, papers, photograph, envelope, scroll
read     | read, reads, reading, book, diary, journal, ledger, bible, page, pages
drink    | drink, drinks, drank, drinking, sips, swallows
cup      | cup, mug, glass, tankard, goblet, toast, rum, ale, tea, coffee, wine, bowl
key      | key, keys, unlock, unlocks, unlocked
rope     | rope, ropes, line, rigging, halyard, pulls, hauls
lantern  | lantern, lamp, torch, candle, lantern's, flashlight
raise    | wave, waves, waved, waving, hail, hails, hailed, shout, shouts, shouted, signal, signals
raise    | throws, threw, raises his hand, raises her hand, raises a hand, calls out, cheers
point    | point, points, pointed, pointing, shows the way, indicates, gestures towards
beckon   | beckon, beckons, beckoned
face     | weep, weeps, wept, weeping, cry, cries, cried, sobs, sobbed
face     | hides his face, hides her face
knock    | knock, knocks, knocked, knocking, hammers, raps
chest    | hand on his heart, hand on her heart, clutches, swears
hip      | hands on hips, hand on hip, swaggers, glares
staff    | staff, stick, crutch, cane
bag      | bag, suitcase, satchel, sack, trunk, basket
umbrella | umbrella, parasol
talk     | says, said, speaks, tells, asks, asked, answers, explains, argues, talks, replies, pleads
hold     | hold, holds, held, holding, carries, carry, carrying, takes, took, grasps, offers, hands
"""
"""What the near arm does, by its words, the most telling first."""

COMPANIONS = """
horse | horse, horses, pony, mare, stallion, nag, steed
dog   | dog, dogs, hound, hounds, spaniel, terrier, mastiff, sheepdog, puppy
cart  | cart, carts, wagon, waggon, carriage, coach, barrow
"""
"""Who or what goes with people."""

_WATCHES = re.compile(
    r"\b(?:watch\w*|look(?:s|ed|ing)? (?:out|over|across|back|towards?|to sea|at the)|gaz\w+|"
    r"star(?:es?|ed|ing) (?:out|at|into)|listen\w*|survey\w*|sees|saw)\b"
)
_UP = re.compile(r"\b(?:looks? up|looked up|gazes? up|lifts? (?:his|her) (?:head|eyes))\b")
_DOWN = re.compile(
    r"\b(?:looks? down|looked down|bows? (?:his|her) head|lowers? (?:his|her) eyes)\b"
)
_SHUT = re.compile(
    r"\b(?:asleep|sleeps?|sleeping|dead|closes? (?:his|her) eyes|prays?|unconscious)\b"
)
_WIDE_EYED = re.compile(
    r"\b(?:afraid|fear\w*|terror|terrified|startled|astonish\w*|horror|gasps?)\b"
)
_AWAY = re.compile(r"\b(?:away|into the distance|towards? the (?:sea|keep|light|horizon|castle))\b")
_COMES = re.compile(
    r"\b(?:towards? (?:us|me|the camera)|approach\w*|comes? (?:near|closer|up)|advanc\w+|enters?)\b"
)
_TITLES = (
    "mr",
    "mrs",
    "miss",
    "ms",
    "sir",
    "dr",
    "old",
    "young",
    "the",
    "and",
    "lady",
    "lord",
    "of",
)
_ROLES = re.compile(
    r"\b(?:boy|girl|man|woman|captain|child|keeper|sailor|priest|parson|king|queen|knight|monk|"
    r"soldier|guard|innkeeper|widow|stranger|doctor|inspector|detective|lady|rider|driver|pilot)\b"
)
_GROUPS = re.compile(r"\b(?:they|we|both|all|everyone|together|people|men|women|two|three)\b")


@dataclass(frozen=True, slots=True)
class Deed:
    """What one person does in a shot."""

    posture: str = "stand"
    gesture: str = ""
    """The near arm's, or none."""
    watches: bool = False
    """Whether they look into the distance, so that we see their back."""
    away: bool = False
    comes: bool = False
    """Whether they go away from us, or come towards us."""
    gaze: float = 0.0
    """-1 looks up in the course of the shot, 1 looks down."""
    eyes: str = "open"
    speaks: bool = False
    companion: str = ""
    """horse, dog or cart, beside them."""

    @property
    def moves(self) -> bool:
        """Whether it carries them along."""
        return self.posture in ("walk", "run", "ride")


def _read(listed: str) -> list[tuple[str, re.Pattern[str]]]:
    table: list[tuple[str, re.Pattern[str]]] = []
    for row in listed.strip().splitlines():
        name, _, words = row.partition("|")
        choice = "|".join(re.escape(word.strip()) for word in words.split(","))
        table.append((name.strip(), re.compile(rf"\b(?:{choice})\b")))
    return table


_POSTURES, _GESTURES, _COMPANIONS = _read(POSTURES), _read(GESTURES), _read(COMPANIONS)
_CLAUSES = re.compile(r"[.;:,!?]|\bwhile\b|\bas\b|\bbut\b|\bthen\b|\bwhen\b|\buntil\b")


def deeds_of(action: str, cast: Sequence[Performer], lines: Sequence[Line] = ()) -> list[Deed]:
    """What each of the cast does. Who is not named does as the first one, with empty hands."""
    text = action.lower().replace("’", "'")
    speakers = {line.speaker.casefold() for line in lines}
    if len(cast) < 2:
        return [replace(_deed(text), speaks=bool(speakers)) for _ in cast]
    keys = [_keys(one) for one in cast]
    told: list[list[str]] = [[] for _ in cast]
    subjects: list[int] = []
    for clause in filter(str.strip, _CLAUSES.split(text)):
        verb = _first_verb(clause)
        named = [
            at
            for at, key in enumerate(keys)
            if (found := key.search(clause)) and found.start() <= verb
        ]
        if _GROUPS.search(clause) and not named:
            named = list(range(len(cast)))
        subjects = named or subjects or [0]
        for at in subjects:
            told[at].append(clause)
    lead = next((_deed(" . ".join(words)) for words in told if words), Deed())
    deeds: list[Deed] = []
    for at, (one, words) in enumerate(zip(cast, told, strict=True)):
        mentioned = bool(keys[at].search(text))
        follow = Deed(
            lead.posture if lead.moves or lead.posture == "sit" else "stand", watches=lead.watches
        )
        deed = _deed(" . ".join(words)) if words else Deed() if mentioned else follow
        deeds.append(replace(deed, speaks=one.name.casefold() in speakers))
    if any(deed.posture in ("fight", "embrace") for deed in deeds):
        # It takes two.
        both = next(deed for deed in deeds if deed.posture in ("fight", "embrace"))
        deeds[:2] = [replace(deed, posture=both.posture, gesture="") for deed in deeds[:2]]
    return deeds


def _keys(one: Performer) -> re.Pattern[str]:
    """The words by which an action speaks of somebody."""
    names = [word for word in re.findall(r"[\w'-]+", one.name.lower()) if word not in _TITLES]
    roles = _ROLES.findall(f"{one.name} {one.description}".lower())[:2]
    words = [re.escape(word) for word in (*names, *roles) if len(word) > 1] or ["\0"]
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


def _first_verb(clause: str) -> int:
    places = [
        found.start() for _, words in (*_POSTURES, *_GESTURES) if (found := words.search(clause))
    ]
    return min(places, default=len(clause))


def _deed(text: str) -> Deed:
    posture = next((name for name, words in _POSTURES if words.search(text)), "stand")
    gesture = next((name for name, words in _GESTURES if words.search(text)), "")
    if gesture in ("lift", "hold") and "lantern" not in text and "lamp" not in text:
        gesture = "hold"
    gaze = -1.0 if _UP.search(text) else 1.0 if _DOWN.search(text) else 0.0
    eyes = "shut" if _SHUT.search(text) else "wide" if _WIDE_EYED.search(text) else "open"
    companion = companion_of(text) if posture != "ride" else ""
    return Deed(
        posture,
        gesture,
        bool(_WATCHES.search(text)),
        bool(_AWAY.search(text)),
        bool(_COMES.search(text)),
        gaze,
        eyes,
        companion=companion,
    )


def companion_of(text: str) -> str:
    """The beast or cart that a text speaks of, or nothing."""
    return next((name for name, words in _COMPANIONS if words.search(text)), "")
