"""What a call brings: its form, and the files with it."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


class Files(dict[str, bytes]):
    """What was uploaded, by its field; `names` has the file names."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}


async def take_apart(request: web.Request) -> tuple[Any, Files]:
    """A call's JSON, None without any, and its files."""
    files = Files()
    body: Any = None
    if request.content_type == "multipart/form-data":
        reader: Any = await request.multipart()
        async for part in reader:
            content = bytes(await part.read())
            if part.name == "payload_json":
                body = json.loads(content)
            else:
                files[part.name] = content
                files.names[part.name] = part.filename or part.name
    elif request.can_read_body:
        body = json.loads(await request.read())
    return body, files
