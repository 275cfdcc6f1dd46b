"""Photographs the card of the scene that the demo filmed: `python -m bench.card demo-out`.

What the bot sent is taken from the demo's `requests.jsonl`, shown by simcord's preview of
Discord's messages, and photographed in a headless Chromium: CHROMIUM, or the first on the PATH.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import discord
import numpy as np
import simcord
from discord.http import MultipartParameters
from playwright.async_api import Page, async_playwright

from bench.gallery import write_webp
from bot.demo.club import WANTED

SHARPNESS = 2
"""Pixels of the picture for each one of the page."""
VIEWPORT = (1100, 1000)


def card_before_its_take(requests: Path) -> dict[str, Any]:
    """The last state of the scene's card while it could be voted on, as it was sent."""
    lines = requests.read_text(encoding="utf-8").splitlines()
    for request in reversed([json.loads(line) for line in lines]):
        text = json.dumps(request["json"])
        if request["method"] == "PATCH" and WANTED in text and "quorum" in text:
            return request
    raise SystemExit(f"{requests} has no card of “{WANTED}”: play the demo first.")


async def photograph(demo: Path) -> np.ndarray[Any, Any]:
    """The card as a picture, HxWx3 uint8 BGR."""
    sent = card_before_its_take(demo / "requests.jsonl")
    async with simcord.run(discord.Client(intents=discord.Intents.default())) as env:
        guild = env.create_guild("The Carrow Film Club")
        channel = guild.create_text_channel("carrow-keep")
        mara = guild.add_member(env.create_user("mara"))
        await _post(env.bot, channel.id, mara.id, sent["json"], demo / "storyboard.png")
        at = datetime.fromtimestamp(sent["at"], UTC)
        async with (
            env.preview(channel, viewers=[mara], width=680, presentation_time=at) as preview,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
                args=["--no-sandbox"],
            )
            width, height = VIEWPORT
            page = await browser.new_page(
                viewport={"width": width, "height": height},
                device_scale_factor=SHARPNESS,
                bypass_csp=True,
            )
            await page.goto(preview.url)
            shot = await _card_of(page)
            await browser.close()
    return cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR)


async def _post(
    bot: discord.Client, channel_id: int, member_id: int, body: dict[str, Any], strip: Path
) -> None:
    """Send a card that was sent before, with its proposer's name on somebody who is here."""
    name = body["attachments"][0]["filename"]
    card = {key: body[key] for key in ("components", "flags", "allowed_mentions")}
    payload = re.sub(r"<@\d+>", f"<@{member_id}>", json.dumps(card))
    file = discord.File(strip, filename=name)
    parts: list[dict[str, Any]] = [
        {"name": "payload_json", "value": payload},
        {"name": "files[0]", "value": file.fp, "filename": name, "content_type": "image/png"},
    ]
    parameters = MultipartParameters(payload=None, multipart=parts, files=[file])
    await bot.http.send_message(channel_id, params=parameters)


async def _card_of(page: Page) -> bytes:
    card = page.locator(".component-container")
    await page.wait_for_function(
        "[...document.querySelectorAll('.component-container img')].some(it => it.naturalWidth)"
    )
    return await card.screenshot(type="png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path, help="the folder that the demo left")
    write_webp("../card", asyncio.run(photograph(parser.parse_args().demo)))


if __name__ == "__main__":
    main()
