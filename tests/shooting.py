"""What tests of the queue start from: scenes with jobs, nodes, orders, and small real files."""

from __future__ import annotations

import functools
import hashlib
import struct
import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import imageio_ffmpeg
from conftest import CHANNEL, DIRECTION, GUILD, MARA, showrunner

from bot.domain.direction import Heading, TimeOfDay, Weather
from bot.domain.house_rules import Rating
from bot.domain.novel import Passage
from bot.domain.queue import Work
from bot.domain.scene import SceneState, TakeState
from bot.domain.shots import ShotList
from bot.store import Store, Transaction, guilds, jobs, novels, scenes, takes
from bot.studio import Studio
from bot.studio.house_views import NodeView
from bot.studio.orders import KINDS
from render import contract


@dataclass(frozen=True)
class Job:
    id: int
    scene_id: int
    take_id: int | None


def order(work: Work, slate: str, engine: str = "animatic", **changes: object) -> str:
    """The order's JSON for a job of that kind."""
    shot = contract.Shot(
        number=1,
        seconds=2,
        action="A boy runs.",
        place=contract.Place(name="strand", interior=False, time_of_day="dusk", weather="rain"),
        light="backlight",
        framing="wide",
        seed=7,
    )
    parts: dict[str, object] = {"kind": KINDS[work], "slate": slate, "engine": engine}
    if work in (Work.REFIT, Work.REEL):
        master = contract.Input(sha256="a" * 64, size=10, role="master")
        parts |= {"inputs": (master,)}
    else:
        parts |= {"shots": (shot,)}
    filled = parts | {"novel": "The Lamp", "title": "The boy"} | changes
    return contract.SceneOrder(**filled).model_dump_json()


async def queue(
    studio: Studio,
    *,
    guild_id: int = GUILD,
    work: Work = Work.TAKE,
    engine: str = "animatic",
    member_id: int = MARA,
    votes: int = 0,
    film_s: float = 2.0,
    **changes: object,
) -> Job:
    """A scene with a job of that kind; the guild was set up before."""
    now = studio.leases._now()
    async with studio.leases._store.transaction() as tx:
        number = await guilds.next_scene_number(tx, guild_id)
        scene_id = await add_scene(tx, guild_id, number, member_id, now)
        take_id = None
        slate = str(number)
        if work not in (Work.STORYBOARD, Work.REEL):
            await scenes.set_state(tx, scene_id, SceneState.GREENLIT)
            take_id = await takes.add(
                tx,
                guild_id=guild_id,
                scene_id=scene_id,
                engine="animatic" if engine == "*" else engine,
                seed=7,
                asked_by=member_id,
                now=now,
            )
            slate = f"{number}-1"
        body = order(work, slate, "animatic" if engine == "*" else engine, **changes)
        job_id = await jobs.enqueue(
            tx,
            guild_id=guild_id,
            scene_id=scene_id,
            take_id=take_id,
            work=work,
            engine=engine,
            member_id=member_id,
            votes=votes,
            film_s=film_s,
            order_json=body,
            now=now,
        )
    return Job(job_id, scene_id, take_id)


async def add_scene(
    tx: Transaction, guild_id: int, number: int, member_id: int, now: datetime
) -> int:
    [novel] = await novels.of_guild(tx, guild_id)
    heading = Heading("strand", False, TimeOfDay.DUSK, Weather.RAIN)
    return await scenes.add(
        tx,
        guild_id=guild_id,
        number=number,
        passage=Passage(novel["id"], 1, 1, 2),
        chapter_title="The Strand",
        text="The boy ran along the strand.",
        proposer_id=member_id,
        direction=DIRECTION,
        rating=Rating.GENERAL,
        shot_list=ShotList(heading, (), ()),
        channel_id=CHANNEL,
        now=now,
    )


async def operators_node(studio: Studio, name: str = "local") -> NodeView:
    return await node_of(studio, await studio.nodes.local(name))


async def guilds_node(
    studio: Studio, guild_id: int = GUILD, name: str = "Anna's PC"
) -> tuple[NodeView, str]:
    """A node that a guild invited, and its token."""
    invitation = await studio.nodes.invite(showrunner(guild_id))
    registered = await studio.nodes.register(contract.Registration(code=invitation.code, name=name))
    return await node_of(studio, registered.token), registered.token


async def node_of(studio: Studio, token: str) -> NodeView:
    node = await studio.nodes.authenticate(token)
    assert node is not None
    return node


def claim(claim_id: str, *engines: str, wait: float = 0, **changes: object) -> contract.Claim:
    facts: dict[str, object] = {"claim_id": claim_id.ljust(8, "0"), "contracts": contract.SERVED}
    facts |= {"engines": engines or ("animatic",), "wait": wait}
    return contract.Claim(**(facts | changes))


async def take_up(
    studio: Studio, node: NodeView, claim_id: str, *engines: str
) -> contract.Claimed | None:
    return await studio.leases.claim(node, claim(claim_id, *engines))


async def claimed_by(
    studio: Studio, node: NodeView, claim_id: str, *engines: str
) -> contract.Claimed:
    """A job that a node is given."""
    claimed = await take_up(studio, node, claim_id, *engines)
    assert claimed is not None
    return claimed


def report(work: Work, slate: str, **changes: object) -> contract.TakeReport:
    facts: dict[str, object] = {"kind": KINDS[work], "slate": slate, "engine": "animatic"}
    facts |= {"label": "animatic, drawn by rules", "alt_text": "A boy runs along a strand."}
    return contract.TakeReport(**(facts | changes))


@functools.cache
def film(*options: str) -> bytes:
    """A second of film as a node delivers it; other options of ffmpeg make it something else."""
    defaults = ("-c:v", "libx264", "-profile:v", "high", "-pix_fmt", "yuv420p", "-c:a", "aac")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "clip.mp4"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error"]
        command += ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=12:duration=1"]
        command += ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", "1"]
        command += [*(options or (*defaults, "-movflags", "+faststart")), str(target)]
        subprocess.run(command, check=True)
        return target.read_bytes()


@functools.cache
def jpeg() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "poster.jpg"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi"]
        command += ["-i", "testsrc=size=64x48", "-frames:v", "1", str(target)]
        subprocess.run(command, check=True)
        return target.read_bytes()


def png(width: int = 32, height: int = 18) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def outputs(work: Work) -> dict[str, bytes]:
    """The files that a node delivers for a job of that kind."""
    if work is Work.STORYBOARD:
        return {"contact.png": png()}
    if work is Work.PORTRAIT:
        return {"portrait.png": png(48, 60)}
    if work in (Work.REFIT, Work.REEL, Work.COMPARISON):
        return {"clip.mp4": film()}
    return {
        "clip.mp4": film(),
        "master.mp4": film(),
        "poster.jpg": jpeg(),
        "contact.png": png(),
    }


def announcement(name: str, content: bytes) -> contract.UploadRequest:
    sha256 = hashlib.sha256(content).hexdigest()
    return contract.UploadRequest(name=name, size=len(content), sha256=sha256)


async def deliver(
    studio: Studio,
    node: NodeView,
    claimed: contract.Claimed,
    work: Work = Work.TAKE,
    files: dict[str, bytes] | None = None,
    **changes: object,
) -> bool:
    """Bring the files and complete the job, without HTTP between."""
    deliveries = studio.leases.deliveries
    ids: list[str] = []
    for name, content in (files or outputs(work)).items():
        request = announcement(name, content)
        upload_id = await deliveries.begin_upload(node.id, claimed.job, claimed.attempt, request)
        upload = await deliveries.upload(node.id, upload_id)
        upload.part.parent.mkdir(parents=True, exist_ok=True)
        upload.part.write_bytes(content)
        ids.append(upload_id)
    completion = contract.Completion(
        uploads=tuple(ids), report=report(work, claimed.order.slate, **changes)
    )
    return await deliveries.complete(node.id, claimed.job, claimed.attempt, completion)


async def row(store: Store, job_id: int) -> dict[str, object]:
    """A job as it is kept."""
    async with store.reading() as tx:
        found = await jobs.get(tx, job_id)
    assert found is not None
    return dict(found)


async def errands(studio: Studio, kind: str) -> int:
    return sum(errand.kind == kind for errand in await studio.outbox.due(per_guild=1000))


async def in_hand(studio: Studio, claim_id: str = "one") -> contract.Claimed:
    """A job in the hands of the operator's node."""
    return await claimed_by(studio, await operators_node(studio), claim_id)


async def take_state(store: Store, take_id: int | None) -> TakeState:
    assert take_id is not None
    async with store.reading() as tx:
        take = await takes.get(tx, take_id)
    assert take is not None
    return take.state


async def fail(
    studio: Studio, node_id: int, claimed: contract.Claimed, kind: contract.FailureKind
) -> None:
    await studio.leases.fail(node_id, claimed.job, claimed.attempt, contract.Failure(kind=kind))


async def two_nodes(studio: Studio) -> tuple[int, int]:
    return (await operators_node(studio)).id, (await operators_node(studio, "attic")).id


async def queued_in_hand(studio: Studio) -> contract.Claimed:
    """A new take in the hands of the operator's node."""
    await queue(studio)
    return await in_hand(studio)
