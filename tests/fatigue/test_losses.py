"""Published losses beside the model: what is counted, and what it says of each."""

import pytest

from hillrunner.errors import MotionError
from hillrunner.fatigue.coefficients import draw
from hillrunner.fatigue.losses import Loss, Strides, held, losses, predicted
from hillrunner.motion import library
from hillrunner.published.rows import RowsError

SAMPLES = draw(100, 2)
LEVEL = ("run-2.nc", "run-2.5.nc", "run-3.nc", "run-3.5.nc")


@pytest.fixture(scope="module")
def strides() -> Strides:
    return Strides(library.load_shipped(name) for name in LEVEL)


def made_up(**given) -> Loss:
    usual = {"grade": "A", "distance": 21097.5, "speed": (3.0, 3.2, 3.5), "mean": -20.0}
    return Loss(**({"name": "made up", "source": "nobody"} | usual | given))


def test_what_is_counted_was_read_and_used_for_nothing():
    assert any(row.counted for row in losses())
    assert any(row.used for row in losses())
    for row in losses():
        assert row.counted == (row.grade != "M" and not row.used and not row.apart)
        assert row.source
        assert row.speed == tuple(sorted(row.speed))


def test_constants_were_fitted_to_knee_extensors_and_meet_what_is_central(strides):
    """The published value is among what the model takes for possible, whatever the strides."""
    fitted = [r for r in losses() if "central" in r.used or "peripheral" in r.used]
    assert {row.of for row in fitted} == {"quadriceps", None}
    for row in (r for r in fitted if r.quantity == "drive"):
        one = held(row, strides, SAMPLES)
        assert one.low <= row.mean <= one.high, row.name


def test_a_longer_race_at_the_same_speed_takes_more(strides):
    half, whole = (made_up(quantity="force", of="glutes", distance=d) for d in (21097.5, 42195.0))
    assert (predicted(whole, strides, SAMPLES) < predicted(half, strides, SAMPLES)).all()


def test_loss_of_force_is_that_of_drive_and_of_the_muscle_itself(strides):
    force, own = (made_up(quantity=q, of="calves") for q in ("force", "own force"))
    parts = [1.0 + predicted(r, strides, SAMPLES) / 100.0 for r in (own, made_up(quantity="drive"))]
    whole = 1.0 + predicted(force, strides, SAMPLES) / 100.0
    assert whole == pytest.approx(parts[0] * parts[1])


def test_against_itself_there_is_no_difference(strides):
    row = made_up(quantity="force", of="calves", against={"of": "calves"})
    assert predicted(row, strides, SAMPLES) == pytest.approx(0.0)


def test_speeds_between_runs_are_between_them(strides):
    slow, middle, fast = (strides.load(v, 0.0) for v in (3.0, 3.25, 3.5))
    assert middle == pytest.approx(0.5 * (slow + fast))
    assert (strides.load(9.0, 0.0) == strides.load(3.5, 0.0)).all()


def test_oxygen_is_what_drifts_and_what_tired_muscles_add(strides):
    row = made_up(quantity="oxygen", distance=42195.0, mean=7.0, sd=10.0)
    alone, both = (held(row, strides, SAMPLES, d) for d in (None, {"cost_of_transport": 4.0}))
    assert 1 + both.value / 100 == pytest.approx(1.04 * (1 + alone.value / 100))


def test_form_needs_a_solved_long_run(strides):
    row = next(r for r in losses() if r.quantity == "contact_time" and r.counted and not r.against)
    assert held(row, strides, SAMPLES) is None
    assert held(row, strides, SAMPLES, {"contact_time": -1.0}).agrees
    assert not held(row, strides, SAMPLES, {"contact_time": 1.0}).agrees


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"mean": None, "sd": 3.0, "quantity": "drive"}, "an sd but no mean"),
        ({"low": 3.0, "quantity": "drive"}, "one end of a range only"),
        ({"mean": None, "quantity": "drive"}, "says nothing"),
        ({"quantity": "force"}, "must name a muscle group"),
        ({"quantity": "drive", "of": "calves"}, "must name a muscle group"),
    ],
)
def test_a_row_that_says_nonsense_is_refused(given, sentence):
    with pytest.raises(RowsError, match=sentence):
        made_up(**given)


def test_a_slope_that_was_not_run_is_refused(strides):
    with pytest.raises(MotionError, match="no run on a grade of -0.1 was given"):
        held(made_up(quantity="force", of="calves", slope=-0.1), strides, SAMPLES)
    with pytest.raises(MotionError, match="at least one solved run"):
        Strides([])
