"""A scene's shots, corrected one change at a time by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.house_rules import Rating, inspect, rating
from bot.domain.member import Member
from bot.domain.queue import Work
from bot.domain.scene import Scene, SceneState
from bot.domain.shot_edits import require_editor
from bot.domain.shots import ShotList
from bot.errors import HouseRule, NotAllowed, Outdated, Refusal
from bot.store import Store, Transaction, ballots, guilds, jobs, records, scene_posts, scenes
from bot.studio.filming import draw_storyboard
from bot.studio.media import MediaFolder
from bot.studio.showing import scene_of_guild, scene_view, storyboard_failed
from bot.studio.views import SceneView

Edit = Callable[[ShotList], ShotList]
"""One change, as a pure function. Raises Refusal where the rules forbid it."""


class ShotsRoom:
    """One method, one transaction; every answer is of one guild."""

    def __init__(self, store: Store, folder: MediaFolder, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._now = now

    async def view(self, member: Member, scene_id: int) -> SceneView:
        """A scene whose shots this member may change. Raises NotAllowed or Refusal."""
        async with self._store.reading() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            require_editor(scene, member, await guilds.settings(tx, member.guild_id))
            return await scene_view(tx, scene, self._folder, self._now())

    async def change(
        self,
        member: Member,
        scene_id: int,
        revision: int,
        edit: Edit,
        *,
        typed: tuple[str, ...] = (),
        age_restricted: bool = False,
    ) -> SceneView:
        """Make one change to the list as it was at `revision`; votes cast on it so far are void.

        Raises Outdated when somebody changed it since, HouseRule for what was `typed`, and Refusal.
        """
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            require_editor(scene, member, await guilds.settings(tx, member.guild_id))
            if scene.revision != revision:
                raise Outdated(
                    "Somebody changed the shots since you opened them, so nothing was done: here "
                    "they are as they stand now."
                )
            edited = edit(scene.shot_list)
            if edited == scene.shot_list:
                return await scene_view(tx, scene, self._folder, now)
            rated = _rated(scene, typed, age_restricted=age_restricted)
            await scenes.set_shots(tx, scene_id, edited, rated, says_more=bool(typed))
            await self._keep_books(tx, member, scene, now)
            fresh = await scene_of_guild(tx, member.guild_id, scene_id)
            await jobs.cancel_of_scene(
                tx, scene_id, now, "the shots were changed", work=Work.STORYBOARD
            )
            await draw_storyboard(tx, fresh, now)
            await scene_posts.touch(tx, scene_id, now)
            return await scene_view(tx, fresh, self._folder, now)

    async def draw_again(self, member: Member, scene_id: int) -> None:
        """Queue the storyboard that was given up once more. For its proposer, and showrunners."""
        now = self._now()
        async with self._store.transaction() as tx:
            scene = await scene_of_guild(tx, member.guild_id, scene_id)
            settings = await guilds.settings(tx, member.guild_id)
            if member.id != scene.proposer_id and not member.is_showrunner(settings):
                raise NotAllowed("Its proposer or a showrunner has the storyboard drawn again.")
            if not await storyboard_failed(tx, scene):
                raise Refusal("Its storyboard is there or on its way: the card shows it.")
            await draw_storyboard(tx, scene, now)
            await scene_posts.touch(tx, scene_id, now)

    async def _keep_books(
        self, tx: Transaction, member: Member, scene: Scene, now: datetime
    ) -> None:
        """Void the votes on what is no longer proposed; after the vote, write down who did it."""
        if scene.state is SceneState.PROPOSED:
            ballot = await ballots.latest(tx, scene.id)
            if ballot is not None:
                await ballots.void(tx, ballot["id"])
            return
        await records.write(tx, member, "changed the shots of", f"scene {scene.number}", now)


def _rated(scene: Scene, typed: tuple[str, ...], *, age_restricted: bool) -> Rating:
    """What the scene shows with these words in it. Raises HouseRule.

    What stands there already is read beside them, as a passage is: for the rule on minors.
    """
    passage = tuple(scene.text.split("\n\n"))
    beside = (scene.direction.title, scene.direction.action, *scene.shot_list.words)
    if finding := inspect(typed, passage, beside, age_restricted=age_restricted):
        raise HouseRule(finding.sentence)
    if scene.rating.is_restricted:
        return scene.rating
    return rating(typed, passage, beside)
