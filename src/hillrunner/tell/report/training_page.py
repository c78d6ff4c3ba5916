"""Weeks of training as one HTML page that asks the network for nothing; its plan can be printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr
from markupsafe import Markup

from hillrunner.person.muscle_change import ALL
from hillrunner.tell.report.body_map import body_map
from hillrunner.tell.report.curves_along import Curves, Line, curves
from hillrunner.tell.report.document import rendered, styles
from hillrunner.tell.report.elements import Field, Row, number, plus, typeset
from hillrunner.tell.report.muscle_colours import Worth
from hillrunner.tell.words import training as words
from hillrunner.tell.words.answer import LOAD_WORDS
from hillrunner.tell.words.clock import clock
from hillrunner.tell.words.training import VALUE, percent_of, triple
from hillrunner.training.adaptation import ESTIMATES
from hillrunner.worth.train.train import Trained

FOOTER = (
    "Computed, not measured: simulated lifts and runs of a model of this body, with published and "
    "chosen coefficients of training. This is no medical advice."
)
LOOKS = ("one", "two", "three", "four")
MOST = len(LOOKS)  # lines of a picture


def training_page(result: Trained) -> str:
    """The page, a whole HTML document."""
    said = words.sentences(result)
    answer = " ".join(said.pop("Answer"))
    plan = result.plan
    whole = rendered(
        "training.html",
        title=words.title(result),
        subtitle=words.subtitle(result),
        style=styles("style.css", "body_map.css", "curves_along.css", "training.css"),
        tiles=_tiles(result),
        answer=answer,
        curves=_curves(result),
        key=_key(result),
        map=Markup(_map(result)),
        groups=_groups(result),
        said=list(said.items()),
        plan_note=f"sets x repetitions of each of {plan.sessions} sessions a week",
        plan_head=["week", *(one.name for one in plan.exercises)],
        plan=[(week, cells) for week, cells in words.plan_lines(result)],
        plan_from=[text for text in (plan.source and f"After {plan.source}.", plan.note) if text],
        sources=[_source(one) for one in words.sources(result)],
        footer=FOOTER,
    )
    return str(whole)


def _tiles(result: Trained) -> list[tuple[str, str, str]]:
    """Value, unit and label of each, at the plan's end."""
    last, table = result.last, result.table
    tiles = []
    for name in result.lifts:
        factor = result.adaptation.table["one_rep_max"].sel(lift=name)
        tiles.append((plus(triple(percent_of(factor), week=last)[0], 0), "%", f"{name}, 1RM"))
    economy = triple(table["economy_percent"], week=last)[0]
    tiles.append((plus(economy, 1), "%", "cost of running"))
    if result.race is not None:
        before, after = (triple(table["race_time"], week=week)[0] for week in (0, last))
        tiles.append((typeset(f"{after - before:+.0f}"), "s", result.race.name))
    speed = [triple(table["top_speed"], week=week)[0] for week in (0, last)]
    if np.isfinite(speed[1]):
        tiles.append((plus(speed[1] - speed[0], 2), "m/s", "top speed"))
    mass = triple(table["body_mass_percent"], week=last)[0]
    tiles.append((plus(0.01 * mass * result.runner.mass, 1), "kg", "muscle, both legs"))
    return tiles


def _curves(result: Trained) -> list[Curves]:
    table, trained, groups = result.table, result.adaptation.table, result.adaptation.groups
    stop, solved = result.last, [one.week for one in result.solved]
    named = _named(result)
    drawn = []

    def picture(
        title: str,
        unit: str,
        values: Mapping[str, xr.DataArray],
        shown: Callable[[float], str],
        dots: bool = False,
        base: float | None = 0.0,
    ) -> None:
        lines = [
            Line(look, name, *(one.sel(estimate=e).values for e in ESTIMATES))
            for look, (name, one) in zip(LOOKS, values.items(), strict=False)
        ]
        lines = [one for one in lines if all(np.isfinite(values).all() for values in one[2:])]
        if lines:
            where = solved if dots else ()
            drawn.append(curves(title, unit, lines, shown, stop, where, base))

    def tenths(value: float) -> str:
        return plus(value, 1)

    def by(data: xr.DataArray, dim: str, names: list[str]) -> dict[str, xr.DataArray]:
        return {name: percent_of(data).sel({dim: name}) for name in names}

    lifts = list(result.lifts)
    kilograms = {name: trained["one_rep_max_kg"].sel(lift=name) for name in lifts}
    picture("One-repetition maximum", "kg", kilograms, number, base=None)
    picture("Strength of muscle", "%", by(groups["force"], "group", named), tenths)
    picture("Size of muscle", "%", by(groups["size"], "group", named), tenths)
    picture("Stiffness of tendons", "%", by(groups["tendon_stiffness"], "group", named), tenths)
    mass = table["body_mass_percent"]
    picture("Body mass", "% more, by muscle", {"body mass": mass}, lambda v: plus(v, 2))
    cost = table["economy_percent"]
    picture("Cost of running", "%, lower is better", {"cost": cost}, lambda v: plus(v, 2), True)
    if result.race is not None:
        time, start = {"time": table["race_time"]}, float(table["race_time"][0, 0])
        picture(result.race.name, "min:s", time, clock, True, base=start)
    top = table["top_speed"]
    start = float(top.sel(estimate=VALUE, week=0))
    picture("Top speed", "m/s", {"top speed": top}, lambda v: number(v, 2), base=start)
    loads = table["loads_percent"]
    most = [str(name) for name in loads["load"].values]
    most.sort(key=lambda name: -abs(float(loads.sel(load=name, week=stop, estimate=VALUE))))
    shown = {LOAD_WORDS.get(name, name): loads.sel(load=name) for name in most[:MOST]}
    picture("Peak loads in the run", "%", shown, tenths)
    return drawn


def _named(result: Trained) -> list[str]:
    """The groups that gain most strength."""
    force = result.adaptation.groups["force"].sel(estimate=VALUE, week=result.last)
    groups = [str(name) for name in force["group"].values if name != ALL]
    return sorted(groups, key=lambda name: -float(force.sel(group=name)))[:MOST]


def _key(result: Trained) -> str:
    parts = []
    if result.solved:
        parts.append("Rings: weeks whose run was solved again with the changed muscles.")
    if result.plan.weeks_after:
        parts.append("The dashed line is the last week of the plan.")
    parts.append("Hold the pointer on a week for its figures.")
    return " ".join(parts)


def _map(result: Trained) -> str:
    force = percent_of(result.adaptation.table["force"]).sel(estimate=VALUE, week=result.last)
    values = {str(name): float(force.sel(muscle=name)) for name in force["muscle"].values}
    worth = Worth("Strength of each muscle", values, "%", helps=1, ends=("stronger", "weaker"))
    return body_map(result.run.body, worth)


def _groups(result: Trained) -> list[Row]:
    table = result.adaptation.groups.sel(week=result.last)
    rows: list[Row] = []
    for group in table["group"].values:
        cells = [
            _interval(triple(percent_of(table[name]), group=group))
            for name in ("force", "size", "tendon_stiffness")
        ]
        rows.append((str(group), cells))
    return rows


def _interval(values: words.Triple) -> Field:
    value, low, high = (plus(one, 1) for one in values)
    return Field(value, f"{low} to {high}")


def _source(one: Mapping[str, object]) -> str:
    told = f"{str(one['what']).capitalize()}: {one['source']}"
    if "value" in one:
        grade = "a choice" if one["choice"] else f"grade {one['grade']}"
        told += (
            f" ({one['value']:.3g}, {one['low']:.3g} to {one['high']:.3g} {one['unit']}; {grade})"
        )
    return f"{told}. {one.get('note', '')}".strip()
