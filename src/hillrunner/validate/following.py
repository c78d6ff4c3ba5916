"""The job of following one person's measured strides and holding them against all there is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Job, Plain, Tell
from hillrunner.batch.run import Watch, run
from hillrunner.batch.store import Store
from hillrunner.batch.telling import iterations
from hillrunner.errors import MeasuredError
from hillrunner.files import why_not
from hillrunner.lab.kinematics.scaling import segment_factors
from hillrunner.lab.markers import opensim_python
from hillrunner.lab.mat_table import column, read_mat_table
from hillrunner.model.body.default import default_body
from hillrunner.settings import Settings
from hillrunner.tracking.track import Tracked, track
from hillrunner.validate.by_opensim import MODEL, Found, by_opensim, of_motion, of_stride
from hillrunner.validate.followed import (
    Followed,
    Timing,
    contact_apart,
    curves,
    moments_apart,
    timing,
    without_plates,
)
from hillrunner.validate.people import Person, Recorded, Trial, people

STRIDES = 3  # of each person, with their plates
MESH = 20  # intervals a step
MODELS = "models"  # the folder of models beside the people's
NO_OPENSIM = (
    "moments and contact forces were not held against OpenSim's: name a Python that has it in "
    "HILLRUNNER_OPENSIM_PYTHON."
)
PLAIN = TypeAdapter(Followed)


@dataclass(frozen=True)
class FollowJob:
    """One person to follow at one speed (m/s), as a job."""

    person: Person
    speed: float
    job: Job


def follow_jobs(folder: Path) -> list[FollowJob]:
    """Every measured person whose recording can be followed.

    Parameters
    ----------
    folder
        Of the data.

    Raises
    ------
    MeasuredError
        If a file is missing.
    """
    python = opensim_python()
    return [
        FollowJob(person, trial.speed, _job(person, trial, folder, python))
        for person in people()
        for trial in person.trial
        if trial.recorded is not None
    ]


def followed_people(
    jobs: Sequence[FollowJob],
    store: Store,
    *,
    executor: Literal["here", "processes"] | Executor | None = None,
    count: int = 1,
    watch: Watch | None = None,
) -> tuple[Followed, ...]:
    """What came of them, in their order; of those that failed, why.

    Parameters
    ----------
    store
        Where results are kept.
    executor, count, watch
        As of :func:`hillrunner.batch.run.run`.
    """
    by_name = {one.job.name: one for one in jobs}
    found = {}
    every = [one.job for one in jobs]
    for done in run(every, store=store, executor=executor, count=count, watch=watch):
        who = by_name[done.job.name]
        if done.error is not None:
            why = (f"not followed: {done.error}",)
            found[done.job.name] = Followed(who.person.name, who.speed, why=why)
        else:
            found[done.job.name] = PLAIN.validate_python(done.value())
    return tuple(found[job.name] for job in every)


def _job(person: Person, trial: Trial, folder: Path, python: str | None) -> Job:
    recorded = trial.recorded
    assert recorded is not None
    files = [recorded.markers, recorded.forces, recorded.static]
    files += [recorded.emg.file] if recorded.emg else []
    digests = {one: _digest(folder / person.folder / one) for one in files if one}
    settings = Settings().changed(mesh=MESH)
    what = {
        "person": person.name,
        "recorded": recorded.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json"),
    }
    return Job(
        f"{person.name} followed, {trial.speed:g} m/s",
        follow_person,
        {**what, "folder": str(folder), "python": python},
        depends_on={
            **what,
            "body": default_body().hash,
            "files": digests,
            "opensim": python is not None,
        },
    )


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise MeasuredError(f"cannot read {path}: {why_not(error)}.") from None


def follow_person(order: Plain, tell: Tell) -> Plain:
    """In a process of its own: follow a person's strides with their plates and without.

    Raises
    ------
    HillrunnerError
        If a file is broken or a stride is not found.
    """
    person = next(one for one in people() if one.name == order["person"])
    recorded = Recorded(**order["recorded"])
    data = Path(order["folder"])
    own = data / person.folder
    settings, progress = Settings(**order["settings"]), iterations(tell)

    def followed(strides: int, hold_back: bool) -> Tracked:
        return track(
            own / recorded.markers,
            forces=own / recorded.forces if recorded.forces else None,
            static=own / recorded.static,
            strides=strides,
            hold_back=hold_back,
            settings=settings,
            progress=progress,
        )

    held, free = followed(STRIDES, False), followed(1, True)
    plain: Plain = asdict(figures(person, recorded, held, free, data, order["python"]))
    return plain


def figures(
    person: Person,
    recorded: Recorded,
    held: Tracked,
    free: Tracked,
    data: Path,
    python: str | None,
) -> Followed:
    """All that is held against each other of one person.

    Parameters
    ----------
    held, free
        Strides that were followed under the plates' forces, and without them.
    data
        The folder of all data.
    python
        An interpreter that has OpenSim; None where there is none.
    """
    first, alone = held.strides[0], free.strides[0]
    found = measured = None
    if python is not None:
        model = data / MODELS / MODEL
        found = _by_opensim(held, model, python, measured=False)
        measured = _by_opensim(held, model, python, measured=True)
    quality = [one.quality for one in held.strides]
    return Followed(
        person=person.name,
        speed=first.motion.speed,
        angle_rms=float(np.rad2deg(np.mean([one.angles for one in quality]))),
        marker_rms=float(np.mean([one.marker_rms for one in quality])),
        residual_force=float(np.mean([one.residual_force[0] for one in quality])),
        residual_moment=float(np.mean([one.residual_moment[0] for one in quality])),
        moments=moments_apart(first.motion, found) if found else {},
        measured=moments_apart(first.motion, measured) if measured else {},
        contact=contact_apart(first.motion, found) if found else {},
        without=without_plates(alone, measured),
        timing=_timing(held, recorded, data / person.folder),
        curves=curves(held),
        why=() if python is not None else (NO_OPENSIM,),
    )


def _by_opensim(result: Tracked, model: Path, python: str, *, measured: bool) -> Found:
    """OpenSim on the first stride as it was found, or as it was measured."""
    one, scaled = result.strides[0], result.scaled
    assert scaled is not None and one.measured.task.forces is not None
    motion = one.motion
    if measured:
        share = motion["duration"].values / motion.stride_time
        moved = of_stride(one.measured.task, one.measured.task.forces, motion.body, share)
    else:
        moved = of_motion(motion)
    factors = segment_factors(default_body(), scaled.measures, scaled.by_height)
    return by_opensim(moved, motion.body, model, python, factors)


def _timing(result: Tracked, recorded: Recorded, own: Path) -> dict[str, Timing]:
    emg = recorded.emg
    if emg is None:
        return {}
    path = own / emg.file
    table = read_mat_table(path)
    channels: dict[str, tuple[NDArray[np.float64], Sequence[str]]] = {
        name: (column(table, name, path), muscles) for name, muscles in emg.channels.items()
    }
    return timing(result, column(table, emg.time, path), channels, emg.side)
