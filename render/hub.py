"""Asks the hub what a model comes to: its files, sizes and licence, before anything is fetched."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Generator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import (
    HfApi,
    constants,
    errors,
    hf_hub_download,  # pyright: ignore[reportUnknownVariableType]
    logging,
)
from huggingface_hub.utils import disable_progress_bars

from render.diffusion.folder import ModelFolder
from render.faults import Fault

ASK_SECONDS = 6.0
_INDEX = "model_index.json"
_READ_BY_PIPELINES = (".safetensors", ".json", ".txt", ".model", ".jinja")
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_VARIANT = re.compile(r"\.(fp16|bf16|fp8|int8|ema|non_ema)\b")
_NAME = re.compile(r"[\w.+ ()-]+(/[\w.+ ()-]+)*")
_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_COMMIT = re.compile(r"^[0-9a-f]{40}$")

# what is fetched is shown by whoever asked for it
disable_progress_bars()
logging.set_verbosity_error()


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a model, and the hash that it must have."""

    name: str
    size: int
    sha256: str | None
    """Of large ones."""
    blob: str
    """What git calls it; of large ones, what it calls the note that stands for them."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a model comes to at one commit, before any weights are fetched."""

    model: str
    commit: str
    licence: str
    """As its page on the hub says, in lower case; empty when it does not."""
    files: tuple[HubFile, ...]
    left_out: int
    """Files that no pipeline here reads."""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def page(self) -> str:
        return f"{constants.ENDPOINT}/{self.model}"


def ask(model: str, revision: str | None = None) -> Listing:
    """Ask the hub for a model's files, sizes and licence. Raises Fault with one sentence.

    Asks once and waits no longer than ASK_SECONDS for an answer.
    """
    with explained(model):
        found, commit, there = _told(model, revision)
        if _INDEX not in {file.name for file in there}:
            raise Fault(
                f"{model} has no {_INDEX}: choose one in diffusers' layout, most often named "
                "...-Diffusers.",
                retryable=False,
            )
        index = Path(hf_hub_download(model, _INDEX, revision=commit, etag_timeout=ASK_SECONDS))
    folder = ModelFolder(index.parent)
    components = {name for name in folder.index if folder.has(name)}
    wanted = tuple(file for file in there if _is_read(file.name, components))
    _check_pickles(model, there, wanted)
    return Listing(model, commit, _licence(found), wanted, len(there) - len(wanted))


def ask_files(model: str, names: Collection[str], revision: str | None = None) -> Listing:
    """Ask the hub for some files of a model and no others, as `ask` does."""
    with explained(model):
        found, commit, there = _told(model, revision)
    wanted = tuple(file for file in there if file.name in names)
    if missing := sorted(set(names) - {file.name for file in wanted}):
        raise _fault(f"{model} has no {missing[0]} at commit {commit[:12]}")
    return Listing(model, commit, _licence(found), wanted, len(there) - len(wanted))


@contextlib.contextmanager
def explained(model: str) -> Generator[None]:
    """Turn whatever can go wrong between here and the hub into a Fault with one sentence."""
    hub = urlsplit(constants.ENDPOINT).netloc
    try:
        yield
    except errors.GatedRepoError:
        raise _fault(
            f"{model} asks for an agreement first: accept its licence at "
            f"{constants.ENDPOINT}/{model}, then log in here with `hf auth login`"
        ) from None
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError):
        raise _fault(f"{hub} has no {model}, or does not show it to you at that commit") from None
    except errors.OfflineModeIsEnabled:
        raise _fault("HF_HUB_OFFLINE is set: unset it to fetch a model") from None
    except errors.HfHubHTTPError as error:
        raise _answered(error, model) from None
    except (httpx2.TransportError, errors.LocalEntryNotFoundError) as error:
        if isinstance(error.__cause__, errors.HfHubHTTPError):
            raise _answered(error.__cause__, model) from None
        raise _fault(
            f"{hub} cannot be reached: check this machine's network and run the command again, "
            "it goes on where it was cut"
        ) from None
    except (httpx2.RequestError, ValueError, KeyError, TypeError, AttributeError):
        raise _fault(
            f"{hub} did not answer as the hub does: check this machine's network, such as a login "
            "page or a proxy"
        ) from None


def _answered(error: errors.HfHubHTTPError, model: str) -> Fault:
    hub, status = urlsplit(constants.ENDPOINT).netloc, error.response.status_code
    if status == HTTPStatus.UNAUTHORIZED:
        return _fault(
            f"{hub} does not take the token that is set up here: log in anew with `hf auth login`, "
            "or unset HF_TOKEN"
        )
    return _fault(f"{hub} answered {status} for {model}: try again in a few minutes")


def _told(model: str, revision: str | None) -> tuple[Any, str, list[HubFile]]:
    """What the hub says of a model, its commit, and all its files."""
    found = HfApi().model_info(model, revision=revision, files_metadata=True, timeout=ASK_SECONDS)
    commit = str(found.sha)
    if not _COMMIT.match(commit):
        raise ValueError(commit)
    return found, commit, [_file(sibling) for sibling in found.siblings or ()]


def _is_read(name: str, components: set[str]) -> bool:
    folder, _, rest = name.partition("/")
    if name == _INDEX or (not rest and name.upper().startswith("LICENSE")):
        return name.endswith((".json", ".txt", "LICENSE"))
    return (
        folder in components
        and rest.endswith(_READ_BY_PIPELINES)
        and not (rest.endswith((".safetensors", ".index.json")) and _VARIANT.search(rest))
    )


def _check_pickles(model: str, there: list[HubFile], wanted: tuple[HubFile, ...]) -> None:
    """Refuse a model that has a component with nothing but pickled weights."""
    safe = {file.name.split("/")[0] for file in wanted if file.name.endswith(".safetensors")}
    folders = {file.name.split("/")[0] for file in wanted}
    for file in there:
        folder = file.name.split("/")[0]
        if file.name.endswith(_PICKLED) and folder in folders and folder not in safe:
            raise Fault(
                f"{model} has the weights of its {folder} in {file.name.split('/')[-1][:60]} only, "
                "which can run code when it is read; choose a model with .safetensors files.",
                retryable=False,
            )


def _file(sibling: Any) -> HubFile:
    lfs = sibling.lfs
    sha256 = str(lfs.sha256) if lfs is not None else None
    if sha256 is not None and not _SHA256.match(sha256):
        raise ValueError(sha256)
    name = str(sibling.rfilename)
    if not _NAME.fullmatch(name) or ".." in name.split("/"):
        raise ValueError(name)
    blob = str(sibling.blob_id)
    if not _COMMIT.match(blob):
        raise ValueError(blob)
    return HubFile(name, int(sibling.size or 0), sha256, blob)


def _licence(found: Any) -> str:
    card = cast("dict[str, Any]", found.card_data.to_dict() if found.card_data else {})
    named = card.get("license")
    if named in (None, "other"):
        named = card.get("license_name") or named
    if isinstance(named, list):
        named = ", ".join(map(str, cast("list[object]", named)))
    return "".join(filter(str.isprintable, str(named or "").lower()))[:100]


def _fault(sentence: str) -> Fault:
    return Fault(f"{sentence}.", retryable=False)
