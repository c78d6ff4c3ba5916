"""A runner with one weak side, and the same with both strong, each solved over a whole stride.

Both are kept beside the gallery page on them.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from hillrunner import Motion, Status, simulate
from hillrunner.analysis import asymmetry, compensation
from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.steps import step_numbers
from hillrunner.errors import TaskError
from hillrunner.motion.library import load_shipped
from hillrunner.motion.phase import at_times, contact_time
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.technique import Technique
from hillrunner.sides import SIDES, on_side
from hillrunner.solve import continuation
from hillrunner.tasks.squat import Squat
from hillrunner.tasks.task import Symmetry
from hillrunner.tell.report.two_runs_left_right import left_right_section, takeover_section
from hillrunner.tell.words.left_right import who_takes_over
from hillrunner.tell.words.two_runs import other_symmetry, taken_over
from hillrunner.worth.compare import compare
from hillrunner.worth.prices.impose import impose, technique_of
from hillrunner.worth.prices.technique_price import check_free
from hillrunner.worth.prices.what_if import WhatIf, expected_change, what_if, what_if_each

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
CHANGE = MuscleChange(force={"left:glutes": 0.7}, mass={"left:glutes": 1.0})


@pytest.fixture(scope="module")
def limping() -> Motion:
    return Motion.load(FOLDER / "left_glutes.nc")


@pytest.fixture(scope="module")
def even() -> Motion:
    return Motion.load(FOLDER / "even_legs.nc")


@pytest.fixture(scope="module")
def result(even, limping) -> WhatIf:
    """What a what-if of these two motions is; strength is force alone, and so is the change."""
    return WhatIf(CHANGE, even, limping, expected_change(even, CHANGE))


def test_it_is_a_whole_stride_of_a_runner_with_a_weak_side(limping):
    assert limping.runner.sided and limping.status is Status.CONVERGED
    assert limping.task.symmetry(limping.body) is Symmetry.NONE
    assert limping.data.sizes["time"] == 2 * limping.settings.mesh
    right, left = (limping.body.muscle(f"glmax2_{side}").max_force for side in "rl")
    assert left == pytest.approx(0.7 * right)


def test_the_weak_hip_does_less_and_others_take_over(even, limping):
    table = asymmetry(limping)
    for measure in ("hip extension_moment", "hip abduction_moment"):
        assert float(table["difference"].sel(measure=measure)) > 5.0, measure  # right above left
    found = compensation(even, limping)
    change = found["group_impulse_change"]
    left = change.sel(side="left")
    assert float(left.sel(group="glutes")) < -20.0  # N s a stride
    others = change.drop_sel(group="glutes")
    assert float(others.where(others > 0.0).sum()) > 10.0
    names = found["muscle"].values[found["rank"].values <= 5].tolist()
    assert sum(name.endswith("_l") for name in names) >= 2


def test_a_weaker_side_costs_what_its_prices_say(result):
    assert result.actual > 0.0 and result.expected > 0.0
    # -30 % is no small change: what a body does about it makes it cheaper than its slope says
    assert 0.5 * result.expected < result.actual < 1.25 * result.expected


def test_prices_of_the_sides_add_up(even, limping):
    for motion in (even, limping, load_shipped("run-3.5.nc")):
        whole, *sides = (
            expected_change(motion, MuscleChange(force={place: 1.01}))
            for place in ("glutes", "left:glutes", "right:glutes")
        )
        assert sum(sides) == pytest.approx(whole)
        mirrored = motion.task.symmetry(motion.body) is Symmetry.MIRRORED
        assert (sides[0] == pytest.approx(sides[1], rel=1e-6)) is mirrored


def test_the_result_says_who_takes_over_and_shows_both_legs(result):
    text = str(result)
    assert "force capacity of left glutes -30 %" in text
    assert "both runs have left and right steps of their own" in text
    assert "With the left glutes 30 % weaker, most is taken over, by impulse" in " ".join(
        text.split()
    )
    assert max(map(len, text.splitlines())) <= 100
    table = asymmetry(result.after).sel(measure="hip abduction_moment")
    (line,) = (line for line in text.splitlines() if line.startswith("Hip abduction moment"))
    cells = line.split()
    assert [float(cells[5]), float(cells[7])] == [
        pytest.approx(float(table[side]), abs=0.5) for side in SIDES
    ]
    plain = json.loads(result.to_json())
    assert plain["legs"]["after"]["hip abduction_moment"]["left"] == float(table["left"])
    assert plain["muscles"]["glmed1_l"]["strength"] == pytest.approx(0.7)
    assert plain["muscles"]["glmed1_r"]["strength"] == pytest.approx(1.0)
    given = plain["muscles"]["soleus_l"]
    impulse = compensation(result.before, result.after)["impulse_change"].sel(muscle="soleus_l")
    assert given["impulse_after"] - given["impulse_before"] == pytest.approx(float(impulse))


def test_the_page_says_it_too(result):
    both = Analysis(result.before), Analysis(result.after)
    legs = str(left_right_section(*both, ("before", "after")))
    assert "Left and right" in legs and "Hip abduction moment" in legs and "nan" not in legs
    assert "mirror each other" not in legs
    taken = str(takeover_section(*both))
    assert "With the left glutes 30 % weaker" in taken and "glmed1_l" in taken
    assert takeover_section(both[1], both[0]) == ""  # nothing is weaker the other way round


def test_runs_of_unlike_symmetry_are_said_to_be(limping):
    mirrored = load_shipped("run-3.5.nc")
    sentence = other_symmetry(mirrored, limping)
    assert sentence.startswith("Only the run after has left and right steps of its own")
    assert other_symmetry(limping, limping) == other_symmetry(mirrored, mirrored) == ""
    assert sentence in " ".join(str(compare(mirrored, limping)).split())


def test_alike_changes_of_both_legs_name_no_side():
    mirrored = load_shipped("run-3.5.nc")
    weak = mirrored.runner.stronger({"glutes": 0.7})
    muscles = tuple(
        m.model_copy(update={"max_force": 0.7 * m.max_force}) if m.group == "glutes" else m
        for m in mirrored.body.muscles
    )
    body = mirrored.body.model_copy(update={"muscles": muscles}).model_dump(mode="json")
    data = mirrored.data.copy(deep=True)
    data["tendon_force"].loc[dict(muscle=["bflh_r", "bflh_l"])] *= 2.0
    attrs = {"runner": weak.model_dump(mode="json"), "body": body}
    after = Motion(data.assign_attrs(attrs))
    sentence = who_takes_over(taken_over(mirrored, after))
    assert sentence.startswith("With the glutes 30 % weaker, most is taken over in each leg, ")
    assert "left" not in sentence and "right" not in sentence


def test_both_motions_of_a_one_sided_change_are_whole(even, limping, monkeypatch):
    """A solver that knows two answers: the change is solved first, and the other from there."""
    asked = []

    def stand_in(runner, task, *, start, **_):
        asked.append((runner.changes, task.stride, start))
        answer = limping if runner.changes else even
        return Motion(answer.data.assign_attrs(runner=runner.model_dump(mode="json")))

    monkeypatch.setattr(continuation, "simulate", stand_in)
    mirrored = load_shipped("run-3.5.nc")
    one = what_if(mirrored, {"left:glutes": 0.7})
    assert [(bool(changes), stride) for changes, stride, _ in asked] == [
        (True, "whole"),
        (False, "whole"),
    ]
    assert asked[1][2] is one.after
    assert one.before.task == even.task and one.before.runner == mirrored.runner
    asked.clear()
    each = what_if_each(mirrored, {"soleus": 1.1, "left:glutes": 0.7, "right:glutes": 0.8})
    assert [list(r.change.force) for r in each.results] == [
        ["soleus"],
        ["right:glutes"],
        ["left:glutes"],
    ]
    assert len({id(r.before) for r in each.results}) == 1 and len(asked) == 4


def test_a_squat_knows_no_unlike_legs(limping):
    with pytest.raises(TaskError, match="both legs doing the same, but the body's left and right"):
        Squat(load=40.0).symmetry(limping.body)


def test_technique_is_of_both_legs(limping):
    own = technique_of(limping)
    ahead = []
    for side in SIDES:
        ankle = limping["segment_origin"].sel(segment=on_side("talus", side), axis="x")
        apart = (ankle - limping["com_position"].sel(axis="x")).values
        ahead.append(at_times(limping, apart, np.array([contact_time(limping, side)]))[0])
    assert abs(ahead[0] - ahead[1]) > 0.005
    assert own.overstride == pytest.approx(np.mean(ahead))
    bounce = step_numbers(limping)["com_oscillation"]
    assert own.oscillation == pytest.approx(float(bounce.mean()))
    assert spatiotemporal(limping).com_oscillation == pytest.approx(float(bounce.mean()))
    mirrored = load_shipped("run-3.5.nc")
    height = mirrored["com_position"].sel(axis="y").values
    assert technique_of(mirrored).oscillation == pytest.approx(float(np.ptp(height)), abs=1e-8)


def test_technique_of_a_whole_stride_is_imposed_on_a_whole_stride(even, monkeypatch):
    asked = []

    def stand_in(runner, task, **_):
        asked.append(task)
        return even

    monkeypatch.setattr(continuation, "simulate", stand_in)
    impose(even, Technique(step_rate=technique_of(even).step_rate))
    assert [task.stride for task in asked] == ["whole"]
    squat = Motion(even.data.assign_attrs(task=Squat(load=40.0).model_dump(mode="json")))
    with pytest.raises(TaskError, match="only be priced for a run, and this motion is a squat"):
        check_free(squat)


@pytest.mark.slow
def test_a_one_sided_change_is_a_what_if(even):
    """Price and re-solve agree only where both runs have the same symmetry."""
    done = what_if(even, {"left:glutes": 0.9})
    for motion in (done.before, done.after):
        assert motion.task.symmetry(motion.body) is Symmetry.NONE
    assert done.actual == pytest.approx(done.expected, rel=0.3)


@pytest.mark.slow
def test_it_is_still_an_optimum(limping):
    again = simulate(limping.runner, limping.task, start=limping)
    assert again.solver.iterations <= 5
    assert again.solver.objective == pytest.approx(limping.solver.objective, rel=1e-6)
