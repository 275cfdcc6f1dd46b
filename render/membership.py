"""What a node knows between runs: whose bot it serves, by which token, and what it last claimed."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import re
import secrets
from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from render.settings import Settings

_FRAGMENT = re.compile(r"^(?P<code>[A-Za-z0-9_-]{8,100})(?:\.(?P<fingerprint>[0-9a-fA-F]{64}))?$")
_FINGERPRINT = re.compile(r"^[0-9a-fA-F]{64}$")


class NotJoined(Exception):
    """The node has no bot to serve, or cannot use what it was given; the message says why."""


@dataclass(frozen=True, slots=True)
class JoinLine:
    """An invitation, as `/studio node invite` gives it: where, with which code, and which
    certificate the bot shows there (None when a proxy ends TLS with a public one)."""

    url: str
    code: str
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A node's place with a bot."""

    url: str
    token: str
    fingerprint: str | None = None
    node: int = 0
    instance: str = ""
    """This node's own for good, also where another one uses the same token."""
    claims: tuple[str, ...] = ()
    """What it claimed and is not done with, oldest first: after a crash these bring the same jobs
    back."""
    forgot: int = 0
    """The number of what was taken back last and of which nothing is here any more."""


def parse_join_line(line: str) -> JoinLine:
    """Read `https://HOST:PORT/#CODE.FINGERPRINT`. Raises NotJoined with a sentence."""
    # the command prompt of Windows leaves a line its single quotes
    address, _, fragment = line.strip(" \t\r\n'").partition("#")
    match = _FRAGMENT.match(fragment)
    if not match:
        raise NotJoined(
            "that is not a join line: it looks like https://HOST:PORT/#CODE.FINGERPRINT, and "
            "`/studio node invite` gives a new one."
        )
    return JoinLine(checked_url(address), match["code"], checked_fingerprint(match["fingerprint"]))


def checked_url(url: str) -> str:
    """The address without its trailing slash. Raises NotJoined unless it is https or loopback."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NotJoined(f"{url} is no address: it starts with https://.") from None
    try:
        _ = parts.port
    except ValueError:
        raise NotJoined(f"{url} has no valid port.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotJoined(f"{url or 'an empty address'} is no address: it starts with https://.")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise NotJoined(
            f"{url} would send the node's token in the clear: plain http is for this machine "
            "only; use the https address that the bot gives."
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def checked_fingerprint(fingerprint: str | None) -> str | None:
    """A certificate's SHA-256 in lower-case hex. Raises NotJoined when it is anything else."""
    if not fingerprint:
        return None
    plain = fingerprint.replace(":", "")
    if not _FINGERPRINT.match(plain):
        raise NotJoined("the certificate's fingerprint must be 64 hexadecimal digits.")
    return plain.lower()


def load(settings: Settings) -> Membership:
    """The membership that the environment or the state file gives. Raises NotJoined."""
    if settings.node_url and settings.node_token_file:
        saved = _saved(settings.state_file)
        try:
            token = settings.node_token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise NotJoined(f"the token file {settings.node_token_file} cannot be read.") from None
        url = checked_url(settings.node_url)
        known = saved if saved.get("url") == url else {}
        return Membership(
            url,
            token,
            checked_fingerprint(settings.node_fingerprint),
            instance=str(known.get("instance", "")),
            claims=tuple(known.get("claims", ())),
            forgot=int(known.get("forgot", 0)),
        )
    return load_saved(settings.state_file)


def load_saved(path: Path) -> Membership:
    """The membership that a state file keeps. Raises NotJoined."""
    saved = _saved(path)
    if not saved:
        raise NotJoined(
            "this node has not joined a bot: ask for a line with `/studio node invite` and run "
            "`greenlight node --join LINE`."
        )
    try:
        member = Membership(**saved)
        return replace(member, claims=tuple(member.claims))
    except TypeError:
        raise NotJoined(
            f"{path} is not what a node writes; join again with `greenlight node --join LINE`."
        ) from None


def save(path: Path, membership: Membership) -> None:
    """Write the state file, readable by its owner alone; it is whole at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(membership), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def new_id() -> str:
    """An id that nobody else makes, for a claim or an instance."""
    return secrets.token_urlsafe(24)


@contextlib.contextmanager
def alone(path: Path) -> Generator[None]:
    """Hold the state file's lock: two nodes of one identity would shoot the same job.

    Raises NotJoined when another node holds it, and where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("ab+")
    except OSError as error:
        raise NotJoined(
            f"{path} cannot be written ({error.strerror}): name another file with --config."
        ) from None
    with lock as file:
        try:
            _lock(file)
        except OSError:
            raise NotJoined(
                f"another node runs on {path}: stop it first, or give this one a state file of "
                "its own (GREENLIGHT_NODE_STATE)."
            ) from None
        yield


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _saved(path: Path) -> dict[str, Any]:
    try:
        form = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise NotJoined(
            f"{path} cannot be read; join again with `greenlight node --join LINE`."
        ) from None
    return cast("dict[str, Any]", form) if isinstance(form, dict) else {}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
