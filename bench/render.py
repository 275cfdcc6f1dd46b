"""Measures what our node costs beside a plain script: the same tiny Wan, prompt, seeds and size.

python -m bench.render [--json]

The plain script is what people write first: `pipe(prompt)`, then `export_to_video`, in one process
with the pipeline loaded. Ours is a node's film unit with its camera and cutting rooms, given one
order ahead as a node is: each take is shot, kept, titled, mixed, encoded and fitted. Both film five
takes, from the first order to the last file, after one take that only warms them up, whose words
are others. Models run on one thread, which stands for the card. Memory is that of the script, and
of camera and cutting room together, which also mixes the sound that the script has none of. Needs
Linux and the extra `diffusion`; the tiny model is the one of the tests, built here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.idle import measure_idle
from render.contract import Pace, Picture, SceneOrder, TakeReport
from render.example import example_order
from render.executors.unit import Unit
from render.usage import own_peak_memory_mb

TAKES = 5
FEW, MANY = 41, 121
"""Frames between which memory is compared."""
CANCEL_STEPS, CANCEL_AT = 10, 3
WORDS_S = 2.0
"""What a text encoder takes each time it runs; a plain script runs it twice for a take."""
GOALS = {
    "wall_ratio": 1.05,
    "cached_ratio": 0.7,
    "frame_memory_ratio": 0.1,
    "idle_share": 0.03,
    "cancel_steps": 1,
}
FPS = 16
ROOT = Path(__file__).parents[1]
_MARK = "take: "
_GUIDANCE = 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """What both sides film with."""

    model: str
    folder: str
    frames: int = 17
    width: int = 416
    height: int = 240
    steps: int = 4


def main() -> None:
    """Print what was measured, as one line of JSON last."""
    if len(sys.argv) > 2 and sys.argv[1] in PARTS:
        _do_part(PARTS[sys.argv[1]], Task(**json.loads(sys.argv[2])))
        return
    with tempfile.TemporaryDirectory() as folder:
        report = measure(Path(folder))
    if "--json" not in sys.argv:
        for name, value in report.items():
            goal = f"   (goal: at most {GOALS[name]:g})" if name in GOALS else ""
            print(f"{name:20} {value}{goal}")
    print(json.dumps(report))


def measure(folder: Path) -> dict[str, Any]:
    """All parts, one after the other."""
    idle_share = measure_idle()
    with Part("build", Task("", str(folder))) as build:
        quick, slow = (Task(model, str(folder)) for model in build.take(0))
    plain, ours = _both(quick)
    plain_slow, ours_slow = _both(slow)
    plain_growth, camera_growth, room_growth = _growth(replace(quick, steps=1))
    with Part("cancel", replace(quick, steps=CANCEL_STEPS)) as cancel:
        cancel_steps = cancel.take(0)
    return {
        "plain_s": round(plain.seconds, 2),
        "ours_s": round(ours.seconds, 2),
        "wall_ratio": round(ours.seconds / plain.seconds, 3),
        "plain_slow_words_s": round(plain_slow.seconds, 2),
        "ours_slow_words_s": round(ours_slow.seconds, 2),
        "cached_ratio": round(ours_slow.seconds / plain_slow.seconds, 3),
        "plain_mb_a_frame": round(plain_growth, 3),
        "camera_mb_a_frame": round(camera_growth, 3),
        "room_mb_a_frame": round(room_growth, 3),
        "frame_memory_ratio": round((camera_growth + room_growth) / plain_growth, 3),
        "frames_equal": plain.frames == ours.frames and plain_slow.frames == ours_slow.frames,
        "idle_share": round(idle_share, 4),
        "cancel_steps": cancel_steps,
    }


# --- both sides ---


@dataclass(frozen=True, slots=True)
class Filmed:
    """Some takes: what they took together, and a digest of the frames of each."""

    seconds: float
    frames: list[str]


def _both(task: Task) -> tuple[Filmed, Filmed]:
    with Part("plain", task) as plain:
        plain.take(-1)
        takes = [plain.take(seed) for seed in range(TAKES)]
        theirs = Filmed(sum(take["seconds"] for take in takes), [it["frames"] for it in takes])
    with _unit(task) as unit:
        _shoot(unit, task, _order(task, -1))
        orders = [_order(task, seed) for seed in range(TAKES)]
        started = perf_counter()
        # a node holds one job ahead of the camera
        with ThreadPoolExecutor(2) as hands:
            list(hands.map(partial(_shoot, unit, task), orders))
        seconds = perf_counter() - started
    with Part("kept", task) as kept:
        return theirs, Filmed(seconds, [kept.take(seed) for seed in range(TAKES)])


def _growth(task: Task) -> list[float]:
    """How much the peaks of script, camera and cutting room grow for each frame more, in MB."""
    few, many = _peaks(replace(task, frames=FEW)), _peaks(replace(task, frames=MANY))
    return [
        max(after - before, 0.0) / (MANY - FEW) for before, after in zip(few, many, strict=True)
    ]


def _peaks(task: Task) -> tuple[float, float, float]:
    with Part("plain", task) as plain:
        script = plain.take(0)["peak_mb"]
    with _unit(task) as unit:
        together = _shoot(unit, task, _order(task, 0)).peak_memory_mb
        status = Path(f"/proc/{unit.camera_pid}/status").read_text()
    camera = int(status.split("VmHWM:")[1].split()[0]) / 1024
    return script, camera, together - camera


# --- ours ---


@contextmanager
def _unit(task: Task) -> Iterator[Unit]:
    folder = _own(task)
    folder.mkdir(parents=True, exist_ok=True)
    recipe = {
        "model": task.model,
        "precision": "float32",
        "device": "cpu",
        "steps": task.steps,
        "guidance": _GUIDANCE,
        "fps": FPS,
        "max_frames": task.frames,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in recipe.items()]
    (folder / "engines.toml").write_text("\n".join(["[wan]", *lines]))
    unit = Unit(_environment() | {name: str(place) for name, place in _places(task).items()})
    try:
        unit.make_ready()
        yield unit
    finally:
        unit.close()


def _shoot(unit: Unit, task: Task, order: SceneOrder) -> TakeReport:
    out = Path(tempfile.mkdtemp(dir=_own(task)))
    return unit.take_on(order, out, {}, lambda progress: None).run()


def _own(task: Task) -> Path:
    name = f"{Path(task.model).name}-{task.width}x{task.height}x{task.frames}"
    return Path(task.folder) / "ours" / name


def _places(task: Task) -> dict[str, Path]:
    own = _own(task)
    return {"GREENLIGHT_CACHE": own / "cache", "GREENLIGHT_ENGINES": own / "engines.toml"}


def _order(task: Task, seed: int) -> SceneOrder:
    order = example_order()
    changes: dict[str, Any] = {"seconds": (task.frames - 1) / FPS, "seed": max(seed, 0)}
    if seed < 0:
        # nothing that it is told, nor what is not wanted in it, is encoded already
        changes["action"] = "The sea breaks over the rocks, and nobody is there to see it."
        changes["pace"] = Pace.BRISK
    shot = order.shots[0].model_copy(update=changes)
    picture = Picture(width=task.width, height=task.height, fps=FPS)
    return order.model_copy(update={"shots": (shot,), "picture": picture, "engine": "wan"})


# --- parts that are processes of their own ---


class Part:
    """A process of its own, which does one part take by take."""

    def __init__(self, name: str, task: Task) -> None:
        self._name = name
        form = {field: getattr(task, field) for field in Task.__slots__}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.render", name, json.dumps(form)],
            cwd=ROOT,
            env=_environment(),
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


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GREENLIGHT")}
    # large blocks go back to the system at once: what is left is what is held
    return kept | {"OMP_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "65536"}


def _do_part(part: Callable[[Task], Callable[[int], Any]], task: Task) -> None:
    take = part(task)
    for line in sys.stdin:
        print(_MARK + json.dumps(take(int(line))), flush=True)


def _build(task: Task) -> Callable[[int], Any]:
    """The tiny Wan of the tests, and the same with a text encoder that takes its time."""
    sys.path.insert(0, str(ROOT / "tests" / "diffusion"))
    import tiny_models

    def take(seed: int) -> list[str]:
        quick = tiny_models.build("wan21-text", Path(task.folder))
        slow = Path(task.folder) / "wan21-slow-words"
        tiny_models.slow_words(WORDS_S).save_pretrained(slow)
        return [str(quick), str(slow)]

    return take


def _plain(task: Task) -> Callable[[int], Any]:
    """What people write first."""
    import diffusers
    import torch
    from diffusers.utils import export_to_video

    pipe = diffusers.WanPipeline.from_pretrained(task.model, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)
    target = str(Path(task.folder) / "plain.mp4")

    def take(seed: int) -> dict[str, Any]:
        prompt = _prompt(task, seed)
        started = perf_counter()
        frames = pipe(
            prompt.positive,
            negative_prompt=prompt.negative,
            width=task.width,
            height=task.height,
            num_frames=task.frames,
            num_inference_steps=task.steps,
            guidance_scale=_GUIDANCE,
            generator=torch.Generator().manual_seed(max(seed, 0)),
        ).frames[0]
        export_to_video(frames, target, fps=FPS)
        seconds, peak_mb = perf_counter() - started, own_peak_memory_mb()
        return {"seconds": seconds, "peak_mb": peak_mb, "frames": _digest((frames * 255).round())}

    return take


def _frames(task: Task) -> Callable[[int], Any]:
    """What the shot store has of a seed, before anything is encoded."""
    from render.executors.child import Child
    from render.inputs import kept_frames
    from render.shot_keys import shot_keys

    os.environ |= {name: str(place) for name, place in _places(task).items()}
    floor: Any = Child("worker", print)._floor

    def take(seed: int) -> str:
        order = _order(task, seed)
        [key] = shot_keys(order, floor.camera.credits(order).filming)
        return _digest(kept_frames(floor.ffmpeg, floor.store.find(key), order.picture))

    return take


def _cancel(task: Task) -> Callable[[int], Any]:
    """How many steps are still made once nobody wants the take any more."""
    import diffusers

    from render.engines.protocol import Inputs, Stopped

    engine = _engine(task)
    made: list[int] = []
    real = diffusers.UniPCMultistepScheduler.step

    def step(self: Any, *args: Any, **kwargs: Any) -> Any:
        made.append(len(made) + 1)
        return real(self, *args, **kwargs)

    diffusers.UniPCMultistepScheduler.step = step

    def take(seed: int) -> int:
        order = _order(task, seed)
        wanted = True

        def hear(share: float) -> None:
            nonlocal wanted
            if not wanted:
                raise Stopped
            # a child hears of it beside its work, while the next step is being made
            wanted = len(made) < CANCEL_AT

        try:
            engine.shoot(order.shots[0], order.picture, Inputs(), hear)
        except Stopped:
            return len(made) - CANCEL_AT
        return task.steps

    return take


def _engine(task: Task) -> Any:
    from render.engines.protocol import Kit
    from render.engines.registry import load_engine
    from render.recipe import Recipe

    recipe = Recipe(
        engine="wan", model=task.model, precision="float32", device="cpu", steps=task.steps
    )
    return load_engine("wan", {}, lambda: Kit(recipe, _own(task) / "kit"))


def _prompt(task: Task, seed: int) -> Any:
    """The words that our node writes for the same shot."""
    return _engine(task)._words.prompt(_order(task, seed).shots[0], "")


def _digest(frames: Any) -> str:
    import hashlib

    import numpy as np

    found = hashlib.sha256()
    for frame in frames:
        found.update(np.ascontiguousarray(frame, np.uint8).tobytes())
    return found.hexdigest()


PARTS: dict[str, Callable[[Task], Callable[[int], Any]]] = {
    "build": _build,
    "plain": _plain,
    "kept": _frames,
    "cancel": _cancel,
}

if __name__ == "__main__":
    main()
