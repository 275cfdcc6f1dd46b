"""Draws docs/gallery.md: `python -m bench.gallery`; `--clips DIR` films its scenes instead."""

from __future__ import annotations

import argparse
import multiprocessing
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from render.contract import (
    Framing,
    JobKind,
    Light,
    Performer,
    Picture,
    Place,
    SceneOrder,
    Shot,
    TimeOfDay,
    Weather,
)
from render.edit import encode
from render.edit.assemble import with_words
from render.edit.ffmpeg import Ffmpeg, graphs
from render.edit.stills import contact_strip
from render.engines.animatic.engine import Animatic
from render.engines.animatic.places import EXTERIORS, INTERIORS
from render.engines.animatic.sets import SETS
from render.engines.animatic.styles import STYLES
from render.engines.protocol import Frame, Inputs
from render.settings import read_settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SCENES = Path(__file__).with_suffix(".toml")
MOST_BYTES = 250_000
TILE = Picture(width=426, height=240)
WIDE_TILE = Picture(width=640, height=360)
LIGHTS: tuple[tuple[TimeOfDay, Weather, Light], ...] = (
    (TimeOfDay.GOLDEN_HOUR, Weather.CLEAR, Light.BACKLIGHT),
    (TimeOfDay.DUSK, Weather.STORM, Light.LOW_KEY),
    (TimeOfDay.NIGHT, Weather.CLEAR, Light.MOONLIGHT),
)
SETS_A_SHEET = 8
PREMIERE = "boy-on-the-strand"
"""The scene that is shown moving."""
STILLS = (
    ("steer-for-the-low-one", 2),
    ("last-tram", 2),
    ("two-candles", 2),
    ("the-old-bridge", 2),
    ("lantern-in-the-morning", 2),
    ("seventeenth-floor", 2),
)
"""Scenes, and the shot of each that README shows."""
MOVING = Picture(width=480, height=270, fps=12)
MOVING_SECONDS = 2.4
PEOPLE: tuple[tuple[str, str], ...] = (
    ("Will", "a barefoot boy of twelve in a man's wet coat, with a red scarf"),
    ("The Captain", "a captain in a blue coat and a tricorne, with a grey beard"),
    ("Hester", "a tall old woman in a green cloak, with cropped white hair"),
    ("Sister Agnes", "a nun in a black habit"),
    ("Sir Aldous", "a knight in armour with a sword"),
    ("Nan", "a girl of ten in a yellow coat and a bonnet"),
    ("The Smith", "a broad bald man with a black beard and an apron"),
    ("The Lady", "a young woman in a red dress, her hair in a bun"),
    ("The Monk", "a man in a brown hooded robe"),
    ("Marlow", "a man in a long coat and a wide-brimmed hat"),
    ("Grandfather", "an old man with a white beard and a staff"),
    ("The Sergeant", "a soldier in a red uniform coat with a gun"),
)
PEOPLE_SEEDS = (3, 5, 6, 9, 12, 14, 7, 2, 8, 4, 10, 16)
"""Seeds that show some from before, some from three quarters and some in profile."""
DEEDS = (
    "{} stands.",
    "{} walks.",
    "{} runs.",
    "{} sits.",
    "{} kneels.",
    "{} points.",
    "{} rides a horse.",
    "{} climbs.",
    "{} raises the lantern.",
    "{} reads a letter.",
    "{} digs with a spade.",
    "{} falls.",
    "{} and The Lady embrace.",
    "{} fights The Captain.",
    "{} prays.",
)
SIDES = ("faces us", "is half turned", "stands in profile", "stands with {} back to us")
SEEN = (("Will", "his"), ("Hester", "her"), ("The Smith", "his"))
"""Who is drawn from every side, from afar and near."""
PROPS = ("lantern", "sword", "book", "letter", "cup", "spade", "oar", "gun", "staff", "key")


Drawing = tuple[Shot, Picture, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, help="film the scenes into this folder, no sheets")
    parser.add_argument("--only", default="", help="only sheets or scenes with this in their name")
    arguments = parser.parse_args()
    if arguments.clips:
        for name, order, _ in read_scenes():
            if arguments.only in name:
                film(order, arguments.clips / name)
        return
    (DOCS / "gallery").mkdir(parents=True, exist_ok=True)
    scenes = read_scenes()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for name, drawings, columns in sheets(scenes):
            if arguments.only in name:
                write(name, pool.map(draw, drawings, chunksize=1), columns)
        orders = {name: order for name, order, _ in scenes}
        if arguments.only in "stills":
            shown = [(orders[name], orders[name].shots[number - 1]) for name, number in STILLS]
            stills = [(shot, WIDE_TILE, order.style) for order, shot in shown]
            write("../stills", pool.map(draw, stills, chunksize=1), 3)
        if arguments.only in "moving":
            premiere = orders[PREMIERE]
            write_moving(premiere, pool.map(move, [(premiere, n) for n in range(5)], chunksize=1))
    (DOCS / "gallery.md").write_text(page(scenes), encoding="utf-8")


def draw(drawing: Drawing) -> Frame:
    """The frame that stands for a shot."""
    shot, picture, style = drawing
    return Animatic().still(shot, picture, Inputs(style=style))


def move(task: tuple[SceneOrder, int]) -> list[Frame]:
    """The first seconds of a shot, with the words that are on it."""
    order, number = task
    shot = order.shots[number]
    footage = Animatic().shoot(shot, MOVING, Inputs(style=order.style), lambda share: None)
    wanted = islice(footage.frames, round(MOVING_SECONDS * MOVING.fps))
    return [with_words(frame, order, shot, at / MOVING.fps) for at, frame in enumerate(wanted)]


def write_moving(order: SceneOrder, shots: Sequence[Sequence[Frame]]) -> None:
    """A scene, shortened, as an animated WebP: what a reader sees move without a player."""
    target = DOCS / "gallery" / "moving.webp"
    graph = graphs.output(
        encode.raw_frames(MOVING), str(target), vcodec="libwebp_anim", quality=52, loop=0,
        compression_level=3,
    )  # fmt: skip
    with Ffmpeg(read_settings().ffmpeg_program()).writing(graph) as show:
        for frame in (frame for frames in shots for frame in frames):
            show(frame)
    print(f"{order.title}, moving: {target.stat().st_size // 1000} kB", flush=True)


def sheets(scenes: Sequence[Scene]) -> list[tuple[str, list[Drawing], int]]:
    """Every sheet: its name, its drawings, and how many stand beside each other."""
    names = list(SETS)
    made: list[tuple[str, list[Drawing], int]] = []
    for number, start in enumerate(range(0, len(names), SETS_A_SHEET), 1):
        listed = names[start : start + SETS_A_SHEET]
        tiles = [(set_shot(name, *lit), TILE, "") for name in listed for lit in LIGHTS]
        made.append((f"sets-{number}", tiles, 3))
    made.append(("framings", [(framed(framing), TILE, "") for framing in Framing], 3))
    made.append(("people", [(person(number), TILE, "") for number in range(len(PEOPLE))], 3))
    made.append(("deeds", [(deed(line), TILE, "") for line in DEEDS], 3))
    made.append(("views", [(shot, TILE, "") for shot in views()], len(SIDES)))
    made.append(("props", [(prop(name), TILE, "") for name in PROPS], 5))
    made += [(name, [(shot, TILE, "") for shot in shots], 3) for name, _, shots in read_sheets()]
    styles = [
        (shot, TILE, str(style))
        for style in STYLES
        for shot in (styled(number) for number in range(3))
    ]
    made.append(("styles", styles, 3))
    before, after = (set_shot(name, *LIGHTS[0]) for name in ("shore", "harbour"))
    made.append(("adding-a-set", [(before, WIDE_TILE, ""), (after, WIDE_TILE, "")], 2))
    for name, order, _ in scenes:
        made.append((name, [(shot, WIDE_TILE, order.style) for shot in order.shots], 0))
    return made


def write(name: str, frames: Sequence[Frame], columns: int) -> None:
    """Lay frames out as a sheet (or a strip, for 0 columns) and keep it within its size."""
    if columns:
        height, width = frames[0].shape[:2]
        rows = [frames[at : at + columns] for at in range(0, len(frames), columns)]
        gap = 4
        sheet = np.full(
            (len(rows) * (height + gap) - gap, columns * (width + gap) - gap, 3), 14, np.uint8
        )
        for row, tiles in enumerate(rows):
            for column, tile in enumerate(tiles):
                top, left = row * (height + gap), column * (width + gap)
                sheet[top : top + height, left : left + width] = tile
    else:
        sheet = contact_strip(frames, 1280)
    write_webp(name, cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


def write_webp(name: str, bgr: Frame) -> None:
    """Write a picture in the best quality that stays within MOST_BYTES."""
    for quality in (86, 80, 74, 68, 60, 52, 44, 36, 28, 20):
        _, data = cv2.imencode(".webp", bgr, (cv2.IMWRITE_WEBP_QUALITY, quality))
        if len(data) <= MOST_BYTES:
            break
    (DOCS / "gallery" / f"{name}.webp").write_bytes(data.tobytes())
    print(f"{name}: {len(data) // 1000} kB at quality {quality}", flush=True)


def place_of(set_name: str) -> tuple[str, bool]:
    """A place that finds a set, and whether it is indoors."""
    for listed, interior in ((EXTERIORS, False), (INTERIORS, True)):
        for line in listed.strip().splitlines():
            name, _, words = line.partition("|")
            if name.strip() == set_name:
                return words.split(",")[0].strip(), interior
    raise KeyError(set_name)


def at(name: str, interior: bool, time_of_day: str, weather: str) -> Place:
    return Place(
        name=name,
        interior=interior,
        time_of_day=TimeOfDay(time_of_day),
        weather=Weather(weather),
    )


def a_shot(place: Place, light: Light, framing: Framing, action: str, **more: Any) -> Shot:
    fields: dict[str, Any] = {"number": 1, "seconds": 4.0, "seed": 11, "camera": "push in"}
    return Shot(place=place, light=light, framing=framing, action=action, **{**fields, **more})


def set_shot(set_name: str, time_of_day: TimeOfDay, weather: Weather, light: Light) -> Shot:
    name, interior = place_of(set_name)
    place = Place(name=name, interior=interior, time_of_day=time_of_day, weather=weather)
    return a_shot(place, light, Framing.WIDE, "Nobody is there.")


def framed(framing: Framing) -> Shot:
    place = at("strand below the keep", False, "dusk", "wind")
    cast = tuple(Performer(name=name, description=look) for name, look in PEOPLE[:2])
    if framing in (Framing.CLOSE, Framing.FULL):
        cast = cast[:1]
    return a_shot(place, Light.BACKLIGHT, framing, "Will holds up a lantern.", cast=cast)


def person(number: int) -> Shot:
    name, look = PEOPLE[number]
    place = at("moor", False, "dusk", "clear")
    cast = (Performer(name=name, description=look),)
    return a_shot(
        place, Light.HIGH_KEY, Framing.FULL, f"{name} waits.", cast=cast, seed=PEOPLE_SEEDS[number]
    )


def deed(line: str) -> Shot:
    name, look = PEOPLE[9]
    place = at("moor", False, "golden hour", "clear")
    cast = (Performer(name=name, description=look),)
    others = [(who, told) for who, told in PEOPLE if who != name and who in line]
    cast += tuple(Performer(name=who, description=told) for who, told in others)
    return a_shot(place, Light.HIGH_KEY, Framing.FULL, line.format(name), cast=cast)


def views() -> list[Shot]:
    """The same people from before, half turned, in profile and from behind, far and near."""
    people, place = dict(PEOPLE), at("moor", False, "day", "clear")
    return [
        a_shot(
            place, Light.HIGH_KEY, framing, f"{name} {side.format(whose)}.", seed=3,
            cast=(Performer(name=name, description=people[name]),),
        )
        for name, whose in SEEN
        for framing in (Framing.FULL, Framing.MEDIUM)
        for side in SIDES
    ]  # fmt: skip


def prop(name: str) -> Shot:
    who, look = PEOPLE[1]
    place = at("inn parlour", True, "night", "clear")
    cast = (Performer(name=who, description=look),)
    return a_shot(place, Light.FIRELIGHT, Framing.INSERT, f"He holds the {name}.", cast=cast)


def styled(number: int) -> Shot:
    place, framing, cast = (
        (("castle keep", False, "dusk", "clear"), Framing.WIDE, PEOPLE[:1]),
        (("inn parlour", True, "night", "rain"), Framing.MEDIUM, PEOPLE[1:3]),
        (("village street", False, "golden hour", "clear"), Framing.WIDE, PEOPLE[7:8]),
    )[number]
    name, interior, time_of_day, weather = place
    light = Light.FIRELIGHT if interior else Light.BACKLIGHT
    where = at(name, interior, time_of_day, weather)
    performers = tuple(Performer(name=who, description=look) for who, look in cast)
    return a_shot(where, light, framing, "They talk.", cast=performers)


Scene = tuple[str, SceneOrder, str]


def read_scenes() -> list[Scene]:
    """The twelve scenes: name, order and genre."""
    listed = tomllib.loads(SCENES.read_text(encoding="utf-8"))
    return [
        (scene["name"], _order(at, scene, listed["people"]), scene["genre"])
        for at, scene in enumerate(listed["scene"], 1)
    ]


def read_sheets() -> list[tuple[str, str, list[Shot]]]:
    """The sheets of what is seldom seen: name, title, and a shot for each tile."""
    listed = tomllib.loads(SCENES.read_text(encoding="utf-8"))
    people = dict(PEOPLE)
    return [
        (
            sheet["name"],
            sheet["title"],
            [
                a_shot(
                    _heading(place), Light(light), Framing(framing), action, seed=seed,
                    cast=tuple(Performer(name=who, description=people[who]) for who in cast),
                )
                for place, light, framing, action, cast, seed in sheet["shots"]
            ],
        )
        for sheet in listed["sheet"]
    ]  # fmt: skip


def _order(number: int, scene: dict[str, Any], people: dict[str, str]) -> SceneOrder:
    shots: list[Shot] = []
    for at, (seconds, framing, camera, light, action, cast, *elsewhere) in enumerate(
        scene["shots"], 1
    ):
        performers = tuple(Performer(name=who, description=people[who]) for who in cast)
        shots.append(
            Shot(
                number=at,
                seconds=seconds,
                action=action,
                place=_heading(elsewhere[0] if elsewhere else scene["place"]),
                light=Light(light),
                framing=Framing(framing),
                camera=camera,
                cast=performers,
                seed=1000 * number + at,
            )
        )
    return SceneOrder(
        kind=JobKind.TAKE,
        slate=f"{number}-1",
        novel="The Lamp at Carrow Keep" if number <= 6 else scene["genre"].title(),
        title=scene["title"],
        shots=tuple(shots),
        style=scene.get("style", ""),
    )


def _heading(text: str) -> Place:
    match = re.fullmatch(r"(INT|EXT)\. (.+) - (.+), (.+)", text)
    if match is None:
        raise ValueError(f"not a heading: {text!r}")
    side, name, hour, weather = match.groups()
    return at(name, side == "INT", hour, weather)


def film(order: SceneOrder, folder: Path) -> None:
    """Shoot a scene as a node would, without a bot."""
    folder.mkdir(parents=True, exist_ok=True)
    form = folder / "order.json"
    form.write_text(order.model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-m", "render", "shoot", str(form), "--out", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT)


def page(scenes: Sequence[Scene]) -> str:
    """docs/gallery.md."""
    names = list(SETS)
    lines = [
        "# Gallery",
        "",
        "Everything here is drawn by rules on a CPU, without a model or a download: by the",
        "engine called `animatic`. `make gallery` draws it anew; `make gallery-clips` films the",
        "twelve scenes into `gallery-clips/`, with sound, as a render node would.",
        "",
        "## Sets",
        "",
        "Each at golden hour, in a storm at dusk, and by moonlight.",
        "",
    ]
    for number, start in enumerate(range(0, len(names), SETS_A_SHEET), 1):
        listed = ", ".join(names[start : start + SETS_A_SHEET])
        lines += [f"![{listed}](gallery/sets-{number}.webp)", "", f"From above: {listed}.", ""]
    lines += [
        "## Framings",
        "",
        "![Nine framings](gallery/framings.webp)",
        "",
        "From the top left: " + ", ".join(framing.value for framing in Framing) + ".",
        "",
        "## People",
        "",
        "![Twelve people](gallery/people.webp)",
        "",
        "Each from a name and one line of description: "
        + "; ".join(f"{n}, {d}" for n, d in PEOPLE)
        + ".",
        "",
        "![Three people from four sides](gallery/views.webp)",
        "",
        "From before, half turned, in profile and from behind, far and near: "
        + ", ".join(name for name, _ in SEEN)
        + ".",
        "",
        "![Fifteen deeds](gallery/deeds.webp)",
        "",
        "From the top left: " + " ".join(line.format("Marlow") for line in DEEDS),
        "",
        "![Ten props](gallery/props.webp)",
        "",
        "In hands: " + ", ".join(PROPS) + ".",
        "",
        *(
            line
            for name, title, _ in read_sheets()
            for line in (f"{title}:", "", f"![{title}](gallery/{name}.webp)", "")
        ),
        "## Styles",
        "",
        "![Six styles](gallery/styles.webp)",
        "",
        "A film's style is chosen by words. From above: " + ", ".join(STYLES) + ".",
        "",
        "## Twelve scenes",
        "",
    ]
    for name, order, genre in scenes:
        style = f", {order.style}" if order.style else ""
        seconds = round(order.seconds)
        lines += [
            f"### {order.title}",
            "",
            f"{genre}{style}; {len(order.shots)} shots, {seconds} s",
            "",
            f"![{order.title}](gallery/{name}.webp)",
            "",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
