"""Weeks of training as text for the terminal."""

from __future__ import annotations

import numpy as np

from hillrunner.quantities import decimal
from hillrunner.tell.tables.table import Line, table, wrapped
from hillrunner.tell.words.clock import clock
from hillrunner.tell.words.training import (
    VALUE,
    Triple,
    percent_of,
    plan_lines,
    sentences,
    shown_weeks,
    subtitle,
    title,
    triple,
)
from hillrunner.worth.train.train import Trained


def training_text(result: Trained) -> str:
    """The whole text."""
    said = sentences(result)
    parts = [wrapped(" ".join(said.pop("Answer")))]
    parts.append(wrapped(f"{title(result)}. {subtitle(result)}"))
    parts += [_weeks(result), _groups(result)]
    for heading, lines in said.items():
        parts.append("\n".join([heading.upper(), *(wrapped(line, "- ") for line in lines)]))
    parts.append(_plan(result))
    return "\n\n".join(parts)


def _weeks(result: Trained) -> str:
    weeks, trained = result.table, result.adaptation
    solved = {one.week for one in result.solved}
    lines: list[Line] = []
    for week in shown_weeks(result):
        maxima = trained.table["one_rep_max_kg"].sel(estimate=VALUE, week=week)
        whole = trained.groups.sel(estimate=VALUE, week=week, group="all")
        now = weeks.sel(estimate=VALUE, week=week)
        time = float(now["race_time"])
        lines.append(
            [
                f"{week}{'*' if week in solved else ''}",
                *(decimal(float(maxima.sel(lift=name))) for name in result.lifts),
                *(
                    decimal(float(percent_of(whole[name])), 1, signed=True)
                    for name in ("force", "size", "tendon_stiffness")
                ),
                decimal(float(now["body_mass_percent"]), 1, signed=True),
                decimal(float(now["economy_percent"]), 2, signed=True),
                clock(time) if np.isfinite(time) else "-",
                decimal(float(now["top_speed"]), 2),
            ]
        )
    head = [
        "week",
        *(f"{name} kg" for name in result.lifts),
        "strength %",
        "size %",
        "tendon %",
        "mass %",
        "cost %",
        "race",
        "top m/s",
    ]
    told = table(head, lines)
    notes = [f"after week {result.last} the plan has ended"] if result.plan.weeks_after else []
    if solved:
        notes.insert(0, "* the run was solved again")
    return "\n".join([told, *([wrapped(f"{'; '.join(notes)}.")] if notes else [])])


def _groups(result: Trained) -> str:
    """Groups at the plan's end, with intervals."""
    groups = result.adaptation.groups.sel(week=result.last)
    lines = [
        [
            str(group),
            *(
                _interval(triple(percent_of(groups[name]), group=group))
                for name in ("force", "size", "tendon_stiffness")
            ),
        ]
        for group in groups["group"].values
    ]
    return table([f"after {result.last} weeks", "strength %", "size %", "tendon %"], lines)


def _interval(values: Triple) -> str:
    value, low, high = (decimal(x, 1, signed=True) for x in values)
    return f"{value} ({low} to {high})"


def _plan(result: Trained) -> str:
    names = [one.name for one in result.plan.exercises]
    if not names:
        return "The plan has no exercise."
    return table(
        ["week: sets x repetitions", *names], [[w, *cells] for w, cells in plan_lines(result)]
    )
