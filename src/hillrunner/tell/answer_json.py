"""The answer as plain values for JSON, in SI units."""

from __future__ import annotations

from typing import Any

from hillrunner import __version__
from hillrunner.tell.plain import plain
from hillrunner.tell.words.answer import missing_intervals, sentences, title
from hillrunner.tell.words.changes import grade, note, source
from hillrunner.tell.words.race import caveats, cost_from, oxygen_from
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.effects import PERCENTILES, Effect
from hillrunner.worth.answer.plausible import UNCERTAIN


def answer_object(answer: Answer) -> dict[str, Any]:
    """The whole answer: numbers, and the sentences that say them."""
    race, said, ensemble = answer.race.prediction, sentences(answer), answer.ensemble
    whole: dict[str, Any] = plain(
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
            "runner": answer.runner.model_dump(mode="json"),
            "hillrunner_version": __version__,
        }
    )
    return whole


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
