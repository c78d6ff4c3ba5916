"""Lifts in which what stands or sits is held: a step-up and a seated calf raise."""

from __future__ import annotations

import numpy as np
import pytest
from usual_body import usual_body

from hillrunner import Motion, Runner, simulate
from hillrunner.errors import TaskError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.settings import Settings
from hillrunner.solve.program import program_for
from hillrunner.tasks.balance import Carrying
from hillrunner.tasks.lift import PACES, held_shares
from hillrunner.tasks.seated_calf_raise import SeatedCalfRaise
from hillrunner.tasks.step_up import StepUp
from hillrunner.tasks.task import Symmetry
from hillrunner.training.stimulus import demand

BODY, USUAL = default_body(), usual_body()
PHASES = np.linspace(0.0, 0.5, 6)
RUNNER, COARSE = Runner(height=1.795, mass=75.0), Settings(mesh=8)


@pytest.fixture(scope="module")
def seated() -> Motion:
    found = simulate(RUNNER, SeatedCalfRaise(40.0), settings=COARSE)
    assert found.solver.started_from == "shipped motion: seated calf raise of 25 deg with 15 kg"
    return found


@pytest.fixture(scope="module")
def stepped() -> Motion:
    return simulate(RUNNER, StepUp(0.0, depth=70.0), start="cold", settings=COARSE)


def test_every_bound_of_the_tempo_has_a_node():
    for mesh in (8, 15, 30, 44, 60):
        nodes = np.cumsum(held_shares(mesh))
        assert nodes[-1] == pytest.approx(1.0)
        for phase in 0.5 * np.arange(1, PACES) / PACES:
            assert np.abs(nodes - phase).min() < 1e-9


@pytest.mark.parametrize("task", [StepUp(20.0), SeatedCalfRaise(20.0)], ids=lambda task: task.kind)
def test_the_guess_leaves_what_is_held_where_it_is(task):
    frames = kinematics(BODY, list(task.guess(BODY).positions(PHASES).T)).frames
    for support in task.supports(BODY):
        x, y, _ = frames[support.segment].point(support.location)
        if "up" in support.held:
            assert np.ptp(y) < 0.03, support.name
        if "forward" in support.held:
            assert np.ptp(x) < 0.01, support.name


def test_a_step_up_is_balanced_over_the_foot_on_the_box():
    task = StepUp(30.0, front="left")
    motion = kinematics(BODY, list(task.guess(BODY).positions(PHASES).T))
    centre = Carrying(BODY, task.carried(BODY), 30.0)
    spots = [motion.frames[s.segment].point(s.location) for s in task.supports(BODY)]
    for axis in (0, 2):
        at = centre.centre(motion, axis)
        low, high = (most([spot[axis] for spot in spots], axis=0) for most in (np.min, np.max))
        assert ((at > low) & (at < high)).all()
    assert all(support.name.endswith("_l") for support in task.supports(BODY))


def test_the_other_foot_comes_down_to_the_floor_that_the_box_stands_on():
    """Lowest where the knee is bent most, by about as much as a step of stairs or a bench."""
    frames = kinematics(BODY, list(StepUp().guess(BODY).positions(PHASES).T)).frames
    toe = next(s for s in BODY.contacts if s.name == "toes_medial_l")
    height = np.asarray(frames[toe.segment].point(toe.location)[1]) - toe.radius
    assert (np.diff(height) < 0.0).all() and -0.45 < height[-1] < -0.2


def test_thighs_are_level_and_the_load_is_on_the_knees():
    task = SeatedCalfRaise(40.0)
    motion = kinematics(BODY, list(task.guess(BODY).positions(PHASES[:1]).T))
    hip, knee = (np.ravel(motion.frames[name].position) for name in ("femur_r", "tibia_r"))
    assert abs(hip[1] - knee[1]) < 0.06
    right, left = task.carried(BODY)
    at = np.ravel(motion.frames[right.segment].point(right.location))
    assert at == pytest.approx(knee, abs=0.02) and left.segment == "femur_l"
    assert right.share + left.share == 1.0


def test_both_legs_of_a_seated_calf_raise_do_the_same():
    """Rows of the other side say nothing new, and what presses one foot presses the other."""
    task = SeatedCalfRaise(20.0)
    assert task.symmetry(USUAL) is Symmetry.ALIKE
    program = program_for(USUAL, task, 8)
    names = [program.interval.row_names[i] for i in program.ends.rows]
    held = [name for name in names if " place of the " in name]
    assert held and all(" right " in name for name in held)
    pushes = program.ends.used[program.layout.push]
    assert 2 * pushes.sum() == pushes.size


def test_a_body_that_lacks_a_part_is_told():
    legs = tuple(s for s in BODY.segments if s.name != "tibia_l")
    with pytest.raises(TaskError, match="seated calf raise needs a segment 'tibia_l'"):
        SeatedCalfRaise().carried(BODY.model_copy(update={"segments": legs}))


@pytest.mark.slow
def test_the_calves_lift_the_knees_and_what_lies_on_them(seated):
    """The ankle's moment is the load's on the knee over the ball, and soleus does the work."""
    ankle = seated["joint_moment"].sel(coordinate="ankle_angle_r").values
    origin = seated["segment_origin"]
    knee, shin = (origin.sel(segment=name).values for name in ("tibia_r", "talus_r"))
    along, up, _ = seated["ground_force"].sel(foot="right").values.T
    assert 0.9 < up.mean() / (GRAVITY * 20.0) < 2.0  # half of it, and part of the leg
    ahead = seated["centre_of_pressure"].sel(foot="right", axis="x").values - shin[:, 0]
    assert -ankle == pytest.approx(up * ahead + along * shin[:, 1], rel=0.1)
    asked = demand(seated)
    share = asked["share"].groupby(asked["group"]).sum()
    assert float(share.sel(group="calves")) > 0.5
    work = {str(m): float(s) for m, s in zip(asked["muscle"].values, asked["share"], strict=True)}
    assert work["soleus"] > 3.0 * (work["gasmed"] + work["gaslat"])
    assert np.ptp(knee[:, 1]) > 0.03


@pytest.mark.slow
def test_a_seated_calf_raise_from_nothing_is_the_same(seated):
    cold = simulate(RUNNER, seated.task, start="cold", settings=COARSE)
    assert cold.solver.started_from == "cold" and cold.solver.starts_tried == 1
    assert cold.solver.objective == pytest.approx(seated.solver.objective, rel=1e-5)


@pytest.mark.slow
def test_one_leg_does_all_of_a_step_up(stepped):
    up = stepped["ground_force"].sel(axis="y")
    assert not up.sel(foot="left").values.any()
    mean = float((up.sel(foot="right") * stepped["duration"]).sum()) / stepped.stride_time
    assert mean == pytest.approx(GRAVITY * stepped.body.mass, rel=2e-3)
    knee = np.rad2deg(stepped["position"].sel(coordinate="knee_angle_r").values)
    assert 60.0 < knee.max() <= 70.1


@pytest.mark.slow
def test_a_foot_that_should_stand_and_bears_nothing_is_no_lift(stepped):
    assert stepped.task.complaint(stepped.data) is None
    gone = stepped.data.assign(ground_force=0.0 * stepped["ground_force"])
    assert "leave the ground" in str(stepped.task.complaint(gone))


@pytest.mark.slow
def test_the_most_is_found_from_a_load(seated):
    """A sought load may change by kilograms in a step; by Newton's method all the way."""
    most = simulate(RUNNER, SeatedCalfRaise("max"), start=seated, settings=COARSE)
    assert 60.0 < most.mass_carried < 400.0 and most.solver.name == "newton"
    assert float(most["activation"].max()) > 0.98
