"""What a node may fetch and see: the inputs of its own job, and nothing of another guild."""

from __future__ import annotations

import hashlib

from caller import Caller, other
from conftest import set_up
from shooting import (
    errands,
    film,
    guilds_node,
    jpeg,
    png,
    queue,
)

from bot.domain.queue import Work
from bot.store import Store, media
from bot.studio import MediaFolder, Studio

pytest_plugins = ("dispatch_fixtures",)


OTHER = 77


async def test_a_refit_node_fetches_the_master_and_replaces_the_clip(
    house: Studio, store: Store, media: MediaFolder, node: Caller, job: int
) -> None:
    locations = await node.deliver(job)
    await node.complete(job, locations)
    [errand] = [errand for errand in await house.outbox.due() if errand.kind == "take"]
    await house.premieres.refit(errand, 2**20)
    assert await errands(house, "take") == 0
    _, claimed = await node.claim("two")
    [master] = claimed["order"]["inputs"]  # type: ignore[index]
    headers = {"Authorization": f"Bearer {node.token}", "Range": "bytes=10-"}
    address = f"{node.url}/v1/inputs/{master['sha256']}"
    async with node.session.get(address, headers=headers) as answer:
        assert answer.status == 206
        assert await answer.read() == film()[10:]
    smaller = film("-c:v", "libx264", "-crf", "40", "-pix_fmt", "yuv420p", "-c:a", "aac",
                   "-movflags", "+faststart")  # fmt: skip
    clip = await node.begin(claimed["job"], "clip.mp4", smaller)
    await node.send(clip, smaller)
    assert (await node.complete(claimed["job"], [clip], Work.REFIT))[0] == 200
    assert await errands(house, "take") == 1
    async with store.reading() as tx:
        names = {r["name"]: r["size"] for r in await media_rows(tx)}
    assert names["clip.mp4"] == len(smaller)
    assert media.usage() == len(smaller) + len(film()) + len(jpeg()) + len(png())


async def media_rows(tx: object) -> list[dict[str, object]]:
    return [dict(found) for found in await media.of_scene(tx, 1)]  # type: ignore[arg-type]


async def test_a_file_that_the_nodes_own_job_does_not_name_is_not_given_out(
    house: Studio, node: Caller, job: int
) -> None:
    await node.complete(job, await node.deliver(job))
    await queue(house)
    await node.claim("two")
    sha256 = hashlib.sha256(film()).hexdigest()
    status, _, _ = await node.call("GET", f"/v1/inputs/{sha256}")
    assert status == 410


async def test_a_file_of_another_guild_is_not_given_out_even_if_an_order_names_it(
    house: Studio, node: Caller, job: int
) -> None:
    await node.complete(job, await node.deliver(job))
    await set_up(house, OTHER, 78)
    sha256 = hashlib.sha256(film()).hexdigest()
    theirs = {"sha256": sha256, "size": len(film()), "role": "master"}
    await queue(house, guild_id=OTHER, work=Work.REFIT, engine="*", inputs=(theirs,))
    status, claimed = await node.claim("two")
    assert (status, claimed["order"]["kind"]) == (200, "refit")  # type: ignore[index]
    status, _, _ = await node.call("GET", f"/v1/inputs/{sha256}")
    assert status == 410


async def test_a_guilds_node_does_not_see_another_guilds_job(
    house: Studio, node: Caller, job: int
) -> None:
    await set_up(house, OTHER, 78)
    await queue(house)
    _, token = await guilds_node(house, OTHER)
    stranger = other(node, token)
    assert (await stranger.claim())[0] == 204
    status, _, _ = await stranger.call(
        "POST", f"/v1/jobs/{job}/heartbeat", {"progress": 0.1}, Attempt=1
    )
    assert status == 409
