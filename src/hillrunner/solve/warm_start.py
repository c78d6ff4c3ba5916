"""An earlier motion as a start: variables and multipliers of a program from it."""

from __future__ import annotations

import numpy as np

from hillrunner.errors import MotionError
from hillrunner.model.body.model import Body
from hillrunner.model.physics.muscle import tendon_force, tendon_strain
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.ends import mirror_node, mirror_rows
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.ipopt import BARRIER, Solution
from hillrunner.solve.other_size import resized
from hillrunner.solve.posture import POSTURE
from hillrunner.solve.transcription import ACTIVATION, Transcription
from hillrunner.tasks.task import Symmetry, Task


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
            "the starting motion belongs to a different body (coordinates or muscles differ)."
        )


def warm_start(
    start: Motion, problem: Transcription, runner: Runner, body: Body, task: Task
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Variables (and multipliers, on the same mesh) of ``problem`` from an earlier motion.

    On another mesh the stored cycle is interpolated, periodic in time, and multipliers are None;
    so they are of a motion that sought something else than ``task`` does. A half stride and its
    mirror image start a whole one. For a ``runner`` of another size it is the same movement, larger
    or smaller (:mod:`hillrunner.solve.other_size`). In a ``body`` of the same size but other
    strength, muscles that are stronger start with the forces they had, those that are weaker with
    the activations they had, and the duration is carried over as it is.
    """
    x, rows, bounds = _same_mesh(start, problem)
    seeks = task.goal(start.settings).seeks
    if start.task.goal(start.settings).seeks != seeks:
        rows = bounds = None
    if same_size(start.runner, runner):
        x = _same_forces(x, problem, start.body, body)
    else:
        law = start.task.world(start.body, start.settings).contact
        x, rows, bounds = resized(x, rows, bounds, problem, start.body, body, law)
    if seeks is None:
        x = _at_pace(x, problem, task.pace / start.speed if start.speed else 1.0)
    x[-1] = {
        "speed": start.speed - task.pace,
        "load": start.mass_carried - task.mass_carried,
        None: 0.0,
    }[seeks]
    return x, rows, bounds


def _same_mesh(
    start: Motion, problem: Transcription
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Variables and multipliers, where the motion holds them for this mesh."""
    data = start.data
    if "warm_variables" not in data:
        return _resampled(start, problem), None, None
    alike = start.task.symmetry(start.body) is problem.structure.symmetry
    count = data.sizes["time"]
    if alike and count != problem.intervals and problem.structure.periodic:
        x = data["warm_variables"].values
        if x.size == 2 + count * problem.layout.node:
            return _between_nodes(x, data["duration"].values, problem), None, None
    x, rows = data["warm_variables"].values, data["warm_row_multipliers"].values
    bounds = data["warm_bound_multipliers"].values
    symmetry = start.task.symmetry(start.body)
    if symmetry is problem.structure.symmetry:
        if x.size == problem.size and rows.size == problem.lower_rows.size:
            return x, rows, bounds.copy()
    elif problem.structure.symmetry is Symmetry.NONE and symmetry is Symmetry.MIRRORED:
        half, node = problem.intervals // 2, problem.layout.node
        count = half * len(problem.ends.rows)
        if x.size == 2 + half * node and rows.size == count + len(POSTURE):
            return _unfolded(x, rows, bounds, problem)
    return _resampled(start, problem), None, None


def _between_nodes(x: np.ndarray, lengths: np.ndarray, problem: Transcription) -> np.ndarray:
    """Variables at the program's nodes, from those of a cycle whose intervals took ``lengths`` (s).

    Joints follow their speeds from node to node. Along straight lines they would cut corners, by
    millimetres at the feet: more than the ground gives way.
    """
    from scipy.interpolate import CubicHermiteSpline  # takes long to import

    layout = problem.layout
    nodes = x[1:-1].reshape(len(lengths), layout.node)
    closed, old = np.vstack([nodes, nodes[:1]]), np.concatenate([[0.0], np.cumsum(lengths)])
    times = old[-1] * problem.phases
    found = np.stack([np.interp(times, old, column) for column in closed.T], axis=1)
    speed = VELOCITY_SCALE * closed[:, layout.velocity]
    found[:, layout.position] = CubicHermiteSpline(old, closed[:, layout.position], speed)(times)
    return problem.join(x[0], found, x[-1])


def _unfolded(
    x: np.ndarray, rows: np.ndarray, bounds: np.ndarray, problem: Transcription
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A half stride's variables and multipliers as those of the whole stride.

    The objective is a mean over what is solved, so that each half takes half of every multiplier.
    """
    body, layout = problem.body, problem.layout
    node = mirror_node(body, layout, problem.structure)
    each = mirror_rows(body, problem.interval)
    half = problem.intervals // 2

    def both(values: np.ndarray, share: float) -> np.ndarray:
        first = values[1:-1].reshape(half, layout.node)
        ends = values[:1] if share == 1.0 else 0.5 * values[:1]
        tail = values[-1:] if share == 1.0 else 0.5 * values[-1:]
        return np.concatenate([ends, (share * np.vstack([first, node.of(first)])).ravel(), tail])

    y = both(x, 1.0)
    y[0] = 2.0 * x[0]
    if "pelvis_tz" in problem.body.coordinate_names:
        tz = 1 + problem.body.coordinate_names.index("pelvis_tz")
        across = np.arange(problem.intervals) * layout.node + tz
        y[across] -= y[tz]
    count = half * len(problem.ends.rows)
    of_rows = rows[:count].reshape(half, -1)
    twice = np.concatenate([0.5 * of_rows.ravel(), 0.5 * each.of(of_rows).ravel()])
    return y, np.concatenate([twice, rows[count:]]), both(bounds, 0.5)


def _at_pace(x: np.ndarray, problem: Transcription, ratio: float) -> np.ndarray:
    """The same movement at ``ratio`` times its pace: feet that stand go with the belt again."""
    if ratio in (0.0, 1.0):
        return x
    duration, nodes, sought = problem.split(x)
    nodes = nodes.copy()
    nodes[:, problem.layout.velocity] *= ratio
    return problem.join(duration / ratio, nodes, sought)


def same_size(one: Runner, other: Runner) -> bool:
    """Whether two runners have the same skeleton and weight."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("height", "mass", "sex", "segment_lengths")
    )


def _same_forces(x: np.ndarray, problem: Transcription, before: Body, after: Body) -> np.ndarray:
    """Variables with the activations and strains that give the forces (N) of the body before, as
    far as its muscles are stronger now: weaker ones may not be able to give them."""
    pairs = zip(before.muscles, after.muscles, strict=True)
    factor = np.array([max(new.max_force / old.max_force, 1.0) for old, new in pairs])
    changed = factor > 1.0
    duration, nodes, sought = problem.split(x.copy())
    strain, layout = nodes[:, problem.layout.strain], problem.layout
    force = np.maximum(tendon_force(strain), 0.0) / factor
    nodes[:, layout.strain] = np.where(changed, tendon_strain(force), strain)
    above = nodes[:, layout.activation] - ACTIVATION[0]
    nodes[:, layout.activation] = ACTIVATION[0] + above / factor
    return problem.join(duration, nodes, sought)


def _resampled(start: Motion, problem: Transcription) -> np.ndarray:
    """Variables at the program's nodes by interpolation of the motion's time series."""
    data, whole = start.data, start.stride_time
    duration = 0.5 * whole if problem.structure.symmetry is Symmetry.MIRRORED else whole
    nodes = np.zeros((problem.ends.nodes, problem.layout.node))
    times, old = duration * problem.phases, data["time"].values

    def at_nodes(values: np.ndarray) -> np.ndarray:
        return np.stack([np.interp(times, old, column, period=whole) for column in values.T], 1)

    position, velocity = data["position"].values.copy(), data["velocity"].values.copy()
    names = problem.body.coordinate_names
    tx, ty = names.index("pelvis_tx"), names.index("pelvis_ty")
    position[:, tx] -= start.speed * old
    velocity[:, tx] -= start.speed
    layout = problem.layout
    nodes[:, layout.position] = at_nodes(position)
    nodes[:, layout.velocity] = at_nodes(velocity) / VELOCITY_SCALE
    nodes[:, layout.activation] = at_nodes(data["activation"].values)
    nodes[:, layout.strain] = at_nodes(data["tendon_strain"].values)
    nodes[0, layout.coordinates + ty] = 0.0
    nodes[:, tx] -= nodes[0, tx]
    nodes[:, ~problem.ends.used] = 0.0
    return problem.join(duration, nodes)


def at_the_barrier(start: Motion, runner: Runner, task: Task) -> bool:
    """Whether a start is so near that it stays at the barrier where solves end."""
    alike = same_size(start.runner, runner) and start.task.imposed == task.imposed
    return alike and task.near(start.task)


def nearness(
    start: Motion, runner: Runner, body: Body, settings: Settings, task: Task
) -> tuple[float, float]:
    """First barrier parameter and bound push: the nearer the start, the smaller.

    A runner of the same size at almost the same task stays at the barrier where IPOPT itself
    ended, also with other muscles or settings: a larger one drives the start away first.
    """
    if not task.near(start.task):
        return 1e-3, 1e-3
    if not at_the_barrier(start, runner, task):
        return 1e-4, 1e-4
    tolerance = max(start.settings.tolerance, settings.tolerance)
    same = start.settings == settings.changed(tolerance=start.settings.tolerance)
    same = same and _world(start.task) == _world(task) and start.body == body
    return tolerance / BARRIER, 1e-3 * tolerance if same else 1e-3


def _world(task: Task) -> tuple[float, float, float]:
    """Where a task takes place: two strides that differ in symmetry alone are one motion."""
    return task.pace, task.slope, task.mass_carried
