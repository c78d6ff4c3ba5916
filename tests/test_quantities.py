"""The one table of what quantities are called and how they are shown."""

import math

import pytest

from hillrunner.analysis.spatiotemporal import Spatiotemporal
from hillrunner.analysis.tissue_table import MEASURES
from hillrunner.analysis.tissue_table import TISSUES as DAMAGED
from hillrunner.person.technique import LIMITS
from hillrunner.published.bands import BANDED
from hillrunner.quantities import LOADS, QUANTITIES, TISSUES, decimal, pace, significant


def test_every_number_of_a_run_is_in_the_table():
    numbers = {f for f in Spatiotemporal.__dataclass_fields__ if "group" not in f}
    assert numbers <= set(QUANTITIES)
    assert set(BANDED) <= set(QUANTITIES) and set(LIMITS) <= set(QUANTITIES)
    assert {m.name for m in MEASURES} <= set(LOADS)
    assert {t.name for t in DAMAGED} == set(TISSUES)


@pytest.mark.parametrize(
    ("key", "value", "shown", "finer"),
    [
        ("contact_time", 0.2359, "236", "236"),
        ("com_oscillation", 0.0659, "66", "66"),
        ("cost_of_transport", 3.0873, "3.09", "3.087"),
        ("knee_contact", 24.76, "25", "24.8"),
        ("trunk_lean", math.radians(7.71), "7.7", "7.7"),
        ("achilles_force.peak", 4987.3, "4.99", "4.99"),
        ("achilles_force.per_km", 301_900.0, "302", "302"),
        ("speed", math.nan, "-", "-"),
        ("peak_braking_force", -0.001, "0.00", "0.00"),
    ],
)
def test_values_are_shown_in_the_shown_unit(key, value, shown, finer):
    assert QUANTITIES[key].shown(value) == shown
    assert QUANTITIES[key].shown(value, finer=True) == finer


def test_changes_have_a_sign_but_zero():
    assert QUANTITIES["contact_time"].shown(0.004, signed=True) == "+4"
    assert decimal(-0.04, 1, signed=True) == decimal(0.04, 1, signed=True) == "0.0"
    assert significant(0.0) == "0" and significant(-123.4) == "-123"
    assert significant(12_345_678.0) == "1.2e+07" and significant(0.01234) == "0.0123"


def test_a_pace_is_rounded_to_the_nearest_second():
    assert pace(3.5) == "4:46" and pace(1000.0 / 299.6) == "5:00"
    assert pace(8.95) == "1:52"


def test_no_load_has_a_good_direction():
    assert all(q.good is None for q in (*LOADS.values(), *TISSUES.values()))
    assert QUANTITIES["cost_of_transport"].good == "lower"
    assert QUANTITIES["contact_time"].with_unit(0.236) == "236 ms"
