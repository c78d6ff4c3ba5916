"""Joint moments and contact forces as OpenSim finds them, of a movement under given forces.

OpenSim gets the model that the default body was made from, with its own wrapping surfaces, its own
kneecap on a coupled coordinate and its own way of scaling, and the postures, speeds, accelerations,
loads and muscle forces of a movement. It runs in a process of its own.
"""

from __future__ import annotations

import json
import math
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.contact_forces import JOINTS
from hillrunner.analysis.free_body import contact_points, motion_kinematics
from hillrunner.errors import MeasuredError
from hillrunner.files import why_not
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.measured_forces import measured_loads
from hillrunner.model.physics.spatial import Vec, slope_gravity
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side
from hillrunner.tasks.near_ground import Cycle
from hillrunner.tasks.track import Table, Track

Array = NDArray[np.float64]

MODEL = "RajagopalLaiUhlrich2023.osim"
WORKER = Path(__file__).with_name("_opensim_worker.py")
# What the joints whose contact is looked at are called in the model.
IN_MODEL = {
    "hip": "hip",
    "knee": "walker_knee",
    "ankle": "ankle",
    "patellofemoral": "patellofemoral",
}
# Coordinates of the model that the body holds still (rad), and bodies that it has in another one.
HELD = {"pro_sup": math.pi / 2, "wrist_flex": 0.0, "wrist_dev": 0.0}
WITHIN = {"radius": "ulna", "hand": "ulna"}
MISSED = 1e-6  # rad/s2 and m/s2, that a movement may differ from what it was told to be


@dataclass(frozen=True)
class Moved:
    """A movement and what acts on it.

    Attributes
    ----------
    positions, velocities, accelerations
        (time, coordinates of the body), rad, m and s.
    loads
        Name and segment of each.
    acting
        (time, loads, 3 or 2, 3): force (N), point (m) and moment (N m) where there is one, in the
        ground's axes.
    muscles
        (time, muscles of the body) N; None where muscles are of no matter.
    grade
        Rise over run.
    """

    positions: Array
    velocities: Array
    accelerations: Array
    loads: tuple[tuple[str, str], ...]
    acting: Array
    muscles: Array | None
    grade: float


@dataclass(frozen=True)
class Found:
    """What OpenSim found.

    Attributes
    ----------
    moment
        Coordinate -> (time,) N m or N, that the movement needs under the loads.
    contact
        Joint and side -> (time, 3) N on the segment beyond, in its axes.
    """

    moment: Mapping[str, Array]
    contact: Mapping[str, Array]


def of_motion(motion: Motion) -> Moved:
    """A solved motion, under its own ground and muscle forces."""
    body = motion.body
    points = contact_points(motion, motion_kinematics(motion))
    return Moved(
        motion["position"].values,
        motion["velocity"].values,
        motion["acceleration"].values,
        loads=tuple((sphere.name, sphere.segment) for sphere in body.contacts),
        acting=np.stack([motion["contact_force"].values, points], axis=2),
        muscles=motion["tendon_force"].values,
        grade=motion.grade,
    )


def of_stride(task: Track, forces: Table, body: Body, share: Array) -> Moved:
    """A stride as it was measured, in the middle of intervals.

    Parameters
    ----------
    task
        Its angles.
    forces
        Of the ground, as a task's.
    share
        Of the stride that each interval takes.
    """
    edges = np.append(0.0, np.cumsum(share))
    phase = 0.5 * (edges[1:] + edges[:-1])
    cycle = Cycle(body, lambda at: task.pull(body).at(at)[0], task.speed, task.lasting)
    loads = measured_loads(body, list(task.changed(forces=forces).pushes(body, edges).likely.T))
    acting = np.stack(
        [
            np.stack([_rows(one.force), np.zeros((phase.size, 3)), _rows(one.moment)], axis=1)
            for one in loads
        ],
        axis=1,
    )
    return Moved(
        *cycle.states(phase),
        loads=tuple((f"on_{one.segment}", one.segment) for one in loads),
        acting=acting,
        muscles=None,
        grade=task.grade,
    )


def by_opensim(
    moved: Moved,
    body: Body,
    model: Path,
    python: str,
    scales: Mapping[str, Array] | None = None,
) -> Found:
    """Ask OpenSim.

    Parameters
    ----------
    body
        Who moves: the default body, in some size.
    model
        The model that it was made from.
    python
        An interpreter that has OpenSim.
    scales
        Segment -> (3,) factors of the body on the model; none for the body as it is in it.

    Raises
    ------
    MeasuredError
        If the model is missing, or OpenSim fails or moves otherwise than it was told.
    """
    if not model.is_file():
        raise MeasuredError(f"there is no {model}, which OpenSim needs.")
    joints = {on_side(name, s): on_side(IN_MODEL[name], s) for name in JOINTS for s in SIDES}
    asked = {
        "gravity": slope_gravity(moved.grade),
        "joints": joints,
        "muscles": [] if moved.muscles is None else body.muscle_names,
        "loads": moved.loads,
        "scales": _scales(scales),
        "mass": body.mass,
        "states": _states(moved, body),
    }
    with tempfile.TemporaryDirectory() as place:
        question, answer = Path(place) / "question.json", Path(place) / "answer.json"
        question.write_text(json.dumps(asked), encoding="utf-8")
        command = [python, str(WORKER), str(model.resolve()), str(question), str(answer)]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        except OSError as error:
            raise MeasuredError(f"cannot run {python}: {why_not(error)}.") from None
        if done.returncode or not answer.exists():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise MeasuredError(f"OpenSim could not find moments and contact forces: {last}.")
        rows = json.loads(answer.read_text(encoding="utf-8"))["rows"]
    if max(row["missed"] for row in rows) > MISSED:
        raise MeasuredError("OpenSim's model did not move as it was told.")
    moment = {c: np.array([row["moment"][c] for row in rows]) for c in body.coordinate_names}
    for side in SIDES:  # the kneecap moves with the knee, at its pace
        moment[on_side("knee_angle", side)] = moment[on_side("knee_angle", side)] + np.array(
            [row["moment"][f"{on_side('knee_angle', side)}_beta"] for row in rows]
        )
    return Found(moment, {name: np.array([r["reaction"][name] for r in rows]) for name in joints})


def _states(moved: Moved, body: Body) -> list[dict[str, Any]]:
    names = body.coordinate_names
    held = {on_side(name, side): value for name, value in HELD.items() for side in SIDES}
    series = zip(
        moved.positions.tolist(),
        moved.velocities.tolist(),
        moved.accelerations.tolist(),
        moved.acting.tolist(),
        strict=True,
    )
    pulls = None if moved.muscles is None else moved.muscles.tolist()
    return [
        {
            "q": dict(zip(names, q, strict=True)) | held,
            "v": dict(zip(names, v, strict=True)),
            "a": dict(zip(names, a, strict=True)),
            "forces": [] if pulls is None else pulls[i],
            "loads": acting,
        }
        for i, (q, v, a, acting) in enumerate(series)
    ]


def _scales(scales: Mapping[str, Array] | None) -> dict[str, list[float]]:
    """Factors of all bodies of the model, also of those that the body has in another one."""
    if scales is None:
        return {}
    found = {name: own.tolist() for name, own in scales.items()}
    for name, whole in WITHIN.items():
        for side in SIDES:
            found[on_side(name, side)] = found[on_side(whole, side)]
    return found


def _rows(vector: Vec) -> Array:
    return np.stack([np.asarray(c, float) for c in vector], axis=-1)
