"""What a lifter carries, as it is drawn."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hillrunner.model.body.default import default_body
from hillrunner.tasks.deadlift import Deadlift
from hillrunner.tasks.split_squat import SplitSquat
from hillrunner.tell.report.lift_page import beginning
from hillrunner.tell.report.scene import HALF_BAR, HALF_DUMBBELL, bar

BODY = default_body()


def drawn(task, apart=False):
    return bar(SimpleNamespace(body=BODY, task=task), apart)


def test_a_bar_goes_across_the_shoulders_or_from_hand_to_hand():
    names = [segment.name for segment in BODY.segments]
    (shoulders,) = drawn(SplitSquat(20.0))
    assert names[int(shoulders[0])] == names[int(shoulders[4])] == "torso"
    assert shoulders[3] - shoulders[7] == pytest.approx(2.0 * HALF_BAR)
    (hands,) = drawn(Deadlift(20.0))
    assert {names[int(hands[i])] for i in (0, 4)} == {"ulna_r", "ulna_l"}


def test_dumbbells_are_one_in_each_hand():
    task = SplitSquat(20.0, carry="hands")
    assert task.apart and not SplitSquat(20.0).apart
    rows = np.array(drawn(task, apart=True))
    assert rows.shape[0] == 2 and (rows[:, 0] == rows[:, 4]).all() and rows[0, 0] != rows[1, 0]
    assert rows[:, 1] - rows[:, 5] == pytest.approx(np.full(2, 2.0 * HALF_DUMBBELL))


def test_a_curve_begins_where_a_foot_lands_that_was_in_the_air():
    assert beginning(np.array([300.0, 400.0, 0.0])) == "the right foot lands"
    for never in ([300.0, 400.0], [0.0, 0.0]):
        assert "begins and ends" in beginning(np.array(never))
