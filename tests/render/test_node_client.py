from __future__ import annotations

import datetime
import hashlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from stage_bot import CODE, TOKEN, CuttingProxy, Job, StageBot, serving
from stage_orders import OrderMaker

from render.client import BadOffer, Client, register
from render.contract import SERVED, Beat, Claim, Input, OutputName, Registration
from render.membership import Membership
from render.wire import (
    LeaseLost,
    NoAnswer,
    NoCommonContract,
    NoRoom,
    Refused,
    TooLarge,
    Unwelcome,
)

pytest_plugins = ("stage_fixtures",)

FILM = bytes(range(256)) * 4000
CLAIM = Claim(claim_id="claim-one", contracts=SERVED, engines=("leader",), wait=0)


@pytest.fixture
def bot(tmp_path: Path) -> StageBot:
    return StageBot(tmp_path)


@pytest.fixture
async def url(bot: StageBot) -> AsyncIterator[str]:
    async with serving(bot) as url:
        yield url


@pytest.fixture
async def client(url: str) -> AsyncIterator[Client]:
    async with Client(Membership(url, TOKEN), chunk_bytes=100_000) as client:
        yield client


@pytest.fixture
def job(bot: StageBot, make_order: OrderMaker) -> Job:
    job = Job(make_order(), attempt=1, claim_id="claim-one")
    bot.jobs.append(job)
    return job


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(FILM)
    return path


async def at_once(tries: int) -> None:
    assert tries < 20


def beat() -> Beat:
    return Beat(progress=0.5)


async def test_a_claim_without_work_is_none(client: Client) -> None:
    assert await client.claim(CLAIM) is None


async def test_a_claim_brings_the_order_as_it_was_written(client: Client, job: Job) -> None:
    claimed = await client.claim(CLAIM)
    assert claimed is not None
    assert (claimed.order, claimed.attempt) == (job.order, 1)


async def test_an_order_that_cannot_be_read_names_its_job(
    client: Client, bot: StageBot, job: Job
) -> None:
    order = job.order.model_dump(mode="json") | {"hologram": True}
    bot.raw_claim = {"job": 0, "attempt": 1, "lease_s": 60, "order": order}
    with pytest.raises(BadOffer, match=r"unknown field order\.hologram") as offer:
        await client.claim(CLAIM)
    assert (offer.value.job, offer.value.attempt) == (0, 1)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Unwelcome),
        (409, LeaseLost),
        (410, LeaseLost),
        (413, TooLarge),
        (426, NoCommonContract),
        (429, NoAnswer),
        (500, NoAnswer),
        (503, NoAnswer),
        (507, NoRoom),
        (400, Refused),
    ],
)
async def test_every_answer_that_is_no_success_has_a_name(
    client: Client, bot: StageBot, job: Job, status: int, error: type[Exception]
) -> None:
    bot.answers["heartbeat"] = [status]
    with pytest.raises(error, match="the bot says no"):
        await client.beat(0, 1, beat())


async def test_a_bot_that_is_not_there_gives_no_answer() -> None:
    async with Client(Membership("http://127.0.0.1:9", TOKEN)) as client:
        with pytest.raises(NoAnswer):
            await client.claim(CLAIM)


async def test_a_file_is_uploaded_in_chunks(
    client: Client, bot: StageBot, job: Job, film: Path
) -> None:
    uid = await client.upload(0, 1, OutputName.CLIP, film, at_once)
    assert bot.uploads[uid].data == FILM
    assert len(bot.patches) == 11


async def test_an_upload_that_is_cut_again_and_again_goes_on_where_it_was(
    bot: StageBot, url: str, job: Job, film: Path
) -> None:
    proxy = CuttingProxy(int(url.rsplit(":", 1)[1]))
    proxy.cuts = [150_000, 250_000, 90_000, 400_000]
    async with proxy as address, Client(Membership(address, TOKEN), 100_000) as client:
        uid = await client.upload(0, 1, OutputName.CLIP, film, at_once)
    assert bot.uploads[uid].data == FILM
    assert proxy.cuts == []
    assert sum(size for _, size in bot.patches) <= len(FILM)


async def test_an_upload_that_the_bot_forgot_starts_anew(
    client: Client, bot: StageBot, job: Job, film: Path
) -> None:
    uid = await client.upload(0, 1, OutputName.CLIP, film, at_once)
    del bot.uploads[uid]
    bot.answers[uid] = [404]
    again = await client.upload(0, 1, OutputName.CLIP, film, at_once)
    assert bot.uploads[again].data == FILM


async def test_a_wrong_offset_is_corrected_by_the_bots_own(
    client: Client, bot: StageBot, job: Job, film: Path
) -> None:
    bot.bytes_behind_our_back = 50_000
    uid = await client.upload(0, 1, OutputName.CLIP, film, at_once)
    assert bot.uploads[uid].data == FILM


async def test_a_place_to_upload_on_another_host_is_refused(
    client: Client, bot: StageBot, job: Job, film: Path
) -> None:
    bot.location = "https://elsewhere.example/v1/steal/0"
    with pytest.raises(Refused, match="no place to upload to"):
        await client.upload(0, 1, OutputName.CLIP, film, at_once)


def fetched(folder: Path) -> bytes | None:
    path = folder / "in.mp4"
    return path.read_bytes() if path.exists() else None


def half_fetched(folder: Path, data: bytes) -> None:
    (folder / "in.mp4.part").write_bytes(data)


def master(data: bytes, sha256: str | None = None, size: int | None = None) -> Input:
    own = hashlib.sha256(data).hexdigest()
    return Input(sha256=sha256 or own, size=size or len(data), role="master")


async def test_an_input_is_fetched_and_checked(
    client: Client, bot: StageBot, tmp_path: Path
) -> None:
    item = master(b"film" * 1000)
    bot.inputs[item.sha256] = b"film" * 1000
    await client.fetch(item, tmp_path / "in.mp4")
    assert fetched(tmp_path) == b"film" * 1000


async def test_an_input_that_was_cut_is_fetched_from_there_on(
    client: Client, bot: StageBot, tmp_path: Path
) -> None:
    data = bytes(range(250)) * 100
    item = master(data)
    bot.inputs[item.sha256] = data
    half_fetched(tmp_path, data[:10_000])
    await client.fetch(item, tmp_path / "in.mp4")
    assert bot.ranges == ["bytes=10000-"]
    assert fetched(tmp_path) == data


@pytest.mark.parametrize(
    ("sent", "sentence"), [(b"xxxx", "its hash is not"), (b"xxxxx", "longer than the order says")]
)
async def test_an_input_that_is_not_what_the_order_names_is_refused(
    client: Client, bot: StageBot, tmp_path: Path, sent: bytes, sentence: str
) -> None:
    item = master(b"film")
    bot.inputs[item.sha256] = sent
    with pytest.raises(Refused, match=sentence):
        await client.fetch(item, tmp_path / "in.mp4")
    assert fetched(tmp_path) is None


async def test_a_code_is_traded_for_a_token(url: str) -> None:
    registered = await register(url, None, Registration(code=CODE, name="Anna's PC"))
    assert (registered.node, registered.token) == (7, TOKEN)


async def test_a_used_code_is_refused_in_the_bots_words(url: str) -> None:
    with pytest.raises(Unwelcome, match="this code was used already"):
        await register(url, None, Registration(code="another-code", name="Anna's PC"))


def certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A self-signed certificate as the bot makes its own, and its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "greenlight")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "bot.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context, made.fingerprint(hashes.SHA256()).hex()


async def test_a_bot_is_known_by_the_fingerprint_of_its_certificate(
    bot: StageBot, tmp_path: Path
) -> None:
    context, fingerprint = certificate(tmp_path)
    async with serving(bot, context) as url:
        registered = await register(url, fingerprint, Registration(code=CODE, name="PC"))
        assert registered.token == TOKEN


async def test_another_certificate_is_not_spoken_to(bot: StageBot, tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    async with serving(bot, context) as url:
        with pytest.raises(Unwelcome, match="another certificate than the one in the join line"):
            await register(url, "ab" * 32, Registration(code=CODE, name="PC"))


async def test_a_self_signed_certificate_without_a_fingerprint_is_not_trusted(
    bot: StageBot, tmp_path: Path
) -> None:
    context, _ = certificate(tmp_path)
    async with serving(bot, context) as url:
        with pytest.raises(NoAnswer, match="certificate"):
            await register(url, None, Registration(code=CODE, name="PC"))
