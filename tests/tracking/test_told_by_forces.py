"""What plates say of a runner: as much strength of the calves as the ankles had, and a trunk whose
mass is where the ground does not turn the runner over."""

import numpy as np
import pytest
from measured_run import recorded

import hillrunner as hr
from hillrunner.model.body.default import default_body
from hillrunner.model.body.scaling import scale_body
from hillrunner.motion import library
from hillrunner.tasks.track import Track
from hillrunner.tracking.calf_strength import LEAST, MOST, calf_strength
from hillrunner.tracking.measured_stride import measured_stride
from hillrunner.tracking.told_by_forces import told_by_forces
from hillrunner.tracking.trunk_place import FURTHEST, balanced, out_of_balance


@pytest.fixture(scope="module")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


def as_measured(run: hr.Motion) -> Track:
    """A computed run's own angles and forces, as measured."""
    coordinates, ground, stride = recorded(run, belt=True)
    return measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground).task


@pytest.fixture(scope="module")
def task(run) -> Track:
    return as_measured(run)


def pressing_ahead(task: Track, by: float) -> Track:
    """The same forces, ``by`` (m) further ahead."""
    table = np.array(task.forces)
    for at in (0, 6):  # of each foot: the moment about the side axis is place times vertical force
        table[:, at + 5] += by * table[:, at + 1]
    return task.changed(forces=tuple(map(tuple, table.tolist())))


def with_calves(body, factor: float):
    muscles = tuple(
        m.model_copy(update={"max_force": factor * m.max_force}) if m.group == "calves" else m
        for m in body.muscles
    )
    return body.model_copy(update={"muscles": muscles})


@pytest.mark.parametrize("speed", [2.5, 3.5, 4.5])
def test_calves_that_ran_need_about_what_they_have(speed):
    """They did it, wholly active for a moment: neither half of it would do, nor is more needed."""
    run = library.nearest(hr.Run(speed))
    active = run["activation"].sel(muscle=["soleus_r", "soleus_l"]).max("time")
    assert (active > 0.99).all()
    assert 0.8 < calf_strength(run.body, as_measured(run)) < 1.15


@pytest.mark.parametrize("factor", [0.5, 1.4])
def test_it_is_the_force_that_is_asked_for(run, task, factor):
    """Whoever has half of it needs twice as many times as much."""
    own, other = calf_strength(run.body, task), calf_strength(with_calves(run.body, factor), task)
    assert factor * other == pytest.approx(own, rel=1e-3)


def test_forces_further_ahead_ask_for_stronger_calves(run, task):
    own = calf_strength(run.body, task)
    arm = 0.12  # m, about how far ahead of the ankle they press at their most
    for by in (0.02, 0.04):
        more = calf_strength(run.body, pressing_ahead(task, by)) / own
        assert 1.0 + 0.4 * by / arm < more < 1.0 + 2.0 * by / arm


def test_what_nobody_holds_has_an_end(run, task):
    assert calf_strength(run.body, pressing_ahead(task, 0.5)) == MOST
    assert calf_strength(run.body, pressing_ahead(task, -0.5)) < 0.1 + LEAST


def test_a_computed_run_is_in_balance(run, task):
    assert abs(out_of_balance(run.body, task)) < 0.003
    body, ahead = balanced(run.body, [task])
    assert abs(ahead) < 0.008
    assert body.mass == run.body.mass


@pytest.mark.parametrize("by", [0.01, -0.01])
def test_the_trunk_goes_where_forces_balance(run, task, by):
    pressed = pressing_ahead(task, by)
    before = out_of_balance(run.body, pressed)
    assert before - out_of_balance(run.body, task) == pytest.approx(by, rel=1e-3)
    body, ahead = balanced(run.body, [pressed])
    assert out_of_balance(body, pressed) == pytest.approx(0.0, abs=1e-4)
    # as far as the whole body's centre, by the trunk's share of its mass
    torso = next(s for s in run.body.segments if s.name == "torso")
    assert ahead * torso.mass / run.body.mass == pytest.approx(before, rel=0.1)
    for own, other in zip(run.body.segments, body.segments, strict=True):
        assert own == other or own.name == "torso"


def test_it_goes_no_further_than_it_may(run, task):
    pressed = pressing_ahead(task, 0.05)
    body, ahead = balanced(run.body, [pressed])
    assert ahead == FURTHEST
    assert 0.02 < out_of_balance(body, pressed) < 0.05


def test_a_trunk_that_nobody_measured_stays(run, task):
    """It leans as it must."""
    known = [i for i, name in enumerate(task.coordinates) if not name.startswith("lumbar")]
    legs = task.changed(
        coordinates=tuple(task.coordinates[i] for i in known),
        positions=tuple(tuple(row[i] for i in known) for row in task.positions),
    )
    body, ahead = balanced(run.body, [pressing_ahead(legs, 0.01)])
    assert body is run.body and ahead == 0.0


def test_calves_are_as_strong_as_the_strides_ask_in_their_mean(run, task):
    runner, settings = run.runner, run.settings
    body = scale_body(default_body(), height=runner.height, mass=runner.mass)
    slow = as_measured(library.nearest(hr.Run(2.5)))
    own, _, said = told_by_forces(runner, body, settings, [slow])
    assert not own.strength and all("calves" not in one for one in said)
    several = [pressing_ahead(task, by) for by in (0.02, 0.05)]
    own, _, said = told_by_forces(runner, body, settings, several)
    asked = [calf_strength(run.body, one) for one in several]
    assert own.strength["calves"] == pytest.approx(np.mean(asked), abs=0.02)
    assert dict(own.strength) == {"calves": own.strength["calves"]} and not runner.strength
    assert any(f"{own.strength['calves']:g} times as strong" in one for one in said)
    assert any("centre of mass was moved" in one and "forward" in one for one in said)


def test_what_no_calves_hold_and_no_trunk_balances_is_said(run, task):
    body = scale_body(default_body(), height=run.runner.height, mass=run.runner.mass)
    _, _, said = told_by_forces(run.runner, body, run.settings, [pressing_ahead(task, 0.01)])
    assert all("would" not in one for one in said)
    _, _, said = told_by_forces(run.runner, body, run.settings, [pressing_ahead(task, 0.5)])
    assert any("3 times as strong would not hold" in one for one in said)
    assert any("even so" in one and "50 mm" in one for one in said)


def test_strength_that_is_known_is_believed(run, task):
    body = scale_body(default_body(), height=run.runner.height, mass=run.runner.mass)
    pressed = pressing_ahead(task, 0.05)
    for known in ({"calves": 0.9}, {"left:calves": 0.9}):
        runner = run.runner.changed(strength=known)
        own, _, said = told_by_forces(runner, body, run.settings, [pressed])
        assert own.strength == known and all("calves" not in one for one in said)


def test_without_plates_nothing_is_told(run, task):
    body = scale_body(default_body(), height=run.runner.height, mass=run.runner.mass)
    found = told_by_forces(run.runner, body, run.settings, [task.changed(forces=None)])
    assert found == (run.runner, body, [])


@pytest.mark.slow
def test_a_measured_ankle_keeps_its_moment(shared_data):
    """Of a person whose calves the default body's are too weak for: it lost a third."""
    own = shared_data / "rajagopal_subject01_run4"
    tracked = hr.track(
        own / "motion_capture_run.trc",
        forces=own / "grf_run.mot",
        static=own / "static_run.trc",
        settings=hr.Settings().changed(mesh=12),
    )
    feet = tracked.strides[0].quality.feet
    assert feet.ankle > 0.85 * feet.ankle_measured
    assert abs(feet.ahead) < 0.015
    assert tracked.runner.strength["calves"] > 1.3
    assert tracked.strides[0].motion.runner == tracked.runner
    assert len([note for note in tracked.notes if "calves" in note or "trunk" in note]) == 2
