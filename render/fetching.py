"""Fetches a model's files: goes on where it was cut, and verifies every large one."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import (
    constants,
    get_session,
    hf_hub_download,  # pyright: ignore[reportUnknownVariableType]
    hf_hub_url,
)
from huggingface_hub.file_download import repo_folder_name
from huggingface_hub.utils import (
    WeakFileLock,
    build_hf_headers,  # pyright: ignore[reportUnknownVariableType]
    hf_raise_for_status,
)
from huggingface_hub.utils.sha import git_hash

from render.contract import FailureKind
from render.diffusion.folder import ModelFolder
from render.faults import Fault, disk_fault
from render.hub import ASK_SECONDS, HubFile, Listing, explained

_READ_SECONDS = 30.0
_ATTEMPTS = 4
_CHUNK = 2**20

OnBytes = Callable[[int], None]
"""Hears how many more bytes are here, verified or just arrived."""


def fetch(listing: Listing, on_bytes: OnBytes) -> Path:
    """Fetch what is missing and verify all large files, also those that were here; the folder.

    What a cut connection left is gone on with, in this call and in a later one. Raises Fault;
    a file whose hash is wrong is not kept.
    """
    storage = Path(constants.HF_HUB_CACHE) / repo_folder_name(
        repo_id=listing.model, repo_type="model"
    )
    blobs = storage / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    try:
        with WeakFileLock(storage / ".greenlight.lock", timeout=1), explained(listing.model):
            _check_room(listing, blobs)
            path = ""
            for file in listing.files:
                if file.sha256:
                    _fetch_large(listing, file, blobs, on_bytes)
                path = _place(listing, file, blobs)
                if not file.sha256:
                    on_bytes(file.size)
    except TimeoutError:
        raise Fault(
            f"{listing.model} is being fetched by another command: wait for that one.",
            retryable=False,
        ) from None
    except OSError as error:
        if disk_fault(error):
            raise _no_room("the disk is full", listing) from error
        raise Fault(
            f"{error.filename or blobs} cannot be written: {error.strerror or error}.",
            retryable=False,
        ) from error
    return Path(path[: -len(listing.files[-1].name)])


def found_here(model: str, commit: str) -> Path | None:
    """The folder of a model that was fetched at a commit; None when it was not, or not whole."""
    folder = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=model, repo_type="model")
    snapshot = folder / "snapshots" / commit
    try:
        index = ModelFolder(snapshot)
    except Fault:
        return None
    components = [name for name in index.index if index.has(name)]
    return snapshot if all((snapshot / name).is_dir() for name in components) else None


def _fetch_large(listing: Listing, file: HubFile, blobs: Path, on_bytes: OnBytes) -> None:
    """Have a file's blob at hand, whole and with the right hash."""
    blob = blobs / str(file.sha256)
    here = _snapshot(listing, blobs) / file.name
    for path in (here, blob):
        if not path.exists():
            continue
        if path.stat().st_size == file.size and _hash(path, lambda _: None)[0] == file.sha256:
            on_bytes(file.size)
            return
        # it was damaged since it was fetched
        _drop(path)
    part = blob.with_name(f"{blob.name}.part")
    if _download(listing, file, part, on_bytes) != file.sha256:
        part.unlink()
        raise Fault(
            f"{file.name} did not arrive as {listing.model} announced it, its SHA-256 is another: "
            "it was not kept; fetch it again, and if that is of no use do not trust this source.",
            retryable=False,
        )
    part.replace(blob)


def _download(listing: Listing, file: HubFile, part: Path, on_bytes: OnBytes) -> str:
    """Fetch a file from where it was cut, if it was; its SHA-256 in hex."""
    part.touch()
    if part.stat().st_size > file.size:
        part.unlink()
        part.touch()
    _, digest = _hash(part, on_bytes)
    url = hf_hub_url(listing.model, file.name, revision=listing.commit)
    attempts = 0
    while (before := part.stat().st_size) < file.size:
        try:
            digest = _go_on(url, file, part, digest, on_bytes)
        except httpx2.TransportError:
            attempts = 0 if part.stat().st_size > before else attempts + 1
            if attempts >= _ATTEMPTS:
                raise
            time.sleep(attempts)
        else:
            if part.stat().st_size <= before:
                raise ValueError(f"{file.name} ends too early")
    return digest.hexdigest()


def _go_on(url: str, file: HubFile, part: Path, digest: Any, on_bytes: OnBytes) -> Any:
    """Append what the server has from where the file ends; the digest of all of it."""
    begun = part.stat().st_size
    headers = build_hf_headers() | {"Accept-Encoding": "identity"}
    headers |= {"Range": f"bytes={begun}-"} if begun else {}
    with get_session().stream("GET", url, headers=headers, timeout=_READ_SECONDS) as answer:
        hf_raise_for_status(answer)
        _check_answer(answer, file, begun)
        with part.open("ab", buffering=0) as out:
            if begun and answer.status_code != HTTPStatus.PARTIAL_CONTENT:
                # this server begins anew
                out.truncate(0)
                on_bytes(-begun)
                begun, digest = 0, hashlib.sha256()
            # without a size nothing that has arrived waits to be written
            for chunk in answer.iter_bytes():
                begun += len(chunk)
                if begun > file.size:
                    raise ValueError(f"{file.name} is larger than announced")
                out.write(chunk)
                digest.update(chunk)
                on_bytes(len(chunk))
    return digest


def _check_answer(answer: httpx2.Response, file: HubFile, begun: int) -> None:
    """Raise ValueError for what is not the file from where it was cut, nor all of it."""
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        raise ValueError("a page in place of a file")
    if answer.status_code == HTTPStatus.PARTIAL_CONTENT:
        # a server may give less than all that is left at once
        told = answer.headers.get("Content-Range", "")
        is_it = told.startswith(f"bytes {begun}-") and told.endswith((f"/{file.size}", "/*"))
    else:
        is_it = answer.headers.get("Content-Length", str(file.size)) == str(file.size)
    if not is_it:
        raise ValueError(f"{file.name} comes as something else")


def _place(listing: Listing, file: HubFile, blobs: Path) -> str:
    """Where the file lies in the model's folder; small ones are fetched and verified."""
    path = _linked(listing, file)
    if not file.sha256 and not _is_listed(path, file):
        # it was damaged since it was fetched
        _drop(path)
        path = _linked(listing, file)
    if not _is_listed(path, file):
        _drop(path)
        raise Fault(
            f"{file.name} has another hash in {listing.model}'s files than in its list: it was "
            "not kept.",
            retryable=False,
        )
    if file.sha256 and not path.is_symlink():
        # where there are no links the hub's library copies it
        (blobs / file.sha256).unlink(missing_ok=True)
    return str(path)


def _linked(listing: Listing, file: HubFile) -> Path:
    return Path(
        hf_hub_download(listing.model, file.name, revision=listing.commit, etag_timeout=ASK_SECONDS)
    )


def _is_listed(path: Path, file: HubFile) -> bool:
    """Whether a file in the model's folder is the one of the list; large ones were verified."""
    if not file.sha256:
        return git_hash(path.read_bytes()) == file.blob
    if path.is_symlink():
        return path.resolve().name == file.sha256
    return _hash(path, lambda _: None)[0] == file.sha256


def _drop(path: Path) -> None:
    """Remove a file of a model's folder, and what it is a link to."""
    path.resolve().unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _hash(path: Path, on_bytes: OnBytes) -> tuple[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            on_bytes(len(chunk))
    return digest.hexdigest(), digest


def _snapshot(listing: Listing, blobs: Path) -> Path:
    return blobs.with_name("snapshots") / listing.commit


def _check_room(listing: Listing, blobs: Path) -> None:
    here = sum(
        path.stat().st_size
        for file in listing.files
        if file.sha256
        for path in (blobs / file.sha256, blobs / f"{file.sha256}.part")
        if path.exists()
    )
    free, wanted = shutil.disk_usage(blobs).free, listing.size - here
    if wanted > free:
        said = f"{wanted / 1e9:.1f} GB more are needed, and {free / 1e9:.1f} GB are free"
        raise _no_room(said, listing)


def _no_room(said: str, listing: Listing) -> Fault:
    return Fault(
        f"{listing.model} does not fit: {said} where {constants.HF_HUB_CACHE} lies; free some, or "
        "set HF_HOME to a folder on a larger disk.",
        kind=FailureKind.DISK,
        retryable=False,
    )
