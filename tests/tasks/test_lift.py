"""Lifts: where they begin, what they bound, and what is said of wrong ones."""

from __future__ import annotations

import numpy as np
import pytest
from usual_body import usual_body

from hillrunner import Run, Runner, simulate
from hillrunner.errors import TaskError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.ranges import coordinate_bounds
from hillrunner.model.mechanics.rigid_body import centre_of_mass, kinematics
from hillrunner.settings import Settings
from hillrunner.solve.program import program_for
from hillrunner.tasks.balance import BALANCE, Carrying, root
from hillrunner.tasks.calf_raise import CalfRaise
from hillrunner.tasks.deadlift import Deadlift
from hillrunner.tasks.exercises import EXERCISES, exercise
from hillrunner.tasks.known import task_from
from hillrunner.tasks.lift import DRIVE, UNEVEN
from hillrunner.tasks.squat import Squat
from hillrunner.worth.prices.prices import prices

BODY, USUAL = default_body(), usual_body()
LIFTS = [Squat(60.0, depth=110.0), Deadlift(60.0), CalfRaise(60.0)]


@pytest.mark.parametrize("task", LIFTS, ids=lambda task: task.kind)
def test_a_first_guess_stands_on_its_feet(task):
    """What is to stay on the ground about does, and body and load are above what carries them."""
    q = task.guess(BODY).positions(np.linspace(0.0, 1.0, 9))
    frames = kinematics(BODY, list(q.T)).frames
    toes = [s for s in BODY.contacts if s.segment.startswith("toes")]
    for sphere in toes if isinstance(task, CalfRaise) else BODY.contacts:
        x, y, z = frames[sphere.segment].point(sphere.location)
        assert np.ptp(x) < 0.02 and np.ptp(z) < 0.05
        assert (y < sphere.radius + 1e-3).all()
    carrying = Carrying(BODY, task.carried(BODY), task.mass_carried)
    centre = carrying.centre(carrying.motion(q))
    heel, toe = (
        np.min([frames[s.segment].point(s.location)[0] for s in BODY.contacts], axis=0),
        np.max([frames[s.segment].point(s.location)[0] for s in BODY.contacts], axis=0),
    )
    assert ((centre > heel) & (centre < toe)).all()


def test_a_first_guess_stays_where_tissue_lets_joints_go():
    """The ankle's range ends at 40 deg, and from 35 on tissue holds it with 60 N m and more."""
    q = Squat(depth=125.0).guess(BODY).positions(np.linspace(0.0, 1.0, 9))
    for name, (low, high) in zip(BODY.coordinate_names, coordinate_bounds(BODY), strict=True):
        at = q[:, BODY.coordinate_names.index(name)]
        assert low <= at.min() and at.max() <= high, name


def test_load_and_body_are_balanced_where_they_are_to_be():
    """A check by weights alone: the squat's centre of mass is that far along its soles."""
    task = Squat(40.0)
    q = task.guess(BODY).positions(np.array([0.0, 0.25, 0.5]))
    motion = kinematics(BODY, list(q.T))
    (bar,) = task.carried(BODY)
    own = np.asarray(centre_of_mass(BODY, motion)[0][0])
    at = np.asarray(motion.frames[bar.segment].point(bar.location)[0])
    spots = [np.asarray(motion.frames[s.segment].point(s.location)[0]) for s in BODY.contacts]
    heel, toe = np.min(spots, axis=0), np.max(spots, axis=0)
    mean = (BODY.mass * own + 40.0 * at) / (BODY.mass + 40.0)
    assert mean == pytest.approx(heel + BALANCE * (toe - heel), abs=1e-4)


def test_a_deadlift_begins_with_the_bar_at_the_floor_ahead_of_the_shins():
    task = Deadlift(60.0, height=0.3)
    q = task.guess(BODY).positions(np.array([0.0, 0.5]))
    carrying = Carrying(BODY, task.carried(BODY), 60.0)
    motion = carrying.motion(q)
    (_, low), height = carrying.place(motion)[1], task.courses(BODY)
    assert low == pytest.approx(0.3, abs=0.05)
    ((_, course),) = height.items()
    least, most = course(np.array([0.0, 0.25, 0.5, 0.75]))
    assert (least < most).all() and least[2] == pytest.approx(30.0)  # cm: never below the floor
    assert most[1] == pytest.approx(most[3]) and least[0] > least[1] > least[2]


def test_a_calf_raise_lifts_the_heels_by_the_angle_asked_for():
    q = CalfRaise(rise=25.0).guess(BODY).positions(np.array([0.0, 0.5]))
    sole = kinematics(BODY, list(q.T)).frames["calcn_r"].rotation[1][0]
    assert np.rad2deg(np.arcsin(-sole)) == pytest.approx([0.0, 25.0], abs=2.0)


def test_an_even_tempo_is_still_at_both_ends_and_halfway_at_half_time():
    squat, raised = Squat(down=2.0, up=1.0), CalfRaise(down=2.0, up=1.0)
    assert squat.turn == pytest.approx(2.0 / 3.0) and raised.turn == pytest.approx(1.0 / 3.0)
    for task in (squat, raised):
        there = [0.0, 0.5 * task.turn, task.turn, 0.5 * (1.0 + task.turn), 1.0]
        assert task.share(np.array(there)) == pytest.approx([0.0, 0.5, 1.0, 0.5, 0.0])
        step = 1e-4
        for end in (0.0, task.turn):
            moved = task.share(np.array([end + step, end - step])) - task.share(np.array([end]))
            assert np.abs(moved).max() < 1e-6


def test_courses_bound_the_row_at_every_interval_and_no_other():
    task, mesh = CalfRaise(20.0, rise=30.0), 8
    problem = program_for(USUAL, task, mesh)
    posed = problem.posed(task, USUAL)
    names = [problem.interval.row_names[i] for i in problem.ends.rows]
    own = names.index("rise of the right foot")
    low, high = (
        rows[: problem.intervals * len(names)].reshape(problem.intervals, -1)
        for rows in (posed.lower_rows, posed.upper_rows)
    )
    before = problem.lower_rows[: low.size].reshape(low.shape)
    others = np.arange(len(names)) != own
    assert np.array_equal(low[:, others], before[:, others])
    middles = (np.arange(2 * mesh) + 0.5) / (2 * mesh)
    share = 0.5 - 0.5 * np.cos(2.0 * np.pi * middles)
    most = np.deg2rad(30.0)
    assert low[:, own] == pytest.approx(np.sin(most * (share - UNEVEN)))
    assert high[:, own] == pytest.approx(np.sin(most * (share + UNEVEN)))


@pytest.mark.parametrize("task", LIFTS, ids=lambda task: task.kind)
def test_no_coordinate_is_held_quite_still(task):
    """The velocities of one that is would depend on each other, and have no multipliers."""
    low, high = program_for(USUAL, task, 8).posed(task, USUAL).bounds(elastic=False)
    names = list(USUAL.coordinate_names)
    nodes = np.stack([low[1:-1], high[1:-1]]).reshape(2, 16, -1)
    for name in ("arm_flex_r", "arm_add_r", "arm_rot_r", "elbow_flex_r", "knee_angle_r"):
        between = nodes[:, 4, names.index(name)]
        assert between[0] < between[1], name


def test_the_trunk_does_not_give_way_in_a_lift_and_does_in_a_run():
    problem = program_for(USUAL, Squat(), 8)
    where = problem.interval.parameters.slices["max_torque"]
    of_lift = problem.parameters(USUAL, Settings(), Squat())[where]
    of_run = program_for(USUAL, Run(3.0), 8).parameters(USUAL, Settings(), Run(3.0))[where]
    names = [a.coordinate for a in USUAL.actuators]
    changed = {n for n, a, b in zip(names, of_lift, of_run, strict=True) if a != b}
    assert changed == {"lumbar_extension"}
    assert of_run.tolist() == [a.max_torque for a in USUAL.actuators]


def test_newtons_root_is_a_root_of_every_posture():
    """x^2 + y = a and x - y = 1, for two a at once, from far away."""
    wanted = np.array([3.0, 11.0])
    found = root(
        lambda x: np.stack([x[0] ** 2 + x[1] - wanted, x[0] - x[1] - 1.0]), np.ones((2, 2))
    )
    x = -0.5 + np.sqrt(1.25 + wanted)
    assert found == pytest.approx(np.stack([x, x - 1.0]), abs=1e-6)


def test_what_is_the_most_is_sought():
    most = Squat("max")
    goal = most.goal(Settings())
    assert (goal.seeks, goal.drive, goal.per) == ("load", DRIVE, "cycle")
    assert most.mass_carried == 0.0 and most.sought == (0.0, 400.0)
    assert most.world(BODY, Settings(), 120.0).load == 120.0
    assert Squat(60.0).goal(Settings()).seeks is None and Squat(60.0).sought == (0.0, 0.0)
    assert most.distance(Squat(60.0)) > most.distance(Squat(140.0)) > 1.0
    assert not most.near(Squat(60.0)) and not Squat(390.0).near(most)
    with pytest.raises(TaskError, match="nothing between"):
        most.between(Squat(60.0), 0.5)


def test_depths_have_names():
    named = {name: Squat(depth=name).depth for name in ("half", "parallel", "full")}
    assert named == {"half": 90.0, "parallel": 110.0, "full": 125.0}
    with pytest.raises(TaskError, match="allowed are half, parallel and full"):
        Squat(depth="quarter")


def test_exercises_by_name_are_tasks_that_files_know():
    for name in EXERCISES:
        for load in (20.0, "max"):
            task = exercise(name, load)
            assert task_from(task.model_dump(mode="json")) == task
            assert task.kind.replace("_", "-") == name


@pytest.mark.parametrize(
    ("name", "load", "fields", "words"),
    [
        ("sqat", 0.0, {}, "perhaps 'squat' was meant"),
        ("squat", 500.0, {}, "load is 500 kg, but must be a number from 0 to 400 kg"),
        ("squat", "most", {}, "load is 'most', which is not a number"),
        ("squat", 0.0, {"rise": 20.0}, "rise is nothing of a squat, which has down, up and depth"),
        ("calf-raise", 0.0, {"rise": 80.0}, "rise is 80 deg .*, but must be a number from 10 to"),
        ("deadlift", 0.0, {"height": 2.0}, "height is 2 m of the bar over the floor, but"),
        ("deadlift", float("nan"), {}, "load is nan, which is not a finite number"),
        ("squat", True, {}, "load is True, which is not a number"),
        ("split-squat", 0.0, {"carry": "teeth"}, "carry is 'teeth', but must be one of shoulders"),
        ("split-squat", 0.0, {"front": 1.0}, "front is 1, but must be one of right and left"),
        (
            "split-squat",
            0.0,
            {"stride": 0.9},
            "stride is 0.9 body heights, but must be a number fr",
        ),
        ("squat", 0.0, {"front": "left"}, "front is nothing of a squat"),
    ],
)
def test_a_wrong_lift_is_one_sentence(name, load, fields, words):
    with pytest.raises(TaskError, match=words) as caught:
        exercise(name, load, **fields)
    assert str(caught.value).count(". ") == 0


def test_a_lift_goes_with_lifts_of_its_kind():
    assert Deadlift(60.0).distance(Squat(60.0)) is None and Squat().distance(Run(3.0)) is None
    assert Deadlift(60.0).near(Deadlift(65.0)) and not Deadlift(60.0).near(Deadlift(60.0, up=2.0))
    between = CalfRaise(0.0, rise=20.0).between(CalfRaise(40.0, rise=30.0), 0.25)
    assert between == CalfRaise(10.0, rise=22.5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "mesh"),
    [(Deadlift(20.0), 8), (CalfRaise(40.0), 12)],
    ids=lambda one: getattr(one, "kind", None),
)
def test_they_converge_from_nothing(task, mesh):
    lift = simulate(Runner(height=1.795, mass=75.0), task, start="cold", mesh=mesh)
    assert lift.status.word == "converged" and lift.solver.starts_tried == 1
    assert np.abs(lift["warm_row_multipliers"].values).max() < 1e6


@pytest.mark.slow
def test_the_most_is_found_and_stronger_legs_lift_more():
    """The price of the quadriceps is what the load becomes in a body with more of them."""
    runner = Runner(height=1.795, mass=75.0)
    most = simulate(runner, Squat("max"), start="cold", mesh=8)
    assert most.mass_carried == pytest.approx(most.world.load) and most.mass_carried > 60.0
    assert float(most["activation"].max()) > 0.98
    price = float(prices(most, "load")["stronger"].sel(place="quadriceps"))
    stronger = simulate(runner.stronger({"quadriceps": 1.01}), Squat("max"), start=most, mesh=8)
    gained = stronger.mass_carried - most.mass_carried
    assert gained == pytest.approx(0.01 * price, rel=0.25) and gained > 0.0
