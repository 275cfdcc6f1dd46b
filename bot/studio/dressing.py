"""Who is in a scene and how they look in its chapter, as its orders carry it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.characters import Character, Kind, meant
from bot.domain.continuity import Dressed, seen_in
from bot.domain.look import ACCENTS, Look, describe, described, holds_at
from bot.domain.novel import Passage
from bot.domain.scene import Scene
from bot.store import Transaction, characters, looks, references
from render import contract

_Shown = TypeVar("_Shown", contract.Performer, contract.Place)


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """The looks that hold for a scene, by the names that the scene itself uses."""

    people: Mapping[str, contract.Performer] = field(default_factory=dict[str, contract.Performer])
    place: str = ""
    """What its place looks like, in words."""
    place_pictures: tuple[str, ...] = ()
    """And in pictures, by hash."""
    inputs: tuple[contract.Input, ...] = ()
    """The reference pictures, each once."""

    @property
    def seeds(self) -> dict[str, int]:
        """Those of the people's looks."""
        return {name: one.seed for name, one in self.people.items() if one.seed is not None}

    def performer(self, name: str) -> contract.Performer:
        return self.people.get(name) or contract.Performer(name=name)

    def dress(self, shot: contract.Shot) -> contract.Shot:
        """A shot with everybody under one name and as they look; of two aliases one stays."""
        cast = {one.name: one for one in map(self.performer, (p.name for p in shot.cast))}
        lines = tuple(
            line.model_copy(update={"speaker": self.people[line.speaker].name})
            if line.speaker in self.people
            else line
            for line in shot.lines
        )
        place = shot.place.model_copy(
            update={"description": self.place, "references": self.place_pictures}
        )
        return shot.model_copy(
            update={"cast": tuple(cast.values()), "lines": lines, "place": place}
        )


def dressed(order: contract.SceneOrder, wardrobe: Wardrobe) -> contract.SceneOrder:
    """An order whose people and place look as they were chosen to."""
    shots = tuple(wardrobe.dress(shot) for shot in order.shots)
    return stocked(order.model_copy(update={"shots": shots}), wardrobe)


def stocked(order: contract.SceneOrder, wardrobe: Wardrobe) -> contract.SceneOrder:
    """An order with the reference pictures that its shots name, each once, and no others."""
    used = {sha256 for shot in order.shots for shown in shot.shown for sha256 in shown.references}
    known = {item.sha256: item for item in (*order.inputs, *wardrobe.inputs)}
    inputs = tuple(
        item for item in known.values() if item.sha256 in used or item.role != "reference"
    )
    return order.model_copy(update={"inputs": inputs})


def without_pictures(order: contract.SceneOrder, pictures: Set[str]) -> contract.SceneOrder:
    """An order as it is without these reference pictures, by their hashes."""
    shots = tuple(
        shot.model_copy(
            update={
                "cast": tuple(_shown_without(one, pictures) for one in shot.cast),
                "place": _shown_without(shot.place, pictures),
            }
        )
        for shot in order.shots
    )
    inputs = tuple(item for item in order.inputs if item.sha256 not in pictures)
    return order.model_copy(update={"shots": shots, "inputs": inputs})


def _shown_without(shown: _Shown, pictures: Set[str]) -> _Shown:
    kept = tuple(picture for picture in shown.references if picture not in pictures)
    return shown.model_copy(update={"references": kept})


async def wardrobe_of(tx: Transaction, scene: Scene, shot: contract.Shot | None = None) -> Wardrobe:
    """What a scene's people and its place look like in its chapter; those of `shot` if given.

    A shot that was ordered may name people otherwise than the scene, or others than it by now.
    """
    cast = [
        character
        for row in await characters.of_novel(tx, scene.passage.novel_id)
        if not (character := characters.character_of(row)).is_hidden
    ]
    chosen = await _holding(tx, scene.passage)
    named = _named(scene) if shot is None else _ordered(shot)
    known = {one.id: one for name in named if (one := meant(name, cast))}
    told = seen_in(scene.direction, list(known.values()))
    people: dict[str, contract.Performer] = {}
    inputs: dict[str, contract.Input] = {}
    for name in named:
        character = meant(name, cast)
        if character is not None:
            look = chosen.get(character.id)
            pictures = [] if look is None else await pictures_of(tx, look)
            inputs |= {item.sha256: item for item in pictures}
            people[name] = performer_of(
                character, look, tuple(pictures), told=told.get(character.name, "")
            )
    place = meant(scene.shot_list.heading.place, cast, Kind.PLACE)
    look = chosen.get(place.id) if place else None
    if look is None:
        return Wardrobe(people, inputs=tuple(inputs.values()))
    pictures = await pictures_of(tx, look)
    inputs |= {item.sha256: item for item in pictures}
    shown = tuple(item.sha256 for item in pictures)
    return Wardrobe(people, describe_place(look), shown, tuple(inputs.values()))


def performer_of(
    character: Character,
    look: Look | None,
    pictures: tuple[contract.Input, ...] = (),
    *,
    told: str = "",
) -> contract.Performer:
    """A character as orders name them: under their own name, in the look that holds.

    Where none does, as what was `told` of them has it.
    """
    if look is None:
        return contract.Performer(name=character.name, description=described(character, told))
    return contract.Performer(
        name=character.name,
        description=described(character, describe(look.appearance)),
        accent=ACCENTS.get(look.accent),
        seed=look.seed,
        references=tuple(item.sha256 for item in pictures),
    )


async def pictures_of(tx: Transaction, look: Look) -> list[contract.Input]:
    """A look's reference pictures, as orders name them."""
    return [
        contract.Input(sha256=row["sha256"], size=row["size"], role="reference")
        for row in await references.of_look(tx, look.id)
    ]


def describe_place(look: Look) -> str:
    return look.appearance.wardrobe


async def dressed_cast(tx: Transaction, scene: Scene) -> tuple[list[Dressed], Dressed | None]:
    """What a proposal may deny: the people who have a look in its chapter, and its own place."""
    chosen = await _holding(tx, scene.passage)
    if not chosen:
        return [], None
    cast = [
        characters.character_of(row)
        for row in await characters.of_novel(tx, scene.passage.novel_id)
    ]
    looks_of = {
        one.id: Dressed(one.name, one.names, chosen[one.id].appearance, one.kind)
        for one in cast
        if one.id in chosen and not one.is_hidden
    }
    people = [one for one in looks_of.values() if one.kind is Kind.PERSON]
    place = meant(scene.shot_list.heading.place, cast, Kind.PLACE)
    return people, None if place is None else looks_of.get(place.id)


async def _holding(tx: Transaction, passage: Passage) -> dict[int, Look]:
    """The look that holds in a passage's chapter, by the character's id."""
    by_character: dict[int, list[Look]] = {}
    for look in await looks.chosen_of_novel(tx, passage.novel_id):
        by_character.setdefault(look.character_id, []).append(look)
    held = {id_: holds_at(found, passage.chapter) for id_, found in by_character.items()}
    return {id_: look for id_, look in held.items() if look is not None}


def _named(scene: Scene) -> list[str]:
    shots = scene.shot_list.shots
    spoken = (line.speaker for shot in shots for line in shot.lines if line.speaker)
    return list(dict.fromkeys([name for shot in shots for name in shot.cast] + list(spoken)))


def _ordered(shot: contract.Shot) -> list[str]:
    spoken = (line.speaker for line in shot.lines if line.speaker)
    return list(dict.fromkeys([*(one.name for one in shot.cast), *spoken]))
