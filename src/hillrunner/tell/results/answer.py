"""How an answer is shown: as text, as JSON in SI units, as a page, as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.answer_page import answer_page
from hillrunner.tell.report.document import write_whole
from hillrunner.tell.tables.answer import answer_text
from hillrunner.tell.words.answer import missing_intervals, sentences, title
from hillrunner.tell.words.changes import grade, note, source
from hillrunner.tell.words.origin import origin_of
from hillrunner.tell.words.race import caveats, cost_from, oxygen_from
from hillrunner.training.adaptation import INTERVAL
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.durability import Durability
from hillrunner.worth.answer.effects import PERCENTILES, Effect
from hillrunner.worth.answer.plausible import UNCERTAIN
from hillrunner.worth.answer.training import Training


@show.text.register
def _(answer: Answer) -> str:
    return answer_text(answer)


@show.plain.register
def _(answer: Answer) -> dict[str, Any]:
    return answer_object(answer)


@show.page.register
def _(answer: Answer, path: Path) -> Path:
    return write_whole(answer_page(answer), path)


@show.files.register
def _(answer: Answer, folder: Path) -> None:
    answer.write(folder / "answer.html")


def answer_object(answer: Answer) -> dict[str, Any]:
    """The whole answer: numbers, and the sentences that say them."""
    race, said, ensemble = answer.race.prediction, sentences(answer), answer.ensemble
    return result_object(
        {
            "answer": said["Answer"][0],
            "title": title(answer),
            "race": {
                "name": answer.race.name,
                "distance": race.distance,
                "time": race.time,
                "speed": race.speed,
                "vo2max": race.vo2max,
                "vo2max_from": oxygen_from(answer.race),
                "cost_from": cost_from(answer.race.curve.anchor),
                "notes": caveats(race),
            },
            "training": training_object(answer.training),
            "durability": durability_object(answer.durability),
            "top_speed": answer.top_speed,
            "effects": [effect_object(e) for e in answer.effects],
            "muscles": [effect_object(e) for e in answer.muscles],
            "sentences": said,
            "ensemble": {
                "asked": ensemble.ordered,
                "converged": ensemble.runs,
                "not converged": ensemble.failed,
                "sprints": ensemble.sprints,
                "percentiles": PERCENTILES,
                "missing": missing_intervals(answer),
                "varied": [
                    {
                        "what": u.label,
                        "setting": f"{u.part}.{u.field}",
                        "low": u.low,
                        "high": u.high,
                        "logarithmic": u.log,
                        "unit": u.unit,
                        "source": u.source,
                    }
                    for u in UNCERTAIN
                ],
            },
            "quick": answer.quick,
            "run": origin_of(answer.run),
            "speed": answer.body.speed,
            "stand-in": answer.stand_in.why if answer.stand_in else None,
            "runner": answer.runner.model_dump(mode="json"),
        }
    )


def durability_object(durability: Durability | None) -> dict[str, Any] | None:
    """What tiring is worth; every number as value, 5 and 95 %; None of a short race."""
    if durability is None:
        return None
    return {
        "force_lost": durability.lost,
        "late_metabolic_cost_percent": durability.late_cost,
        "seconds": durability.seconds,
        "first_order": True,
    }


def training_object(training: Training) -> dict[str, Any]:
    """What the standard plan is worth; every number as ``value``, ``low`` and ``high``."""
    plan = training.plan
    return {
        "plan": plan.model_dump(mode="json"),
        "metabolic_cost_percent": training.cost._asdict(),
        "metabolic_cost_percent_by_group": dict(training.cost_by_group),
        "seconds": training.seconds._asdict(),
        "top_speed": None if training.top_speed is None else training.top_speed._asdict(),
        "body_mass_percent": training.body_mass._asdict(),
        "one_rep_max_percent": {k: v._asdict() for k, v in training.lifts.items()},
        "strength_percent": {k: v._asdict() for k, v in training.strength.items()},
        "size_percent": {k: v._asdict() for k, v in training.size.items()},
        "responders": training.responders,
        "bodies": training.bodies,
        "percentiles": [100.0 * edge for edge in INTERVAL],
        "first_order": True,
    }


def effect_object(effect: Effect) -> dict[str, Any]:
    """An effect: seconds, minutes and percent; null where there is no such number."""
    change = effect.change
    return {
        "cause": change.cause,
        "what": change.what,
        "amount": change.amount,
        "unit": change.unit,
        "kind": change.kind,
        "source": source(change),
        "grade": grade(change),
        "note": note(change),
        "metabolic_cost_percent": effect.cost,
        "effort_percent": effect.effort,
        "seconds": effect.seconds,
        "minutes": effect.seconds / 60.0,
        "time_percent": effect.percent,
        "seconds_interval": effect.interval,
        "metabolic_cost_interval": effect.cost_interval,
        "top_speed": effect.top_speed,
        "top_speed_interval": effect.top_speed_interval,
        "peak_loads_percent": dict(effect.loads),
        "members": effect.members,
        "sprints": effect.sprints,
    }
