"""The node protocol over real sockets: every address, every no, every cut."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import math
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from conftest import GUILD, Clock, set_up, showrunner
from patience import PATIENCE
from shooting import (
    announcement,
    claim,
    errands,
    film,
    guilds_node,
    jpeg,
    operators_node,
    outputs,
    png,
    queue,
    report,
    row,
)

import bot.dispatch
from bot.dispatch import Dispatch, routes
from bot.domain.queue import Work
from bot.store import Store, media, nodes, taken_back
from bot.studio import MediaFolder, Studio
from render.client import Client
from render.contract import Claim, Completion, Registration
from render.executors.unit import Unit
from render.forgetting import Forgetting
from render.membership import Membership, load_saved
from render.node import Node
from render.rules import Rules
from render.shots import ShotStore

OTHER = 77


@dataclass
class Caller:
    """A node's calls, as bare as HTTP is."""

    session: aiohttp.ClientSession
    url: str
    token: str = ""

    async def call(
        self, method: str, path: str, body: object = None, **headers: object
    ) -> tuple[int, dict[str, object], dict[str, str]]:
        """Status, JSON body and headers of the answer."""
        sent = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        sent.setdefault("Authorization", f"Bearer {self.token}")
        data = (
            body
            if isinstance(body, bytes | io.BytesIO)
            else None
            if body is None
            else json.dumps(body)
        )
        async with self.session.request(method, self.url + path, data=data, headers=sent) as answer:
            raw = await answer.read()
            is_json = answer.content_type == "application/json" and raw
            return answer.status, json.loads(raw) if is_json else {}, dict(answer.headers)

    async def claim(
        self, claim_id: str = "one", **changes: object
    ) -> tuple[int, dict[str, object]]:
        body = claim(claim_id, **changes).model_dump(mode="json")  # type: ignore[arg-type]
        status, answer, _ = await self.call("POST", "/v1/claim", body)
        return status, answer

    async def begin(self, job: object, name: str, content: bytes, attempt: object = 1) -> str:
        body = announcement(name, content).model_dump(mode="json")
        status, _, headers = await self.call(
            "POST", f"/v1/jobs/{job}/uploads", body, Attempt=attempt
        )
        assert status == 201, status
        return headers["Location"]

    async def send(self, location: str, content: bytes, offset: int = 0) -> tuple[int, int | None]:
        """PATCH; the status and the offset that the bot names."""
        status, _, headers = await self.call("PATCH", location, content, Upload_Offset=offset)
        told = headers.get("Upload-Offset")
        return status, None if told is None else int(told)

    async def offset(self, location: str) -> int:
        status, _, headers = await self.call("HEAD", location)
        assert status == 200
        return int(headers["Upload-Offset"])

    async def complete(
        self,
        job: object,
        locations: list[str],
        work: Work = Work.TAKE,
        attempt: object = 1,
        **told: object,
    ) -> tuple[int, dict[str, object]]:
        ids = tuple(location.rsplit("/", 1)[1] for location in locations)
        body = Completion(uploads=ids, report=report(work, "1-1", **told)).model_dump(mode="json")
        status, answer, _ = await self.call(
            "POST", f"/v1/jobs/{job}/complete", body, Attempt=attempt
        )
        return status, answer

    async def deliver(self, job: object, files: dict[str, bytes] | None = None) -> list[str]:
        """Bring every file; where they went."""
        locations: list[str] = []
        for name, content in (files or outputs(Work.TAKE)).items():
            location = await self.begin(job, name, content)
            status, _ = await self.send(location, content)
            assert status == 204
            locations.append(location)
        return locations


@pytest.fixture
async def dispatch(house: Studio, tmp_path: Path) -> AsyncIterator[Dispatch]:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start()
    yield served
    await served.close()


@pytest.fixture
async def node(house: Studio, dispatch: Dispatch) -> AsyncIterator[Caller]:
    """The operator's node on the line."""
    async with aiohttp.ClientSession() as session:
        token = await house.nodes.local("local")
        yield Caller(session, dispatch.local_url, token)


@pytest.fixture
async def job(house: Studio, node: Caller) -> int:
    """A take in the node's hands."""
    queued = await queue(house)
    status, answer = await node.claim()
    assert (status, answer["job"], answer["attempt"]) == (200, queued.id, 1)
    return queued.id


def other(node: Caller, token: str) -> Caller:
    return Caller(node.session, node.url, token)


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


@pytest.mark.parametrize("taken", ["a picture", "a scene"])
async def test_a_node_is_told_of_what_was_taken_back_and_forgets_what_it_made(
    house: Studio, store: Store, dispatch: Dispatch, node: Caller, tmp_path: Path, taken: str
) -> None:
    origin = "f" * 64
    if taken == "a scene":
        scene = (await queue(house)).scene_id
        assert scene is not None
        origin = (await node.claim())[1]["order"]["scene"]  # type: ignore[index]
        await house.scenes.remove(showrunner(), scene, "reported")
    else:
        async with store.transaction() as tx:
            await taken_back.add(tx, origin, house.leases._now())
    shots = ShotStore(tmp_path / "shots", 2**30)
    shots.made_with("a" * 64, [origin])
    part = shots.part("a" * 64)
    part.write_bytes(b"x")
    kept = shots.keep("a" * 64, part, 12, has_sound=False).path
    member = Membership(dispatch.local_url, await house.nodes.local("local"))
    rules = Rules(engines=("animatic",), free_bytes=0, wait=0.1, look=0.05, backoff=0.02)
    forgetting, dropped = Forgetting(shots, tmp_path / "models"), asyncio.Event()
    loop = asyncio.get_running_loop()

    def forget(hashes: Collection[str] | None) -> None:
        forgetting.forget(hashes)
        loop.call_soon_threadsafe(dropped.set)

    unit, state = Unit(), tmp_path / "node.json"
    async with Client(member) as client, asyncio.timeout(PATIENCE):
        node = Node(client, unit, state, member, tmp_path / "work", rules, forget=forget)
        serving = asyncio.create_task(node.run())
        await dropped.wait()
        node.close()
        await serving
    await asyncio.to_thread(unit.close)
    assert not kept.exists()
    assert load_saved(state).forgot == 1


async def test_what_was_taken_back_is_told_since_a_number(
    house: Studio, store: Store, node: Caller
) -> None:
    async with store.transaction() as tx:
        for letter in "abc":
            await taken_back.add(tx, letter * 64, house.leases._now())
    _, _, headers = await node.call("POST", "/v1/claim", claim("one").model_dump(mode="json"))
    assert headers["Taken-Back"] == "3"
    everywhere = await house.nodes.of_guild(GUILD)
    async with store.transaction() as tx:
        await nodes.pause(tx, everywhere[0].id, "for a while", house.leases._now())
    status, _, headers = await node.call("POST", "/v1/claim", claim("two").model_dump(mode="json"))
    assert (status, headers["Taken-Back"]) == (423, "3")
    status, told, _ = await node.call("GET", "/v1/forgotten?after=1")
    assert (status, told) == (200, {"number": 3, "hashes": ["b" * 64, "c" * 64]})
    assert (await node.call("GET", "/v1/forgotten?after=3"))[1] == {"number": 3, "hashes": []}
    status, told, _ = await node.call("GET", "/v1/forgotten?after=x")
    assert (status, told["error"]) == (422, "after: the number that the node knows is missing.")


async def test_only_the_latest_are_remembered_and_who_missed_more_can_tell(
    house: Studio, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taken_back, "KEPT", 2)
    async with store.transaction() as tx:
        for letter in "abcd":
            await taken_back.add(tx, letter * 64, house.leases._now())
    told = {after: await house.nodes.to_forget(after) for after in range(5)}
    assert [told[after].leaves_out(after) for after in range(5)] == [True, True, *3 * [False]]
    assert told[0] == told[2]
    assert told[0].hashes == ("c" * 64, "d" * 64)


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
    body |= {"kinds": [*body["kinds"], "hologram"], "mood": "good"}
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


async def test_a_body_that_does_not_come_is_not_waited_for(
    node: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "BODY_PATIENCE", 0.05)

    async def never_whole() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    headers = {"Authorization": f"Bearer {node.token}"}
    async with (
        asyncio.timeout(PATIENCE),
        node.session.post(node.url + "/v1/claim", data=never_whole(), headers=headers) as answer,
    ):
        assert answer.status == 408
        assert "whole" in (await answer.json())["error"]


@pytest.mark.parametrize("begun", [b"", b"POST /v1/claim HTTP/1.1\r\nHost: x\r\nX-Drip: a"])
async def test_a_line_on_which_nobody_asks_anything_is_closed(
    house: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(bot.dispatch, "IDLE", 0.05)
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(served.local_url.split(":")[2]))
    writer.write(begun)
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == b""
    writer.close()
    await served.close()


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


async def test_a_machine_joins_once_with_a_code(house: Studio, node: Caller) -> None:
    invitation = await house.nodes.invite(showrunner())
    body = Registration(code=invitation.code, name="Anna's PC").model_dump()
    status, answer, _ = await node.call("POST", "/v1/nodes/register", body, Authorization="")
    assert status == 200
    assert await house.nodes.authenticate(str(answer["token"]))
    status, answer, _ = await node.call("POST", "/v1/nodes/register", body, Authorization="")
    assert status == 403
    assert "/studio node invite" in str(answer["error"])


async def test_guessing_join_codes_is_slowed(node: Caller) -> None:
    body = Registration(code="guess-guess", name="x").model_dump()
    statuses = [
        (await node.call("POST", "/v1/nodes/register", body, Authorization=""))[0] for _ in range(6)
    ]
    assert statuses == [403] * 5 + [429]


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


async def test_a_bot_killed_between_the_files_and_their_rows_asks_for_nothing_again(
    house: Studio, media: MediaFolder, node: Caller, job: int
) -> None:
    locations = await node.deliver(job)
    upload_id = locations[0].rsplit("/", 1)[1]
    sha256 = hashlib.sha256(film()).hexdigest()
    media.adopt(media.part(upload_id), GUILD, sha256, "clip.mp4")
    assert await node.offset(locations[0]) == len(film())
    assert (await node.complete(job, locations))[0] == 200


async def test_a_node_on_another_machine_pins_the_certificate(
    house: Studio, tmp_path: Path
) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start(public_url="https://club.example:8443/", bind="127.0.0.1")
    pin = aiohttp.Fingerprint(bytes.fromhex(served.fingerprint()))
    url = f"https://127.0.0.1:{served.port}/v1/claim"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, ssl=pin) as answer:
            assert answer.status == 401
        wrong = aiohttp.Fingerprint(bytes(32))
        with pytest.raises(aiohttp.ServerFingerprintMismatch):
            await session.post(url, ssl=wrong)
    await served.close()
    assert (tmp_path / "dispatch.key").stat().st_mode & 0o777 == 0o600


async def test_a_join_line_names_address_code_and_certificate(
    house: Studio, tmp_path: Path
) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start(public_url="https://club.example:8443/", bind="127.0.0.1")
    line = served.join_line("the-code")
    await served.close()
    assert line == (
        f"greenlight node --join 'https://club.example:8443/#the-code.{served.fingerprint()}'"
    )


async def test_behind_a_proxy_nothing_is_pinned(house: Studio, tmp_path: Path) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start(public_url="https://club.example", bind="127.0.0.1", behind_proxy=True)
    line = served.join_line("the-code")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{served.port}/v1/claim") as answer,
    ):
        assert answer.status == 401
    await served.close()
    assert line == "greenlight node --join 'https://club.example/#the-code'"


async def test_after_a_restart_certificate_and_local_address_are_the_same(
    house: Studio, tmp_path: Path
) -> None:
    first = Dispatch(house.leases, house.nodes, tmp_path)
    await first.start()
    before = (first.fingerprint(), first.local_url)
    await first.close()
    second = Dispatch(house.leases, house.nodes, tmp_path)
    await second.start()
    after = (second.fingerprint(), second.local_url)
    await second.close()
    assert after == before


async def test_a_long_poll_ends_when_the_bot_closes(house: Studio, tmp_path: Path) -> None:
    served = Dispatch(house.leases, house.nodes, tmp_path)
    await served.start()
    await operators_node(house)
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, served.local_url, await house.nodes.local("local"))
        waiting = asyncio.create_task(caller.claim(wait=25))
        while not (await house.nodes.of_guild(GUILD))[0].engines:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(PATIENCE):
            await served.close()
            assert (await waiting)[0] == 204
