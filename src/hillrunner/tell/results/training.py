"""How weeks of training are shown: as text, as JSON, as a page, as a folder of files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import xarray as xr

from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.document import write_whole
from hillrunner.tell.report.training_page import training_page
from hillrunner.tell.tables.training import training_text
from hillrunner.tell.words.origin import origin_of
from hillrunner.tell.words.training import percent_of, sentences, sources, triple
from hillrunner.training.adaptation import ESTIMATES
from hillrunner.worth.answer.priced_body import Unsolved
from hillrunner.worth.train.budget import Budget
from hillrunner.worth.train.train import Trained


@show.text.register
def _(result: Trained) -> str:
    return training_text(result)


@show.plain.register
def _(result: Trained) -> dict[str, Any]:
    return training_object(result)


@show.page.register
def _(result: Trained, path: Path) -> Path:
    return write_whole(training_page(result), path)


@show.files.register
def _(result: Trained, folder: Path) -> None:
    result.write(folder / "training.html")
    result.run.save(folder / "before.nc")
    for week in result.solved:
        week.motion.save(folder / f"week-{week.week:02d}.nc")


def training_object(result: Trained) -> dict[str, Any]:
    """The whole result; each number of a week is ``{value, low, high}``."""
    said, race, sprint = sentences(result), result.race, result.sprint
    return result_object(
        {
            "status": "converged",
            "answer": " ".join(said["Answer"]),
            "weeks": [_week(result, int(week)) for week in result.table["week"].values],
            "lifts": {
                name: {
                    "one_rep_max": one.one_rep_max,
                    "simulated_one_rep_max": one.able,
                    "worth": dict(one.worth),
                }
                for name, one in result.lifts.items()
            },
            "plan": result.plan.model_dump(mode="json"),
            "training_age": result.training_age,
            "race": None if race is None else race.name,
            "run": origin_of(result.run),
            "speed": result.body.speed,
            "solved": [
                {
                    "week": one.week,
                    "economy_percent": one.economy_percent,
                    "expected_economy_percent": one.expected_percent,
                    "loads_percent": dict(one.loads_percent),
                }
                for one in result.solved
            ],
            "unsolved": {str(week): why.why for week, why in result.unsolved.items()},
            "best": None if result.budget is None else _budget(result.budget),
            "no_top_speed": sprint.why if isinstance(sprint, Unsolved) else None,
            "stand-in": result.stand_in.why if result.stand_in else None,
            "intervals": {
                "percentiles": (5.0, 95.0),
                "responders": result.adaptation.samples.sizes["sample"] - 1,
                "bodies": result.ensemble.runs,
                "sprints": result.ensemble.sprints,
            },
            "sentences": said,
            "sources": sources(result),
            "runner": result.runner.model_dump(mode="json"),
        }
    )


def _budget(budget: Budget) -> dict[str, Any]:
    return {
        "goal": budget.goal,
        "unit": budget.unit,
        "minutes": budget.minutes,
        "sets": budget.sets,
        "worth": budget.worth,
        "ranking": [asdict(one) for one in budget.ranking],
        "unsolved": {name: why.why for name, why in budget.unsolved.items()},
    }


def _week(result: Trained, week: int) -> dict[str, Any]:
    trained, groups = (
        result.adaptation.table.sel(week=week),
        result.adaptation.groups.sel(week=week),
    )
    table = result.table.sel(week=week)
    return {
        "week": week,
        "training": 1 <= week <= result.last,
        "solved": any(one.week == week for one in result.solved),
        "one_rep_max": _by(trained["one_rep_max_kg"], "lift"),
        "one_rep_max_percent": _by(percent_of(trained["one_rep_max"]), "lift"),
        "strength_percent": _by(percent_of(groups["force"]), "group"),
        "size_percent": _by(percent_of(groups["size"]), "group")
        | _by(percent_of(trained["size"]), "muscle"),
        "tendon_percent": _by(percent_of(groups["tendon_stiffness"]), "group"),
        "body_mass_percent": _number(table["body_mass_percent"]),
        "economy_percent": _number(table["economy_percent"]),
        "race_time": _number(table["race_time"]) if result.race is not None else None,
        "top_speed": None if isinstance(result.sprint, Unsolved) else _number(table["top_speed"]),
        "loads": _by(table["loads"], "load"),
        "loads_percent": _by(table["loads_percent"], "load"),
    }


def _number(values: xr.DataArray) -> dict[str, float]:
    return dict(zip(ESTIMATES, triple(values), strict=True))


def _by(values: xr.DataArray, dim: str) -> dict[str, dict[str, float]]:
    table = values.sel(estimate=list(ESTIMATES)).transpose(dim, "estimate").values.tolist()
    names = [str(name) for name in values[dim].values]
    return {
        name: dict(zip(ESTIMATES, row, strict=True)) for name, row in zip(names, table, strict=True)
    }
