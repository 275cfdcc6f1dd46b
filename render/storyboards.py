"""Carries out orders of stills: storyboards and portraits."""

from __future__ import annotations

import tempfile
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from render.contract import OutputName, TakeReport
from render.draw import read_still
from render.edit.stills import masked, write_contact, write_portrait
from render.engines.protocol import Frame
from render.faults import Fault
from render.job import Job, note_origins, said_of, told
from render.progress import Meter
from render.shot_keys import shot_keys
from render.shots import ShotStore
from render.style import order_aspect


def storyboard(job: Job) -> TakeReport:
    """One frame a shot, as one strip."""
    keys, stills, drawn = _stills(job)
    aspect = order_aspect(job.order)
    write_contact([masked(stills[key], aspect) for key in keys], job.path(OutputName.CONTACT))
    return _report_of_stills(job, keys, drawn)


def portrait(job: Job) -> TakeReport:
    """The one frame of its one shot, as it is."""
    keys, stills, drawn = _stills(job)
    write_portrait(stills[keys[0]], job.path(OutputName.PORTRAIT))
    return _report_of_stills(job, keys, drawn)


def _report_of_stills(job: Job, keys: Sequence[str], drawn: Container[str]) -> TakeReport:
    job.drawing_ends()
    facts = [job.floor.store.still_facts(key) for key in keys]
    job.notes += said_of(job.order.shots, facts)
    now = [said for key, said in zip(keys, facts, strict=True) if key in drawn]
    return job.report(
        None, now, prompts=told(facts), shots_shot=len(now), shots_reused=len(keys) - len(now)
    )


def _stills(job: Job) -> tuple[list[str], dict[str, Frame], set[str]]:
    """The keys of all stills, the stills by them, and the keys of those that were drawn now."""
    keys = shot_keys(job.order, job.credits.filming)
    found = {key: still for key in keys if (still := _kept_still(job.floor.store, key)) is not None}
    missing = {
        shot.number: key
        for key, shot in zip(keys, job.order.shots, strict=True)
        if key not in found
    }
    return keys, found | _drawn_stills(job, missing), set(missing.values())


def _kept_still(store: ShotStore, key: str) -> Frame | None:
    path = store.find_still(key)
    if path is None:
        return None
    try:
        return read_still(path)
    except Fault:
        store.forget_still(key)
        return None


def _drawn_stills(job: Job, keys: Mapping[int, str]) -> dict[str, Frame]:
    """The stills of the shots of these numbers, by their keys; they are kept from now on."""
    if not keys:
        return {}
    store = job.floor.store
    meter = Meter({"draw": 1.0}, job.on_progress)
    note_origins(job, shot_keys(job.order, job.credits.filming), set(keys.values()))
    with tempfile.TemporaryDirectory(dir=job.path(OutputName.CONTACT).parent) as folder:
        found = job.floor.camera.stills(job.order, list(keys), Path(folder), meter, job.files)
        drawn = zip(keys.values(), found, strict=True)
        stills = {
            key: read_still(store.keep_still(key, still.path, still.facts)) for key, still in drawn
        }
    store.tidy(keep=stills)
    return stills
