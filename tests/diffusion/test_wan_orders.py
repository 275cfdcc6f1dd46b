"""Orders from beginning to end: shot store, inputs by hash, the edit, the report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from diffusion_shots import apart, equal, photo, scene, short_of_memory

from render.contract import JobKind, SceneOrder
from render.edit.ffmpeg import Ffmpeg
from render.engines.protocol import Frame, Kit, Stopped
from render.executors.solo import SoloCamera
from render.faults import Fault
from render.floor import Floor
from render.inputs import kept_frames
from render.progress import Progress
from render.recipe import Recipe
from render.shoot import shoot
from render.shot_keys import shot_keys
from render.shots import ShotStore

pytestmark = pytest.mark.diffusion
pytest_plugins = ("diffusion_fixtures",)

MakeFloor = Callable[..., Floor]


def changed(given: SceneOrder, number: int, **changes: Any) -> SceneOrder:
    """The order with one shot planned otherwise."""
    form = given.model_dump(mode="json")
    form["shots"][number - 1] |= changes
    return SceneOrder.model_validate(form)


@pytest.fixture
def make_floor(
    models: Callable[[str], Path], shot_store: ShotStore, ffmpeg: Ffmpeg, tmp_path: Path
) -> MakeFloor:
    def make(name: str = "wan21-text", **settings: Any) -> Floor:
        given: dict[str, Any] = {
            "engine": "wan",
            "model": str(models(name)),
            "precision": "float32",
            "device": "cpu",
            "steps": 2,
            "draft_steps": 1,
            "licence": "Apache-2.0",
        }
        kit = Kit(Recipe(**(given | settings)), tmp_path / "kit")
        return Floor(SoloCamera(shot_store, ffmpeg, {}, lambda order: kit), shot_store, ffmpeg)

    return make


def kept(floor: Floor, given: SceneOrder, number: int) -> list[Frame]:
    """The frames of a shot as the store keeps them."""
    keys = shot_keys(given, floor.camera.credits(given).filming)
    found = floor.store.find(keys[number - 1])
    assert found is not None
    return list(kept_frames(floor.ffmpeg, found, given.picture))


def write_picture(folder: Path, frame: Frame) -> dict[str, Path]:
    """A picture in a file, by its hash."""
    path = folder / f"{frame.mean()}.png"
    cv2.imwrite(str(path), cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path}


def test_a_take_has_the_pictures_rate_and_length_whatever_the_models(
    make_floor: MakeFloor, tmp_path: Path
) -> None:
    report = shoot(scene(2, 0.7), tmp_path / "out", make_floor())
    with av.open(str(tmp_path / "out" / "master.mp4")) as master:
        times = [float(frame.time) for frame in master.decode(video=0)]
    assert np.diff(times) == pytest.approx(1 / 24)
    assert len(times) == report.frames == 2 * 17  # 0.7 s at 24, each
    assert report.seconds == pytest.approx(34 / 24, abs=0.01)


def test_the_report_names_the_model_and_what_was_measured(
    make_floor: MakeFloor, tmp_path: Path
) -> None:
    report = shoot(scene(), tmp_path / "out", make_floor())
    assert (report.engine, report.model, report.licence) == ("wan", "wan21-text", "Apache-2.0")
    assert (report.label, report.steps) == ("AI-generated with wan21-text", 2)
    assert report.seeds == (40, 80)
    assert report.stages.text > 0
    assert report.stages.denoise > 0
    assert report.stages.decode > 0
    assert report.peak_memory_mb > 100
    assert any("unverified on hardware" in note for note in report.notes)
    assert str(tmp_path) not in report.model_dump_json()


def test_the_store_keeps_a_models_frames_to_the_bit(make_floor: MakeFloor, tmp_path: Path) -> None:
    from render.engines.protocol import Inputs

    floor, given = make_floor(), scene(1)
    shoot(given, tmp_path / "out", floor)
    engine = floor.camera.engine(given)  # type: ignore[attr-defined]
    made = list(engine.shoot(given.shots[0], given.picture, Inputs(), lambda share: None).frames)
    assert equal(kept(floor, given, 1), made)


def test_a_second_time_nothing_is_shot_and_the_notes_are_still_said(
    make_floor: MakeFloor, tmp_path: Path
) -> None:
    floor = make_floor(max_frames=9)
    first = shoot(scene(2, 1.0), tmp_path / "a", floor)
    again = shoot(scene(2, 1.0), tmp_path / "b", floor)
    assert (first.shots_shot, again.shots_shot, again.shots_reused) == (2, 0, 2)
    assert "shots 1, 2: 9 frames fill the shot, 8.5 a second" in first.notes
    assert again.notes == first.notes
    assert again.stages.denoise == 0
    masters = [(tmp_path / name / "master.mp4").read_bytes() for name in "ab"]
    assert masters[0] == masters[1]


@pytest.mark.usefixtures("cold")
def test_what_was_given_up_for_memory_is_in_the_report(
    make_floor: MakeFloor, tmp_path: Path
) -> None:
    calls = [0]

    def at_first(latents: Any) -> bool:
        calls[0] += 1
        return calls[0] == 1

    with short_of_memory(at_first, "denoise"):
        report = shoot(scene(1), tmp_path / "out", make_floor("wan22-text", steps=1))
    assert report.stepped_down == ("shot 1: memory ran out: frames were decoded in tiles",)
    assert set(report.stepped_down) < set(report.notes)


def test_only_the_shot_that_changed_is_shot_again(make_floor: MakeFloor, tmp_path: Path) -> None:
    floor = make_floor()
    shoot(scene(3), tmp_path / "a", floor)
    report = shoot(changed(scene(3), 2, seed=5), tmp_path / "b", floor)
    assert (report.shots_shot, report.shots_reused) == (1, 2)


@pytest.mark.parametrize(
    "settings", [{"steps": 3}, {"guidance": 2.0}, {"model": "wan22-text"}, {"shift": 9.0}]
)
def test_another_recipe_shoots_anew(
    make_floor: MakeFloor,
    models: Callable[[str], Path],
    tmp_path: Path,
    settings: dict[str, Any],
) -> None:
    shoot(scene(1), tmp_path / "a", make_floor())
    if "model" in settings:
        settings = {"model": str(models(settings["model"]))}
    assert shoot(scene(1), tmp_path / "b", make_floor(**settings)).shots_shot == 1


def test_another_style_shoots_anew(make_floor: MakeFloor, tmp_path: Path) -> None:
    shoot(scene(1), tmp_path / "a", make_floor())
    styled = scene(1, style="woodcut in red and black")
    assert shoot(styled, tmp_path / "b", make_floor()).shots_shot == 1


def test_a_draft_and_a_final_are_kept_apart(make_floor: MakeFloor, tmp_path: Path) -> None:
    draft = shoot(scene(1, is_draft=True), tmp_path / "a", make_floor())
    final = shoot(scene(1), tmp_path / "b", make_floor())
    assert (draft.steps, final.steps) == (1, 2)
    assert final.shots_shot == 1


def test_after_a_stop_only_what_is_missing_is_shot(make_floor: MakeFloor, tmp_path: Path) -> None:
    floor = make_floor()

    def hear(progress: Progress) -> None:
        if progress.shot == 2 and progress.share > 0.4:
            raise Stopped

    with pytest.raises(Stopped):
        shoot(scene(3), tmp_path / "a", floor, hear)
    report = shoot(scene(3), tmp_path / "b", floor)
    assert (report.shots_shot, report.shots_reused) == (2, 1)
    assert list(tmp_path.rglob("*.part")) == []


def test_progress_never_falls_and_ends_at_one(make_floor: MakeFloor, tmp_path: Path) -> None:
    heard: list[Progress] = []
    shoot(scene(2), tmp_path / "out", make_floor(steps=4), heard.append)
    shares = [progress.share for progress in heard]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert any(progress.eta_s is not None for progress in heard if progress.stage == "draw")


def test_a_preview_comes_while_the_model_denoises(
    make_floor: MakeFloor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import base64

    from render.diffusion import pace

    monkeypatch.setattr(pace, "PREVIEW_SECONDS", 0.0)
    heard: list[Progress] = []
    shoot(scene(1), tmp_path / "out", make_floor(steps=3), heard.append)
    seen = [base64.b64decode(progress.preview) for progress in heard if progress.preview]
    assert sum(data[8:12] == b"WEBP" for data in seen) == 3


def test_a_shot_that_continues_depends_on_the_one_before(
    make_floor: MakeFloor, tmp_path: Path
) -> None:
    floor = make_floor("wan22-small")
    goes_on = changed(scene(3), 2, continues=True)
    shoot(scene(3), tmp_path / "a", floor)
    assert shoot(goes_on, tmp_path / "b", floor).shots_shot == 1
    alone, after = kept(floor, scene(3), 2), kept(floor, goes_on, 2)
    assert not equal(alone, after)
    # a new first shot takes the second with it, and leaves the third alone
    assert shoot(changed(goes_on, 1, seed=5), tmp_path / "c", floor).shots_shot == 2


def test_a_part_is_shot_again_from_the_kept_shot(make_floor: MakeFloor, tmp_path: Path) -> None:
    floor = make_floor("wan21-vace", colour_match=0.0)
    shoot(scene(2, 1.0), tmp_path / "a", floor)
    part = changed(scene(2, 1.0), 2, reshoot={"start": 0.5, "end": 0.8, "seed": 9})
    report = shoot(part, tmp_path / "b", floor)
    assert (report.shots_shot, report.shots_reused, report.seeds) == (1, 1, (40, 9))
    pairs = zip(kept(floor, scene(2, 1.0), 2), kept(floor, part, 2), strict=True)
    differ = [place for place, (a, b) in enumerate(pairs) if apart(a, b) > 0]
    assert differ == list(range(8, 13))


def test_a_part_is_the_same_when_the_kept_shot_is_gone(
    make_floor: MakeFloor, tmp_path: Path, shot_store: ShotStore
) -> None:
    part = changed(scene(2), 2, continues=True, reshoot={"start": 0, "end": 0.2, "seed": 9})
    whole = changed(scene(2), 2, continues=True)
    floor = make_floor("wan21-vace")
    shoot(whole, tmp_path / "a", floor)
    shoot(part, tmp_path / "b", floor)
    with_kept = kept(floor, part, 2)
    for path in list((tmp_path / "shots").iterdir()):
        path.unlink()
    shoot(part, tmp_path / "c", floor)
    assert equal(with_kept, kept(floor, part, 2))


def test_pictures_come_by_their_hashes(make_floor: MakeFloor, tmp_path: Path) -> None:
    files = write_picture(tmp_path, photo(1)) | write_picture(tmp_path, photo(2))
    one, two = files
    inputs = [{"sha256": name, "size": 10, "role": "frame"} for name in files]
    plain = scene(1, inputs=inputs)
    cast = [{"name": "Will", "references": [two]}]
    place = plain.shots[0].place.model_dump() | {"references": [two]}
    floor = make_floor("wan21-vace")
    films: list[list[Frame]] = []
    for number, changes in enumerate(
        (
            *({}, {"start": one}, {"start": two}, {"start": one, "end": two}),
            *({"cast": cast}, {"place": place}),
        )
    ):
        given = changed(plain, 1, **changes)
        shoot(given, tmp_path / str(number), floor, inputs=files)
        films.append(kept(floor, given, 1))
    for index, film in enumerate(films):
        assert not any(equal(film, other) for other in films[:index])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "a picture that the order names is not at hand"),
        (b"no picture", "is no picture that can be read"),
    ],
)
def test_a_picture_that_is_none_is_one_sentence(
    make_floor: MakeFloor, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    sha256 = hashlib.sha256(content or b"").hexdigest()
    files = {sha256: tmp_path / "picture"} if content else {}
    (tmp_path / "picture").write_bytes(content or b"")
    with pytest.raises(Fault, match=sentence):
        shoot(
            changed(scene(1), 1, start=sha256),
            tmp_path / "out",
            make_floor("wan22-image"),
            inputs=files,
        )
    assert not list((tmp_path / "out").iterdir())


def test_what_the_model_cannot_do_fails_the_order_for_good(
    make_floor: MakeFloor, tmp_path: Path
) -> None:
    with pytest.raises(Fault, match="films from a picture only, and shot 1 has none") as refused:
        shoot(scene(1), tmp_path / "out", make_floor("wan22-image"))
    assert not refused.value.retryable


def test_a_storyboard_can_be_drawn_by_a_model(make_floor: MakeFloor, tmp_path: Path) -> None:
    board = scene(3, kind="storyboard", slate="3")
    report = shoot(board, tmp_path / "out", make_floor())
    assert report.kind is JobKind.STORYBOARD
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["contact.png"]


def test_the_budget_of_the_store_counts_a_models_shots(
    make_floor: MakeFloor, tmp_path: Path, ffmpeg: Ffmpeg
) -> None:
    floor = make_floor()
    shoot(scene(1), tmp_path / "a", floor)
    small = ShotStore(tmp_path / "shots", 1)
    small.tidy()
    assert list((tmp_path / "shots").iterdir()) == []
