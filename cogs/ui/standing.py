"""Where a scene stands, in one or two lines: the vote, then the queue, then its takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.ballot import Ballot, Choice, Tally
from bot.domain.scene import SceneState, Take, TakeState
from bot.studio.views import SceneView, TakeView, Waiting
from cogs.ui.text import bar, escaped, jump, some, span, when

STAGES = {
    "fetch": "fetching what it needs",
    "ready": "ready; the shot before it comes first",
    "draw": "drawing",
    "encode": "cutting",
    "upload": "sending it",
}
CHOICES = {Choice.FOR: "Film it", Choice.AGAINST: "Not this one"}
REMEDIES = {
    SceneState.SHELVED: "The passage is free for another: /propose.",
    SceneState.LAPSED: "Too few votes; propose it again: /propose.",
    SceneState.WITHDRAWN: "The passage is free again: /propose.",
    SceneState.CANCELLED: "A showrunner can reopen it: /studio decide.",
}
LINKED = 8
"""Takes that a card links to; the latest ones."""
TODAY = timedelta(hours=20)
"""Within this, the time of the day is enough to say when."""
TO_THE_MINUTE = 60


def standing(view: SceneView, now: datetime) -> str:
    """What members read first after the title: what is decided, and what happens next."""
    match view.scene.state:
        case SceneState.PROPOSED:
            lines = [tally_line(view, now), *_mine(view), *_reopened(view)]
        case SceneState.GREENLIT:
            lines = _shooting(view, now)
        case SceneState.SCREENED | SceneState.CANON:
            lines = _filmed(view, now)
        case SceneState.SHELVED:
            lines = [_verdict(view, "Shelved"), _remedy(view)]
        case SceneState.LAPSED:
            lines = [_verdict(view, "Lapsed"), _remedy(view)]
        case SceneState.WITHDRAWN:
            lines = ["**Withdrawn** by its proposer", _remedy(view)]
        case SceneState.CANCELLED:
            lines = [f"**Cancelled**{_reason(view)}", _remedy(view)]
    return "\n".join(lines)


def _remedy(view: SceneView) -> str:
    """What can still become of a scene that is not filmed."""
    stays = "Its novel was removed; the scene stays in the archive."
    return f"-# {stays if view.novel.is_removed else REMEDIES[view.scene.state]}"


def tally_line(view: SceneView, now: datetime) -> str:
    """Tally, quorum and closing time, in one line."""
    if view.ballot is None:
        return "-# There is no ballot on it."
    labels = (CHOICES[Choice.FOR], CHOICES[Choice.AGAINST].lower())
    return count_line(view.ballot, view.tally, labels, now, is_hidden=view.hides_tally)


def count_line(
    ballot: Ballot, tally: Tally, labels: tuple[str, str], now: datetime, *, is_hidden: bool
) -> str:
    """The line of any ballot on something: how many for and against, and until when."""
    reached = tally.turnout >= ballot.quorum
    quorum = f"quorum {ballot.quorum} ✓" if reached else f"quorum {tally.turnout}/{ballot.quorum}"
    closes = "being counted" if ballot.is_closed(now) else f"closes {when(ballot.closes_at)}"
    again = ", extended once" if ballot.extended else ""
    if is_hidden:
        count = f"**{some(tally.turnout, 'vote')}**, shown when it closes"
    else:
        share = tally.for_ / tally.turnout if tally.turnout else 0
        count = f"**{labels[0]} {tally.for_}** {bar(share)} {tally.against} **{labels[1]}**"
    return f"{count} · {quorum} · {closes}{again}"


def given_up(take: Take) -> str:
    """What a node was short of memory for, in one small line; empty where it was not."""
    said = "; ".join(line.replace("memory ran out: ", "", 1) for line in take.stepped_down)
    return f"-# Memory was short: {escaped(said, 200)}" if said else ""


def waits_for(waiting: Waiting, now: datetime) -> str:
    """`Anna's PC, last seen 18:40`, with the time as each member's own clock shows it."""
    seen, until = waiting.node_seen_at, waiting.node_rests_until
    if until is not None and waiting.node_name is not None:
        return f"{escaped(waiting.node_name, 60)}, quiet until {when(until, 't')}"
    if not waiting.node_is_away or waiting.node_name is None or seen is None:
        return escaped(waiting.waits_for, 160)
    style = "t" if now - seen < TODAY else "f"
    return f"{escaped(waiting.node_name, 60)}, last seen {when(seen, style)}"


def voted_for(label: str) -> str:
    """What a private card says of the member's own vote."""
    return f"-# You voted *{label}*; the same button takes it back."


def _mine(view: SceneView) -> list[str]:
    return [] if view.my_choice is None else [voted_for(CHOICES[view.my_choice])]


def _reopened(view: SceneView) -> list[str]:
    return [f"-# Reopened{_reason(view)}"] if view.reason else []


def _verdict(view: SceneView, word: str) -> str:
    tally = f" {view.tally.for_} to {view.tally.against}" if view.ballot is not None else ""
    return f"**{word}{tally}**{_reason(view)}"


def _reason(view: SceneView) -> str:
    return f" · a showrunner: {escaped(view.reason, 300)}" if view.reason else ""


def _shooting(view: SceneView, now: datetime) -> list[str]:
    verdict = _verdict(view, "Greenlit")
    if view.waiting is not None:
        return _in_queue(view.waiting, now, verdict)
    latest = view.takes[-1].take if view.takes else None
    if latest is None:
        return [verdict]
    because = f": {escaped(latest.reason, 300)}" if latest.reason else ""
    match latest.state:
        case TakeState.FAILED:
            then = "-# Its proposer or a showrunner can try again."
            return [verdict, f"**Take {latest.slate} failed**{because}", then]
        case TakeState.CANCELLED:
            then = "-# A showrunner can shelve the scene and reopen it: /studio decide."
            return [verdict, f"**Take {latest.slate} was cancelled**{because}", then]
        case _:
            return [verdict, f"**Take {latest.slate}** is finished and comes up in a moment"]


def _in_queue(waiting: Waiting, now: datetime, verdict: str) -> list[str]:
    take = f"{verdict} · take **{waiting.slate}**"
    if waiting.place == 0:
        where = f" on {escaped(waiting.node_name, 60)}" if waiting.node_name else ""
        doing = STAGES.get(waiting.stage, "at work")
        shot = f" shot {waiting.shot}" if waiting.shot and waiting.stage == "draw" else ""
        left = f" · {span(waiting.eta.total_seconds())} left" if waiting.eta is not None else ""
        done = f"{bar(waiting.progress)} {waiting.progress:.0%} · {doing}{shot}{left}"
        return [f"{take} is being shot{where}", done]
    place = "next in the queue" if waiting.place == 1 else f"number {waiting.place} in the queue"
    ready = ""
    if waiting.eta is not None:
        # to the minute: a card that says the same is not edited
        moment = (now + waiting.eta).timestamp() // TO_THE_MINUTE * TO_THE_MINUTE
        ready = f" · ready about <t:{moment:.0f}:R>"
    if waiting.held and not waiting.waits_for:
        return [f"{take} is put aside by a showrunner"]
    return [f"{take} is {place}{ready}", f"Waiting for {waits_for(waiting, now)}"]


def _filmed(view: SceneView, now: datetime) -> list[str]:
    lines = [_takes(view), *_vote_on_takes(view)]
    if short := next((given_up(take.take) for take in _shown(view)), ""):
        lines.append(short)
    if view.waiting is not None:
        return lines + _in_queue(view.waiting, now, "Another one")
    latest = view.takes[-1].take if view.takes else None
    if latest is not None and latest.state is TakeState.FAILED:
        because = f": {escaped(latest.reason, 300)}" if latest.reason else ""
        lines.append(f"**Take {latest.slate} failed**{because}")
    return lines


def _vote_on_takes(view: SceneView) -> list[str]:
    ballot = view.canon_ballot
    if ballot is None:
        return []
    channel = ballot.channel_id or view.scene.channel_id
    vote = jump("a blind vote", view.scene.guild_id, channel, ballot.message_id)
    return [f"Which take counts is decided by {vote}; it closes {when(ballot.terms.closes_at)}"]


def _shown(view: SceneView) -> list[TakeView]:
    """The takes that can stand for the scene, the best first: canon, then the newest."""
    canon, newest_first = view.scene.canon_take_id, view.takes[::-1]
    return sorted(newest_first, key=lambda take: take.take.id != canon)


def _takes(view: SceneView) -> str:
    posted = [take for take in view.takes if take.take.posted_at is not None]
    earlier, latest = posted[:-LINKED], posted[-LINKED:]
    canon = [take for take in earlier if take.take.id == view.scene.canon_take_id]
    rest = [take for take in earlier if take not in canon]
    links = [_link(view, take) for take in (*canon, *latest)]
    word = "Take" if len(links) == 1 else "Takes"
    left_out = f" · and {len(rest)} earlier: /film {rest[0].take.slate}" if rest else ""
    return f"{_verdict(view, 'Greenlit')} · **{word}** {' · '.join(links) or 'gone'}{left_out}"


def _link(view: SceneView, take: TakeView) -> str:
    mark = " (draft)" if take.take.is_draft else ""
    mark = " (canon)" if view.scene.canon_take_id == take.take.id else mark
    channel = take.take.channel_id or view.scene.channel_id
    return jump(take.take.slate, view.scene.guild_id, channel, take.take.message_id) + mark
