"""Measured people one by one: each simulated at their speed, beside their own strides."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import HillrunnerError, MeasuredError
from hillrunner.lab.compare import compare
from hillrunner.lab.force_strides import ForceStrides, cut_forces
from hillrunner.lab.markers import angles_from_markers, opensim_python
from hillrunner.lab.storage import read_storage
from hillrunner.lab.strides import MeasuredStrides, cut_strides
from hillrunner.motion.motion import Motion
from hillrunner.validate.curves import ground_force, rms
from hillrunner.validate.people import Person, Trial

Array = NDArray[np.float64]
Timing = dict[str, tuple[float, float]]

AXES = ("x", "y", "z")
ARMS = ("arm_", "elbow_")  # how the coordinates of the arms begin
NO_OPENSIM = (
    "angles need OpenSim to be got from markers: name a Python that has it in "
    "HILLRUNNER_OPENSIM_PYTHON."
)


@dataclass(frozen=True)
class Difference:
    """Of a curve: RMS over the stride of simulated minus measured, and the person's own spread.

    Attributes
    ----------
    rms
        deg, or body weights.
    spread
        RMS over the stride of the SD between the person's strides, in the same unit.
    """

    rms: float
    spread: float


@dataclass(frozen=True)
class TimeDifference:
    """Of a time (s): simulated, and the mean and SD of the person's strides (NaN: not known)."""

    simulated: float
    measured: float
    spread: float


@dataclass
class Comparison:
    """One person at one speed; ``why`` tells what could not be compared."""

    person: Person
    speed: float
    angles: dict[str, Difference] = field(default_factory=dict)
    forces: dict[str, Difference] = field(default_factory=dict)
    timing: dict[str, TimeDifference] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)

    @property
    def angle_rms(self) -> float | None:
        """Root mean square of the differences of trunk, pelvis and legs (deg)."""
        return _together([d.rms for name, d in self.angles.items() if not name.startswith(ARMS)])

    @property
    def angle_spread(self) -> float | None:
        """Root mean square of the own spread of trunk, pelvis and legs (deg)."""
        return _together([d.spread for name, d in self.angles.items() if not name.startswith(ARMS)])

    @property
    def arm_rms(self) -> float | None:
        """Root mean square of the differences of the arms (deg)."""
        return _together([d.rms for name, d in self.angles.items() if name.startswith(ARMS)])


def compare_person(motion: Motion, person: Person, trial: Trial, folder: Path) -> Comparison:
    """Lay a simulated stride beside a person's measured ones.

    Parameters
    ----------
    motion : Motion
        Of the person's height and mass at the trial's speed.
    folder : Path
        The folder of data; the person's own is in it.

    Raises
    ------
    MeasuredError
        If a file is missing or broken.
    """
    own = folder / person.folder
    result = Comparison(person, trial.speed)
    strides = _angles(own, trial, result)
    if strides is not None:
        result.angles = {
            name: Difference(math.degrees(joint.rms), math.degrees(joint.spread))
            for name, joint in compare(motion, strides).coordinates.items()
        }
    forces = _forces(own, person, trial)
    timing: Timing = dict(forces.timing) if forces else {}
    if strides is not None and "stride_time" not in timing:
        timing["stride_time"] = (strides.stride_time, strides.stride_time_sd)
    if forces is not None:
        result.forces = {
            axis: Difference(rms(mine - theirs), rms(sd))
            for axis, mine, theirs, sd in zip(
                AXES, ground_force(motion), forces.mean, forces.sd, strict=True
            )
        }
    numbers = spatiotemporal(motion)
    mine = {
        "stride_time": motion.stride_time,
        "contact_time": numbers.contact_time,
        "flight_time": numbers.flight_time,
    }
    result.timing = {
        name: TimeDifference(mine[name], *timing[name]) for name in mine if name in timing
    }
    return result


def _angles(own: Path, trial: Trial, result: Comparison) -> MeasuredStrides | None:
    if trial.angles:
        return cut_strides(read_storage(own / trial.angles))
    if trial.markers is None:
        return None
    python = opensim_python()
    if python is None:
        result.why.append(NO_OPENSIM)
        return None
    try:
        return cut_strides(angles_from_markers(own, trial.markers, python))
    except HillrunnerError as error:
        result.why.append(str(error))
        return None


def _forces(own: Path, person: Person, trial: Trial) -> ForceStrides | None:
    if trial.forces is not None:
        table = read_storage(own / trial.forces.file)
        return cut_forces(table, trial.forces.right, trial.forces.left, person.mass)
    if trial.cycles is None:
        return None
    path = own / trial.cycles.file
    try:
        with np.load(path, allow_pickle=False) as data:
            mean, sd = (
                np.asarray(data[f"{trial.cycles.key}_grf_{what}"], float) for what in ("mean", "sd")
            )
    except (OSError, KeyError, ValueError) as error:
        raise MeasuredError(f"cannot read the mean cycles in {path}: {error}.") from None
    return ForceStrides(mean, sd, _metrics(own, trial))


def _metrics(own: Path, trial: Trial) -> Timing:
    """Contact and flight time of a trial in a table of trials (ms there)."""
    if trial.metrics is None:
        return {}
    path = own / trial.metrics.file
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [
                row
                for row in csv.DictReader(file)
                if row["subject"] == trial.metrics.subject and float(row["speed"]) == trial.speed
            ]
        contact, spread, flight = (
            1e-3 * float(rows[0][name]) for name in ("tc_ms", "tc_sd", "flight_ms")
        )
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise MeasuredError(f"cannot read the trial in {path}: {error}.") from None
    return {"contact_time": (contact, spread), "flight_time": (flight, float("nan"))}


def _together(values: list[float]) -> float | None:
    return float(np.sqrt(np.mean(np.square(values)))) if values else None
