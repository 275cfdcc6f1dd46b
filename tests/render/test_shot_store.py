from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from stage_orders import OrderMaker

from render.contract import Picture, SceneOrder
from render.engines.protocol import Facts
from render.floor import Floor
from render.forgetting import Forgetting
from render.shoot import shoot
from render.shot_keys import Filming, shot_key, shot_keys
from render.shots import ShotStore

pytest_plugins = ("stage_fixtures",)

LEADER = Filming("leader", "1")


def put(store: ShotStore, key: str, size: int, age: int) -> Path:
    part = store.part(key)
    part.write_bytes(b"x" * size)
    kept = store.keep(key, part, 12, has_sound=False)
    os.utime(kept.path, (1_000_000 - age, 1_000_000 - age))
    return kept.path


def test_a_shot_is_found_again_with_its_number_of_frames(shot_store: ShotStore) -> None:
    put(shot_store, "a" * 64, 10, 0)
    kept = shot_store.find("a" * 64)
    assert kept is not None
    assert (kept.frames, kept.has_sound) == (12, False)
    assert shot_store.find("b" * 64) is None


def test_what_a_model_was_told_of_a_still_is_found_again(shot_store: ShotStore) -> None:
    """House rules are asked of it before the clip is posted, notes or none."""
    part = shot_store.part("a" * 64, "mkv")
    part.write_bytes(b"film")
    told = Facts(prompt="a cat on the strand", seconds={"denoise": 1.5})
    shot_store.keep("a" * 64, part, 12, has_sound=False, facts=told)
    found = shot_store.find("a" * 64)
    assert found is not None
    assert (found.native, found.facts) == (None, told)


def test_what_was_made_with_a_picture_is_forgotten_and_nothing_else(
    shot_store: ShotStore, tmp_path: Path
) -> None:
    face, hat = "1" * 64, "2" * 64
    shot_store.made_with("a" * 64, [face, hat])
    shot_store.made_with("b" * 64, [hat])
    shots = [put(shot_store, key * 64, 10, 0) for key in "abc"]
    drawn = tmp_path / "still.png"
    drawn.write_bytes(b"x")
    shot_store.keep_still("a" * 64, drawn)
    models = tmp_path / "models"
    for made in ("keyframes/still.png", "prompts/encoded.safetensors"):
        (models / made).parent.mkdir(parents=True)
        (models / made).write_bytes(b"x")
    forgetting = Forgetting(shot_store, models)
    forgetting.forget([])
    assert all(path.exists() for path in [*shots, *models.glob("*/*")])
    forgetting.forget([face, "3" * 64])
    assert [path.exists() for path in shots] == [False, True, True]
    assert shot_store.find_still("a" * 64) is None
    assert list(models.glob("*/*")) == []
    forgetting.forget(None)
    assert not any(path.exists() for path in shots)


def test_what_is_noted_of_shots_goes_once_they_are_gone(tmp_path: Path) -> None:
    store = ShotStore(tmp_path, 100)
    for key, age in (("a", 30), ("b", 10)):
        put(store, key * 64, 100, age)
        store.made_with(key * 64, [key * 64])
    store.made_with("c" * 64, ["c" * 64])
    notes = tmp_path / "made-with"
    for letter in "ab":
        os.utime(notes / (letter * 64), (0, 0))
    store.tidy()
    assert sorted(path.name[0] for path in notes.iterdir()) == ["b", "c"]


def test_a_take_writes_down_what_its_shots_are_made_of(
    floor: Floor, make_order: OrderMaker, tmp_path: Path
) -> None:
    face = tmp_path / "face.png"
    cv2.imwrite(str(face), np.full((64, 64, 3), 90, np.uint8))
    sha256 = hashlib.sha256(face.read_bytes()).hexdigest()
    item = {"sha256": sha256, "size": face.stat().st_size, "role": "reference"}
    form = make_order(2, inputs=[item]).model_dump(mode="json")
    form["shots"][1]["cast"] = [{"name": "Hale", "references": [sha256]}]
    form["scene"] = scene = "5" * 64
    order = SceneOrder.model_validate(form)
    shoot(order, tmp_path / "out", floor, inputs={sha256: face})
    first, second = shot_keys(order, LEADER)
    floor.store.forget_made_with([sha256])
    assert (floor.store.find(first) is None, floor.store.find(second) is None) == (False, True)
    floor.store.forget_made_with([scene])
    assert floor.store.find(first) is None


def test_the_longest_unused_go_first_when_the_budget_is_spent(tmp_path: Path) -> None:
    store = ShotStore(tmp_path, 250)
    old, used, new = (put(store, c * 64, 100, age) for c, age in (("a", 30), ("b", 20), ("c", 10)))
    assert store.find("a" * 64)  # finding counts as use
    store.tidy()
    assert old.exists()
    assert not used.exists()
    assert new.exists()


def test_shots_of_the_order_in_hand_stay_whatever_the_budget(tmp_path: Path) -> None:
    store = ShotStore(tmp_path, 50)
    mine, other = put(store, "a" * 64, 100, 30), put(store, "b" * 64, 100, 10)
    store.tidy(keep=["a" * 64])
    assert mine.exists()
    assert not other.exists()


def test_what_another_process_drops_meanwhile_is_no_trouble(tmp_path: Path) -> None:
    store = ShotStore(tmp_path, 50)
    mine = put(store, "a" * 64, 100, 30)
    (tmp_path / f"{'b' * 64}.12.mute.mkv").symlink_to(tmp_path / "gone")
    store.tidy()
    assert not mine.exists()


def test_what_a_dead_process_left_half_written_is_cleared(shot_store: ShotStore) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    alive = shot_store.part("a" * 64)
    dead = alive.with_name(alive.name.replace(str(os.getpid()), str(ended.pid)))
    alive.write_bytes(b"x")
    dead.write_bytes(b"x")
    shot_store.tidy()
    assert alive.exists()
    assert not dead.exists()


@pytest.mark.parametrize(
    ("picture", "filming"),
    [
        (Picture(width=160, height=90, fps=24), LEADER),
        (Picture(width=90, height=160, fps=12), LEADER),
        (Picture(width=160, height=90, fps=12), Filming("animatic", "1")),
        (Picture(width=160, height=90, fps=12), Filming("leader", "2")),
        (Picture(width=160, height=90, fps=12), Filming("leader", "1", model="m")),
        (Picture(width=160, height=90, fps=12), Filming("leader", "1", steps=4)),
    ],
)
def test_whatever_changes_the_frames_changes_the_key(
    make_order: OrderMaker, picture: Picture, filming: Filming
) -> None:
    order = make_order(1)
    plain = shot_key(order.shots[0], order.picture, LEADER)
    assert shot_key(order.shots[0], picture, filming) != plain


def test_another_plan_changes_the_key(make_order: OrderMaker) -> None:
    order = make_order(2)
    keys = {shot_key(shot, order.picture, LEADER) for shot in order.shots}
    assert len(keys) == 2


def test_only_the_changed_shot_is_shot_again(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    order = make_order(3)
    shoot(order, tmp_path / "a", floor)
    changed = order.shots[1].model_copy(update={"seed": 4242})
    again = order.model_copy(update={"shots": (order.shots[0], changed, order.shots[2])})
    report = shoot(again, tmp_path / "b", floor)
    assert (report.shots_shot, report.shots_reused) == (1, 2)


def test_a_new_title_shoots_nothing_again(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(make_order(2), tmp_path / "a", floor)
    report = shoot(make_order(2, title="The lamp is lit"), tmp_path / "b", floor)
    assert (report.shots_shot, report.shots_reused) == (0, 2)


@pytest.mark.parametrize("damage", [b"", b"garbage"])
def test_a_kept_shot_that_cannot_be_read_back_is_shot_again(
    floor: Floor, tmp_path: Path, make_order: OrderMaker, damage: bytes
) -> None:
    order = make_order(2)
    shoot(order, tmp_path / "a", floor)
    kept = floor.store.find(shot_keys(order, LEADER)[1])
    assert kept is not None
    kept.path.write_bytes(damage)
    report = shoot(order, tmp_path / "b", floor)
    assert report.shots_shot == 1
    masters = [(tmp_path / name / "master.mp4").read_bytes() for name in "ab"]
    assert masters[0] == masters[1]


def storyboard(make_order: OrderMaker, *order_of_shots: int, **second: object) -> SceneOrder:
    """Three shots as a storyboard, in this order; the second of them planned as told."""
    form = make_order(3).model_dump(mode="json")
    form["shots"][1] |= second
    form["shots"] = [
        form["shots"][place - 1] | {"number": number}
        for number, place in enumerate(order_of_shots or (1, 2, 3), start=1)
    ]
    return SceneOrder.model_validate(form | {"kind": "storyboard", "slate": "3"})


def test_a_strip_draws_only_the_shots_that_changed(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    first = shoot(storyboard(make_order), tmp_path / "first", floor)
    other = shoot(storyboard(make_order, framing="close"), tmp_path / "other", floor)
    again = shoot(storyboard(make_order), tmp_path / "again", floor)
    assert (first.shots_shot, first.shots_reused) == (3, 0)
    assert (other.shots_shot, other.shots_reused) == (1, 2)
    assert (again.shots_shot, again.shots_reused) == (0, 3)
    strips = [(tmp_path / name / "contact.png").read_bytes() for name in ("first", "again")]
    assert strips[0] == strips[1]


def test_shots_that_only_changed_places_are_not_drawn_again(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(storyboard(make_order), tmp_path / "first", floor)
    moved = shoot(storyboard(make_order, 3, 1, 2), tmp_path / "moved", floor)
    assert (moved.shots_shot, moved.shots_reused) == (0, 3)


def test_a_still_that_cannot_be_read_is_drawn_again(
    floor: Floor, tmp_path: Path, make_order: OrderMaker
) -> None:
    shoot(storyboard(make_order), tmp_path / "first", floor)
    next(floor.store._folder.glob("*.png")).write_bytes(b"no picture")
    again = shoot(storyboard(make_order), tmp_path / "again", floor)
    assert (again.shots_shot, again.shots_reused) == (1, 2)


def test_stills_count_against_the_budget(tmp_path: Path) -> None:
    store = ShotStore(tmp_path / "shots", 150)
    drawn = tmp_path / "drawn.png"
    drawn.write_bytes(b"x" * 100)
    old, new = store.keep_still("a" * 64, drawn), store.keep_still("b" * 64, drawn)
    os.utime(old, (1, 1))
    store.tidy()
    assert not old.exists()
    assert store.find_still("b" * 64) == new
