"""The answer in words, in a table, as JSON and as a page: what each sentence depends on."""

from __future__ import annotations

import json

import numpy as np
import pytest
from made_up_bodies import RUNNER, body, made_up_answer, sprint

from hillrunner.person.runner import Runner
from hillrunner.published.realistic_changes import Cause, Kind
from hillrunner.tell.words.answer import muscle_sentence, sentences
from hillrunner.tell.words.changes import label, note, reason, source
from hillrunner.tell.words.clock import change_clock, clock, faster_or_slower, signed
from hillrunner.tell.words.race import caveats, cost_from, oxygen_from
from hillrunner.worth.answer.changes import Change, realistic_muscle, technique_changes
from hillrunner.worth.answer.priced_body import TechniqueResult, Unsolved
from hillrunner.worth.race.aerobic import Race, anchored_to_race, predict
from hillrunner.worth.race.cost import UNANCHORED, CostCurve
from hillrunner.worth.race.race_model import race_model

CURVE = CostCurve((3.0, 3.5, 4.0), (2.9, 2.8, 2.85))


@pytest.fixture(scope="module")
def model():
    return race_model(CURVE, "10 km", 10_000.0, race=Race(10_000.0, 2700.0))


def limits(answer) -> str:
    return " ".join(sentences(answer)["What the model cannot tell"])


def test_clock():
    assert clock(2550.4) == "42:30" and clock(11109.0) == "3:05:09"
    assert change_clock(-42.0) == "-0:42" and change_clock(-0.2) == "0:00"
    assert faster_or_slower(-42.0) == "0:42 faster" and faster_or_slower(69.0) == "1:09 slower"
    assert faster_or_slower(0.3) == "no faster and no slower"
    assert signed(-0.001) == "0.00" and signed(0.7) == "+0.70"


@pytest.mark.parametrize(
    ("stronger", "drive", "begins", "ends"),
    [
        (0.6, -0.9, "No, bigger legs alone do not help over 10 km", "without the size you would"),
        (-0.5, -0.9, "Yes, leg muscle helps over 10 km", "without the added mass you would be"),
        (0.001, -0.9, "Bigger legs make hardly any difference", "without the size you would be"),
        (0.6, 0.001, "No, bigger legs alone", "without the size makes hardly any difference: you"),
        (0.6, 0.4, "No, bigger legs alone", "without the size does not help either: you would be"),
    ],
)
def test_the_muscle_sentence_follows_the_signs(model, stronger, drive, begins, ends):
    one = muscle_sentence(made_up_answer(model, body(stronger, drive)))
    assert one.startswith(begins) and ends in one
    assert one.count(". ") == 0 and one.endswith(".")


def test_what_helps_is_called_faster_and_what_does_not_slower(model):
    one = muscle_sentence(made_up_answer(model))
    bigger, stronger = one.split("; ")
    slow, fast = (
        signed(100.0 * model.seconds_of_cost(10.0 * price / 2.8) / model.prediction.time, 1)
        for price in (0.6, -0.9)
    )
    assert f"slower (time {slow} %, energy +2.1 %)" in bigger
    assert f"faster (time {fast} %, energy -3.2 %)" in stronger


def test_disagreeing_bodies_are_told_as_such(model):
    spread = np.linspace(-0.5, 0.5, 11)
    muscle = made_up_answer(model, bodies=tuple(body(stronger=x) for x in spread))
    assert "the model cannot say" in muscle_sentence(muscle)
    assert "over 11 bodies" in muscle_sentence(muscle)
    force = muscle_sentence(made_up_answer(model, bodies=tuple(body(drive=x) for x in spread)))
    assert force.startswith("No, bigger legs alone do not help")
    assert "about the same strength without the size plausible bodies disagree" in force


def test_which_muscles_and_what_it_costs(model):
    said = sentences(made_up_answer(model))
    which = " ".join(said["Which muscles, for what"])
    assert "More muscle costs most energy in" in which and "saves most energy in" in which
    assert "knee +5 % and Achilles tendon -2 %" in which
    assert "8.80 m/s in the model" in which and "raises top speed most in" in which
    assert "1.6 kg" in " ".join(said["What it costs"])  # 10 % of eight groups of 2 kg
    assert "in the best way" in limits(made_up_answer(model))


def test_a_slowed_sprint_and_none(model):
    slowed = sentences(made_up_answer(model, top=sprint(-1.6)))["Which muscles, for what"]
    assert any(line.startswith("More muscle lowers top speed in") for line in slowed)
    none = sentences(made_up_answer(model, top=Unsolved("it did not converge.")))
    assert "Top speed has no figure: it did not converge." in none["Which muscles, for what"]
    first = sentences(made_up_answer(model, top=Unsolved("it took long."), first=True))
    assert "it took long. The full answer looks for it for longer." in " ".join(
        first["Which muscles, for what"]
    )


def test_the_quick_answer_says_what_it_rests_on(model):
    woman, why = Runner(1.6, 50.0, sex="female"), Unsolved("her run was not found.")
    own = limits(made_up_answer(model, first=True, runner=woman))
    assert "This is the first answer: from one run at 3.7 m/s" in own
    assert "shipped motions' body" not in own
    other = limits(made_up_answer(model, first=True, stand_in=why, runner=woman))
    said = "of the shipped motions' body (male, 1.795 m, 75 kg), not of this runner's: her run was"
    assert said in other
    assert "not yet" not in own and "--" not in own


def test_the_full_answer_says_what_its_intervals_rest_on(model):
    bodies, sprints = (body(),) * 10, (sprint(),) * 8
    said = limits(made_up_answer(model, bodies=bodies, sprints=sprints, ordered=12))
    assert "10 of 12 plausible bodies were solved; 2 did not converge" in said
    assert "the sprints of 8 of them were solved" in said and "no interval; nor has" in said
    few = str(made_up_answer(model, bodies=bodies[:3], ordered=3))
    assert "Intervals are missing: they need 8 solved bodies, and there are 3." in few
    assert "first answer" not in few


def test_technique_that_was_solved_for_or_not(model):
    techniques = {
        "step_rate +5 %": TechniqueResult(170.0, 178.5, 1.0, 0.5),
        "step_rate -5 %": Unsolved("it did not settle."),
    }
    own = body()
    own = type(own)(**{**vars(own), "techniques": techniques})
    answer = made_up_answer(model, own)
    assert "Step rate -5 % has no figure: it did not settle." in limits(answer)
    others = sentences(answer)["Against oxygen and technique"]
    assert any(line.startswith("Step rate +5 %: 0:") for line in others)
    none = type(own)(**{**vars(own), "techniques": {}})
    others = sentences(made_up_answer(model, none))["Against oxygen and technique"]
    assert "Technique is not part of this answer: it was not solved for." in others


def test_changes_in_words():
    calves = next(c for c in realistic_muscle() if c.what == "calves")
    assert label(calves) == "calves +7 %" and source(calves).startswith("Albracht")
    own = technique_changes(Runner(1.8, 75, technique={"trunk_lean": 0.14}).technique)[-1]
    assert label(own) == "own trunk lean of 8.02 deg" and source(own) == ""
    other = Change(Cause.MUSCLE, "other", 10.0, "%", Kind.ROUND)
    assert label(other) == "other leg muscle +10 %" and note(other).startswith("A round number")
    assert (reason(other), reason(calves)) == ("for comparison", "12 weeks of training")


def test_where_oxygen_and_cost_come_from(model):
    assert "The race suggests a VO2max of 48.1 mL/kg/min" in oxygen_from(model)
    people = cost_from(model.curve.anchor)
    assert "scaled by 1.4" in people and "di Prampero 1986" in people and "SD 9 %" in people
    assert "too fast" in cost_from(UNANCHORED)
    own = anchored_to_race(CURVE, Race(10_000.0, 2400.0), 54.0)
    assert "10000 m in 2400 s with a VO2max of 54" in cost_from(own.anchor)
    odd = anchored_to_race(CURVE, Race(10_000.0, 2400.0), 72.0)
    assert "outside the 2.92 to 4.60 J/kg/m usually measured" in cost_from(odd.anchor)


def test_what_weakens_a_prediction():
    (fast,) = caveats(predict(1500.0, 70.0, CURVE.anchored_to_population()))
    assert "m/s is outside the speeds" in fast
    flat = caveats(predict(42_195.0, 25.0, CURVE.anchored_to_population().flat()))
    assert any("not to depend on speed" in line for line in flat)
    assert any("beyond 4 hours" in line for line in flat)


def test_text_json_and_page_of_one_answer_agree(model, tmp_path):
    bodies, sprints = tuple(body(x) for x in np.linspace(0.3, 0.9, 12)), (sprint(),) * 9
    answer = made_up_answer(model, bodies=bodies, sprints=sprints, runner=RUNNER)
    text, content = str(answer), json.loads(answer.to_json())
    page = answer.write(tmp_path / "answer.html").read_text()
    flat = " ".join(text.split())
    assert flat.startswith(content["answer"]) and content["answer"] in page
    assert "10 km: 45:00 (4:30 min/km, 3.70 m/s)" in flat
    assert "10 km: 45:00 (4:30 min/km, 3.70 m/s)" in page
    for line in content["sentences"]["Which muscles, for what"]:
        assert line in flat.replace(" - ", " ") or line in flat
    (whole,) = (e for e in content["effects"] if (e["cause"], e["what"]) == ("muscle", "all"))
    low, high = whole["seconds_interval"]
    assert low < whole["seconds"] < high and whole["members"] == 12 and whole["sprints"] == 9
    assert whole["kind"] == "round number" and whole["source"] == ""
    shown = f"{change_clock(low)} to {change_clock(high)}"
    assert shown in text and shown in page and 'class="span"' in page
    assert content["ensemble"]["converged"] == 12 and content["quick"] is False
    assert "src=" not in page and "@import" not in page
