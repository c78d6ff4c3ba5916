"""A task is a plug: symmetries, ends and a stranger's task, without an edit of the solver."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal, final

import numpy as np
import pytest
from usual_body import usual_body

from hillrunner.errors import TaskError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Instant
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.ends import mirror_node, mirror_rows
from hillrunner.solve.guess import first_variables
from hillrunner.solve.program import program_for
from hillrunner.solve.transcription import Transcription
from hillrunner.solve.warm_start import warm_start
from hillrunner.tasks.known import task_from
from hillrunner.tasks.pattern import pattern
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.tasks.squat import Squat
from hillrunner.tasks.task import Goal, Guess, Row, Symmetry, Task, Waypoint
from hillrunner.tasks.track import Track

BODY = usual_body()
MESH = 8
STEP = 1e-6


@final
class Rise(Task):
    """From a crouch to standing, as lightly as possible: a stranger's task, open at both ends."""

    periodic: ClassVar[bool] = False
    kind: Literal["rise"] = "rise"
    depth: float = 1.0

    def symmetry(self, body: Body) -> Symmetry:
        return Symmetry.ALIKE

    def duration(self, body: Body) -> tuple[float, float]:
        return 0.4, 2.0

    def goal(self, settings: Settings) -> Goal:
        return Goal(per="second")

    @staticmethod
    def rows(body: Body, now: Instant) -> Iterable[Row]:
        pelvis = now.motion.frames["pelvis"].position[1]
        yield Row("height of the pelvis", pelvis, 0.3, 1.2)

    def waypoints(self, body: Body) -> tuple[Waypoint, ...]:
        return (
            Waypoint(0.0, "pelvis_tx", 0.0, 0.0),
            Waypoint(0.0, "knee_angle_r", self.depth, self.depth),
            Waypoint(1.0, "knee_angle_r", 0.0, 0.2),
        )

    def guess(self, body: Body, variant: int = 0) -> Guess:
        squat = Squat(depth=57.0, down=1.0, up=1.0).guess(body, variant)
        return Guess(1.0, lambda phase: squat.positions(0.5 + 0.5 * np.asarray(phase)))


def measured() -> Track:
    """A stride as people run, of which nobody measured the forces."""
    positions = pattern(BODY, np.arange(40) / 40)
    return Track(
        speed=3.5,
        lasting=0.7,
        coordinates=BODY.coordinate_names,
        positions=tuple(tuple(row) for row in positions.tolist()),
    )


TASKS = {
    "whole stride": Run(3.5, stride="whole"),
    "whole sprint": Sprint(stride="whole"),
    "squat": Squat(40.0),
    "open": Rise(),
    "measured stride": measured(),
}


@pytest.fixture(scope="module", params=TASKS)
def posed(request) -> tuple[Transcription, Task, np.ndarray, np.ndarray]:
    """A program with a disturbed guess and its parameters."""
    task = TASKS[request.param]
    problem = program_for(BODY, task, MESH).posed(task, BODY)
    random = np.random.default_rng(3)
    x = first_variables(problem, task.guess(BODY))
    duration, nodes, sought = problem.split(x)
    nodes = nodes + 0.02 * random.normal(size=nodes.shape)
    nodes[:, problem.layout.activation] = random.uniform(0.05, 0.9, (len(nodes), 80))
    nodes[:, problem.layout.strain] = random.uniform(0.1, 0.9, (len(nodes), 80))
    nodes[:, ~problem.ends.used] = 0.0
    p = problem.parameters(BODY, Settings(), task, elastic=2.0)
    return problem, task, problem.join(duration, nodes, sought + 0.1), p


def test_derivatives_are_those_of_the_values(posed):
    """Along random directions of the variables that stand for something."""
    problem, _, x, p = posed
    random = np.random.default_rng(4)
    used = problem.join(1.0, np.tile(problem.ends.used, (problem.ends.nodes, 1)), 1.0) > 0.0
    lam = random.normal(size=problem.lower_rows.size)

    def lagrangian_slope(at: np.ndarray) -> np.ndarray:
        return problem.gradient(at, p) + problem.jacobian(at, p).T @ lam

    upper = problem.hessian(x, p, 1.0, lam)
    hessian = upper + upper.T
    hessian.setdiag(upper.diagonal())
    for _ in range(3):
        d = np.where(used, random.normal(size=x.size), 0.0)
        d /= np.linalg.norm(d)
        (f1, g1), (f0, g0) = (problem.value(x + s * STEP * d, p) for s in (1.0, -1.0))
        slope = problem.gradient(x, p) @ d
        assert (f1 - f0) / (2 * STEP) == pytest.approx(slope, rel=1e-5, abs=1e-6)
        rows = problem.jacobian(x, p) @ d
        moved = (g1 - g0) / (2 * STEP)
        assert np.abs(moved - rows).max() < 1e-5 * (1.0 + np.abs(rows).max())
        bend = (lagrangian_slope(x + STEP * d) - lagrangian_slope(x - STEP * d)) / (2 * STEP)
        expected = hessian @ d
        assert np.abs((bend - expected)[used]).max() < 2e-4 * (1.0 + np.abs(expected).max())


def test_the_whole_cycle_closes_or_stays_open(posed):
    problem, task, x, _ = posed
    h, states = problem.cycle(x)
    assert len(states) == len(h) + 1 == problem.intervals + 1
    assert h.sum() == pytest.approx(x[0])
    closed = np.array_equal(states[0], states[-1])
    assert closed == task.periodic
    if task.symmetry(BODY) is Symmetry.ALIKE:
        mirror, state = mirror_node(BODY, problem.layout), problem.layout.state
        assert np.allclose(states, states[:, mirror.index[:state]] * mirror.sign[:state])


def test_alike_sides_are_solved_once():
    """Rows of one side only, and variables of one side only."""
    task = Squat(40.0)
    problem = program_for(BODY, task, MESH).posed(task, BODY)
    names = [problem.interval.row_names[i] for i in problem.ends.rows]
    assert "force equilibrium of soleus_r" in names
    assert "force equilibrium of soleus_l" not in names
    assert "depth of the right heel" in names and "depth of the left heel" not in names
    assert "dynamics of pelvis_list" not in names and "dynamics of pelvis_tilt" in names
    assert problem.ends.used.sum() == pytest.approx(0.5 * problem.layout.node, rel=0.06)


def test_mirrored_rows_are_a_reflection():
    problem = program_for(BODY, Run(3.5), MESH)
    mirror = mirror_rows(BODY, problem.interval)
    assert (mirror.index[mirror.index] == np.arange(mirror.index.size)).all()
    names = problem.interval.row_names
    there = names[mirror.index[names.index("activation of soleus_r")]]
    assert there == "activation of soleus_l"
    tilt = names.index("dynamics of pelvis_list")
    assert mirror.index[tilt] == tilt and mirror.sign[tilt] == -1.0


def test_half_a_stride_and_its_image_are_an_optimum_of_the_whole():
    """The same objective, the equations hold, and nothing changes it to first order."""
    motion = library.load_shipped("run-3.5.nc")
    task = Run(3.5, stride="whole")
    problem = program_for(motion.body, task, motion.settings.mesh).posed(task, motion.body)
    x, rows, bounds = warm_start(motion, problem, motion.runner, motion.body, task)
    p = problem.parameters(motion.body, motion.settings, task)
    f, g = problem.value(x, p)
    assert f == pytest.approx(motion.solver.objective, rel=1e-6)
    # the left leg of the published model differs from the right by half a micrometre of tendon
    assert max((problem.lower_rows - g).max(), (g - problem.upper_rows).max()) < 2e-4
    low, high = problem.bounds(elastic=False)
    slope = problem.parameter_gradient(x, p, rows)[1] + bounds
    assert np.abs(slope[low < high]).max() < 1e-3


def test_a_body_says_what_stride_it_needs():
    assert Run(3.5).symmetry(BODY) is Symmetry.MIRRORED
    assert Run(3.5, stride="whole").symmetry(BODY) is Symmetry.NONE
    weak = Runner(height=1.795, mass=75.0, strength={"glutes": {"left": 0.7}})
    limping = runner_body(weak, Settings())
    assert Run(3.5).symmetry(limping) is Symmetry.NONE
    low, high = Run(3.5).duration(limping)
    assert (low, high) == (2 * Run(3.5).duration(BODY)[0], 2 * Run(3.5).duration(BODY)[1])
    with pytest.raises(TaskError, match="left and right differ"):
        Run(3.5, stride="half").symmetry(limping)


def test_files_know_tasks_by_their_kind():
    for task in (Run(3.0, 0.05), Sprint(), Squat(60.0, depth=100.0), Rise(depth=0.9)):
        assert task_from(task.model_dump(mode="json")) == task
    with pytest.raises(TaskError, match="perhaps 'sprint' was meant"):
        task_from({"kind": "sprnt"})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"load": -1.0}, "load is -1 kg, but must be a number from 0 to 400 kg"),
        ({"depth": 170.0}, "depth is 170 deg of knee flexion, but must be"),
        ({"down": 0.0}, "down is 0 s"),
        ({"lod": 20.0}, "perhaps 'load' was meant"),
    ],
)
def test_a_wrong_squat_is_one_sentence(fields, words):
    with pytest.raises(TaskError, match=words):
        Squat(**fields)


def test_what_lies_between_two_squats():
    half = Squat(20.0, depth=60.0).between(Squat(60.0, depth=100.0), 0.5)
    assert half == Squat(40.0, depth=80.0)
    with pytest.raises(TaskError, match="nothing between a squat and a run"):
        Squat().between(Run(3.0), 0.5)
