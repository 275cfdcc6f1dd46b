"""Measures what our node costs beside a plain script: the same tiny Wan, prompt, seeds and size.

python -m bench.render [--json]

The plain script is what people write first: `pipe(prompt)`, then `export_to_video`. Both film five
takes with a pipeline that is loaded already, each in a process of its own, on one thread. Needs the
extra `diffusion`; the tiny model is the one of the tests, built here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

from render.executors.crew import own_peak_memory_mb

WIDTH, HEIGHT, FPS = 416, 240, 16
FRAMES, STEPS, TAKES = 41, 4, 5
WORDS_WIDTH, WORDS_HEIGHT, WORDS_FRAMES = 208, 112, 17
"""Small enough that two seconds for words weigh as they do on a card."""
WORDS_S = 2.0
MEMORY_WIDTH, MEMORY_HEIGHT, MEMORY_FRAMES = 320, 176, (41, 121)
CANCEL_AT = 3
_MARK = "take: "
ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print what was measured, as one line of JSON last."""
    if len(sys.argv) > 2 and sys.argv[1] in PARTS:
        _do_part(PARTS[sys.argv[1]], json.loads(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        report = measure(Path(folder))
    if "--json" not in sys.argv:
        for name, value in report.items():
            print(f"{name:24} {value}")
    print(json.dumps(report))


def measure(folder: Path) -> dict[str, Any]:
    """All parts; what is compared takes turns, take by take, in the same minutes."""
    with Part("build", {"folder": str(folder)}) as build:
        size = {"model": build.take(0), "folder": str(folder), "steps": STEPS}
    takes = size | {"width": WIDTH, "height": HEIGHT, "frames": FRAMES}
    plain, ours = _in_turns(takes)
    words = size | {"width": WORDS_WIDTH, "height": WORDS_HEIGHT, "frames": WORDS_FRAMES}
    plain_words, our_words = _in_turns(words | {"words_s": WORDS_S})
    memory = size | {"width": MEMORY_WIDTH, "height": MEMORY_HEIGHT, "steps": 1}
    plain_growth, our_growth = _growth("plain", memory), _growth("ours", memory)
    with Part("cancel", takes) as cancel:
        cancel_steps = cancel.take(0)
    return {
        "plain_s": _seconds(plain),
        "ours_s": _seconds(ours),
        "wall_ratio": round(_seconds(ours) / _seconds(plain), 3),
        "cached_ratio": round(_seconds(our_words) / _seconds(plain_words), 3),
        "plain_mb_a_frame": round(plain_growth, 3),
        "our_mb_a_frame": round(our_growth, 3),
        "frame_memory_ratio": round(our_growth / plain_growth, 3),
        "frames_equal": [take["frames"] for take in plain] == [take["frames"] for take in ours],
        "cancel_steps": cancel_steps,
    }


class Part:
    """A process of its own, which does one part take by take."""

    def __init__(self, part: str, task: dict[str, Any], **environment: str) -> None:
        self._name = part
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.render", part, json.dumps(task)],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def take(self, seed: int) -> Any:
        """Have one take made; what the part says of it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{seed}\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(_MARK):
                return json.loads(line.removeprefix(_MARK))
        sys.exit(f"the {self._name} part ended with code {self._process.wait()}")


def _in_turns(task: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """What a plain script and our node made of the same takes; the first take does not count."""
    with Part("plain", task) as plain, Part("ours", task) as ours:
        pairs = [(plain.take(seed), ours.take(seed)) for seed in range(TAKES + 1)][1:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _seconds(takes: list[Any]) -> float:
    return round(median(take["seconds"] for take in takes), 3)


def _growth(part: str, task: dict[str, Any]) -> float:
    """How much the peak grows for each frame more, in MB."""
    peaks: list[float] = []
    for frames in MEMORY_FRAMES:
        # large blocks go back to the system at once: what is left is what is held
        with Part(part, task | {"frames": frames}, MALLOC_MMAP_THRESHOLD_="65536") as process:
            peaks.append(process.take(0)["peak_mb"])
    return max(peaks[1] - peaks[0], 0.0) / (MEMORY_FRAMES[1] - MEMORY_FRAMES[0])


def _do_part(part: Callable[[dict[str, Any]], Callable[[int], Any]], task: dict[str, Any]) -> None:
    take = part(task)
    for line in sys.stdin:
        print(_MARK + json.dumps(take(int(line))), flush=True)


# --- the parts, each in a process of its own ---


def _build(task: dict[str, Any]) -> Callable[[int], Any]:
    sys.path.insert(0, str(ROOT / "tests" / "diffusion"))
    import tiny_models

    return lambda seed: str(tiny_models.build("wan21-text", Path(task["folder"])))


def _plain(task: dict[str, Any]) -> Callable[[int], Any]:
    """What people write first."""
    import diffusers
    import torch
    from diffusers.utils import export_to_video

    prompt = _prompt(task)
    pipe = diffusers.WanPipeline.from_pretrained(task["model"], local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    _slow_down(task)
    target = str(Path(task["folder"]) / "plain.mp4")

    def take(seed: int) -> dict[str, Any]:
        started = perf_counter()
        frames = pipe(
            prompt.positive,
            negative_prompt=prompt.negative,
            width=task["width"],
            height=task["height"],
            num_frames=task["frames"],
            num_inference_steps=task["steps"],
            generator=torch.Generator().manual_seed(seed),
        ).frames[0]
        export_to_video(frames, target, fps=FPS)
        seconds, peak_mb = perf_counter() - started, own_peak_memory_mb()
        return {"seconds": seconds, "peak_mb": peak_mb, "frames": _digest((frames * 255).round())}

    return take


def _ours(task: dict[str, Any]) -> Callable[[int], Any]:
    """The same by an order: shot, kept, assembled with its title, encoded and fitted."""
    from render.inputs import kept_frames
    from render.shoot import shoot
    from render.shots import shot_keys

    folder = Path(tempfile.mkdtemp(dir=task["folder"]))
    floor = _floor(task, folder)
    _slow_down(task)

    def take(seed: int) -> dict[str, Any]:
        order = _order(task, seed)
        started = perf_counter()
        shoot(order, folder / "out", floor)
        seconds, peak_mb = perf_counter() - started, own_peak_memory_mb()
        [key] = shot_keys(order, floor.camera.credits(order).filming)
        kept = floor.store.find(key)
        frames = _digest(kept_frames(floor.ffmpeg, kept, order.picture))
        return {"seconds": seconds, "peak_mb": peak_mb, "frames": frames}

    return take


def _cancel(task: dict[str, Any]) -> Callable[[int], Any]:
    """How many steps are still made once nobody wants the take any more."""
    from render.engines.protocol import Inputs, Stopped

    task = task | {"steps": 10}
    engine: Any = _floor(task, Path(task["folder"])).camera.engine(_order(task, 0))

    def take(seed: int) -> int:
        order = _order(task, seed)
        told = after = 0

        def hear(share: float) -> None:
            # a child hears of it beside its work, while the next step is being made
            nonlocal told, after
            told += 1
            if told > CANCEL_AT:
                after += 1
                raise Stopped

        try:
            engine.shoot(order.shots[0], order.picture, Inputs(), hear)
        except Stopped:
            return after
        return task["steps"]

    return take


PARTS: dict[str, Callable[[dict[str, Any]], Callable[[int], Any]]] = {
    "build": _build,
    "plain": _plain,
    "ours": _ours,
    "cancel": _cancel,
}


def _floor(task: dict[str, Any], folder: Path) -> Any:
    from render.edit.ffmpeg import Ffmpeg
    from render.engines.protocol import Kit
    from render.executors.crew import SoloCamera
    from render.recipe import Recipe
    from render.settings import Settings
    from render.shoot import Floor
    from render.shots import ShotStore

    recipe = Recipe(
        engine="wan",
        model=task["model"],
        precision="float32",
        device="cpu",
        steps=task["steps"],
        fps=FPS,
        max_frames=max(task["frames"], 5),
    )
    store = ShotStore(folder / "shots", 10**10)
    ffmpeg = Ffmpeg(Settings().ffmpeg_program())
    kit = Kit(recipe, folder / "models")
    return Floor(SoloCamera(store, ffmpeg, {}, lambda order: kit), store, ffmpeg)


def _order(task: dict[str, Any], seed: int) -> Any:
    from render.contract import Picture
    from render.example import example_order

    order = example_order()
    # a take is rounded up to 4n + 1 frames: one frame less than that asks for all of them
    seconds = (task["frames"] - 1) / FPS
    shot = order.shots[0].model_copy(update={"seconds": seconds, "seed": seed})
    picture = Picture(width=task["width"], height=task["height"], fps=FPS)
    return order.model_copy(update={"shots": (shot,), "picture": picture, "engine": "wan"})


def _prompt(task: dict[str, Any]) -> Any:
    """The words that our node writes for the same shot."""
    order = _order(task, 0)
    engine: Any = _floor(task, Path(task["folder"])).camera.engine(order)
    return engine._words.prompt(order.shots[0], "")


def _slow_down(task: dict[str, Any]) -> None:
    """Have the text encoder take as long as a large one does."""
    import diffusers

    words_s = task.get("words_s", 0.0)
    real = diffusers.WanPipeline._get_t5_prompt_embeds

    def slow(self: Any, *args: Any, **kwargs: Any) -> Any:
        # asked twice for a take: for what is wanted, and for what is not
        sleep(words_s / 2)
        return real(self, *args, **kwargs)

    diffusers.WanPipeline._get_t5_prompt_embeds = slow


def _digest(frames: Any) -> str:
    import hashlib

    import numpy as np

    found = hashlib.sha256()
    for frame in frames:
        found.update(np.ascontiguousarray(frame, np.uint8).tobytes())
    return found.hexdigest()


if __name__ == "__main__":
    main()
