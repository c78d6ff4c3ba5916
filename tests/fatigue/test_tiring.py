"""What hours of running take from muscles, and what days bring back."""

import numpy as np
import pytest
from fake_motion import fake_motion

from hillrunner import Motion
from hillrunner.fatigue.accustomed import marathon_speed
from hillrunner.fatigue.coefficients import TABLE, Coefficients, draw
from hillrunner.fatigue.load import eccentric_load
from hillrunner.fatigue.tiring import (
    HOUR,
    MARATHON,
    USUAL,
    after_rest,
    after_running,
    fresh,
    oxygen_drift,
)

SAMPLES = draw(40, 1)
LOAD = np.array([0.0, 2.0, 8.0])  # W/kg


def raced(hours: float, load=LOAD, c: Coefficients = SAMPLES, intensity: float = 1.0):
    return after_running(fresh(len(load), c), load, hours * HOUR, c, intensity)


def test_all_force_is_there_at_the_start():
    assert (fresh(3, SAMPLES).force_left == 1.0).all()
    assert (raced(0.0).force_left == 1.0).all()


def test_force_is_lost_from_hour_to_hour_and_never_all_of_it():
    left = np.array([raced(hours).force_left for hours in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)])
    assert (np.diff(left, axis=0) < 0.0).all()
    assert left.min() > 0.0


def test_more_load_takes_more_and_no_load_only_what_is_central():
    state = raced(3.0)
    assert (np.diff(state.force_left, axis=1) < 0.0).all()
    assert np.array_equal(state.force_left[:, :1], 1.0 - state.central)


def test_the_largest_load_takes_no_more_than_the_most():
    crushed = raced(100.0, load=np.array([1e6])).peripheral
    assert crushed == pytest.approx(SAMPLES.peripheral_most)
    little = raced(100.0, load=np.array([1e-6])).peripheral
    assert little == pytest.approx(1e-6 * SAMPLES.peripheral_slope, rel=1e-4)


def test_an_easier_pace_takes_less_and_none_takes_nothing():
    easy, race, beyond = (raced(2.0, intensity=x).central for x in (0.8, 1.0, 1.1))
    assert (easy < race).all()
    assert (race < beyond).all()
    assert (raced(2.0, intensity=0.0).central == 0.0).all()


def test_pieces_of_a_run_are_the_run():
    """At a constant load the steps are exact, however many they are."""
    state = fresh(3, SAMPLES)
    for _ in range(7):
        state = after_running(state, LOAD, HOUR / 7, SAMPLES)
    assert state.force_left == pytest.approx(raced(1.0).force_left, rel=1e-12)


def test_nothing_comes_back_while_one_runs_more_easily():
    hard = raced(2.0)
    easy = after_running(hard, 0.0 * LOAD, HOUR, SAMPLES, intensity=0.1)
    assert np.array_equal(easy.force_left, hard.force_left)


def test_rest_brings_back_drive_before_muscle_and_in_the_end_all():
    tired = raced(3.0, c=SAMPLES.middle())
    rested = after_rest(tired, 2.0, SAMPLES.middle())
    worked = tired.peripheral[0] > 0.0
    own = rested.peripheral[0, worked] / tired.peripheral[0, worked]
    assert (rested.central / tired.central).max() < own.min()
    assert after_rest(tired, 365.0, SAMPLES.middle()).force_left == pytest.approx(1.0)
    assert (after_rest(tired, 0.0, SAMPLES.middle()).force_left == tired.force_left).all()


def test_without_fatigue_nothing_is_lost_and_without_drift_no_oxygen():
    assert (raced(9.0, c=SAMPLES.without_fatigue()).force_left == 1.0).all()
    assert (oxygen_drift(MARATHON, SAMPLES.without_drift()) == 1.0).all()
    assert (oxygen_drift(0.0, SAMPLES) == 1.0).all()
    assert float(oxygen_drift(MARATHON, SAMPLES)[0, 0]) == 1 + TABLE["oxygen_drift"].values[1]


def test_load_is_work_that_stretched_fibres_take_in():
    """One muscle pulls with a fifth of its force while it is stretched, the others do nothing."""
    motion = fake_motion()
    muscle = motion.body.muscles[0]
    data = motion.data.copy(deep=True)
    data["active_force"][:] = 0.0
    data["fibre_velocity"][:] = 0.0
    here = {"muscle": muscle.name}
    data["active_force"].loc[here] = 0.2 * muscle.max_force
    data["fibre_velocity"].loc[here] = 0.1
    load = eccentric_load(Motion(data))
    assert load[0] == pytest.approx(0.2 * muscle.max_force * 0.1 / muscle.mass)
    assert (load[1:] == 0.0).all()
    assert eccentric_load(Motion(data), power=1.0)[0] == pytest.approx(0.2 * load[0])
    data["fibre_velocity"].loc[here] = -0.1
    assert (eccentric_load(Motion(data)) == 0.0).all()


def test_a_stronger_muscle_that_does_the_same_tires_less():
    """The same forces and fibre speeds, of a body with more of every muscle."""
    motion = fake_motion()
    bigger = tuple(
        m.model_copy(update={"max_force": 1.1 * m.max_force}) for m in motion.body.muscles
    )
    stronger = Motion(
        motion.data.assign_attrs(
            body=motion.body.model_copy(update={"muscles": bigger}).model_dump_json()
        )
    )
    before, after = eccentric_load(motion), eccentric_load(stronger)
    assert (after <= before).all()
    assert (after[before > 0.0] < before[before > 0.0]).all()
    assert (raced(3.0, after).force_left >= raced(3.0, before).force_left).all()


def test_what_muscles_are_used_to_tires_them_less():
    slow, fast = (
        after_running(fresh(3, SAMPLES), LOAD, HOUR, SAMPLES, used_to=speed) for speed in (2.5, 4.0)
    )
    assert (fast.central == slow.central).all()
    assert (fast.peripheral <= slow.peripheral).all()
    worked, own = LOAD > 0.0, SAMPLES.accustomed[:, 0] > 0.0
    assert (fast.peripheral < slow.peripheral)[np.ix_(own, worked)].all()


def test_a_marathon_of_ones_own_tires_everybody_alike_where_load_grows_as_in_the_runs_that_ship():
    middle = SAMPLES.middle()
    power = float(middle.accustomed[0, 0])
    one, other = (
        after_running(fresh(3, middle), LOAD * (v / USUAL) ** power, HOUR, middle, used_to=v)
        for v in (2.5, 4.0)
    )
    assert one.peripheral == pytest.approx(other.peripheral)


def test_the_speed_of_a_marathon_follows_from_another_race():
    assert marathon_speed(MARATHON, 3.0) == 3.0
    # Riegel with 1.09: 10 km in 45:00 is a marathon in 3:36
    assert MARATHON / marathon_speed(10_000.0, 10_000.0 / 2700.0) == pytest.approx(
        2700.0 * 4.2195**1.09
    )


def test_coefficients_are_a_range_with_a_source_and_drawn_within_it():
    assert set(TABLE) == set(vars(SAMPLES))
    for name, one in TABLE.items():
        low, middle, high = one.values
        drawn = getattr(SAMPLES, name)
        assert low <= middle <= high
        assert one.source
        assert one.about
        assert drawn.shape == (SAMPLES.samples + 1, 1)
        assert drawn[0, 0] == middle
        assert ((low <= drawn) & (drawn <= high)).all()
