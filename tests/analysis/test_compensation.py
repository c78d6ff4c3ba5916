"""Who takes over when a body changes: known changes of forces, in closed form."""

import numpy as np
import pytest
from fake_motion import STRIDE, fake_body, fake_motion
from lopsided import copied

from hillrunner import Motion
from hillrunner.analysis.compensation import compensation
from hillrunner.errors import MotionError

LEFT = dict(side="left", group="glutes")


def scaled(motion: Motion, factors: dict[str, float]) -> Motion:
    """Muscles that pull so many times as hard."""
    result = copied(motion)
    for muscle, factor in factors.items():
        result.data["tendon_force"].loc[dict(muscle=muscle)] *= factor
    return result


@pytest.fixture(scope="module")
def before():
    return fake_motion(points=200)


def test_nothing_changes_against_itself(before):
    found = compensation(before, before)
    for name in ("impulse_change", "work_positive_change", "group_impulse_change"):
        assert (found[name] == 0).all()
    assert (found["strength"] == 1).all() and (found["group_strength"] == 1).all()
    assert found["impulse_before"].values == pytest.approx(1000 * STRIDE, rel=1e-3)


def test_each_muscles_impulse_and_place(before):
    after = scaled(before, {"glmax1_l": 0.7, "bflh_l": 1.2, "soleus_r": 1.1})
    found = compensation(before, after)
    impulse = found["impulse_before"]
    change = found["impulse_change"]
    for muscle, factor in (("glmax1_l", 0.7), ("bflh_l", 1.2), ("soleus_r", 1.1), ("bflh_r", 1.0)):
        expected = (factor - 1) * float(impulse.sel(muscle=muscle))
        assert float(change.sel(muscle=muscle)) == pytest.approx(expected, abs=1e-9)
        percent = float(found["impulse_percent"].sel(muscle=muscle))
        assert percent == pytest.approx(100 * (factor - 1), abs=1e-9)
    order = found["muscle"].values[np.argsort(found["rank"].values)].tolist()
    assert order[:2] == ["bflh_l", "soleus_r"] and order[-1] == "glmax1_l"
    assert sorted(found["rank"].values.tolist()) == list(range(1, len(order) + 1))


def test_groups_are_sums_by_side(before):
    found = compensation(before, scaled(before, {"glmax1_l": 0.7, "bflh_l": 1.2}))
    group = found["group_impulse_change"]
    assert float(group.sel(LEFT)) == pytest.approx(
        float(found["impulse_change"].sel(muscle="glmax1_l"))
    )
    assert float(group.sel(side="right", group="glutes")) == 0
    assert int(found["group_rank"].sel(side="left", group="hamstrings")) == 1
    assert int(found["group_rank"].sel(LEFT)) == found["group_rank"].size


def test_work_is_given_and_taken(before):
    """A muscle at 1 kN that shortens at 0.1 m/s for a half stride, and lengthens for the other."""
    works = copied(before)
    time = works["time"].values
    speed = np.where(time < STRIDE / 2, -0.1, 0.1)
    works.data["tendon_force"].loc[dict(muscle="bflh_l")] = 1000.0
    works.data["muscle_tendon_velocity"].loc[dict(muscle="bflh_l")] = speed
    found = compensation(before, works).sel(muscle="bflh_l")
    for name in ("work_positive", "work_negative"):
        assert float(found[f"{name}_before"]) == 0
        assert float(found[f"{name}_change"]) == pytest.approx(100 * STRIDE / 2, rel=1e-2)
        assert np.isnan(float(found[f"{name}_percent"]))


def test_strength_is_that_of_the_bodies(before):
    body = before.body
    weak = tuple(
        m.model_copy(update={"max_force": 0.7 * m.max_force}) if m.name == "glmax1_l" else m
        for m in body.muscles
    )
    weaker = body.model_copy(update={"muscles": weak})
    after = Motion(before.data.assign_attrs(body=weaker.model_dump_json()))
    found = compensation(before, after)
    assert float(found["strength"].sel(muscle="glmax1_l")) == pytest.approx(0.7)
    assert float(found["group_strength"].sel(LEFT)) == pytest.approx(0.7)
    assert (found["strength"] < 1).sum() == 1


def test_other_muscles_are_refused(before):
    body = fake_body()
    other = body.model_copy(update={"muscles": body.muscles[:-1]})
    motion = Motion(before.data.assign_attrs(body=other.model_dump_json()))
    with pytest.raises(MotionError, match="different muscles"):
        compensation(before, motion)
