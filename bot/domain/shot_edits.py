"""Correcting a shot list: the changes that people make to it, and what it stays within."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.direction import CameraMove, Light
from bot.domain.member import Member
from bot.domain.plan import (
    GAP,
    LEAD_IN,
    MAX_SECONDS,
    MAX_SHOTS,
    MIN_SECONDS,
    MIN_SHOTS,
    TAIL,
)
from bot.domain.scene import Scene, SceneState
from bot.domain.settings import GuildSettings
from bot.domain.shot_words import Words, spoken, typed
from bot.domain.shots import Line, PlannedShot, Purpose, ShotFraming, ShotList
from bot.domain.subtitles import line_seconds
from bot.errors import NotAllowed, NotFound, Refusal

SHORTEST_SHOT, LONGEST_SHOT = 1.0, 30.0
NEW_SHOT = 4.0
"""Seconds of a shot that somebody adds."""
ROUNDING = 0.1
"""Planned lengths are in tenths of a second: their last line may end so much too late."""
GREENLIT = (SceneState.GREENLIT, SceneState.SCREENED, SceneState.CANON)


def require_editor(scene: Scene, member: Member, settings: GuildSettings) -> None:
    """The proposer until the vote ends, showrunners after it. Raises NotAllowed or Refusal."""
    if scene.state is SceneState.PROPOSED:
        if scene.proposer_id != member.id:
            raise NotAllowed("Only its proposer changes the shots while the ballot is open.")
    elif scene.state not in GREENLIT:
        raise Refusal(
            f"Scene {scene.number} is {scene.state}: its shots can be changed while its ballot is "
            "open, and once it is greenlit."
        )
    elif not member.is_showrunner(settings):
        raise NotAllowed(
            "After the vote only showrunners change the shots; another take then films them."
        )


def marked(shots: ShotList) -> ShotList:
    """The same, every shot with the mark by which it keeps its seed wherever it is moved."""
    return replace(
        shots,
        shots=tuple(replace(shot, mark=shot.mark or shot.number) for shot in shots.shots),
    )


def is_edited(shots: ShotList) -> bool:
    """Whether somebody changed it since it was planned: only then its shots have marks."""
    return any(shot.mark for shot in shots.shots)


def shot_of(shots: ShotList, number: int) -> PlannedShot:
    """Raises NotFound."""
    if not 1 <= number <= len(shots.shots):
        raise NotFound(f"There is no shot {number} in it (any more).")
    return shots.shots[number - 1]


def reframed(
    shots: ShotList,
    number: int,
    *,
    framing: ShotFraming | None = None,
    camera: CameraMove | None = None,
    light: Light | None = None,
) -> ShotList:
    """A shot seen otherwise."""
    shot = shot_of(shots, number)
    seen = replace(
        shot,
        framing=framing or shot.framing,
        camera=camera or shot.camera,
        light=light or shot.light,
    )
    return _with(shots, number, seen)


def rewritten(shots: ShotList, number: int, words: Words) -> ShotList:
    """A shot with another length, action and dialogue. Raises Refusal where they do not fit.

    Whoever stays unnamed in what was typed stays in the picture: only those go whom words that
    were taken out had brought in.
    """
    shot = shot_of(shots, number)
    if not SHORTEST_SHOT <= words.seconds <= LONGEST_SHOT:
        raise Refusal(
            f"A shot runs {SHORTEST_SHOT:g} to {LONGEST_SHOT:g} seconds; "
            f"{words.seconds:g} is outside of that."
        )
    lines = _lines(shot, words, shots.cast)
    if lines and lines[-1].end + TAIL > words.seconds + ROUNDING:
        raise Refusal(
            f"What is said takes {lines[-1].end + TAIL:.1f} s and the shot runs "
            f"{words.seconds:g} s: make it longer, or have them say less."
        )
    cast = _cast(shot, words.action, lines, shots.cast)
    told = replace(shot, seconds=words.seconds, action=words.action, lines=lines, cast=cast)
    return _whole(_with(shots, number, told))


def added(shots: ShotList, after: int) -> ShotList:
    """One more shot, which at first shows what the one before it shows, from elsewhere."""
    before = shot_of(shots, after)
    if len(shots.shots) >= MAX_SHOTS:
        raise Refusal(f"A scene has {MAX_SHOTS} shots at most: delete one first.")
    is_close = before.framing is ShotFraming.CLOSE
    fresh = replace(
        before,
        seconds=NEW_SHOT,
        framing=ShotFraming.MEDIUM if is_close else ShotFraming.CLOSE,
        camera=CameraMove.STATIC,
        lines=(),
        purpose=Purpose.FOLLOW,
        mark=max(shot.mark for shot in marked(shots).shots) + 1,
    )
    return _whole(_of(shots, [*shots.shots[:after], fresh, *shots.shots[after:]]))


def dropped(shots: ShotList, number: int) -> ShotList:
    """One shot less."""
    shot_of(shots, number)
    if len(shots.shots) <= MIN_SHOTS:
        raise Refusal(f"A scene has {MIN_SHOTS} shots at least: add another one first.")
    return _whole(_of(shots, [*shots.shots[: number - 1], *shots.shots[number:]]))


def moved(shots: ShotList, number: int, by: int) -> ShotList:
    """The shot earlier or later; at the ends it stays where it is."""
    shot = shot_of(shots, number)
    others = [*shots.shots[: number - 1], *shots.shots[number:]]
    place = min(max(number - 1 + by, 0), len(others))
    return _of(shots, [*others[:place], shot, *others[place:]])


def _with(shots: ShotList, number: int, shot: PlannedShot) -> ShotList:
    return _of(shots, [*shots.shots[: number - 1], shot, *shots.shots[number:]])


def _of(shots: ShotList, listed: Sequence[PlannedShot]) -> ShotList:
    """These shots, marked before they are numbered anew."""
    return replace(
        shots,
        shots=tuple(
            replace(shot, mark=shot.mark or shot.number, number=number)
            for number, shot in enumerate(listed, start=1)
        ),
    )


def _whole(shots: ShotList) -> ShotList:
    """The list itself. Raises Refusal where it is shorter or longer than a scene."""
    seconds = round(shots.seconds, 3)
    if seconds < MIN_SECONDS:
        raise Refusal(
            f"A scene runs {MIN_SECONDS:g} s at least and this would be {seconds:g} s: "
            "make another shot longer first."
        )
    if seconds > MAX_SECONDS:
        raise Refusal(
            f"A scene runs {MAX_SECONDS:g} s at most and this would be {seconds:g} s: "
            "make another shot shorter first."
        )
    return shots


def _lines(shot: PlannedShot, words: Words, cast: Sequence[str]) -> tuple[Line, ...]:
    """What is said in a shot now: as it was where it still fits, else one after another."""
    before = {spoken(typed(line)): line for line in shot.lines}
    begins = shot.lines[0].start if shot.lines else LEAD_IN
    if words.said == tuple(spoken(typed(line)) for line in shot.lines):
        kept = _pulled(shot.lines, words.seconds)
        if not kept or kept[0].start >= LEAD_IN:
            return kept
    timed = _pulled(_timed(words.said, cast, begins), words.seconds)
    if timed and timed[0].start < LEAD_IN:
        timed = _timed(words.said, cast, LEAD_IN)
    return tuple(
        replace(line, speaker=old.speaker, to=old.to) if (old := before.get(one)) else line
        for line, one in zip(timed, words.said, strict=True)
    )


def _pulled(lines: tuple[Line, ...], seconds: float) -> tuple[Line, ...]:
    """The lines, as much earlier as they must be to end in time."""
    late = lines[-1].end + TAIL - seconds if lines else 0.0
    if late <= ROUNDING:
        return lines
    return tuple(
        replace(line, start=round(line.start - late, 2), end=round(line.end - late, 2))
        for line in lines
    )


def _timed(said: Sequence[tuple[str, str]], cast: Sequence[str], at: float) -> tuple[Line, ...]:
    """The lines one after another, each for as long as it takes to say and to read."""
    lines: list[Line] = []
    for speaker, words in said:
        end = at + line_seconds(words)
        lines.append(Line(_named(speaker, cast), words, round(at, 2), round(end, 2)))
        at = end + GAP
    return tuple(lines)


def _named(speaker: str, cast: Sequence[str]) -> str:
    """A speaker by the name that the scene's cast has them under, where they are in it."""
    typed = speaker.casefold()
    return next(
        (name for name in cast if typed and typed in (name.casefold(), _last(name))), speaker
    )


def _cast(
    shot: PlannedShot, action: str, lines: Sequence[Line], cast: Sequence[str]
) -> tuple[str, ...]:
    """Who is in a shot whose words these are now."""
    if action == shot.action and _talk(lines) == _talk(shot.lines):
        return shot.cast
    stays = {*shot.cast}.difference(_in_shot(shot.action, shot.lines, cast))
    stays.update(_in_shot(action, lines, cast))
    return tuple(name for name in cast if name in stays) or shot.cast


def _talk(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in lines]


def _in_shot(action: str, lines: Sequence[Line], cast: Sequence[str]) -> tuple[str, ...]:
    """Who is named in the action, speaks or is spoken to, in the order of the scene's cast."""
    text = action.casefold()
    talking = {name for line in lines for name in (line.speaker, line.to)}
    return tuple(
        name
        for name in cast
        if name in talking
        or any(
            re.search(rf"\b{re.escape(part)}\b", text) for part in (name.casefold(), _last(name))
        )
    )


def _last(name: str) -> str:
    return name.split()[-1].casefold() if name.split() else name.casefold()
