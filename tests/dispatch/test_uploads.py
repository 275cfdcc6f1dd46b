"""Uploads and completions: cut, resumed, damaged, too large, and twice."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest
from caller import Caller, other
from conftest import GUILD, Clock
from shooting import (
    announcement,
    errands,
    film,
    jpeg,
    outputs,
    png,
    queue,
    report,
)

from bot.dispatch import Dispatch
from bot.domain.queue import Work
from bot.studio import MediaFolder, Studio
from render.contract import Completion

pytest_plugins = ("dispatch_fixtures",)


async def test_an_upload_that_was_cut_goes_on_where_it_was(
    house: Studio, dispatch: Dispatch, node: Caller, job: int, caplog: pytest.LogCaptureFixture
) -> None:
    content = film()
    location = await node.begin(job, "clip.mp4", content)
    half = len(content) // 2
    await cut_in_the_middle(dispatch, node, location, content, half)
    assert await node.offset(location) == half
    assert await node.send(location, content[half:], half) == (204, len(content))
    assert await node.offset(location) == len(content)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def cut_in_the_middle(
    dispatch: Dispatch, node: Caller, location: str, content: bytes, half: int
) -> None:
    """Announce all, send half, and cut the line; returns when the bot has taken leave of it."""
    port = int(dispatch.local_url.rsplit(":", 1)[1])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"PATCH {location} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {node.token}\r\n"
        f"Upload-Offset: 0\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    writer.write(head.encode() + content[:half])
    await writer.drain()
    while await node.offset(location) < half:
        await asyncio.sleep(0.01)
    writer.close()
    await writer.wait_closed()
    while (await node.send(location, b"", half))[0] == 423:
        await asyncio.sleep(0.01)


async def test_two_connections_do_not_send_one_file(
    dispatch: Dispatch, node: Caller, job: int
) -> None:
    content = film()
    location = await node.begin(job, "clip.mp4", content)
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield content[:10]
        begun.set()
        await go_on.wait()
        yield content[10:]

    async def first() -> int:
        headers = {"Authorization": f"Bearer {node.token}", "Upload-Offset": "0"}
        async with node.session.patch(
            node.url + location, data=slowly(), headers=headers
        ) as answer:
            return answer.status

    sending = asyncio.create_task(first())
    await begun.wait()
    while await node.offset(location) < 10:
        await asyncio.sleep(0.01)
    assert (await node.send(location, content[10:], 10))[0] == 423
    go_on.set()
    assert await sending == 204


async def test_a_wrong_offset_is_told_the_true_one(node: Caller, job: int) -> None:
    location = await node.begin(job, "clip.mp4", film())
    await node.send(location, film()[:100])
    assert await node.send(location, film()[50:], 50) == (409, 100)


async def test_a_patch_without_an_offset_is_refused(node: Caller, job: int) -> None:
    location = await node.begin(job, "clip.mp4", film())
    status, answer, _ = await node.call("PATCH", location, film())
    assert status == 400
    assert "Upload-Offset" in str(answer["error"])


async def test_the_same_file_announced_again_is_the_same_upload(node: Caller, job: int) -> None:
    first = await node.begin(job, "clip.mp4", film())
    await node.send(first, film()[:100])
    assert await node.begin(job, "clip.mp4", film()) == first
    assert await node.offset(first) == 100


async def test_another_file_of_that_name_is_a_new_upload(node: Caller, job: int) -> None:
    first = await node.begin(job, "poster.jpg", jpeg())
    assert await node.begin(job, "poster.jpg", jpeg() + b"\0") != first
    assert (await node.send(first, jpeg()))[0] == 410


async def test_more_bytes_than_announced_are_refused(node: Caller, job: int) -> None:
    location = await node.begin(job, "clip.mp4", film())
    assert (await node.send(location, film() + b"more"))[0] == 413


async def test_more_bytes_than_announced_are_refused_without_a_length_too(
    node: Caller, job: int
) -> None:
    location = await node.begin(job, "poster.jpg", jpeg())

    async def endless() -> AsyncIterator[bytes]:
        yield jpeg()
        yield jpeg()

    headers = {"Authorization": f"Bearer {node.token}", "Upload-Offset": "0"}
    async with node.session.patch(node.url + location, data=endless(), headers=headers) as answer:
        assert answer.status == 413
    assert await node.offset(location) <= len(jpeg())


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("master.mp4", 600 * 2**20 + 1),
        ("clip.mp4", 10 * 2**20 + 1),
        ("contact.png", 20 * 2**20 + 1),
    ],
)
async def test_a_file_above_its_limit_is_refused_before_it_is_sent(
    node: Caller, job: int, name: str, size: int
) -> None:
    body = {"name": name, "size": size, "sha256": "a" * 64}
    status, answer, _ = await node.call("POST", f"/v1/jobs/{job}/uploads", body, Attempt=1)
    assert status == 413
    assert "make it smaller" in str(answer["error"])


async def test_a_file_that_nobody_ordered_is_refused(house: Studio, node: Caller) -> None:
    await queue(house, work=Work.STORYBOARD, engine="*")
    _, claimed = await node.claim()
    body = announcement("clip.mp4", film()).model_dump(mode="json")
    status, answer, _ = await node.call(
        "POST", f"/v1/jobs/{claimed['job']}/uploads", body, Attempt=1
    )
    assert status == 422
    assert answer["error"] == "name: a storyboard has no clip.mp4."


async def test_a_full_disk_is_507_and_the_upload_waits(
    media: MediaFolder, node: Caller, job: int
) -> None:
    location = await node.begin(job, "clip.mp4", film())
    media._budget = 10
    assert (await node.send(location, film()))[0] == 507
    body = announcement("poster.jpg", jpeg()).model_dump(mode="json")
    status, _, _ = await node.call("POST", f"/v1/jobs/{job}/uploads", body, Attempt=1)
    assert status == 507
    media._budget = 2**30
    assert (await node.send(location, film()))[0] == 204


async def test_a_damaged_file_is_sent_again_and_nothing_is_shot_again(
    house: Studio, node: Caller, job: int
) -> None:
    files = outputs(Work.TAKE)
    locations = await node.deliver(job, {k: v for k, v in files.items() if k != "clip.mp4"})
    clip = await node.begin(job, "clip.mp4", film())
    damaged = film()[:-1] + bytes([film()[-1] ^ 1])
    await node.send(clip, damaged)
    status, answer = await node.complete(job, [*locations, clip])
    assert (status, answer["error"]) == (
        422,
        "clip.mp4: it was damaged on the way; send it again.",
    )
    assert await node.offset(clip) == 0
    await node.send(clip, film())
    assert (await node.complete(job, [*locations, clip]))[0] == 200
    assert await errands(house, "take") == 1


async def test_a_truncated_file_is_told_how_much_is_here(node: Caller, job: int) -> None:
    locations = await node.deliver(job, {"poster.jpg": jpeg(), "contact.png": png()})
    clip = await node.begin(job, "clip.mp4", film())
    master = await node.begin(job, "master.mp4", film())
    await node.send(master, film())
    await node.send(clip, film()[:100])
    status, answer = await node.complete(job, [*locations, clip, master])
    assert status == 422
    assert answer["error"] == f"clip.mp4: 100 of {len(film())} bytes are here; send the rest."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("clip.mp4", b"not a film at all, really not", "clip.mp4: it is cut short."),
        ("clip.mp4", png(), "clip.mp4: it is cut short."),
        ("poster.jpg", b"GIF89a" + bytes(40), "poster.jpg: it is neither a PNG nor a JPEG."),
    ],
)
async def test_a_file_that_is_not_what_its_name_says_is_refused(
    node: Caller, job: int, name: str, content: bytes, sentence: str
) -> None:
    locations = await node.deliver(job, outputs(Work.TAKE) | {name: content})
    assert await node.complete(job, locations) == (422, {"error": sentence})


async def test_a_completion_with_a_file_missing_is_refused(node: Caller, job: int) -> None:
    locations = await node.deliver(job, {"clip.mp4": film()})
    status, answer = await node.complete(job, locations)
    assert status == 422
    assert answer["error"] == (
        "uploads: a take has clip.mp4, contact.png, master.mp4, poster.jpg; these are clip.mp4."
    )


async def test_a_report_of_another_slate_is_refused(node: Caller, job: int) -> None:
    body = Completion(uploads=(), report=report(Work.TAKE, "9-9")).model_dump(mode="json")
    status, answer, _ = await node.call("POST", f"/v1/jobs/{job}/complete", body, Attempt=1)
    assert (status, answer["error"]) == (422, "report: it is not of this job, the take 1-1.")


async def test_a_node_sees_nobody_elses_upload(house: Studio, node: Caller, job: int) -> None:
    location = await node.begin(job, "clip.mp4", film())
    stranger = other(node, await house.nodes.local("attic"))
    assert (await stranger.call("HEAD", location))[0] == 410
    assert (await stranger.send(location, film()))[0] == 410


async def test_a_lost_job_takes_no_more_bytes(
    house: Studio, clock: Clock, node: Caller, job: int
) -> None:
    location = await node.begin(job, "clip.mp4", film())
    clock.forward(seconds=61)
    attic = other(node, await house.nodes.local("attic"))
    assert (await attic.claim())[0] == 200
    assert (await node.send(location, film()))[0] == 410


async def test_bytes_that_come_in_keep_a_slow_line_alive(
    house: Studio, clock: Clock, node: Caller, job: int
) -> None:
    location = await node.begin(job, "clip.mp4", film())
    third = len(film()) // 3
    for part in range(3):
        clock.forward(seconds=50)
        end = len(film()) if part == 2 else third * (part + 1)
        assert (await node.send(location, film()[third * part : end], third * part))[0] == 204
    attic = other(node, await house.nodes.local("attic"))
    assert (await attic.claim())[0] == 204


async def test_a_file_that_is_here_already_is_no_smaller_than_it_is(
    house: Studio, node: Caller, job: int
) -> None:
    """Else a clip of any size would pass for one that fits."""
    assert (await node.complete(job, await node.deliver(job)))[0] == 200
    await queue(house)
    _, claimed = await node.claim("another")
    others = [
        await node.begin(claimed["job"], name, content)
        for name, content in outputs(Work.TAKE).items()
        if name != "clip.mp4"
    ]
    lie = announcement("clip.mp4", film()).model_dump(mode="json") | {"size": 100}
    _, _, headers = await node.call("POST", f"/v1/jobs/{claimed['job']}/uploads", lie, Attempt=1)
    status, answer = await node.complete(
        claimed["job"], [headers["Location"], *others], slate="2-1"
    )
    assert (status, answer["error"]) == (
        422,
        f"clip.mp4: it has {len(film())} bytes, not the 100 that were announced.",
    )


async def test_a_bot_killed_between_the_files_and_their_rows_asks_for_nothing_again(
    house: Studio, media: MediaFolder, node: Caller, job: int
) -> None:
    locations = await node.deliver(job)
    upload_id = locations[0].rsplit("/", 1)[1]
    sha256 = hashlib.sha256(film()).hexdigest()
    media.adopt(media.part(upload_id), GUILD, sha256, "clip.mp4")
    assert await node.offset(locations[0]) == len(film())
    assert (await node.complete(job, locations))[0] == 200


async def test_a_file_that_was_swept_while_the_others_were_looked_at_is_sent_again(
    house: Studio, media: MediaFolder, node: Caller, job: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    locations = await node.deliver(job)
    sha256 = hashlib.sha256(film()).hexdigest()
    stored = media.adopt(media.part(locations[0].rsplit("/", 1)[1]), GUILD, sha256, "clip.mp4")
    looked_at = house.leases.deliveries._verify
    with monkeypatch.context() as swept:
        swept.setattr(
            house.leases.deliveries, "_verify", lambda *about: (looked_at(*about), stored.unlink())
        )
        status, answer = await node.complete(job, locations)
    assert (status, answer["error"]) == (422, "clip.mp4: it is gone; send it again.")
    assert (await node.send(locations[0], film()))[0] == 204
    assert (await node.complete(job, locations))[0] == 200
