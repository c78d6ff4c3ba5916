"""The sprint: its task, its speed beside people's, and what muscle does to it."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from hillrunner import Motion, MuscleChange, Run, Runner, Sprint, simulate
from hillrunner.analysis import spatiotemporal
from hillrunner.cli.main import main
from hillrunner.errors import HillrunnerError, MotionError, SolveError, TaskError
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.motion.solved import Status
from hillrunner.published.bands import bands_for
from hillrunner.solve.program import program_for
from hillrunner.tasks.known import task_from
from hillrunner.worth.compare import compare, effort_of
from hillrunner.worth.prices.prices import prices
from hillrunner.worth.prices.what_if import what_if

ME = Runner(height=1.795, mass=75.0)


@pytest.fixture(scope="module")
def sprint() -> Motion:
    return library.load_shipped("sprint.nc")


@pytest.fixture(scope="module")
def table(sprint):
    return prices(sprint, of="speed")


def test_a_sprint_is_asked_for_without_a_speed():
    assert Sprint().imposed is None
    assert task_from(Sprint(grade=0.05).model_dump()) == Sprint(grade=0.05)
    assert task_from(Run(3.5).model_dump()) == Run(3.5)
    with pytest.raises(TaskError, match="unknown key 'speed'"):
        Sprint(speed=8.0)
    with pytest.raises(TaskError, match="grade is 0.5 m/m, but must be a number from -0.2 to 0.2"):
        Sprint(grade=0.5)


def test_speed_is_a_variable_of_a_sprint_and_of_no_run():
    body = library.load_shipped("run-3.5.nc").body
    problem = program_for(body, Run(3.5), 8)
    assert program_for(body, Sprint(), 8) is problem
    low, high = problem.posed(Run(3.5), body).bounds(elastic=False)
    assert low[-1] == high[-1] == 0.0
    low, high = problem.posed(Sprint(), body).bounds(elastic=False)
    assert low[-1] + Sprint().pace < 4.0 and high[-1] + Sprint().pace > 12.0


def test_the_shipped_sprint_is_as_fast_as_a_slow_person(sprint):
    """Weyand 2000 (33 runners at top speed): step rate and contact time by speed; Dorn 2012."""
    found = spatiotemporal(sprint)
    assert 6.5 < sprint.speed < 10.0
    assert found.cadence == pytest.approx(120.0 * (1.5 + 0.06 * sprint.speed), rel=0.1)
    dorn = {band.key: band.mean for band in bands_for(sprint.speed)}
    assert found.cadence == pytest.approx(dorn["cadence"], rel=0.1)
    assert found.contact_time == pytest.approx(dorn["contact_time"], rel=0.2)
    force = sprint["ground_force"].sel(foot="right", axis="y").values
    loaded = np.flatnonzero(force > 0.1 * force.max())
    active = force[loaded[2:]].max() / (sprint.body.mass * 9.80665)  # after the foot's impact
    assert 2.5 < active < 4.5


def test_the_feet_meet_a_ground_that_passes_at_the_speed_found(sprint):
    """While the body passes over it, the foot stays where it stands."""
    force = sprint["ground_force"].sel(foot="right", axis="y").values
    loaded = force > 0.2 * force.max()
    place = sprint["centre_of_pressure"].sel(foot="right", axis="x").values[loaded]
    centre = sprint["com_position"].sel(axis="x").values[loaded]
    assert np.ptp(place) < 0.3 < 0.5 * np.ptp(centre)  # the length of a foot
    way = np.ptp(sprint["com_position"].sel(axis="x").values)
    assert way / np.ptp(sprint["time"].values) == pytest.approx(sprint.speed, rel=0.01)


def test_trunk_and_arms_lose_torque_with_speed(sprint):
    """No torque actuator does more work than muscle of that strength could."""
    names = sprint.data["actuator"].values
    strongest = np.array([a.max_torque for a in sprint.body.actuators])
    power = sprint["actuator_torque"].values * sprint["velocity"].sel(coordinate=names).values
    assert (power.max(axis=0) < 0.25 * strongest * 31.0).all()  # a straight line would allow that


def test_strength_never_slows_and_the_body_s_mass_never_quickens(sprint, table):
    for group in GROUPS:
        assert float(table["force"].sel(place=group)) > 0.0
        assert float(table["mass"].sel(place=group)) < 0.0
    assert table.attrs["value"] == pytest.approx(sprint.speed, rel=1e-4)
    assert table["force"].attrs["units"] == "m/s per 1"
    assert "speed" not in table


def test_energy_is_not_priced_in_a_sprint_nor_speed_in_a_run(sprint):
    with pytest.raises(MotionError, match="Energy can only be priced for a run"):
        prices(sprint, of="energy")
    with pytest.raises(MotionError, match="Top speed can only be priced for a sprint"):
        prices(library.load_shipped("run-3.5.nc"), of="speed")
    with pytest.raises(HillrunnerError, match="of is 'cost', but must be one of effort, energy"):
        prices(sprint, of="cost")


@pytest.mark.slow
def test_prices_of_top_speed_against_sprints_solved_again(sprint, table):
    """Central differences of the speed, and of what a sprint minimises, for one group's force."""
    step = 0.003
    more, less = (
        what_if(sprint, MuscleChange(force={"hip flexors": (1.0 + step) ** sign}))
        for sign in (1.0, -1.0)
    )
    width = 2.0 * np.log1p(step)
    price = float(table["stronger"].sel(place="hip flexors"))
    assert (more.after.speed - less.after.speed) / width == pytest.approx(price, rel=0.02)
    objective = float(prices(sprint)["stronger"].sel(place="hip flexors"))
    assert (more.actual - less.actual) / width == pytest.approx(objective, rel=0.02)
    assert more.after.speed > sprint.speed > less.after.speed
    rows = compare(sprint, more.after)
    assert rows["speed"].change == pytest.approx(more.after.speed - sprint.speed)
    assert rows["effort"].before == pytest.approx(effort_of(sprint))


@pytest.mark.slow
def test_weakening_every_muscle_slows(sprint):
    weaker = what_if(sprint, MuscleChange(force={"all": 0.98}, mass={"all": 1.0}))
    assert weaker.after.speed < sprint.speed - 0.03


@pytest.mark.slow
def test_a_run_becomes_a_sprint_by_growing_faster(monkeypatch):
    """From the run's speed upwards; the whole way takes minutes (studies/sprint.py)."""
    told = []
    monkeypatch.setattr(sys.modules["hillrunner.solve.attempts"], "SEEKING_ITERATIONS", 100)
    with pytest.raises(SolveError) as caught:
        simulate(
            ME,
            Sprint(),
            start=library.load_shipped("run-6.nc"),
            mesh=10,
            progress=told.append,
        )
    assert caught.value.status is Status.ITERATIONS
    assert {step.phase for step in told} == {"from an earlier motion"}
    assert told[-1].objective < told[0].objective - 1.0


@pytest.mark.slow
def test_the_verb_sprint(sprint, tmp_path, capsys):
    toml = tmp_path / "me.toml"
    toml.write_text('name = "Me"\nheight = 1.795\nmass = 75.0\n', encoding="utf-8")
    out = tmp_path / "out"
    assert main(["sprint", str(toml), "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == "sprint" and told["speed"] == pytest.approx(sprint.speed, abs=0.05)
    assert (out / "report.html").exists()
    assert Motion.load(out / "motion.nc").task == Sprint()
    assert main(["sprint", str(toml), "--grade", "0.9", "--out", str(out)]) == 2
    assert "grade is 0.9" in capsys.readouterr().err
