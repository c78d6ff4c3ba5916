"""A study as one HTML page that asks the network for nothing: spreads, what matters, every body."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hillrunner.quantities import QUANTITIES
from hillrunner.study.outputs import Output
from hillrunner.study.result import StudyResult
from hillrunner.study.statistics import varies
from hillrunner.tell.report.document import rendered, styles
from hillrunner.tell.report.elements import Cell, HeatRow, Row, number, share, typeset, unit_of
from hillrunner.tell.report.study_pictures import Histogram, Scatter, histogram, scatter
from hillrunner.tell.words import study as words

TITLE = "A study of many runs"
STATISTICS = ("p5", "p25", "p50", "p75", "p95")


class Spread(NamedTuple):
    """One number of all members."""

    label: str
    unit: str
    middle: str
    ends: str
    picture: Histogram


class Drawn(NamedTuple):
    """One number against the input that moves it most."""

    label: str
    unit: str
    against: str
    picture: Scatter


def study_page(result: StudyResult) -> str:
    """The page, a whole HTML document."""
    shown = words.shown(result)
    whole = rendered(
        "study.html",
        title=result.title if result.title != "study" else TITLE,
        subtitle=f"{words.members_line(result)} {words.design_line(result)}",
        style=styles("style.css", "study.css"),
        tiles=_tiles(result),
        varied=words.varied(result),
        change="Before the change of muscle, and by how much it changes them."
        if any(output.state for output in shown)
        else "",
        spreads=[s for o in shown if (s := _spread(result, o))],
        drawn=[d for o in shown if (d := _drawn(result, o))],
        regression=_heat(result, shown, "coefficient"),
        regression_head=_heads(result, "term"),
        regression_note=f"{words.REGRESSION} Below {words.WELL:g} it says little. {_interval()}",
        sobol=_heat(result, shown, "total") if result.sobol is not None else (),
        sobol_head=_heads(result, "input"),
        sobol_note=f"{words.SOBOL} {_interval()}",
        too_few=words.TOO_FEW,
        rows=[_row(result, o) for o in result.outputs],
        failed=list(result.reasons.items()),
        footer=words.HONEST,
    )
    return str(whole)


def _interval() -> str:
    return "Hold the pointer on a field for its 90 % interval."


def _tiles(result: StudyResult) -> list[tuple[str, str, str]]:
    """Value, unit and label of each."""
    tiles = [(str(count), "", end) for end, count in result.counts.items() if count]
    return [*tiles, (number(result.cpu_seconds), "s", "CPU time of a member, mean")]


def _spread(result: StudyResult, output: Output) -> Spread | None:
    values = output.values[np.isfinite(output.values)]
    if not len(values) or not varies(values):
        return None
    table = result.distributions["value"].sel(output=output.name)
    low, middle, high = (float(table.sel(statistic=name)) for name in ("p5", "p50", "p95"))
    told = [typeset(words.number(output, value)) for value in (low, middle, high)]
    label = words.output_label(output)
    return Spread(
        label,
        unit_of(QUANTITIES[output.key]),
        told[1],
        f"{told[0]} to {told[2]}",
        histogram(values, (low, middle, high), f"{label}: {told[1]}, {told[0]} to {told[2]}"),
    )


def _drawn(result: StudyResult, output: Output) -> Drawn | None:
    """None where no input in numbers moves it."""
    for name, _ in words.strongest(result, output, most=len(result.inputs)):
        if name in result.data and result.data[name].dtype.kind == "f":
            break
    else:
        return None
    against = result.data[name]
    units = str(against.attrs["units"])
    label, other = words.output_label(output), words.input_label(result, name)
    picture = scatter(
        against.values,
        output.values,
        lambda value: typeset(words.number(output, value)),
        f"{label} against {other}",
    )
    shown = other if units == "1" else f"{other}, {units}"
    return Drawn(label, unit_of(QUANTITIES[output.key]), shown, picture)


def _heads(result: StudyResult, along: str) -> list[str]:
    table = result.regression if along == "term" else result.sobol
    if table is None:
        return []
    labels = [words.input_label(result, str(name)) for name in table[along].values]
    return [*labels, "R\u00b2"] if along == "term" else labels


def _heat(result: StudyResult, shown: list[Output], name: str) -> list[HeatRow]:
    """Coefficients of each output with R2 behind them, or total indices with the first order."""
    table = result.regression if name == "coefficient" else result.sobol
    assert table is not None
    ends = ("low", "high") if name == "coefficient" else ("total_low", "total_high")
    rows: list[HeatRow] = []
    for output in shown:
        one = table.sel(output=output.name)
        values, low, high = (one[key].values for key in (name, *ends))
        if not np.isfinite(values).any():
            continue
        cells = [
            Cell(
                number(value, 2),
                "" if name == "coefficient" else number(first, 2),
                heat=share(abs(value)) if np.isfinite(value) else 0.0,
                css="take" if value < 0.0 else "",
                hint=f"{number(a, 2)} to {number(b, 2)}",
            )
            for value, a, b, first in zip(
                values, low, high, one["first"].values if "first" in one else values, strict=True
            )
        ]
        if name == "coefficient":
            fit = words.r_squared(result, output)
            cells.append(Cell(number(fit, 2), css="fit" if fit >= words.WELL else "fit poor"))
        rows.append((words.output_label(output), cells))
    return rows


def _row(result: StudyResult, output: Output) -> Row:
    table = result.distributions.sel(output=output.name)
    told = (float(table["value"].sel(statistic=name)) for name in STATISTICS)
    return (
        words.output_label(output),
        [
            unit_of(QUANTITIES[output.key]),
            *(typeset(words.number(output, value)) for value in told),
            str(int(table["count"])),
        ],
    )
