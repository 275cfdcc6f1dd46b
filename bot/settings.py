"""What the operator sets, read from the environment and `.env`: the only reader of both in bot."""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every field is an environment variable of the same name with GREENLIGHT_ before it."""

    model_config = SettingsConfigDict(
        env_prefix="GREENLIGHT_", env_file=".env", extra="ignore", populate_by_name=True
    )

    discord_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("DISCORD_TOKEN", "GREENLIGHT_DISCORD_TOKEN"),
        description="The bot's token, from Discord's developer portal. `greenlight setup` asks.",
    )
    data: Path = Field(
        default=Path("data"), description="Where the database, the clips and the keys live."
    )
    local_node: bool = Field(
        default=True, description="Whether `greenlight run` starts a render node of its own."
    )
    public_url: str = Field(
        default="",
        description="Where other machines reach this one, as `https://HOST:PORT`; "
        "without it only the local node renders.",
    )
    node_bind: str = Field(
        default="0.0.0.0",  # noqa: S104 - nodes dial in from outside, and only when public_url is set
        description="The address that the port of `public_url` is opened on; `::` for IPv6.",
    )
    node_port: int | None = Field(
        default=None, description="The port to open, where it is not the port of `public_url`."
    )
    behind_proxy: bool = Field(
        default=False,
        description="Whether a reverse proxy with a public certificate stands before `public_url`: "
        "then this port speaks plain HTTP.",
    )
    health_port: int = Field(
        default=8089, description="Loopback port of /healthz and /metrics; 0 turns both off."
    )
    media_gb: float = Field(
        default=20, gt=0, description="Disk budget of masters and clips, in GB; canon is kept."
    )
    free_gb: float = Field(
        default=1, ge=0, description="Below so much free disk, in GB, no more work is given out."
    )
    script_url: str = Field(
        default="",
        description="An OpenAI-compatible endpoint of yours (Ollama, llama.cpp, vLLM) that "
        "corrects drafts, such as `http://127.0.0.1:11434/v1`: passages that members look at are "
        "sent there. None if unset.",
    )
    script_model: str = Field(default="", description="The model to ask there.")
    script_key: SecretStr = Field(
        default=SecretStr(""), description="The key to ask with, where it wants one."
    )
    script_all_novels: bool = Field(
        default=False,
        description="Whether passages of licensed novels and of those for personal use are sent "
        "there too: only where nobody else reads them.",
    )
    script_seconds: float = Field(
        default=90, gt=0, le=900, description="How long it may take over one passage, in seconds."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    json_logs: bool = Field(default=False, description="One JSON object a line, for machines.")
    cache: Path | None = Field(
        default=None, description="Where the local node keeps finished shots; in the data folder."
    )
    ffmpeg: str = Field(
        default="", validation_alias="FFMPEG", description="An ffmpeg to use for the bundled one."
    )
    discord_api: str = Field(
        default="", description="Another base for Discord's API, to try the bot on the backlot."
    )
    discord_gateway: str = Field(default="", description="The gateway that belongs to it.")
    discord_cdn: str = Field(default="", description="The CDN that belongs to it.")

    @property
    def database(self) -> Path:
        return self.data / "greenlight.db"

    @property
    def media(self) -> Path:
        return self.data / "media"
