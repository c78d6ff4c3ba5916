"""A long run, stretch by stretch: what must hold however runs are solved again."""

import numpy as np
import pytest
from tiring_solve import RuleSolve

from hillrunner import Motion
from hillrunner.analysis.spatiotemporal import metabolic_power
from hillrunner.errors import SolveError
from hillrunner.fatigue.coefficients import draw
from hillrunner.fatigue.load import eccentric_load
from hillrunner.fatigue.march import Resolve, Stretch, evened, march
from hillrunner.fatigue.tired_body import kept_of, power_with_rest, same_tendons, tired_body
from hillrunner.fatigue.tiring import kept_in_running
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.physics.muscle import tendon_strain
from hillrunner.motion import library
from hillrunner.motion.solved import Status

FRESH = library.load_shipped("run-3.nc")
C = draw(20, 3)


def even(steps: int, metres: float = 42195.0, grade: float = 0.0) -> list[Stretch]:
    return [Stretch(metres / steps, FRESH.speed, grade) for _ in range(steps)]


def left(run) -> np.ndarray:
    """Force left: (point, sample, muscle)."""
    return np.array([point.state.force_left for point in run.points])


def test_muscles_are_fresh_at_the_start_and_weaker_at_every_point():
    run = march(FRESH, even(6), C, solve=RuleSolve())
    assert run.stopped is None
    assert run.points[0].motion is FRESH
    assert (left(run)[0] == 1.0).all()
    assert (np.diff(left(run), axis=0) < 0.0).all()
    assert run.points[-1].metres == pytest.approx(42195.0)
    assert run.points[-1].seconds == pytest.approx(42195.0 / FRESH.speed)


def test_the_motion_has_the_muscles_that_are_left():
    run = march(FRESH, even(4), C, solve=RuleSolve())
    for point in run.points:
        of_middle = kept_in_running(point.state, C)[0]
        assert kept_of(point.motion.body, FRESH.body) == pytest.approx(of_middle)
        assert (of_middle == 1.0 - point.state.peripheral[0]).all()


def test_without_fatigue_it_is_todays_run_all_along():
    rule = RuleSolve()
    run = march(FRESH, even(5), C.without_fatigue(), solve=rule)
    assert rule.calls == 0
    assert all(point.motion is FRESH for point in run.points)
    assert all(point.power == metabolic_power(FRESH) for point in run.points)


def test_the_solver_is_not_asked_where_nothing_changed():
    assert Resolve()(FRESH, FRESH.task, np.ones(len(FRESH.body.muscles))) is FRESH


def test_more_stretches_change_little():
    coarse, fine = (march(FRESH, even(n), C, solve=RuleSolve()) for n in (5, 20))
    assert left(coarse)[-1] == pytest.approx(left(fine)[-1], rel=0.01)
    assert coarse.points[-1].power == pytest.approx(fine.points[-1].power, rel=0.01)


def test_who_has_more_force_for_the_same_run_never_tires_sooner():
    bigger = tuple(
        m.model_copy(update={"max_force": 1.1 * m.max_force}) for m in FRESH.body.muscles
    )
    body = FRESH.body.model_copy(update={"muscles": bigger})
    stronger = Motion(FRESH.data.assign_attrs(body=body.model_dump_json()))
    one, other = (march(first, even(5), C, solve=RuleSolve()) for first in (FRESH, stronger))
    assert (left(other) >= left(one)).all()
    assert (left(other)[-1] > left(one)[-1]).any()


def test_an_easier_run_tires_less():
    race, easy = (
        march(FRESH, even(4), C, intensity=lambda _, x=x: x, solve=RuleSolve()) for x in (1.0, 0.7)
    )
    assert (left(easy)[-1] > left(race)[-1]).all()


def test_muscles_that_cannot_hold_the_speed_go_slower_and_on():
    run = march(FRESH, even(4), C, solve=RuleSolve(too_fast=0.97 * FRESH.speed))
    speeds = [point.motion.speed for point in run.points]
    assert speeds[0] == FRESH.speed
    assert speeds[1:] == pytest.approx([0.95 * FRESH.speed] * 4)
    assert run.stopped is None


def test_muscles_that_cannot_hold_a_tenth_less_stop():
    run = march(FRESH, even(4), C, solve=RuleSolve(too_fast=0.85 * FRESH.speed))
    assert len(run.points) == 1
    assert run.metres == pytest.approx(42195.0 / 4)
    assert isinstance(run.stopped, SolveError)


def test_a_start_that_cannot_be_run_and_time_that_is_over_are_told_at_once():
    def never(last: Motion, task: object, kept: np.ndarray) -> Motion:
        raise SolveError("no way to run was found.", status=Status.INFEASIBLE)

    def late(last: Motion, task: object, kept: np.ndarray) -> Motion:
        raise SolveError("out of time.", status=Status.TIME)

    for solve in (never, late):
        with pytest.raises(SolveError):
            march(FRESH, even(3), C, solve=solve)


def test_legs_that_are_alike_stay_so():
    """A mirrored stride loads both sides the same, to the last digit."""
    load = dict(zip(FRESH.body.muscle_names, evened(FRESH), strict=True))
    assert all(load[name] == load[name[:-1] + "l"] for name in load if name.endswith("_r"))
    assert evened(FRESH) == pytest.approx(eccentric_load(FRESH), rel=0.05, abs=1e-6)


def test_a_tired_body_weighs_what_it_did_and_what_fell_out_makes_no_heat():
    """Of the runner's body, by the generic one: fewer fibres, the same tendons and segments."""
    kept = np.linspace(0.7, 1.0, len(FRESH.body.muscles))
    half = np.sqrt(kept)
    runner = same_tendons(FRESH.runner, FRESH.body, np.ones(len(kept)), half)
    runner = same_tendons(runner, FRESH.body, half, kept)
    weaker = runner_body(runner, FRESH.settings, tired_body(default_body(), kept))
    assert kept_of(weaker, FRESH.body) == pytest.approx(kept)
    for before, now, part in zip(FRESH.body.muscles, weaker.muscles, kept, strict=True):
        assert now.mass == pytest.approx(part * before.mass)
        stretch = before.tendon_strain * float(tendon_strain(part))  # at all that is left
        assert now.tendon_strain == pytest.approx(stretch)
    assert weaker.segments == FRESH.body.segments
    assert tired_body(default_body(), np.ones(len(kept))) == default_body()


def test_what_fell_out_still_rests():
    rule = RuleSolve(dearer=0.0)
    tired = rule(FRESH, FRESH.task, np.full(len(FRESH.body.muscles), 0.9))
    lost = sum(m.mass for m in FRESH.body.muscles) - sum(m.mass for m in tired.body.muscles)
    assert lost > 1.0
    assert power_with_rest(tired, FRESH.body) == pytest.approx(metabolic_power(tired) + lost)
    assert power_with_rest(FRESH, FRESH.body) == metabolic_power(FRESH)


def test_lost_drive_is_in_the_samples_only():
    run = march(FRESH, even(2), C, solve=RuleSolve())
    state = run.points[-1].state
    kept, own = kept_in_running(state, C), 1.0 - state.peripheral
    assert (kept[0] == own[0]).all()
    assert (kept[1:] < own[1:]).all()
    assert (kept >= state.force_left).all()


@pytest.mark.slow
def test_a_tired_run_is_solved_from_the_fresh_one():
    run = march(FRESH, even(1, 3000.0), C)
    fresh, tired = (point.motion for point in run.points)
    assert tired.status is Status.CONVERGED
    assert tired.task == fresh.task
    assert tired.solver.objective > fresh.solver.objective
    assert tired.body.mass == pytest.approx(fresh.body.mass)
    assert kept_of(tired.body, fresh.body) == pytest.approx(
        kept_in_running(run.points[-1].state, C)[0]
    )
