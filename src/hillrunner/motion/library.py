"""Solved motions as starts: those that ship with the package, and any earlier one."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import numpy as np
import xarray as xr

from hillrunner.errors import MotionError
from hillrunner.model.body.model import Body
from hillrunner.model.physics.muscle import tendon_force, tendon_strain
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.ipopt import Solution
from hillrunner.solve.transcription import ACTIVATION, Transcription
from hillrunner.tasks.tasks import Run, Sprint

SPRINT = "sprint.nc"
GRADE_DISTANCE = 20.0  # m/s of speed that a unit of grade counts as, in choosing a start


def shipped() -> list[str]:
    """File names of the motions that ship with the package."""
    folder = resources.files("hillrunner.motion") / "data"
    return sorted(f.name for f in folder.iterdir() if f.name.endswith(".nc"))


@lru_cache(maxsize=8)
def load_shipped(name: str) -> Motion:
    """A motion that ships with the package, by file name."""
    with resources.as_file(resources.files("hillrunner.motion") / "data" / name) as path:
        return Motion.load(path)


def nearest(runner: Runner, task: Run | Sprint) -> Motion | None:
    """The shipped motion nearest in speed and grade, or None where none ships.

    File names tell both: ``run-3.5.nc``, ``run-3.5-grade+0.10.nc``; that of a sprint is
    ``sprint.nc``.
    """
    if task.kind == "sprint" and SPRINT in shipped():
        return load_shipped(SPRINT)
    best: tuple[float, str] | None = None
    for name in shipped():
        if name == SPRINT:
            continue
        words = name.removesuffix(".nc").split("-", 1)[1].split("-grade")
        speed = float(words[0])
        grade = float(words[1]) if len(words) > 1 else 0.0
        distance = abs(speed - task.speed) + GRADE_DISTANCE * abs(grade - task.grade)
        if best is None or distance < best[0]:
            best = (distance, name)
    return load_shipped(best[1]) if best else None


def warm_arrays(solution: Solution) -> dict[str, tuple[str, np.ndarray, dict[str, str]]]:
    """The solver's variables and multipliers, to be kept in a motion for later starts."""
    return {
        "warm_variables": ("warm_variable", solution.x, {"long_name": "solver variables"}),
        "warm_bound_multipliers": (
            "warm_variable",
            solution.bound_multipliers,
            {"long_name": "multipliers of the variables' bounds"},
        ),
        "warm_row_multipliers": (
            "warm_row",
            solution.multipliers,
            {"long_name": "multipliers of the constraints"},
        ),
    }


def check_start(start: Motion, body: Body) -> None:
    """Complain if a motion is of a body with other joints or muscles.

    Raises
    ------
    MotionError
    """
    there = (start.body.coordinate_names, start.body.muscle_names)
    if there != (body.coordinate_names, body.muscle_names):
        raise MotionError(
            "the motion to start from is of a body with other coordinates or muscles: start from "
            "a motion of the same body, or without one."
        )


def warm_start(
    start: Motion, problem: Transcription, runner: Runner, body: Body, task: Run | Sprint
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Variables (and multipliers, on the same mesh) of ``problem`` from an earlier motion.

    On another mesh the stored stride is interpolated, periodic in time, and multipliers are None;
    so they are of a motion of another kind of ``task``, which minimised something else. The step
    time is carried over as it is; translations grow with the height of ``runner``, so that the feet
    of a shorter one reach the ground. In a ``body`` of the same size but other strength, muscles
    start with the forces they had.
    """
    data = start.data
    x, rows, bounds = np.empty(0), None, None
    if "warm_variables" in data:
        x = data["warm_variables"].values
    if x.size == problem.size and data["warm_row_multipliers"].size == problem.g.numel():
        if start.task.kind == task.kind:
            rows = data["warm_row_multipliers"].values
            bounds = data["warm_bound_multipliers"].values.copy()
    else:
        x = _resampled(data, problem)
    x = _grown(x, problem, runner.height / start.runner.height)
    if same_size(start.runner, runner):
        x = _same_forces(x, problem, start.body, body)
    x[-1] = start.speed - task.speed
    return x, rows, bounds


def same_size(one: Runner, other: Runner) -> bool:
    """Whether two runners have the same skeleton and weight."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("height", "mass", "sex", "segment_lengths")
    )


def _same_forces(x: np.ndarray, problem: Transcription, before: Body, after: Body) -> np.ndarray:
    """Variables with the activations and strains that give the forces (N) of the body before."""
    pairs = zip(before.muscles, after.muscles, strict=True)
    factor = np.array([new.max_force / old.max_force for old, new in pairs])
    changed = factor != 1.0
    step_time, nodes, gain = problem.split(x.copy())
    strain, layout = nodes[:, problem.layout.strain], problem.layout
    force = np.maximum(tendon_force(strain), 0.0) / factor
    nodes[:, layout.strain] = np.where(changed, tendon_strain(force), strain)
    above = nodes[:, layout.activation] - ACTIVATION[0]
    nodes[:, layout.activation] = ACTIVATION[0] + above / factor
    return problem.join(step_time, nodes, gain)


def _grown(x: np.ndarray, problem: Transcription, scale: float) -> np.ndarray:
    """Variables with all translations times ``scale``."""
    step_time, nodes, gain = problem.split(x.copy())
    count = problem.layout.coordinates
    for i, coordinate in enumerate(problem.body.coordinates):
        if coordinate.kind == "translation":
            nodes[:, [i, count + i]] *= scale
    return problem.join(step_time, nodes, gain)


def _resampled(data: xr.Dataset, problem: Transcription) -> np.ndarray:
    stride = float(data["duration"].sum())
    step = 0.5 * stride
    nodes = np.zeros((problem.intervals, problem.layout.node))
    times = step * np.concatenate([[0.0], np.cumsum(problem.shares)[:-1]])
    old = data["time"].values

    def at_nodes(values: np.ndarray) -> np.ndarray:
        return np.stack([np.interp(times, old, column, period=stride) for column in values.T], 1)

    tx = list(data["coordinate"].values).index("pelvis_tx")
    position, velocity = data["position"].values.copy(), data["velocity"].values.copy()
    speed = float(data.attrs["speed"])
    position[:, tx] -= speed * old
    velocity[:, tx] -= speed
    layout, body = problem.layout, problem.body
    nodes[:, layout.position] = at_nodes(position)
    nodes[:, layout.velocity] = at_nodes(velocity) / VELOCITY_SCALE
    nodes[:, layout.activation] = at_nodes(data["activation"].values)
    nodes[:, layout.strain] = at_nodes(data["tendon_strain"].values)
    ty = body.coordinate_names.index("pelvis_ty")
    nodes[0, layout.coordinates + ty] = 0.0
    nodes[:, tx] -= nodes[0, tx]
    return problem.join(step, nodes)
