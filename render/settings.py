"""What a node's operator can set; the only file of render that reads the environment."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from render.hours import BadHours, Hours

ANIMATIC = "animatic"
"""The engine of every node."""


def cache_folder() -> Path:
    """Where this platform keeps what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local")).expanduser() / "Greenlight"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/Greenlight").expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "greenlight"


def state_folder() -> Path:
    """Where this platform keeps what must not be lost: the node's token."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "~/AppData/Roaming")).expanduser() / "Greenlight"
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/Greenlight").expanduser()
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "greenlight"


def cores() -> int:
    """The processor cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def visible_cards() -> str | None:
    """What CUDA is told to show of the cards; None where all of them are shown."""
    return os.environ.get("CUDA_VISIBLE_DEVICES")


def account() -> str:
    """Whose session this is, as Windows names it."""
    named = (os.environ.get("USERDOMAIN"), os.environ.get("USERNAME"))
    return "\\".join(filter(None, named))


class BadSetting(Exception):
    """A variable that cannot be used; the message names it and says what is allowed."""


class Settings(BaseSettings):
    """Read from the environment, then from `.env` in the working folder."""

    model_config = SettingsConfigDict(
        env_prefix="GREENLIGHT_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    cache: Path = Field(
        default_factory=cache_folder,
        description="Folder of finished shots and fetched masters; all of it can be made again.",
    )
    cache_gb: float = Field(
        default=10,
        ge=0.1,
        description="Disk budget of shots in GB, those not used for longest go first; prompts and "
        "stills of models take up to 1.6 GB more.",
    )
    ffmpeg: Path | None = Field(
        default=None,
        validation_alias="FFMPEG",
        description="An ffmpeg to use instead of the one that comes with imageio-ffmpeg.",
    )
    workers: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="Processes that draw shots side by side; as many as there are cores if unset.",
    )
    voice: str | None = Field(
        default=None,
        description="A voice program that speaks the lines, espeak-ng or piper, by name or path; "
        "without one they are subtitles.",
    )
    voice_model: str = Field(
        default="",
        description="Its voice: a language such as `en-gb` for espeak-ng, a file for piper.",
    )
    extra_engines: dict[str, str] = Field(
        default_factory=dict,
        description='Engines of your own, as JSON: {"name": "module:Class"}, each module installed '
        "or on PYTHONPATH.",
    )
    engines: Path | None = Field(
        default=None,
        description="The file that says which models film on this machine.",
    )
    model_folders: bool = Field(
        default=False,
        description="Let orders name folders of models by their paths; `greenlight shoot` does.",
    )
    node_engines: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(ANIMATIC,),
        description="Engines that this node offers, separated by commas; the animatic, which draws "
        "everybody's storyboards and drafts, is always one of them.",
    )
    node_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        default_factory=lambda: platform.node() or "node",
        max_length=100,
        description="The name under which cards show this machine when it joins.",
    )
    node_state: Path | None = Field(
        default=None,
        description="File in which a joined node keeps its address and token (mode 0600).",
    )
    node_url: str | None = Field(
        default=None,
        description="Address of the bot; the bot sets it for the local node that it starts.",
    )
    node_token_file: Path | None = Field(
        default=None, description="File (mode 0600) with the token for GREENLIGHT_NODE_URL."
    )
    node_fingerprint: str | None = Field(
        default=None,
        description="SHA-256 of the bot's certificate in hex, when GREENLIGHT_NODE_URL is https.",
    )
    node_free_gb: float = Field(
        default=1, ge=0, description="Free disk in GB below which the node claims no work."
    )
    node_stall_minutes: float = Field(
        default=10, gt=0, description="Minutes without progress after which a job is given back."
    )
    node_quiet: str = Field(
        default="",
        description="Hours in which the node takes no work, on this machine's clock: 22:00-07:00.",
    )
    node_yield: float = Field(
        default=30,
        ge=0,
        le=100,
        description="Percent of the card that other programs may use before the node makes way "
        "for them; 100 means never. Known for NVIDIA cards only.",
    )
    node_growth_mb: float = Field(
        default=2000,
        gt=0,
        description="MB of memory beyond its need at which the drawing process is started anew.",
    )

    @field_validator("node_engines", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            named = (name.strip() for name in value.split(","))
            return tuple(dict.fromkeys(name for name in (ANIMATIC, *named) if name))
        return value

    @field_validator("node_quiet")
    @classmethod
    def _can_be_read(cls, value: str) -> str:
        try:
            Hours.parse(value)
        except BadHours:
            raise PydanticCustomError("hours", "be hours such as 22:00-07:00") from None
        return value

    @property
    def state_file(self) -> Path:
        """The node's memory: beside the token that it was handed, or in the user's own folder."""
        if self.node_state:
            return self.node_state
        if self.node_token_file:
            return self.node_token_file.with_suffix(".state.json")
        return state_folder() / "node.json"

    @property
    def engines_file(self) -> Path:
        """Which models film on this machine."""
        return self.engines or state_folder() / "engines.toml"

    @property
    def drawers(self) -> int:
        """How many shots are drawn side by side."""
        return self.workers or cores()

    def ffmpeg_program(self) -> str:
        """The ffmpeg to run: the operator's own, or the bundled one."""
        if self.ffmpeg:
            return str(self.ffmpeg)
        import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]

        return imageio_ffmpeg.get_ffmpeg_exe()


def set_in_shell() -> dict[str, str]:
    """What the environment itself says of a node; what `.env` says is not among it."""
    names = [
        str(field.validation_alias or f"GREENLIGHT_{name.upper()}")
        for name, field in Settings.model_fields.items()
    ]
    return {n: os.environ[n] for n in (*names, "CUDA_VISIBLE_DEVICES") if os.environ.get(n)}


def read_settings() -> Settings:
    """The settings of this process. Raises BadSetting with one sentence."""
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = str(fault["loc"][0])
        variable = name if name.isupper() else f"GREENLIGHT_{name.upper()}"
        rule = fault["msg"].removeprefix("Input should ")
        raise BadSetting(f"{variable} is {str(fault['input'])[:60]!r}; it must {rule}.") from None
    except SettingsError:
        raise BadSetting("GREENLIGHT_EXTRA_ENGINES must be a JSON object of names.") from None
