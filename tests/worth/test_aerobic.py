"""Oxygen against cost: check values of the published formulas, and what must hold of any answer."""

from itertools import pairwise

import numpy as np
import pytest
from fake_motion import fake_motion
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.analysis import spatiotemporal
from hillrunner.errors import MotionError, RunnerError
from hillrunner.motion.library import load_shipped
from hillrunner.worth.race.aerobic import (
    DISTANCES,
    Caveat,
    DanielsGilbert,
    Race,
    anchored_to_race,
    di_prampero_speed,
    fraction_elasticity,
    held_fraction,
    predict,
    predict_races,
    sustainable_speed,
    vo2max_from_race,
)
from hillrunner.worth.race.cost import CostCurve, energy_per_oxygen

SPEEDS = (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)
SIMULATED = CostCurve(SPEEDS, (2.86, 2.97, 2.85, 2.78, 2.73, 2.78, 2.87, 3.07, 3.28))
DEMANDS = {
    "own": SIMULATED,
    "population": SIMULATED.anchored_to_population(),
    "flat": SIMULATED.anchored_to_population().flat(),
    "published": DanielsGilbert(),
}

distances = st.floats(1500.0, 42_195.0)
capacities = st.floats(25.0, 85.0)
demands = st.sampled_from(list(DEMANDS.values()))


def test_check_values_of_the_published_formulas():
    people = DanielsGilbert()
    for v, oxygen in ((200, 36.012), (250, 47.464), (300, 59.437)):
        assert people.demand(v / 60) == pytest.approx(oxygen, abs=6e-4)
    for minutes, share in ((5, 1.09146), (20, 0.95298), (60, 0.88801), (120, 0.84088)):
        assert held_fraction(60 * minutes) == pytest.approx(share, abs=5e-6)
    for race, vdot in (((5000, 1200), 49.81), ((10_000, 2400), 51.94), ((42_195, 10_800), 53.53)):
        assert vo2max_from_race(Race(*race), people) == pytest.approx(vdot, abs=5e-3)
    assert di_prampero_speed(60.0, 0.85) == pytest.approx(4.749, abs=5e-4)
    for ratio, energy in ((0.707, 19.62), (0.85, 20.36), (1.0, 21.13)):
        assert energy_per_oxygen(ratio) == pytest.approx(energy, abs=6e-3)


@given(distances, capacities, demands)
def test_a_prediction_is_a_fixed_point(distance, vo2max, demand):
    race = predict(distance, vo2max, demand)
    assert race.time * race.speed == pytest.approx(distance, rel=1e-12)
    assert demand.demand(race.speed) == pytest.approx(held_fraction(race.time) * vo2max, rel=1e-9)
    assert sustainable_speed(max(race.time, 120.0), vo2max, demand) == pytest.approx(
        race.speed, rel=1e-8
    )


@given(distances, capacities, st.floats(1.000001, 1.3), demands)
def test_more_vo2max_never_slows(distance, vo2max, more, demand):
    fitter = predict(distance, min(100.0, vo2max * more), demand)
    assert fitter.time < predict(distance, vo2max, demand).time


@given(distances, capacities, st.floats(1.000001, 1.4))
def test_a_dearer_run_is_never_faster(distance, vo2max, factor):
    dear = predict(distance, vo2max, SIMULATED.scaled(factor))
    assert dear.time > predict(distance, vo2max, SIMULATED).time


@given(capacities, demands)
def test_longer_races_are_slower(vo2max, demand):
    races = list(predict_races(vo2max, demand).values())
    assert [race.distance for race in races] == list(DISTANCES.values())
    for short, long in pairwise(races):
        assert long.speed < short.speed and long.time > short.time


@given(distances, capacities, demands)
def test_a_race_gives_back_the_vo2max(distance, vo2max, demand):
    race = predict(distance, vo2max, demand)
    found = demand.demand(race.speed) / held_fraction(race.time)
    assert found == pytest.approx(vo2max, rel=1e-9)


@given(distances, capacities, demands)
def test_the_elasticity_is_the_derivative(distance, vo2max, demand):
    small = 1e-5
    race = predict(distance, vo2max, demand)
    if isinstance(demand, CostCurve) and min(abs(race.speed - s) for s in demand.speeds) < 1e-3:
        return  # the curve's slope has corners at its ends
    times = [predict(distance, vo2max * np.exp(d), demand).time for d in (-small, small)]
    slope = np.log(times[1] / times[0]) / (2 * small)
    assert -race.time_elasticity == pytest.approx(slope, rel=2e-3)
    assert race.seconds_per_vo2max(2.0) == pytest.approx(race.time * slope * 0.02, rel=2e-3)
    assert race.seconds_per_cost(1.0) == -race.seconds_per_vo2max(1.0)


@given(st.floats(10.0, 50_000.0))
def test_the_held_share_falls_slower_than_any_demand_grows(time):
    small = 1e-5
    low, high = held_fraction(time * np.exp(-small)), held_fraction(time * np.exp(small))
    assert fraction_elasticity(time) == pytest.approx(np.log(high / low) / (2 * small), abs=1e-7)
    assert -0.12 < fraction_elasticity(time) < 0.0


def test_the_race_alone_decides_the_other_distances():
    """Whatever the cost is anchored to, VO2max takes it up: other distances stay as they are."""
    race = Race(5000.0, 1200.0)
    times = [
        predict(10_000.0, vo2max_from_race(race, curve), curve).time
        for curve in (SIMULATED, DEMANDS["population"], SIMULATED.anchored_to_population("looney"))
    ]
    assert times == pytest.approx([times[0]] * 3, rel=1e-9)


def test_anchoring_to_the_runners_own_pair():
    race = Race(10_000.0, 2400.0)
    curve = anchored_to_race(SIMULATED, race, 54.0)
    assert predict(10_000.0, 54.0, curve).time == pytest.approx(2400.0, rel=1e-9)
    ratio = [curve.cost(v) / SIMULATED.cost(v) for v in (2.2, 3.3, 5.7)]
    assert ratio == pytest.approx([curve.anchor.factor] * 3)
    assert (curve.anchor.race, curve.anchor.vo2max) == (race, 54.0) and curve.anchor.usual
    assert curve.cost(race.speed) == pytest.approx(curve.anchor.cost)
    with pytest.raises(RunnerError, match=r"2400 s .* means a cost of 7\.\d\d J/kg/m"):
        anchored_to_race(SIMULATED, race, 95.0)


def test_anchoring_to_people():
    assert SIMULATED.anchored_to_population("minetti").cost(3.5) == pytest.approx(3.40)
    prampero = SIMULATED.anchored_to_population("di-prampero")
    assert prampero.cost(3.5) == pytest.approx(0.179 * energy_per_oxygen() + 1.2 / 3.5)
    assert prampero.anchor.sd == pytest.approx(0.017 / 0.179)
    twice = prampero.anchored_to_population("looney")
    assert twice.cost(3.5) == pytest.approx(4.15) and twice.anchor.sd is None
    assert (twice.anchor.cost, twice.anchor.speed) == (pytest.approx(4.15), 3.5)
    assert SIMULATED.anchor.cost is None and SIMULATED.anchor.factor == 1.0
    with pytest.raises(RunnerError, match="must be one of di-prampero|must be one of minetti"):
        SIMULATED.anchored_to_population("strava")


@pytest.mark.parametrize("vo2max", [40.0, 50.0, 60.0, 70.0])
def test_anchored_times_agree_with_the_published_tables(vo2max):
    """Two independent measurements, di Prampero's cost and Daniels' and Gilbert's demand: from 3.3
    to 5 m/s they agree within one SD of the cost among people (at 3.1 m/s, 1.2 SD)."""
    curve = SIMULATED.anchored_to_population("di-prampero").flat()
    sd = curve.anchor.sd
    compared = 0
    for distance in DISTANCES.values():
        people = predict(distance, vo2max, DanielsGilbert())
        if 3.3 <= people.speed <= 5.0:
            compared += 1
            fast = predict(distance, vo2max, curve.scaled(1.0 - sd)).time
            slow = predict(distance, vo2max, curve.scaled(1.0 + sd)).time
            assert fast < people.time < slow
    assert compared >= 1


def test_a_changed_body_keeps_the_anchor():
    curve = SIMULATED.anchored_to_population()
    cheaper = SIMULATED.scaled(0.98).like(curve)
    before, after = predict(10_000.0, 55.0, curve), predict(10_000.0, 55.0, cheaper)
    assert after.time / before.time == pytest.approx(1 - 0.02 * before.time_elasticity, abs=3e-4)
    assert cheaper.cost(4.0) / curve.cost(4.0) == pytest.approx(0.98)


def test_a_curve_through_solved_motions():
    motions = [load_shipped(f"run-{v}.nc") for v in ("4", "3", "3.5")]
    curve = CostCurve.from_motions(motions)
    assert curve.speeds == (3.0, 3.5, 4.0)
    assert curve.cost(3.5) == pytest.approx(spatiotemporal(motions[2]).cost_of_transport)
    outside = predict(1500.0, 60.0, curve)
    assert outside.speed > 4.0 and outside.caveats == (Caveat.OUTSIDE_SPEEDS,)
    assert curve.cost(9.0) == curve.cost(4.0) and curve.elasticity(9.0) == 1.0
    single = CostCurve.from_motions(motions[:1])
    assert predict(5000.0, 50.0, single).caveats == (Caveat.CONSTANT_COST,)


def test_bad_curves():
    level, hill = load_shipped("run-3.5.nc"), load_shipped("run-3.5-grade+0.05.nc")
    with pytest.raises(MotionError, match="of 0, 0.05"):
        CostCurve.from_motions([level, hill])
    with pytest.raises(MotionError, match="of one body"):
        CostCurve.from_motions([level, fake_motion(speed=3.0)])
    with pytest.raises(MotionError, match="none was given"):
        CostCurve.from_motions([])
    with pytest.raises(MotionError, match="increasing speeds"):
        CostCurve.from_motions([level, level])
    with pytest.raises(MotionError, match="must be positive"):
        CostCurve((2.0, 3.0), (3.0, -1.0))
    with pytest.raises(MotionError, match="more than one speed"):
        CostCurve((3.0, 3.1), (3.5, 3.0))
    with pytest.raises(MotionError, match="of grade 0.05"):
        CostCurve.from_motions([hill]).anchored_to_population()
    with pytest.raises(RunnerError, match="exchange ratio is 1.2"):
        CostCurve((3.0,), (3.0,), exchange_ratio=1.2)
    with pytest.raises(RunnerError, match="must be above 0"):
        SIMULATED.scaled(0.0)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"distance": 800, "time": 120}, "800 m, but must be a number from 1500 to 42195 m"),
        ({"distance": 5000, "time": 300}, "5000 m in 300 s is 16.67 m/s"),
        ({"distance": 5000, "time": "20:00"}, "is '20:00', which is not a number"),
        ({"distance": 5000}, "time is missing"),
        ({"distance": 5000, "time": 1200, "tme": 3}, "unknown key 'tme'"),
    ],
)
def test_races_nobody_runs(given_, says):
    with pytest.raises(RunnerError) as caught:
        Race(**given_)
    assert says in str(caught.value)


def test_impossible_runners():
    with pytest.raises(RunnerError, match="VO2max is 5 mL/kg/min, but must be a number from 15"):
        predict(5000.0, 5.0, SIMULATED)
    with pytest.raises(RunnerError, match="distance is 100 m"):
        predict(100.0, 50.0, SIMULATED)
    with pytest.raises(RunnerError, match="duration is 30 s"):
        sustainable_speed(30.0, 50.0, SIMULATED)
    with pytest.raises(RunnerError, match="not even 0.45 m/s can be held"):
        predict(5000.0, 15.0, SIMULATED.scaled(5.0))
