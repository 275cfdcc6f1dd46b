"""What people do, read from the words of a shot's action; to teach a word, add it to a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from render.contract import Line, Performer
from render.engines.animatic.figures.clauses import Told, told_of

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
sit     | sit, sits, sat, sitting, seated, perches, settles
walk    | walk, walks, walked, walking, stride, strides, strode, cross, crosses, crossed, crossing
walk    | march, marches, marched, wander, wanders, wandered, approach, approaches, comes, goes
walk    | came, went, coming, going, follow, follows, followed, trudges, trudge, paces, pacing
walk    | staggers, limps, limped, leaves, enters, entered, returns, returned, creeps, crept
walk    | sets out, stumbled on, makes his way, makes her way, make their way, passes, strolls
walk    | steps, leads
walk    | descends, wades, heads for, hastens, carries, drags, hauls
bow     | bow, bows, bowed, curtsies, curtsey
lean    | leans on, leans against, leaning, props
stand   | stand, stands, stood, standing, waits, halts, stops, rises, rose, gets up
sit     | at the table, by the fire
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
_SHARED = ("sit", "walk", "run", "ride", "row", "climb", "lie", "stand")
"""What is done by whoever one is with, too."""


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
_VERBS = tuple(words for _, words in (*_POSTURES, *_GESTURES))


def deeds_of(action: str, cast: Sequence[Performer], lines: Sequence[Line] = ()) -> list[Deed]:
    """What each of the cast does. Who is not named does as the first one, with empty hands."""
    text = action.lower().replace("’", "'")
    speakers = {line.speaker.casefold() for line in lines}
    if len(cast) < 2:
        return [replace(_deed(text), speaks=bool(speakers)) for _ in cast]
    told = told_of(text, cast, _VERBS)
    lead = next((_deed(" . ".join(one.own)) for one in told if one.own), Deed())
    deeds = [
        replace(_told_deed(one, lead), speaks=performer.name.casefold() in speakers)
        for performer, one in zip(cast, told, strict=True)
    ]
    return _coupled(deeds, told)


def _told_deed(told: Told, lead: Deed) -> Deed:
    deed = _deed(" . ".join(told.own))
    if told.beside and not any(words.search(" . ".join(told.own)) for _, words in _POSTURES):
        shared = _deed(" . ".join(told.beside)).posture
        return replace(deed, posture=shared if shared in _SHARED else "stand")
    if told.own or told.mentioned:
        return deed
    posture = lead.posture if lead.moves or lead.posture == "sit" else "stand"
    return Deed(posture, watches=lead.watches)


def _coupled(deeds: list[Deed], told: Sequence[Told]) -> list[Deed]:
    """It takes two to fight or to embrace: who does, and the one whom the action speaks of."""
    doing = [at for at, deed in enumerate(deeds) if deed.posture in ("fight", "embrace")]
    if not doing:
        return deeds
    others = sorted(
        set(range(len(deeds))) - set(doing), key=lambda at: at not in told[doing[0]].met
    )
    posture = deeds[doing[0]].posture
    for at in (*doing, *others)[: max(2, len(doing))]:
        deeds[at] = replace(deeds[at], posture=posture, gesture="")
    return deeds


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
