"""A hub on this machine: as much of its interface as fetching a model needs, on a real socket."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

COMMIT = "0123456789abcdef0123456789abcdef01234567"
MODEL = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"
INDEX = {
    "_class_name": "WanPipeline",
    "_diffusers_version": "0.42.1",
    "transformer": ["diffusers", "WanTransformer3DModel"],
    "tokenizer": ["transformers", "T5TokenizerFast"],
}


def safetensors(count: int, kind: str = "BF16", bits: int = 16) -> bytes:
    """A file of one flat tensor."""
    data = bytes(range(256)) * (count * bits // 8 // 256 + 1)
    length = count * bits // 8
    header = {"w": {"dtype": kind, "shape": [count], "data_offsets": [0, length]}}
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[:length]


WEIGHTS = safetensors(1_500_000)


@dataclass
class Hub:
    """What it has and what it was asked for."""

    files: dict[str, bytes] = field(
        default_factory=lambda: {
            "README.md": b"# a model",
            "assets/clip.mp4": b"\x00" * 100,
            "model_index.json": json.dumps(INDEX).encode(),
            "tokenizer/tokenizer.json": b"{}",
            "transformer/weights.bin": b"\x80\x04.",
            "transformer/config.json": b"{}",
            "transformer/run.py": b"print('mine now')",
            "transformer/weights.fp16.safetensors": b"\x00" * 50,
            "transformer/weights.safetensors": WEIGHTS,
        }
    )
    models: set[str] = field(default_factory=lambda: {MODEL})
    """Their names; all have the same files."""
    licence: str = "apache-2.0"
    announced: dict[str, str] = field(default_factory=dict)
    """Hashes that are other than those of the files."""
    etags: dict[str, str] = field(default_factory=dict)
    """Hashes that files are handed out under, where these are other ones again."""
    cut_after: int | None = None
    """Bytes after which the next large answer is cut."""
    is_held: bool = False
    """Whether an answer that is cut stays open instead."""
    pages: dict[str, str] = field(default_factory=dict)
    """What files are answered with instead by what stands between, such as a login page."""
    refused: dict[str, int] = field(default_factory=dict)
    """The status with which a file is refused; "" is the model itself."""
    moved: dict[str, str] = field(default_factory=dict)
    """Where files are to be had instead."""
    asked: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    url: str = ""
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/models/{owner}/{name}", self._info)
        app.router.add_get("/api/models/{owner}/{name}/revision/{revision}", self._info)
        app.router.add_get("/{owner}/{name}/resolve/{revision}/{path:.+}", self._file)
        return app

    def let_go(self) -> None:
        """End the answer that is held open."""
        self._released.set()

    def is_large(self, name: str) -> bool:
        return name.endswith(".safetensors")

    def sha256(self, name: str) -> str:
        return self.announced.get(name) or hashlib.sha256(self.files[name]).hexdigest()

    def blob(self, name: str) -> str:
        """A file's name in git."""
        data = self.files[name]
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    async def _info(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        model = f"{request.match_info['owner']}/{request.match_info['name']}"
        if status := self.refused.get(""):
            return web.json_response({"error": "no"}, status=status)
        if model not in self.models:
            headers = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
            return web.json_response({"error": "Repository not found"}, status=404, headers=headers)
        siblings = [self._sibling(name) for name in self.files]
        card = {"license": self.licence}
        return web.json_response(
            {"id": model, "sha": COMMIT, "siblings": siblings, "cardData": card, "tags": []}
        )

    def _sibling(self, name: str) -> dict[str, Any]:
        size = len(self.files[name])
        about: dict[str, Any] = {"rfilename": name, "size": size, "blobId": self.blob(name)}
        if self.is_large(name):
            about["lfs"] = {"sha256": self.sha256(name), "size": size, "pointerSize": 130}
        return about

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["path"]
        data = self.files[name]
        plain = self.sha256(name) if self.is_large(name) else self.blob(name)
        etag = self.etags.get(name, plain)
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
        if status := self.refused.get(name):
            return web.json_response({"error": "no"}, status=status)
        if place := self.moved.get(name):
            headers |= {"X-Linked-ETag": f'"{etag}"', "X-Linked-Size": str(len(data))}
            return web.Response(status=302, headers={**headers, "Location": place})
        if request.method == "HEAD":
            return web.Response(headers={**headers, "Content-Length": str(len(data))})
        self.asked.append(name)
        if page := self.pages.get(name):
            return web.Response(text=page, content_type="text/html")
        begin = 0
        if wanted := request.headers.get("Range"):
            self.ranges.append(wanted)
            begin = int(wanted.removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
        answer = web.StreamResponse(status=206 if begin else 200, headers=headers)
        answer.content_length = len(data) - begin
        await answer.prepare(request)
        if self.is_large(name) and self.cut_after is not None:
            cut, self.cut_after = self.cut_after, None
            await answer.write(data[begin : begin + cut])
            if self.is_held:
                await self._released.wait()
            if request.transport:
                request.transport.close()
            return answer
        await answer.write(data[begin:])
        return answer
