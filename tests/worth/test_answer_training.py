"""What twelve weeks of the standard plan are worth: by hand, by sign, and in the answer's lead."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from made_up_bodies import body, made_up_answer, members, sprint

from hillrunner import Plan, Runner
from hillrunner.groups import GROUPS
from hillrunner.model.body.scaling import muscle_volume
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.person.fitness import Race
from hillrunner.settings import Settings
from hillrunner.tell.words.answer import TRAINING, sentences
from hillrunner.tell.words.clock import change_clock, faster_or_slower
from hillrunner.training.adaptation import adapt
from hillrunner.training.shipped_lifts import FILES, as_done_by, lifter, muscle_of, shipped_demand
from hillrunner.training.stimulus import demand
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.priced_body import Prices, Unsolved
from hillrunner.worth.answer.training import STANDARD
from hillrunner.worth.race.cost import CostCurve
from hillrunner.worth.race.race_model import race_model

CURVE = CostCurve((3.0, 3.5, 4.0), (2.9, 2.8, 2.85))


@pytest.fixture(scope="module")
def model():
    return race_model(CURVE, "10 km", 10_000.0, race=Race(10_000.0, 2700.0))


@pytest.fixture(scope="module")
def found(model) -> Answer:
    return made_up_answer(model)


def test_cost_is_what_the_trained_muscles_change_times_their_prices(found):
    """By a loop over muscles, of middle coefficients."""
    run, plan = library.load_shipped("run-3.5.nc"), Plan.shipped(STANDARD)
    done = adapt(plan, {"half squat": shipped_demand("half squat")}, running=demand(run), samples=1)
    now, prices = done.samples.isel(sample=0, week=plan.weeks), body().cost
    total = dict.fromkeys(GROUPS, 0.0)
    for group, names in members().items():
        for name in names:
            of = now.sel(muscle=name)
            for store, knob in (("force", "force"), ("heat", "heat"), ("size", "carrying")):
                total[group] += prices.by_knob[knob][name] * float(np.log(of[store]))
            stiffer = float(np.log(of["tendon_stiffness"]))
            total[group] += prices.by_knob["tendon_stiffness"][name] * stiffer
    training = found.training
    for group in GROUPS:
        assert training.cost_by_group[group] == pytest.approx(100.0 * total[group] / prices.value)
    assert training.cost.value == pytest.approx(100.0 * sum(total.values()) / prices.value)
    assert training.plan.weeks == 12


def test_time_follows_cost_by_peoples_oxygen_and_intervals_hold_the_value(found, model):
    training = found.training
    for cost, seconds in zip(training.cost, training.seconds, strict=True):
        assert seconds == pytest.approx(model.seconds_of_cost(cost), abs=2e-3)
    for one in (training.cost, training.seconds, training.body_mass, *training.strength.values()):
        assert one.low <= one.value <= one.high
    assert training.cost.low < training.cost.high
    assert training.top_speed is not None and training.top_speed.value > 0.0
    # an untrained man's twelve weeks: within what Mandic 2020 and Trezise 2019 found in ten
    assert 12.5 <= training.strength["quadriceps"].value <= 17.2
    assert training.strength["hip flexors"].value < 0.1


def test_bodies_widen_the_interval_and_few_do_not_count(found, model):
    spread = tuple(body(drive=x) for x in np.linspace(-3.0, 0.6, 12))
    wide, few = (made_up_answer(model, bodies=some).training for some in (spread, spread[:3]))
    assert (wide.bodies, few.bodies) == (12, 0)
    assert wide.cost.high > found.training.cost.high and wide.cost.low < found.training.cost.low
    assert few.cost == found.training.cost


def test_the_answer_leads_with_training(found):
    training = found.training
    first, second = sentences(found)["Answer"]
    assert first.startswith("Twelve weeks of heavy legs twice a week would leave you ")
    assert faster_or_slower(training.seconds.value) + " over 10 km" in first
    for end in (training.seconds.low, training.seconds.high):
        assert change_clock(end) in first
    assert "200 plausible responders" in first and "bigger legs" in second
    content = json.loads(found.to_json())
    assert content["answer"] == first
    assert content["training"]["seconds"]["value"] == training.seconds.value
    assert content["training"]["metabolic_cost_percent"]["low"] == training.cost.low
    text = " ".join(str(found).split())
    assert text.startswith(first) and text.index(first) < text.index(second)


def test_the_page_leads_with_it_too(found, tmp_path):
    page = found.write(tmp_path / "answer.html").read_text()
    first = sentences(found)["Answer"][0]
    assert page.index(first) < page.index(TRAINING) < page.index("The three causes")
    assert f"<b>{change_clock(found.training.seconds.value)}</b>" in page


def trained_words(answer: Answer) -> str:
    return " ".join(sentences(answer)[TRAINING])


def test_where_the_sign_is_not_that_of_trials_it_is_said(model, found):
    agreed = trained_words(found)
    assert "Measured, not simulated" in agreed and "disagree with that in sign" not in agreed
    assert "Storen 2008 (-5.0 %)" in agreed and "not in Damasceno 2015" in agreed
    dear = trained_words(made_up_answer(model, body(drive=0.3)))
    assert "Trials disagree with that in sign" in dear


def test_stiffer_calf_tendons_that_cost_more_are_held_against_the_trial(model):
    own = body()
    for price, said in ((0.1, True), (-0.1, False)):
        knobs = {
            **own.cost.by_knob,
            "tendon_stiffness": dict.fromkeys(own.cost.by_knob["tendon_stiffness"], price),
        }
        answer = made_up_answer(model, replace(own, cost=Prices(own.cost.value, knobs)))
        assert ("in sign about the calf's tendons" in trained_words(answer)) == said


def test_without_a_sprint_training_has_no_top_speed(model):
    answer = made_up_answer(model, top=Unsolved("it did not converge."))
    assert answer.training.top_speed is None and "Top speed: " not in trained_words(answer)
    assert "Top speed: " in trained_words(made_up_answer(model, top=sprint()))


@pytest.mark.parametrize("exercise", FILES)
def test_a_shipped_lift_is_of_todays_body_and_converged(exercise):
    motion = library.load_shipped(FILES[exercise])
    assert motion.body_hash == runner_body(motion.runner, Settings()).hash
    assert motion.settings == Settings()
    assert motion.solver.residual < Settings().tolerance
    assert motion.task == library.shipped_lifts()[FILES[exercise]]


def test_a_lift_is_scaled_to_whoever_does_it():
    lift = shipped_demand("half squat")
    own, mass = lift["max_force"], lifter().mass
    same = as_done_by(lift, own, mass)
    for name in ("one_rep_max", "load", "lifted"):
        assert float(same[name]) == pytest.approx(float(lift[name]))
    # twice as strong lifts twice as much in all, the own part as before
    twice = as_done_by(lift, 2.0 * own, mass)
    whole = float(lift["one_rep_max"] + lift["lifted"])
    assert float(twice["one_rep_max"] + twice["lifted"]) == pytest.approx(2.0 * whole)
    # force goes with the volume of muscle (Handsfield 2014) over the length of fibres
    small = Runner(height=1.65, mass=57.0)
    force = muscle_of(runner_body(small, Settings()), lift, "max_force")
    hers = as_done_by(lift, force, 57.0)
    times = muscle_volume(1.65, 57.0) / muscle_volume(1.795, 75.0) / (1.65 / 1.795)
    assert float(hers["one_rep_max"] + hers["lifted"]) == pytest.approx(times * whole, rel=1e-3)
