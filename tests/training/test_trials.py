"""Published trials with their own plans: which way the model goes, and whether it is inside."""

import pytest
from lifts import gallery_squat

from hillrunner.training.trials import held, trials

COMPARED = [one for trial in trials() for one in held(trial, {"half squat": gallery_squat()})]


def test_what_is_counted_was_read_and_used_for_nothing():
    counted = [(t, o) for t in trials() for o in t.outcomes if t.counts(o)]
    assert counted
    for trial, outcome in counted:
        assert "M" not in (trial.plan_grade, outcome.grade)
        assert not outcome.used


@pytest.mark.parametrize(
    "one", [c for c in COMPARED if c.counted], ids=lambda c: f"{c.trial} {c.outcome.of}"
)
def test_counted_trials_agree(one):
    assert one.agrees
    assert one.inside is not False


def test_controls_stay_as_they_are():
    (control,) = (one for one in COMPARED if one.trial.endswith("controls"))
    assert (control.value, control.low, control.high) == (0.0, 0.0, 0.0)
