"""A node's calls, as bare as HTTP is."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import aiohttp
from shooting import (
    announcement,
    claim,
    outputs,
    report,
)

from bot.domain.queue import Work
from render.contract import Completion


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
        slate: str = "1-1",
        **told: object,
    ) -> tuple[int, dict[str, object]]:
        ids = tuple(location.rsplit("/", 1)[1] for location in locations)
        body = Completion(uploads=ids, report=report(work, slate, **told)).model_dump(mode="json")
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


def other(node: Caller, token: str) -> Caller:
    return Caller(node.session, node.url, token)
