"""Who is in the frame of a shot, and what each of them does: read from its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from render.contract import Performer, Shot
from render.engines.animatic.figures.actors import Actor
from render.engines.animatic.figures.deeds import Deed, companion_of, deeds_of
from render.engines.animatic.figures.looks import Look, look_of
from render.engines.animatic.figures.near import HEADS, near_actors
from render.engines.animatic.figures.roles import lead_of
from render.engines.animatic.figures.whole import whole_actors
from render.engines.animatic.noise import seed_of
from render.engines.animatic.stage import Scenery, Stage

MOST_ACTORS = 4
_PEOPLE = re.compile(
    r"\b(?:boy|girl|man|woman|men|women|child|figure|someone|he|she|they|captain|stranger|"
    r"people|sailor|keeper|traveller|rider|father|mother|i|we)\b"
)


def block(shot: Shot, stage: Stage, scenery: Scenery) -> list[Actor]:
    """Place up to four of the cast, far ones first."""
    framing = shot.framing.value
    if not scenery.people or framing == "insert":
        return []
    cast: Sequence[Performer] = shot.cast[:MOST_ACTORS]
    peopled = bool(cast) or bool(_PEOPLE.search(shot.action.lower()))
    if not cast and (peopled or companion_of(shot.action.lower())):
        cast = (Performer(name="someone"),)
    deeds = [_possible(deed, scenery) for deed in deeds_of(shot.action, cast, shot.lines)]
    if scenery.sea and not scenery.ground.roam:
        deeds = _afloat(deeds)
    elif framing in HEADS:
        # near us is the bank: a boat would lie on it
        deeds = [replace(one, posture="aboard") if one.posture == "row" else one for one in deeds]
    if framing in ("close", "over the shoulder") and not _hold_close(framing, deeds):
        lead = lead_of(shot, cast)
        cast, deeds = cast[lead : lead + 1], deeds[lead : lead + 1]
    elif framing == "point of view" and len(cast) > 1:
        cast, deeds = cast[1:], deeds[1:]
    looks = [_lying_down(look_of(one), deed) for one, deed in zip(cast, deeds, strict=True)]
    deeds = _level(looks, deeds) if len(looks) > 1 else [_without_partner(deed) for deed in deeds]
    rng = np.random.default_rng(seed_of("blocking", shot.seed))
    if framing in HEADS:
        actors = near_actors(shot, stage, looks, deeds, rng)
    else:
        actors = whole_actors(shot, stage, scenery, looks, deeds, rng)
        actors = [replace(actor, alone=not peopled, indoors=not scenery.sky) for actor in actors]
    return sorted(
        _manned(_paired(actors, framing, rng), near=framing in HEADS), key=lambda actor: actor.feet
    )


def _afloat(deeds: Sequence[Deed]) -> list[Deed]:
    """Out at sea people are in a boat, but for swimmers: one rows, unless all they do is fish."""
    dry = [at for at, deed in enumerate(deeds) if deed.posture != "swim"]
    rower = next((at for at in dry if deeds[at].posture == "row"), -1)
    fisher = next((at for at in dry if deeds[at].posture == "fish"), -1)
    manned, posture = (fisher, "drift") if rower < 0 <= fisher else (rower, "row")
    manned = manned if manned >= 0 else min(dry, default=-1)
    return [
        deed if at not in dry else replace(deed, posture=posture if at == manned else "aboard")
        for at, deed in enumerate(deeds)
    ]


def _hold_close(framing: str, deeds: Sequence[Deed]) -> bool:
    """Whether a close shot is of two heads: of those who hold each other."""
    return framing == "close" and [deed.posture for deed in deeds[:2]] == ["embrace", "embrace"]


def _lying_down(look: Look, deed: Deed) -> Look:
    """Nobody lies down in a hat."""
    return (
        replace(look, hat="none")
        if deed.posture == "lie" and look.hat not in ("hood", "veil")
        else look
    )


def _without_partner(deed: Deed) -> Deed:
    """Who has nobody in the frame to embrace lays a hand on their heart."""
    return replace(deed, posture="stand", gesture="chest") if deed.posture == "embrace" else deed


def _paired(actors: list[Actor], framing: str, rng: np.random.Generator) -> list[Actor]:
    """Two who hold each other become one figure: the smaller of them before the other."""
    holding = [actor for actor in actors if actor.deed.posture in ("embrace", "enfold")]
    if len(holding) < 2:
        return actors
    one, other = sorted(holding[:2], key=lambda actor: -actor.look.tall)
    # further away, whoever turns their back on us hides the other
    near = framing in HEADS and rng.random() < 0.5
    behind = near and one.deed.posture == "embrace" and other.look.hat == "none"
    pair = replace(
        one,
        deed=replace(one.deed, eyes="shut", speaks=False),
        view="back" if behind else "side",
        x=(one.x + other.x) / 2,
        partner=other.look,
        carried=None,
    )
    return [pair, *(actor for actor in actors if actor is not one and actor is not other)]


def _manned(actors: list[Actor], *, near: bool) -> list[Actor]:
    """Who is with a rower sits in the same boat, and who drives with a driver in the same cart."""
    rower = next(
        (actor for actor in actors if actor.deed.posture in ("row", "drift", "drive")), None
    )
    if rower is None:
        return actors
    if rower.deed.posture == "drive":
        riders = [actor for actor in actors if near or actor.deed.posture in ("drive", "sit")]
        beside = tuple(actor.look for actor in riders if actor is not rower)
        return [
            *(actor for actor in actors if actor not in riders),
            replace(rower, passengers=beside),
        ]
    swimmers = [actor for actor in actors if actor.deed.posture == "swim"]
    others = [actor for actor in actors if actor is not rower and actor not in swimmers]
    return [*swimmers, replace(rower, passengers=tuple(actor.look for actor in others))]


def _possible(deed: Deed, scenery: Scenery) -> Deed:
    """Nobody rows on dry land, or rides through a parlour."""
    if deed.posture == "row" and scenery.afloat is None:
        return replace(deed, posture="sit")
    if deed.posture == "swim" and scenery.afloat is None:
        return replace(deed, posture="stand")
    if deed.posture == "fish" and not scenery.sea:
        return replace(deed, posture="sit")
    if deed.posture == "waltz" and scenery.sea and not scenery.ground.roam:
        return replace(deed, posture="sit")
    if deed.posture in ("ride", "drive") and not (scenery.sky and scenery.ground.roam):
        return replace(deed, posture="stand")
    if deed.bed and scenery.sky:
        return replace(deed, bed=False)
    if deed.table in ("meal", "desk") and scenery.sky:
        return replace(deed, table="")
    if deed.posture == "climb" and not deed.footing:
        return replace(deed, footing="rocks" if scenery.sky else "stairs")
    if deed.companion in ("horse", "cart") and not scenery.sky:
        return replace(deed, companion="")
    return deed


def _level(looks: Sequence[Look], deeds: Sequence[Deed]) -> list[Deed]:
    """Who embraces a child goes down on a knee for it."""
    holding = [deed.posture == "embrace" for deed in deeds]
    least = min((look.tall for look, holds in zip(looks, holding, strict=True) if holds), default=1)
    return [
        replace(deed, posture="enfold")
        if deed.posture == "embrace" and look.tall > 1.35 * least
        else deed
        for look, deed in zip(looks, deeds, strict=True)
    ]
