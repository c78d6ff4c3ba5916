"""A split squat: where it begins, what it holds, and that it converges from there."""

from __future__ import annotations

import numpy as np
import pytest
from usual_body import usual_body

from hillrunner import Motion, Runner, simulate
from hillrunner.errors import TaskError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.model.mechanics.supports import FRICTION, Support
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion as Loaded
from hillrunner.solve.program import program_for
from hillrunner.tasks.balance import Carrying
from hillrunner.tasks.held_feet import GIVES
from hillrunner.tasks.split_squat import SplitSquat
from hillrunner.tasks.task import HELD, Symmetry, held_row
from hillrunner.worth.lift import legs_of

BODY, USUAL = default_body(), usual_body()
PHASES = np.linspace(0.0, 0.5, 6)


def guessed(task: SplitSquat) -> np.ndarray:
    return task.guess(BODY).positions(PHASES)


def point(motion, support: Support) -> np.ndarray:
    """Where (m) a sphere's centre is, (3, postures)."""
    return np.array(motion.frames[support.segment].point(support.location))


@pytest.fixture(scope="module")
def right() -> np.ndarray:
    return guessed(SplitSquat(20.0))


@pytest.fixture(scope="module")
def solved() -> Motion:
    """From the one that ships."""
    found = simulate(Runner(height=1.795, mass=75.0), SplitSquat(20.0))
    assert found.solver.started_from == "shipped motion: split squat to 90 deg with 18.75 kg"
    return found


@pytest.mark.parametrize("carry", ["shoulders", "hands"])
def test_the_guess_stands_on_both_feet(carry):
    """They stay where they are, as far apart as asked, and the weight is between them."""
    task = SplitSquat(40.0, carry=carry, stride=0.35)
    carrying = Carrying(BODY, task.carried(BODY), 40.0)
    motion = carrying.motion(guessed(task))
    for support in task.supports(BODY):
        place = point(motion, support)
        if "up" in support.held:
            deep = GIVES if support.name == "toes_medial_l" else 0.0
            assert (place[1] < support.below + 4e-3).all(), support.name
            assert (place[1] > support.below - deep - 4e-3).all(), support.name
        if "forward" in support.held:
            assert np.ptp(place[0]) < 0.01, support.name
    ball = {s.name: point(motion, s)[0] for s in task.supports(BODY)}
    apart = ball["ball_medial_r"] - ball["ball_medial_l"]
    assert apart == pytest.approx(0.35 * BODY.height, abs=8e-3)
    centre = carrying.centre(motion)
    assert (centre > ball["ball_medial_l"]).all() and (centre < ball["ball_medial_r"]).all()


def test_the_front_knee_bends_as_asked_and_all_joints_can(right):
    names = list(BODY.coordinate_names)
    knee = np.rad2deg(right[:, names.index("knee_angle_r")])
    assert knee[-1] == pytest.approx(90.0, abs=0.5) and (np.diff(knee) > 0.0).all()
    for i, coordinate in enumerate(BODY.coordinates):
        low, high = coordinate.range
        assert (right[:, i] >= low).all() and (right[:, i] <= high).all(), coordinate.name


def test_the_other_leg_in_front_is_the_mirror_image(right):
    names = list(BODY.coordinate_names)
    index = [names.index(c.mirror) for c in BODY.coordinates]
    sign = np.array([c.mirror_sign for c in BODY.coordinates])
    left = guessed(SplitSquat(20.0, front="left"))
    assert left[:, index] * sign == pytest.approx(right, abs=2e-3)


def test_only_what_stands_is_held():
    """Six rows hold a flat foot, and one its big toe; five the ball of the other, and one its toe,
    softly."""
    task, mesh = SplitSquat(20.0, front="left"), 8
    posed = program_for(USUAL, task, mesh).posed(task, USUAL)
    names = [posed.interval.row_names[i] for i in posed.ends.rows]
    lower, upper = (
        rows[: posed.intervals * len(names)].reshape(posed.intervals, -1)[0]
        for rows in (posed.lower_rows, posed.upper_rows)
    )
    found = {name: upper[i] - lower[i] for i, name in enumerate(names) if " place of the " in name}
    firm = [name for name, width in found.items() if width == 0.0]
    assert sum(" left " in name for name in firm) == 7
    assert sum(" right " in name for name in firm) == 5
    (soft,) = set(found) - set(firm)
    assert soft == "up place of the right toes_medial"
    assert found[soft] == pytest.approx(GIVES / HELD)


def test_each_leg_has_its_own_and_unlike_ones_may():
    assert SplitSquat().symmetry(BODY) is Symmetry.NONE
    assert SplitSquat(front="left").legs == {"front": "left", "rear": "right"}


def test_nothing_lies_between_one_leg_and_the_other():
    task = SplitSquat(20.0)
    assert task.between(SplitSquat(40.0, depth=100.0), 0.5) == SplitSquat(30.0, depth=95.0)
    assert task.near(SplitSquat(25.0)) and task.distance(SplitSquat(20.0, carry="hands")) is None
    with pytest.raises(TaskError, match="nothing between"):
        task.between(SplitSquat(20.0, front="left"), 0.5)


def test_a_load_in_hands_hangs_beside_the_legs():
    task = SplitSquat(20.0, carry="hands")
    motion = kinematics(BODY, list(guessed(task).T))
    carrying = Carrying(BODY, task.carried(BODY), 20.0)
    height = carrying.place(motion)[1]
    hips = np.asarray(motion.frames["femur_r"].position[1])
    assert ((height < hips) & (height > 0.1)).all()


def test_a_body_without_balls_of_its_feet_is_told():
    spheres = tuple(s for s in BODY.contacts if not s.name.startswith("ball_medial"))
    with pytest.raises(TaskError, match="needs a contact sphere 'ball_medial_r'"):
        SplitSquat().supports(BODY.model_copy(update={"contacts": spheres}))


@pytest.mark.slow
def test_it_converges_with_both_feet_where_they_are(solved):
    """Down and up as asked, and what is held moves by less than a millimetre."""
    knee = np.rad2deg(solved["position"].sel(coordinate="knee_angle_r").values)
    assert 80.0 < knee.max() <= 90.1
    motion = kinematics(solved.body, list(solved["position"].values.T))
    for support in solved.task.supports(solved.body):
        place = dict(zip(("forward", "up", "aside"), point(motion, support), strict=True))
        for axis in support.held:
            soft = support.name == "toes_medial_l"
            low, high = solved.task.courses(solved.body)[held_row(support, axis)](knee[:1])
            assert (place[axis] > HELD * low - 1e-3).all(), support.name
            assert (place[axis] < HELD * high + 1e-3).all(), support.name
            assert soft or np.ptp(place[axis]) < 2e-3


@pytest.mark.slow
def test_the_ground_presses_within_friction_and_carries_all(solved):
    """No sphere pulls or slips, and over the repetition the impulse is the weight's alone."""
    x, up, z = solved["contact_force"].values.transpose(2, 0, 1)
    assert (up > -1e-6).all() and (np.abs(x) + np.abs(z) <= FRICTION * up + 1e-6).all()
    assert not up[:, [s.name in ("heel_l", "midfoot_lateral_l") for s in BODY.contacts]].any()
    force = solved["ground_force"].sum("foot")
    mean = (force * solved["duration"]).sum("time") / solved.stride_time
    weight = GRAVITY * (solved.body.mass + 20.0)
    assert mean.values == pytest.approx([0.0, weight, 0.0], abs=1e-3 * weight)


@pytest.mark.slow
def test_momentum_and_ground_agree_at_every_instant(solved):
    """Newton's second law of body and bar, from their accelerations alone."""
    (bar,) = solved.task.carried(solved.body)
    state = kinematics(
        solved.body,
        list(solved["position"].values.T),
        list(solved["velocity"].values.T),
        list(solved["acceleration"].values.T),
    )
    own = solved.body.mass * solved["com_acceleration"].values.T
    of_bar = 20.0 * np.array(state.frames[bar.segment].point_acceleration(bar.location))
    weight = GRAVITY * (solved.body.mass + 20.0)
    wanted = own + of_bar + np.array([[0.0], [weight], [0.0]])
    assert pytest.approx(wanted, abs=1e-3 * weight) == solved["ground_force"].sum("foot").values.T


@pytest.mark.slow
def test_both_legs_are_told_and_a_file_holds_it(solved, tmp_path):
    legs = legs_of(solved, solved.task)
    assert {name: one.side for name, one in legs.items()} == {"front": "right", "rear": "left"}
    assert legs["front"].share + legs["rear"].share == pytest.approx(1.0)
    assert legs["front"].depth > legs["rear"].depth
    again = Loaded.load(solved.save(tmp_path / "split.nc"))
    assert again.task == solved.task
