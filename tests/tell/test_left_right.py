"""Left against right as people read it: only where the legs differ, and with the right figures."""

import numpy as np
import pytest
from lopsided import stronger

from hillrunner import Motion
from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.asymmetry import asymmetry
from hillrunner.analysis.compensation import compensation
from hillrunner.motion.library import load_shipped
from hillrunner.tell.report.left_right import left_right_section
from hillrunner.tell.tables.analyses import tables
from hillrunner.tell.tables.left_right import compensation_rows, left_right_rows
from hillrunner.tell.words.explain import explain
from hillrunner.tell.words.left_right import NAMED, left_right, pairs, who_takes_over


@pytest.fixture(scope="module")
def even():
    return Analysis(load_shipped("run-3.5.nc"))


@pytest.fixture(scope="module")
def uneven(even):
    return Analysis(stronger(even.motion, 0.8))


def test_nothing_is_said_of_legs_that_are_alike(even):
    assert left_right(even) == ""
    assert left_right_section(even) == ""
    assert left_right_rows(even) == []


def test_the_sentence_names_what_differs_most(uneven):
    sentence = left_right(uneven)
    assert sentence.startswith("The left leg against the right, in percent of their mean: ")
    assert "knee extension moment 22 % less" in sentence  # 0.2 / 0.9
    assert sentence.count("impulse of the") == NAMED and "more" not in sentence
    assert sentence.endswith(".") and "_" not in sentence


def test_pairs_have_people_units(uneven):
    found = asymmetry(uneven.motion).set_index(measure=["section", "part", "quantity"])
    rows = {pair.label: pair for pair in pairs(uneven, "step", "tissue", "muscle", "joint")}
    contact = rows["Ground contact"]
    right = 1000 * float(found["right"].sel(measure=("step", "", "contact_time")))
    assert (contact.unit, float(contact.right)) == ("ms", pytest.approx(right, abs=0.51))
    moment = rows["Knee extension moment"]
    assert moment.unit == "N m" and moment.difference == "+22.2 %"
    assert float(moment.left) == pytest.approx(0.8 * float(moment.right), abs=1)
    assert rows["Achilles tendon force, peak"].difference == "+22.2 %"
    assert rows["Glutes, impulse of force"].difference == "+22.2 %"
    assert not any("_" in label for label in rows)


def test_page_and_terminal_hold_every_measure(uneven):
    count = uneven.asymmetry.sizes["measure"]
    section = left_right_section(uneven)
    assert section.count("<tr><th>") == count + 5  # a head for each of five tables
    assert section.startswith('<section class="card"><h2>Left and right')
    assert "nan" not in section
    rows = left_right_rows(uneven)
    assert len(rows) == count + 1 and {len(row) for row in rows} == {5}
    (text,) = (t for t in tables(uneven) if t.startswith("Left and right"))
    assert "Knee extension moment" in text


def test_who_takes_over(even):
    before = even.motion
    weak = {m.name for m in before.body.muscles if m.group == "glutes" and m.side == "left"}
    muscles = tuple(
        m.model_copy(update={"max_force": 0.7 * m.max_force}) if m.name in weak else m
        for m in before.body.muscles
    )
    body = before.body.model_copy(update={"muscles": muscles})
    data = before.data.copy(deep=True).assign_attrs(body=body.model_dump_json())
    data["tendon_force"].loc[dict(muscle=sorted(weak))] *= 0.7
    data["tendon_force"].loc[dict(muscle="bflh_l")] *= 3.0
    data["tendon_force"].loc[dict(muscle="recfem_r")] *= 1.01
    found = compensation(before, Motion(data))
    sentence = who_takes_over(found)
    assert sentence.startswith("With the left glutes 30 % weaker, most is taken over, by impulse ")
    assert "left biceps femoris long head" in sentence or "left biceps femoris" in sentence
    assert "(+200 %)" in sentence and sentence.index("(+200 %)") < sentence.index("(+1 %)")
    head, *rows = compensation_rows(found)
    assert rows[0][0] == "bflh_l" and rows[-1][0] in weak
    assert len(rows) == 20 and all(len(row) == len(head) for row in rows)
    ratios = [float(row[1]) for row in rows]
    assert np.isclose(min(ratios), 0.7) and max(ratios) == 1.0


def test_nobody_takes_over_where_nothing_changed(even):
    assert who_takes_over(compensation(even.motion, even.motion)) == (
        "No muscle pulls more than before."
    )


def test_the_sentence_is_the_last_but_one_of_the_explanation(even, uneven):
    plain, told = explain(even.motion, even), explain(uneven.motion, uneven)
    assert len(told) == len(plain) + 1
    assert told[-2] == left_right(uneven)
    assert plain[-1].endswith("nothing here is measured.") and told[-1].endswith("is measured.")
