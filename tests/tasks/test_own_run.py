"""Running in a runner's own way: what is preferred, told to the solver as one square."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

import hillrunner as hr
from hillrunner.errors import TaskError
from hillrunner.model.body.default import default_body
from hillrunner.person.technique import Technique
from hillrunner.tasks.known import task_from
from hillrunner.tasks.own_run import OwnRun
from hillrunner.tasks.run import Run
from hillrunner.tasks.squat import Squat
from hillrunner.tracking.on_ground import _halfway

NAMES = ("pelvis_ty", "knee_angle_r", "ankle_angle_l")
PHASES = 16


def table(seed):
    return tuple(
        tuple(row) for row in np.random.default_rng(seed).normal(size=(PHASES, len(NAMES))).tolist()
    )


@pytest.fixture(scope="module")
def body():
    return default_body()


@pytest.fixture(scope="module")
def task():
    at = np.sort(np.random.default_rng(9).uniform(0.0, 1.0, PHASES))
    return OwnRun(
        speed=3.5,
        lasting=0.7,
        coordinates=NAMES,
        phases=tuple(at.tolist()),
        positions=table(1),
        velocities=table(2),
        preference=table(3),
        velocity_preference=table(4),
    )


def square(pull, places, phase, positions, velocities):
    """The pull's value: mean over phases."""
    return sum(
        float((weight[places] * (values - wanted[:, places]) ** 2).sum(axis=1).mean())
        for values, wanted, weight in zip(
            (positions, velocities), pull.at(phase), (pull.weights, pull.rate_weights), strict=True
        )
    )


@pytest.mark.parametrize("hold", [0.01, 0.1, 1.0])
def test_the_slope_at_the_runners_own_stride_is_what_is_preferred_however_weak(task, body, hold):
    held = task.changed(hold=hold)
    places = [body.coordinate_names.index(name) for name in NAMES]
    phase, own = np.asarray(task.phases), np.asarray(task.positions)
    still, pull = np.asarray(task.velocities), held.pull(body)
    for i, k in ((0, 0), (5, 1), (11, 2)):
        for which, wanted in ((0, task.preference), (1, task.velocity_preference)):
            values = []
            for step in (1e-4, -1e-4):
                both = [own.copy(), still.copy()]
                both[which][i, k] += step
                values.append(square(pull, places, phase, *both))
            slope = (values[0] - values[1]) / 2e-4 * PHASES
            assert slope == pytest.approx(np.asarray(wanted)[i, k], rel=1e-5, abs=1e-6)


def test_what_no_motion_changes_is_the_square_at_the_runners_own_stride(task, body):
    edges = np.append(0.0, np.cumsum(task.shares(body, 8)))[:-1]
    known = task.changed(phases=tuple(edges.tolist()))
    places = [body.coordinate_names.index(name) for name in NAMES]
    at_own = square(
        known.pull(body), places, edges, np.asarray(known.positions), np.asarray(known.velocities)
    )
    assert known.offset(body, 8) == pytest.approx(at_own)
    assert known.changed(preference=None, velocity_preference=None).offset(body, 8) == 0.0


def test_nothing_else_is_pulled(task, body):
    pull = task.pull(body)
    places = [body.coordinate_names.index(name) for name in NAMES]
    assert (
        set(np.flatnonzero(pull.weights)) == set(places) == set(np.flatnonzero(pull.rate_weights))
    )


def test_it_is_a_run_on_the_ground_of_somebodys_own_body(task, body):
    assert task.pushed is None
    assert task.of_a_person
    assert task.residuals is None
    assert task.effort(hr.Settings()).posture == 0.0
    low, high = task.duration(body)
    assert low < task.lasting < high
    assert task.changed(preference=None).duration(body) == (task.lasting, task.lasting)
    assert task_from(task.model_dump(mode="json")) == task
    assert task.near(hr.Run(3.5)) and not task.near(hr.Run(4.0)) and not task.near(Squat())
    assert task.between(task.changed(speed=4.5), 0.5).speed == 4.0


def test_a_step_rate_can_be_imposed_and_an_overstride_cannot(task, body):
    fast = task.changed(technique=Technique(step_rate=180.0))
    assert fast.duration(body) == pytest.approx((2 / 3, 2 / 3))
    with pytest.raises(TaskError, match="overstride can only be imposed on a runner whose"):
        task.changed(technique=Technique(overstride=0.1)).symmetry(body)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("speed", 20.0, "speed is 20 m/s, but must be a number from 1.5 to 8 m/s"),
        ("hold", 0.0, "hold is 0"),
        ("phases", (0.0, 0.5, 0.2), "phases must be 3 at least, increasing"),
        ("velocities", ((0.0,),) * PHASES, f"velocities must be {PHASES} rows of 3 numbers"),
        ("preference", ((float("nan"),) * 3,) * PHASES, "preference has a number that is not fin"),
    ],
)
def test_what_is_no_stride_is_refused(task, field, value, said):
    with pytest.raises(TaskError, match=said):
        task.changed(**{field: value})


def test_a_body_without_the_coordinates_is_refused(task, body):
    other = task.changed(coordinates=("pelvis_ty", "wing_r", "ankle_angle_l"))
    with pytest.raises(TaskError, match="no wing_r"):
        other.pull(body)


def test_half_way_to_a_firm_hold_is_a_weaker_one(task):
    """A run of least effort is not held at all; on the way from there is a fifth, then the root."""
    firm = task.changed(hold=0.1)
    first = _halfway(SimpleNamespace(task=Run(3.5)), firm)
    assert first.hold == pytest.approx(0.02) and first.changed(hold=0.1) == firm
    assert _halfway(SimpleNamespace(task=first), firm).hold == pytest.approx(math.sqrt(2e-3))
