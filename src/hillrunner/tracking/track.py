"""``track``: from a laboratory's files to the muscle forces of measured strides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.checks import listed
from hillrunner.errors import MeasuredError
from hillrunner.lab.kinematics.inverse_kinematics import InverseKinematics, inverse_kinematics
from hillrunner.lab.kinematics.scaled import Scaled
from hillrunner.lab.kinematics.scaling import scale
from hillrunner.lab.recording.reading import read
from hillrunner.lab.recording.recording import Recording, Stride
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.body.scaling import scale_body
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.shown import Shown
from hillrunner.sides import RIGHT
from hillrunner.solve.ipopt import Watcher
from hillrunner.solve.simulate import simulate
from hillrunner.tasks.track import Track
from hillrunner.tracking.apart import followed_apart
from hillrunner.tracking.ground_speed import ground_speed
from hillrunner.tracking.measured_stride import (
    MeasuredStride,
    mean_stride,
    measured_stride,
    right_contact_in,
)
from hillrunner.tracking.quality import Quality, quality
from hillrunner.tracking.told_by_forces import told_by_forces
from hillrunner.tracking.trouble import check_body, check_forces, check_running

Files = str | Path | Sequence[str | Path]

BESIDE = 0.2  # s of markers on both sides of a stride that its angles are found from
MOST_STRIDES = 40
MOST_JOBS = 64
OTHER_MASS = 0.05  # by which the forces may carry another mass than the runner's


@dataclass(frozen=True)
class TrackedStride:
    """A measured stride, followed.

    Attributes
    ----------
    measured
        The stride as it was measured.
    motion
        The stride as it was found: a motion as any other.
    quality
        How well it was followed.
    """

    measured: MeasuredStride
    motion: Motion
    quality: Quality

    @property
    def stride(self) -> Stride:
        """When it was, and of which foot."""
        return self.measured.stride

    @cached_property
    def analysis(self) -> Analysis:
        """Every analysis of the motion."""
        return Analysis(self.motion)


@dataclass(frozen=True)
class Tracked(Shown):
    """Measured strides, followed.

    Attributes
    ----------
    runner
        Who ran.
    recording
        What was measured.
    strides
        Each, in the order of time; a single one where the mean was asked for.
    averaged
        How many strides that mean is of; 0 where each is its own.
    scaled
        The body's size, from markers; None where only angles were given.
    kinematics
        The angles from markers; None where angles were given.
    notes
        What is to be known of the data, one sentence each.
    """

    runner: Runner
    recording: Recording
    strides: tuple[TrackedStride, ...]
    averaged: int
    scaled: Scaled | None = None
    kinematics: InverseKinematics | None = None
    notes: tuple[str, ...] = ()


def track(
    markers: Files | None = None,
    *,
    angles: str | Path | None = None,
    forces: Files | None = None,
    static: str | Path | None = None,
    runner: Runner | None = None,
    strides: int | Literal["mean"] = 1,
    speed: float | None = None,
    grade: float = 0.0,
    hold_back: bool = False,
    map: str | Path | None = None,
    settings: Settings | None = None,
    time_limit: float | None = None,
    jobs: int = 1,
    progress: Watcher | None = None,
) -> Tracked:
    """Find the muscles, tendons and joints of strides that were measured.

    Each stride becomes a cycle, and a motion of all muscles is looked for that stays as near to its
    angles as markers can tell, under the forces of the ground as they were measured, and costs
    least otherwise. Calves are as strong as that takes, and the trunk's mass is where the forces
    balance. Where none were measured they are looked for too: what soles that are near the ground
    can push with, without pulling and within friction. What forces and angles leave unexplained is
    a residual at the pelvis, which is reported.

    Parameters
    ----------
    markers
        ``.c3d`` or ``.trc`` of running; forces and more may be in it.
    angles
        Instead of markers: inverse kinematics (``.mot``) in OpenSim's names. Needs a runner.
    forces
        The ground's, where they are in files of their own.
    static
        Markers of the same person standing, for the body's size; the running itself where none.
    runner
        Whose height and sex are known; else they follow from the markers, and the mass from the
        forces: without these a runner is needed.
    strides
        How many of the steady strides, each of its own, or ``"mean"``: all the right ones as one.
    speed
        Of the ground under the runner (m/s); by default that of feet that stand.
    grade
        Rise over run.
    hold_back
        Whether forces that were measured are kept aside, and told from those that are found without
        them. Of the plates only the mass is then used.
    map
        A mapping file: what names mean.
    settings, time_limit, progress
        As of :func:`~hillrunner.solve.simulate.simulate`; the limit is that of every stride.
    jobs
        Strides at a time, each in a process of its own, once the first is found.

    Raises
    ------
    MeasuredError
        If the files are not those of one run, or what is needed of them is missing.
    SolveError
        If no motion was found.
    """
    jobs = _counted("jobs", jobs, MOST_JOBS)
    recording, still = _recordings(markers, angles, forces, static, map)
    check_running(recording)
    check_forces(recording, given=forces is not None)
    ground, carried = recording.ground, recording.mass
    if hold_back:
        recording = _without_forces(recording, _listed(markers or angles), map)
    runner, body, scaled, notes = _body(recording, carried, still, runner)
    chosen, averaged = _chosen(recording, strides)
    fitted, coordinates = _angles(recording, body, scaled, chosen)
    if fitted is not None and still is not None:
        check_body(fitted, recording, still)
    speed = _speed(recording, speed, body, coordinates)
    contacts = _right_contacts(recording)
    measured = [
        measured_stride(
            body,
            coordinates,
            one,
            right_contact_in(one, contacts),
            speed,
            ground,
            grade=grade,
            hold_back=hold_back,
        )
        for one in chosen
    ]
    if averaged:
        measured = [mean_stride(measured)]
    tasks = [one.task for one in measured]
    runner, body, told = told_by_forces(runner, body, settings or Settings(), tasks)

    def solve(task: Track, start: Motion | Literal["cold"]) -> Motion:
        return simulate(
            runner,
            task,
            body=body,
            start=start,
            settings=settings,
            time_limit=time_limit,
            progress=progress,
        )

    motions = [solve(tasks[0], "cold")]
    rest = tasks[1:]
    if jobs == 1 or len(rest) <= 1:
        motions += [solve(task, motions[0]) for task in rest]
    else:
        motions += followed_apart(motions[0], rest, body, settings or Settings(), time_limit, jobs)
    seen = fitted is not None and not averaged
    places = fitted.places if fitted and seen else ()
    found = tuple(
        TrackedStride(
            one, motion, quality(motion, one, places, recording.markers if seen else None)
        )
        for one, motion in zip(measured, motions, strict=True)
    )
    return Tracked(
        runner=runner,
        recording=recording,
        strides=found,
        averaged=averaged,
        scaled=scaled,
        kinematics=fitted,
        notes=(*recording.warnings, *_of_standing(still), *notes, *told),
    )


def _of_standing(still: Recording | None) -> list[str]:
    """What is to be known of a static trial; that nobody stands on a plate does not matter."""
    findings = () if still is None else still.findings
    return [
        f"in the static trial, {one.sentence}"
        for one in findings
        if one.level == "warning" and one.about != "no contact"
    ]


def _counted(field: str, value: object, most: int, other: str = "") -> int:
    """A whole number from 1 on.

    Raises
    ------
    MeasuredError
        If it is none, or more than ``most``.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise MeasuredError(
            f"{field} is {value!r}, but must be a whole number from 1 to {most}{other}."
        )
    return value


def _angles(
    recording: Recording, body: Body, scaled: Scaled | None, chosen: Sequence[Stride]
) -> tuple[InverseKinematics | None, xr.DataArray]:
    """Angles over the chosen strides, from markers or as they were given, in the body's signs."""
    if recording.markers is None or scaled is None:
        return None, _in_convention(recording, body)
    spanned = slice(chosen[0].start - BESIDE, chosen[-1].end + BESIDE)
    fitted = inverse_kinematics(recording.markers.sel(time=spanned), scaled)
    names = fitted.coordinates["coordinate"].values.tolist()
    known = [name for name in names if name not in fitted.held]
    return fitted, fitted.coordinates.sel(coordinate=known)


def _recordings(
    markers: Files | None,
    angles: str | Path | None,
    forces: Files | None,
    static: str | Path | None,
    map: str | Path | None,
) -> tuple[Recording, Recording | None]:
    """The recording of the run, and that of somebody who stands."""
    if (markers is None) == (angles is None):
        raise MeasuredError("give either markers or angles: one of them is what is followed.")
    first = _listed(markers if markers is not None else angles)
    recording = read([*first, *_listed(forces)], map=map).recording
    if static is None:
        return recording, None
    still = [one for one in read(static, map=map).recordings if one.markers is not None]
    if not still:
        raise MeasuredError(f"{static} holds no markers of somebody who stands.")
    return recording, still[0].usable()


def _listed(files: Files | None) -> list[str | Path]:
    if files is None:
        return []
    return [files] if isinstance(files, str | Path) else list(files)


def _without_forces(
    recording: Recording, files: list[str | Path], map: str | Path | None
) -> Recording:
    """The same as if nobody had measured forces."""
    if recording.ground is None:
        raise MeasuredError(
            f"{recording.name} has no forces of the ground that could be held back."
        )
    blind = read(files, map=map, forces=False).recording
    check_running(blind)
    return blind


def _speed(
    recording: Recording, speed: float | None, body: Body, coordinates: xr.DataArray
) -> float:
    """Of the ground under the runner (m/s)."""
    if speed is not None:
        return float(speed)
    if np.isfinite(recording.speed):
        return recording.speed
    return ground_speed(body, coordinates, recording.steady)


def _body(
    recording: Recording, carried: float, still: Recording | None, runner: Runner | None
) -> tuple[Runner, Body, Scaled | None, list[str]]:
    """Who ran, in which body, and what is to be known of it; ``carried`` is the mass (kg) that the
    forces carry.

    Lengths of segments are in the body then, and no longer the runner's: they would be put there a
    second time.
    """
    notes: list[str] = []
    if runner is not None and np.isfinite(carried):
        off = carried / runner.mass - 1.0
        if abs(off) > OTHER_MASS:
            raise MeasuredError(
                f"the runner's mass is {runner.mass:g} kg, but the forces of {recording.name} "
                f"carry {carried:.1f} kg: at most {100 * OTHER_MASS:.0f} % may lie between."
            )
        runner = runner.changed(mass=round(carried, 2))
    if recording.markers is None:
        if runner is None:
            raise MeasuredError(
                "angles say nothing of the body's size: give a runner, with height and mass."
            )
        sized = scale_body(
            default_body(),
            height=runner.height,
            mass=runner.mass,
            segment_lengths=runner.segment_lengths,
        )
        return runner.changed(segment_lengths={}), sized, None, notes
    if runner is None and np.isnan(carried):
        raise MeasuredError(
            f"{recording.name} has no forces that tell the runner's mass: give a runner, with "
            "height and mass."
        )
    mass = carried if runner is None else runner.mass
    scaled = scale(
        recording if still is None else still,
        mass=mass,
        height=None if runner is None else runner.height,
    )
    if still is None:
        notes.append("the body's size was taken from the running itself, as nobody stands in it.")
    if runner is None:
        runner = Runner(height=round(scaled.body.height, 3), mass=round(scaled.body.mass, 2))
    runner = runner.changed(segment_lengths={})
    return runner, scaled.body, scaled, [*notes, *scaled.refused, *scaled.notes]


def _chosen(recording: Recording, strides: int | Literal["mean"]) -> tuple[list[Stride], int]:
    """The strides to follow, and how many their mean is of."""
    right = [one for one in recording.steady if one.side == RIGHT]
    own = right or list(recording.steady)
    if strides == "mean":
        return own, len(own)
    # each its own seconds: right strides, for left ones share their steps
    return own[: _counted("strides", strides, MOST_STRIDES, ", or mean")], 0


def _right_contacts(recording: Recording) -> list[float]:
    """When the right foot met the ground (s)."""
    return sorted({one.start for one in recording.strides if one.side == RIGHT})


def _in_convention(recording: Recording, body: Body) -> xr.DataArray:
    """Measured angles in the body's own signs, of coordinates that it has."""
    assert recording.coordinates is not None
    names = [str(n) for n in recording.coordinates["coordinate"].values]
    own = [name for name in names if name in body.coordinate_names]
    if not own:
        raise MeasuredError(
            f"{recording.name} has no coordinate of the body: it has {listed(names)}."
        )
    values = recording.coordinates.sel(coordinate=own).copy()
    for name in reversed_coordinates(body):
        if name in own and name.startswith("knee"):
            values.loc[{"coordinate": name}] *= -1.0
    return values
