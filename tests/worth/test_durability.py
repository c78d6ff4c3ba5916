"""What tiring is worth in a long race: prices at tired muscles, without a solve."""

import json
from dataclasses import replace

import numpy as np
import pytest
from made_up_bodies import body, made_up_answer

from hillrunner.fatigue.coefficients import draw
from hillrunner.fatigue.solved_runs import shipped_runs
from hillrunner.groups import GROUPS
from hillrunner.motion import library
from hillrunner.person.muscle_change import ALL
from hillrunner.published.realistic_changes import Cause
from hillrunner.tell.words.answer import sentences
from hillrunner.tell.words.answer_durability import LATE, matters_most
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.durability import LONG, Durability, durability
from hillrunner.worth.race.aerobic import held_fraction
from hillrunner.worth.race.cost import shipped_curve
from hillrunner.worth.race.race_model import RaceModel, race_model

MARATHON = 42_195.0
RUN = library.load_shipped("run-3.nc")
PRICED = body(stronger=0.01, drive=-0.01)


def race(distance: float = MARATHON, speed: float = 3.0) -> RaceModel:
    """Of a runner whose oxygen allows that speed (m/s)."""
    vo2max = shipped_curve().anchored_to_population().demand(speed)
    vo2max /= float(held_fraction(distance / speed))
    return race_model(shipped_curve(), "the race", distance, vo2max=vo2max)


@pytest.fixture(scope="module")
def found() -> Durability:
    result = durability(race(), RUN)
    assert result is not None
    return result


def of(found: Durability, place: str):
    (effect,) = (e for e in found.effects if e.change.what == place)
    return effect


def test_short_races_are_not_asked():
    assert durability(race(10_000.0), RUN) is None
    assert race().prediction.time > LONG
    short = made_up_answer(race(10_000.0))
    assert short.durability is None
    assert LATE not in sentences(short)
    assert json.loads(short.to_json())["durability"] is None


def test_prices_say_what_the_solved_marathon_says(found):
    """Half way between the prices of fresh and tired muscle, against a solve at each point."""
    solved = shipped_runs().nearest(3.0, MARATHON).change("cost_of_transport", MARATHON)
    assert found.late_cost[0] == pytest.approx(solved, abs=1.0)
    assert found.late_cost[0] > 1.0


def test_more_muscle_tires_less_and_is_worth_more_late(found):
    whole = of(found, ALL)
    assert whole.seconds < 0.0 and whole.cost < 0.0
    assert whole.interval[0] <= whole.seconds <= whole.interval[1]
    groups = [of(found, group).seconds for group in GROUPS]
    assert sum(groups) == pytest.approx(whole.seconds, rel=0.2)
    assert all(0.0 < low <= value <= high < 1.0 for value, low, high in found.lost.values())
    value, low, high = found.seconds
    assert 0.0 < low <= value <= high


def test_without_fatigue_nothing_is_lost_or_gained():
    none = durability(race(), RUN, c=draw(5, 0).without_fatigue())
    assert none is not None
    assert none.seconds == pytest.approx((0.0, 0.0, 0.0), abs=1e-6)
    assert [e.seconds for e in none.effects] == pytest.approx([0.0] * len(none.effects), abs=1e-6)


def test_a_longer_race_of_the_same_runner_takes_more(found):
    own = race().prediction.vo2max
    half = durability(race_model(shipped_curve(), "half", 21_097.5, vo2max=own), RUN)
    assert half is not None and half.late_cost[0] < found.late_cost[0]
    assert all(half.lost[group][0] < found.lost[group][0] for group in found.lost)


def test_a_faster_race_takes_more_from_muscles_that_are_used_to_nothing(found):
    c = draw(5, 0)
    new = replace(c, accustomed=np.zeros_like(c.accustomed))
    slow, fast = (
        durability(race(speed=v), library.load_shipped(f"run-{v:g}.nc"), c=new) for v in (3.0, 3.5)
    )
    assert slow is not None and fast is not None
    means = [np.mean([x[0] for x in one.lost.values()]) for one in (slow, fast)]
    assert means[1] > 1.05 * means[0]
    used = durability(race(speed=3.5), library.load_shipped("run-3.5.nc"), c=c)
    assert used is not None
    assert np.mean([x[0] for x in used.lost.values()]) < means[1]


def answered(oxygen: float) -> Answer:
    """Bodies to whom fresh muscle is worth nothing, and what an mL of oxygen is worth (s)."""
    whole = made_up_answer(race(), PRICED)
    changed = tuple(
        replace(e, seconds=oxygen) if e.change.cause == Cause.AEROBIC else e for e in whole.effects
    )
    others = tuple(
        replace(e, seconds=0.0) if e.change.cause == Cause.TECHNIQUE else e for e in changed
    )
    return replace(whole, effects=others)


def test_the_first_sentence_says_when_it_matters_most():
    most, less = answered(oxygen=-1.0), answered(oxygen=-9999.0)
    assert matters_most(most) and not matters_most(less)
    first = sentences(most)["Answer"][0]
    assert "durability matters more" in first and "faster (" in first
    assert "durability" not in sentences(less)["Answer"][0]
    assert " is not more than" in " ".join(sentences(less)[LATE])


def test_it_is_among_the_causes_of_table_json_and_page(tmp_path):
    answer = made_up_answer(race(), PRICED)
    told = json.loads(answer.to_json())
    assert {"durability", "muscle"} <= {one["cause"] for one in told["effects"]}
    assert told["durability"]["seconds"][0] > 0.0
    assert "DURABILITY" in str(answer) and LATE.upper() in str(answer)
    page = answer.write(tmp_path / "answer.html").read_text(encoding="utf-8")
    assert "Durability: late in the race" in page
