"""Technique: measured as it is imposed, and never cheaper than the free optimum."""

from __future__ import annotations

import numpy as np
import pytest
from coarse_run import coarse_run
from fake_motion import fake_motion

from hillrunner import Motion, Run, SolveError, simulate
from hillrunner.analysis import spatiotemporal
from hillrunner.errors import TaskError
from hillrunner.lab.watch import WatchRun
from hillrunner.motion.library import load_shipped
from hillrunner.person.technique import Events, Technique
from hillrunner.settings import Settings
from hillrunner.solve import continuation
from hillrunner.solve.ends import mirror_node
from hillrunner.solve.interval import Layout, layout_of
from hillrunner.solve.parameters import Parameters
from hillrunner.solve.posture import (
    POSTURE,
    WEIGHTS,
    Posture,
    build_posture,
    middles,
    posture_bounds,
    posture_weights,
)
from hillrunner.solve.tape_cache import TapeCache
from hillrunner.tasks.running import step_shares
from hillrunner.worth.prices import impose as module
from hillrunner.worth.prices.impose import (
    EXACT,
    impose,
    technique_from_watch,
    technique_of,
)
from hillrunner.worth.prices.technique_price import (
    TOLERANCE,
    price_technique,
    technique,
)

SHIPPED = ("run-3.5.nc", "run-2.5.nc", "run-5.nc", "run-3.5-grade+0.10.nc")


@pytest.fixture(scope="module")
def run() -> Motion:
    return load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def posture(run) -> tuple[Posture, Layout, np.ndarray]:
    """The posture's functions of the shipped body, its layout and its parameters."""
    body = run.body
    parameters = Parameters(body, of_any_size=False)
    p = parameters.pack(body, Settings(), run.task, 0.0)
    return build_posture(body, parameters, TapeCache(None)), layout_of(body), p


def ends(motion: Motion, layout: Layout) -> np.ndarray:
    """Positions at both ends of every interval of the step, (intervals, 2 coordinates)."""
    x = motion["warm_variables"].values
    nodes = x[1:-1].reshape(-1, layout.node)[:, : layout.state]
    mirror = mirror_node(motion.body, layout)
    index, sign = mirror.index[: layout.state], mirror.sign[: layout.state]
    after = np.vstack([nodes[1:], nodes[0][index] * sign])
    return np.hstack([nodes[:, layout.position], after[:, layout.position]])


# -- what is measured is what is imposed -----------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_the_imposed_rows_are_the_measured_technique(name, posture):
    functions, layout, p = posture
    motion = load_shipped(name)
    own = technique_of(motion)
    pairs = ends(motion, layout)
    shares = step_shares(len(pairs))
    weights = posture_weights(own, shares)
    rows = sum(
        np.asarray(functions.value(y, w, p)).ravel() for y, w in zip(pairs, weights.T, strict=True)
    )
    low, high = posture_bounds(own, motion.grade)
    assert (low == high).all()
    assert rows == pytest.approx(low, abs=1e-9)
    assert 60.0 / own.step_rate == pytest.approx(0.5 * motion.stride_time)


def test_what_is_not_imposed_is_free():
    shares = step_shares(20)
    only = Technique(trunk_lean=0.1)
    low, high = posture_bounds(only, 0.1)
    assert low[0] == high[0] == pytest.approx(-0.1 - np.arctan(0.1))
    assert np.isinf([low[1:], high[1:]]).all()
    weights = posture_weights(only, shares)
    assert weights[0].sum() == pytest.approx(1.0) and not weights[1:].any()
    assert not posture_weights(None, shares).any()
    assert np.isinf(posture_bounds(None, 0.0)).all()


def test_weights_pick_their_moments():
    shares = step_shares(30)
    phase = middles(shares)
    at = Technique(overstride=0.2, oscillation=0.08, events=Events(contact=0.213, lowest=0.52))
    weights = posture_weights(at, shares)
    assert weights[1] @ phase == pytest.approx(0.213) and weights[1].sum() == pytest.approx(1.0)
    assert np.count_nonzero(weights[1]) == 2 and not weights[2].any()
    assert np.flatnonzero(weights[3] == 1.0).tolist() == [0]
    assert phase[np.flatnonzero(weights[3] == -1.0)] == pytest.approx(0.52, abs=0.02)
    late = posture_weights(Technique(oscillation=0.08, events=Events(highest=0.999)), shares)
    assert late[3, -1] == 1.0 or late[3, 0] == 1.0  # the step ends where it began
    early = posture_weights(Technique(overstride=0.2, events=Events(contact=-0.004)), shares)
    assert early[1, 0] > 0.0 and early[2, -1] > 0.0  # the left foot of the mirrored step
    assert early[1:3].sum() == pytest.approx(1.0)
    assert early[1] @ phase + early[2] @ (phase - 1.0) == pytest.approx(-0.004)


def test_derivatives_of_the_posture(posture):
    functions, layout, p = posture
    random = np.random.default_rng(3)
    y = 0.2 * random.normal(size=2 * layout.coordinates)
    weight, lam = random.normal(size=len(WEIGHTS)), random.normal(size=len(POSTURE))
    size, small = len(y), 1e-5

    def dense(nonzeros, sparsity):
        full = np.zeros(sparsity.shape)
        full[tuple(np.array(k) for k in sparsity.get_triplet())] = np.asarray(nonzeros).ravel()
        return full

    def jacobian(at):
        return dense(functions.first(at, weight, p), functions.first.pattern)

    upper = dense(functions.second(y, weight, p, lam), functions.second.pattern)
    hessian = upper + np.triu(upper, 1).T
    for i in range(size):
        d = small * np.eye(size)[i]
        slope = functions.value(y + d, weight, p) - functions.value(y - d, weight, p)
        np.testing.assert_allclose(
            np.asarray(slope).ravel() / (2 * small), jacobian(y)[:, i], atol=1e-8
        )
        curve = lam @ (jacobian(y + d) - jacobian(y - d)) / (2 * small)
        np.testing.assert_allclose(curve, hessian[i], atol=1e-7)


def test_a_measured_run_is_believable(run):
    own = technique_of(run)
    numbers = spatiotemporal(run)
    assert own.step_rate == pytest.approx(numbers.cadence)
    assert own.oscillation == pytest.approx(numbers.com_oscillation)
    assert 0.0 < own.trunk_lean < 0.3
    assert 0.05 < own.overstride < 0.35
    assert own.events.contact < own.events.lowest
    uphill = technique_of(load_shipped("run-3.5-grade+0.10.nc"))
    data = load_shipped("run-3.5-grade+0.10.nc").data
    # the trunk's own rotation, against a vertical that leans back in the slope's frame
    trunk = data["segment_rotation"].sel(segment="torso").values[:, :, 1]
    lean = np.arctan2(trunk[:, 0], trunk[:, 1]) - np.arctan(0.10)
    share = data["duration"].values / data["duration"].values.sum()
    assert uphill.trunk_lean == pytest.approx(float(share @ lean), abs=0.02)


def test_a_watch_tells_two_of_four():
    watch = WatchRun(3.5, 172.0, 0.23, 0.09, None, {}, 100, 100.0, 100, "run.fit", ())
    assert technique_from_watch(watch).imposed == {"step_rate": 172.0, "oscillation": 0.09}


# -- tasks -----------------------------------------------------------------------------------------


def test_a_task_keeps_its_technique():
    technique = Technique(step_rate=170, overstride=0.2, events=Events(contact=0.21))
    task = Run(3.5, technique=technique)
    assert Run.model_validate_json(task.model_dump_json()) == task
    assert Run(**task.model_dump(mode="json")).technique == technique
    assert Run(3.5).technique is None
    assert technique.imposed == {"step_rate": 170.0, "overstride": 0.2}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"step_rate": 17}, "step_rate is 17 steps/min, but must be a number from 120 to 260"),
        ({"trunk_lean": 10}, "trunk_lean is 10 rad, but must be a number from -0.35 to 0.8 rad"),
        ({"oscillation": 80}, "oscillation is 80 m, but must be a number from 0.01 to 0.16 m"),
        ({"overstride": "far"}, "overstride is 'far', which is not a number"),
        ({"cadence": 170}, "unknown key 'cadence'"),
        ({"events": {"contact": 0.9}}, "phase of contact is 0.9, but must be a number from -0.5"),
    ],
)
def test_bad_technique(given, says):
    with pytest.raises(TaskError) as caught:
        Technique(**given)
    assert says in str(caught.value) and str(caught.value).endswith(".")
    with pytest.raises(TaskError):
        Run(3.5, technique=given)


def test_bodies_without_the_joints():
    with pytest.raises(TaskError, match="no coordinate pelvis_tilt and no lumbar_extension"):
        technique_of(fake_motion())


# -- imposing --------------------------------------------------------------------------------------


def test_moments_are_imposed_again_until_they_stay(run, monkeypatch):
    """A solver that answers with other motions: the events asked for follow the last answer."""
    answers = [load_shipped("run-4.nc"), load_shipped("run-5.nc"), run]
    asked: list[Run] = []

    def fake(runner, task, **_):
        asked.append(task)
        return answers[len(asked) - 1]

    monkeypatch.setattr(continuation, "simulate", fake)
    own = technique_of(run)
    done = impose(run, Technique(oscillation=own.oscillation))
    assert done is run and len(asked) == 3
    events = [task.technique.events for task in asked]
    assert events == [technique_of(m).events for m in (run, *answers[:2])]

    answers[:] = [load_shipped("run-3.nc")] * module.ROUNDS  # at 3 m/s, whatever is asked
    asked.clear()
    with pytest.raises(
        SolveError,
        match=r"contact kept shifting after 5 solves: oscillation is 0\.0\d+ and not 0\.08",
    ):
        impose(run, Technique(oscillation=0.08))
    assert len(asked) == module.ROUNDS


def test_nothing_requested_and_imposed_twice(run):
    with pytest.raises(TaskError, match="no technique is requested"):
        technique(run)
    with pytest.raises(TaskError, match="no technique is requested"):
        impose(run, Technique())
    task = run.task.model_copy(update={"technique": Technique(step_rate=170)})
    bound = Motion(run.data.assign_attrs(task=task.model_dump(mode="json")))
    with pytest.raises(TaskError, match="imposed already"):
        price_technique(bound, Technique(step_rate=175))


def test_a_change_too_large_goes_by_way_of_half(run, monkeypatch):
    """A solver that answers with what was asked, if it is near enough."""
    own = technique_of(run)
    asked: list[float] = []
    numbers = {id(run): own}
    kept: list[Motion] = []

    def fake(runner, task, *, start, **_):
        rate = task.technique.step_rate
        asked.append(rate - own.step_rate)
        if abs(rate - numbers[id(start)].step_rate) > 6.0:
            raise SolveError("too far")
        answer = Motion(run.data)
        kept.append(answer)
        numbers[id(answer)] = own.model_copy(update={"step_rate": rate})
        return answer

    monkeypatch.setattr(continuation, "simulate", fake)
    monkeypatch.setattr(module, "technique_of", lambda motion: numbers[id(motion)])
    impose(run, Technique(step_rate=own.step_rate + 5.0))
    assert asked == pytest.approx([5.0])
    asked.clear()
    impose(run, Technique(step_rate=own.step_rate - 10.0))
    assert asked == pytest.approx([-10.0, -5.0, -10.0])
    asked.clear()
    with pytest.raises(SolveError, match="too far"):
        impose(run, Technique(step_rate=own.step_rate + 50.0))


@pytest.fixture(scope="module")
def free(run) -> Motion:
    """The shipped run, solved again: nothing to do where the model has not changed."""
    return simulate(run.runner, Run(3.5), start=run)


@pytest.fixture(scope="module")
def coarse() -> Motion:
    """The same on a coarse mesh, where the moments of highest and lowest settle sooner."""
    return coarse_run()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of", "name", "change"),
    [
        ("free", "step_rate", -2.0),
        ("free", "trunk_lean", 0.02),
        ("coarse", "overstride", -0.005),
        ("coarse", "oscillation", 0.002),
    ],
)
def test_a_constrained_optimum_is_never_cheaper(request, of, name, change):
    free = request.getfixturevalue(of)
    wanted = technique_of(free).imposed[name] + change
    price = price_technique(free, Technique(**{name: wanted}))
    assert price.after.imposed[name] == pytest.approx(wanted, abs=EXACT[name])
    assert price.effort > -TOLERANCE
    assert price.motion.task.technique.imposed == {name: pytest.approx(wanted)}
    assert price.free.task.technique is None


@pytest.mark.slow
def test_imposing_what_is_free_already_costs_nothing(free):
    own = technique_of(free)
    price = price_technique(free, Technique(step_rate=own.step_rate, trunk_lean=own.trunk_lean))
    assert price.effort == pytest.approx(0.0, abs=TOLERANCE)
    np.testing.assert_allclose(price.motion["position"].values, free["position"].values, atol=0.02)
