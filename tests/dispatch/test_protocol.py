"""The node protocol over real sockets: claims, versions, tokens, and every no to a body."""

from __future__ import annotations

import asyncio
import hashlib
import io
import math

import pytest
from caller import Caller, other
from conftest import GUILD, Clock, showrunner
from shooting import (
    claim,
    errands,
    film,
    guilds_node,
    queue,
    row,
)

from bot.store import Store
from bot.studio import MediaFolder, Studio
from render.contract import Claim

pytest_plugins = ("dispatch_fixtures",)


async def test_a_take_goes_through_the_whole_protocol(
    house: Studio, store: Store, media: MediaFolder, node: Caller, job: int
) -> None:
    status, answer, _ = await node.call(
        "POST", f"/v1/jobs/{job}/heartbeat", {"progress": 0.5}, Attempt=1
    )
    assert (status, answer) == (200, {"cancel": False, "lease_s": 60})
    locations = await node.deliver(job)
    assert await node.complete(job, locations) == (200, {"duplicate": False})
    clip = film()
    stored = media.path(GUILD, hashlib.sha256(clip).hexdigest(), "clip.mp4")
    assert stored.read_bytes() == clip
    assert await errands(house, "take") == 1


async def test_a_duplicate_completion_is_welcome_and_posts_nothing_twice(
    house: Studio, node: Caller, job: int
) -> None:
    locations = await node.deliver(job)
    answers = await asyncio.gather(*(node.complete(job, locations) for _ in range(3)))
    again = await node.complete(job, locations)
    assert sorted(str(answer["duplicate"]) for _, answer in answers) == ["False", "True", "True"]
    assert again == (200, {"duplicate": True})
    assert await errands(house, "take") == 1


async def test_nothing_to_do_is_no_content(node: Caller) -> None:
    assert await node.claim() == (204, {})


async def test_a_lost_claim_reply_loses_nothing(node: Caller, job: int) -> None:
    status, answer = await node.claim()
    assert (status, answer["job"], answer["attempt"]) == (200, job, 1)


async def test_a_node_that_speaks_no_common_version_is_told_426(node: Caller) -> None:
    status, answer = await node.claim(contracts=(9,))
    assert status == 426
    assert "update whichever is older" in str(answer["error"])


@pytest.mark.parametrize(
    ("spoken", "version", "names_its_scene"),
    [((1,), 1, False), ((2, 1), 2, True), ((9, 2), 2, True)],
)
async def test_an_order_is_written_in_the_highest_version_that_both_speak(
    house: Studio,
    node: Caller,
    spoken: tuple[int, ...],
    version: int,
    names_its_scene: bool,
) -> None:
    await queue(house)
    status, answer = await node.claim(contracts=spoken)
    order = answer["order"]
    assert isinstance(order, dict)
    assert (status, order["contract"], "scene" in order) == (200, version, names_its_scene)


async def test_a_node_of_the_version_before_delivers(house: Studio, node: Caller) -> None:
    queued = await queue(house)
    await node.claim(contracts=(1,))
    locations = await node.deliver(queued.id)
    assert await node.complete(queued.id, locations, contract=1) == (200, {"duplicate": False})


async def test_what_a_later_node_says_of_itself_is_passed_over(house: Studio, node: Caller) -> None:
    queued = await queue(house)
    body = claim("one", contracts=(3, 2)).model_dump(mode="json")
    body |= {"kinds": [*body["kinds"], "hologram", ["a", "list"]], "mood": "good"}
    status, answer, _ = await node.call("POST", "/v1/claim", body)
    assert (status, answer["job"]) == (200, queued.id)


async def test_a_paused_node_is_told_423_at_once_and_why(house: Studio, node: Caller) -> None:
    paused, token = await guilds_node(house)
    await house.nodes.pause(showrunner(), paused.id, "game night")
    status, answer = await Caller(node.session, node.url, token).claim("one", wait=25)
    assert status == 423
    assert answer == {"error": "This node is paused: game night."}


async def test_a_node_that_rests_says_so_with_its_claim(house: Studio, node: Caller) -> None:
    status, _ = await node.claim("one", rests={"why": "quiet", "for_s": 60})
    assert status == 204
    [listed] = await house.nodes.of_guild(GUILD)
    assert listed.rests == "quiet"
    assert listed.rests_until is not None


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic abc", "Bearer é"])
async def test_without_a_good_token_nobody_comes_in(node: Caller, header: str) -> None:
    body = Claim(claim_id="12345678", contracts=(1,), engines=("animatic",)).model_dump(mode="json")
    status, answer, _ = await node.call("POST", "/v1/claim", body, Authorization=header)
    assert status == 401
    assert "join again" in str(answer["error"])


async def test_a_revoked_token_is_401_at_once_and_its_job_goes_to_others(
    house: Studio, node: Caller
) -> None:
    await queue(house)
    guest, token = await guilds_node(house)
    theirs = other(node, token)
    assert (await theirs.claim())[0] == 200
    await house.nodes.revoke(showrunner(), guest.id)
    status, _, _ = await theirs.call("POST", "/v1/jobs/1/heartbeat", {"progress": 0.1}, Attempt=1)
    assert status == 401
    assert (await node.claim())[1]["attempt"] == 2


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/v1/claim", {"claim_id": "short"}, "claim_id: "),
        ("/v1/jobs/1/heartbeat", {"progress": 0.1, "mood": "good"}, "mood: this contract knows"),
        ("/v1/jobs/1/heartbeat", {"progress": 7}, "progress: "),
        ("/v1/jobs/1/heartbeat", [], "body: "),
        ("/v1/jobs/1/heartbeat", {"progress": 0.1, "eta_s": math.inf}, "eta_s: "),
        ("/v1/jobs/1/heartbeat", {"progress": 0.1, "eta_s": 1e15}, "eta_s: "),
        ("/v1/claim", claim("one").model_dump(mode="json") | {"vram_free": 2**64}, "vram_free: "),
        ("/v1/jobs/1/uploads", {"name": "../x", "size": 1, "sha256": "a" * 64}, "name: "),
        ("/v1/jobs/1/uploads", {"name": "clip.mp4", "size": 0, "sha256": "a" * 64}, "size: "),
        ("/v1/jobs/1/complete", {"uploads": ["x"]}, "uploads.0: "),
        ("/v1/jobs/1/fail", {"kind": "bored"}, "kind: "),
    ],
)
async def test_a_body_that_is_not_of_the_form_is_told_which_field(
    node: Caller, path: str, body: object, sentence: str
) -> None:
    status, answer, _ = await node.call("POST", path, body, Attempt=1)
    assert status == 422
    assert str(answer["error"]).startswith(sentence)
    assert str(answer["error"]).endswith(".")


async def test_a_body_that_is_no_json_is_refused(node: Caller) -> None:
    status, answer, _ = await node.call("POST", "/v1/claim", b"\xff{")
    assert status == 422
    assert str(answer["error"]).startswith("body: ")


async def test_a_huge_body_is_refused(node: Caller) -> None:
    status, answer, _ = await node.call("POST", "/v1/claim", io.BytesIO(b" " * (2**20 + 1)))
    assert status == 413
    assert "error" in answer


@pytest.mark.parametrize("attempt", ["", "one", "-1", "1" * 30])
async def test_a_call_without_its_attempt_is_refused(node: Caller, job: int, attempt: str) -> None:
    status, answer, _ = await node.call(
        "POST", f"/v1/jobs/{job}/heartbeat", {"progress": 0.1}, Attempt=attempt
    )
    assert status == 422
    assert str(answer["error"]).startswith("Attempt: ")


async def test_a_stale_attempt_is_told_to_stop(
    house: Studio, clock: Clock, node: Caller, job: int
) -> None:
    clock.forward(seconds=61)
    attic = other(node, await house.nodes.local("attic"))
    assert (await attic.claim())[1]["attempt"] == 2
    beat = {"progress": 0.5}
    for path, body in (("heartbeat", beat), ("fail", {"kind": "render"})):
        status, answer, _ = await node.call("POST", f"/v1/jobs/{job}/{path}", body, Attempt=1)
        assert (status, "not the latest" in str(answer["error"])) == (409, True)


async def test_a_job_that_never_was_is_gone(node: Caller) -> None:
    status, _, _ = await node.call("POST", "/v1/jobs/999/heartbeat", {"progress": 0.5}, Attempt=1)
    assert status == 410


async def test_an_address_that_is_none_is_404_in_one_sentence(node: Caller) -> None:
    status, answer, _ = await node.call("GET", "/v1/nothing")
    assert (status, answer) == (404, {"error": "There is no such address here."})


async def test_a_failure_is_taken_down(house: Studio, store: Store, node: Caller, job: int) -> None:
    body = {"kind": "oom", "log_tail": "CUDA out of memory"}
    status, _, _ = await node.call("POST", f"/v1/jobs/{job}/fail", body, Attempt=1)
    assert status == 200
    assert (await row(store, job))["failures"] == 1
