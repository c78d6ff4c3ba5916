"""A long run as one HTML page: what became of the runner by kilometre, fresh and tired."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from hillrunner.fatigue.losses import Loss
from hillrunner.motion.motion import Motion
from hillrunner.quantities import QUANTITIES, TISSUES, decimal, pace
from hillrunner.sides import stem
from hillrunner.tell.report.body_map import body_map
from hillrunner.tell.report.course_picture import profile
from hillrunner.tell.report.curves_along import Curves, Line, curves
from hillrunner.tell.report.document import SCRIPTS, embedded, rendered, scripts, styles
from hillrunner.tell.report.elements import Field, Row, number, plus, typeset, unit_of
from hillrunner.tell.report.muscle_colours import Worth
from hillrunner.tell.report.run_page import person_words, provenance
from hillrunner.tell.report.two_runs_numbers import number_table
from hillrunner.tell.report.two_runs_page import both_drawn
from hillrunner.tell.words.clock import change_clock, clock
from hillrunner.tell.words.longrun import limits, longrun_in_words, title
from hillrunner.tell.words.origin import in_short
from hillrunner.worth.compare import compare
from hillrunner.worth.longrun.kilometres import Kilometre, damage_by_tiring
from hillrunner.worth.longrun.pacing import KILOMETRE
from hillrunner.worth.longrun.published import Beside, beside_people
from hillrunner.worth.longrun.result import LongRun

Array = NDArray[np.float64]

NAMES = ("fresh", "tired")
SHORTEST = 0.5 * KILOMETRE  # a rest that is shorter is not drawn
LOOKS = ("one", "two", "three", "four")
GROUPS = ("quadriceps", "hamstrings", "calves", "glutes")  # whose force is drawn
FORM = {  # of a kilometre: the quantity that says how it is called and shown
    "cadence": "cadence",
    "contact_time": "contact_time",
    "flight_time": "flight_time",
    "com_oscillation": "com_oscillation",
    "knee_flexion_stance": "knee_stance_max",
}
ANGLES = {"hip_extension": "Hip extension", "pelvic_drop": "Pelvic drop in stance"}
DAMAGED = ("achilles_tendon", "patellofemoral_joint", "tibia", "iliotibial_band")


def longrun_page(run: LongRun) -> str:
    """The page, a whole HTML document."""
    fresh, tired = last_motions(run)
    comparison = compare(fresh, tired)
    whole = rendered(
        "longrun.html",
        title=title(run),
        subtitle=f"{person_words(run.start.runner)} \u00b7 {in_short(run.start)}",
        style=styles("style.css", "body_map.css", "curves_along.css", "longrun.css"),
        names=NAMES,
        where=_where(tired, run),
        tiles=_tiles(run),
        answer=longrun_in_words(run),
        profile=profile(run.course),
        curves=_curves(run),
        map=Markup(_map(run)),
        groups=_groups(run),
        buffer=_buffer(run),
        people=[_person(one) for one in beside_people(run)],
        notes=list(limits(run)),
        provenance=[
            (NAMES[0], provenance(fresh, honest=True)),
            (NAMES[1], provenance(tired, honest=False)),
        ],
        numbers=number_table(comparison, NAMES, cost=False),
        data=embedded(both_drawn(*comparison.analyses, NAMES)),
        script=scripts(*SCRIPTS),
    )
    return str(whole)


def last_motions(run: LongRun) -> tuple[Motion, Motion]:
    """The run where it ends, with muscles that do not tire and with those that did."""
    last = run.tired.points[-1]
    fresh = [point for point in run.fresh.points if point.metres <= last.metres]
    return fresh[-1].motion, last.motion


def _where(tired: Motion, run: LongRun) -> str:
    km = run.tired.points[-1].metres / KILOMETRE
    slope = "the level" if not tired.grade else f"a grade of {plus(100 * tired.grade, 1)} %"
    return f"km {decimal(km, 1)}, on {slope}"


def _tiles(run: LongRun) -> list[tuple[str, str, str]]:
    """Value, unit and label of each."""
    last, tiles = run.kilometres[-1], []
    if run.finish_time is not None:
        tiles.append((clock(run.finish_time), "", "finish"))
        later = run.finish_time - run.finish_time_fresh
        tiles.append((typeset(change_clock(later)), "", "by tiring and drift"))
    else:
        tiles.append((decimal(run.tired.metres / KILOMETRE, 1), "km", "run until muscles gave up"))
    if run.speed_held is not None:
        tiles.append((pace(run.speed_held), "/km", "could be held"))
    for group in sorted(last.force_left, key=lambda name: last.force_left[name][0])[:2]:
        left = last.force_left[group][0]
        tiles.append((number(100.0 * left), "%", f"force left, {group}"))
    return tiles


def _curves(run: LongRun) -> list[Curves]:
    rows = [row for row in run.kilometres if row.metres >= SHORTEST] or run.kilometres[:1]
    fresh = run.kilometres_fresh[: len(rows)]
    drawn = []

    def picture(
        title: str,
        unit: str,
        values: Mapping[str, Array],
        shown: Callable[[float], str],
        least: float,
        base: float | None = None,
    ) -> None:
        named = zip(LOOKS, values.items(), strict=False)
        lines = [_line(look, name, one) for look, (name, one) in named]
        if lines and all(np.isfinite(line.values).all() for line in lines):
            count = ("Km", 1)
            drawn.append(curves(title, unit, lines, shown, base=base, least=least, count=count))

    def both(of: Callable[[Kilometre], float]) -> dict[str, Array]:
        return {
            name: np.array([of(row) for row in some])
            for name, some in zip(NAMES, (fresh, rows), strict=True)
        }

    left = {
        group: 100.0 * np.array([row.force_left[group] for row in rows]).T
        for group in GROUPS
        if group in rows[0].force_left
    }
    picture("Force left", "% of the fresh muscle", left, number, 8.0)
    picture("Pace", "min:s a kilometre", both(lambda row: KILOMETRE / row.speed), clock, 20.0)
    if rows[0].vo2_fraction is not None:
        share = both(lambda row: 100.0 * (row.vo2_fraction or 0.0))
        picture("Oxygen", "% of VO2max", share, number, 8.0)
    for name, key in FORM.items():
        one = QUANTITIES[key]
        values = both(lambda row, name=name, by=one.factor: by * row.form[name])  # type: ignore[misc]
        picture(one.label, unit_of(one), values, number, 8.0)
    for name, label in ANGLES.items():
        if name in rows[0].form:
            values = both(lambda row, name=name: row.form[name])  # type: ignore[misc]
            picture(label, "\u00b0", values, number, 8.0)
    cost = both(lambda row: row.form["cost_of_transport"])
    if (ranges := run.cost_ranges) is not None:
        cost[NAMES[1]] = ranges[: len(rows)].T
    picture("Cost, simulated", "J/kg/m", cost, lambda v: number(v, 2), 0.2)
    damage = {name: one[: len(rows)].T for name, one in _damage(run).items()}
    picture("Damage-weighted steps", "% more than fresh", damage, lambda v: plus(v, 0), 8.0, 0.0)
    return drawn


def _line(look: str, name: str, values: Array) -> Line:
    """A line, with an interval where there are three rows."""
    return Line(look, name, *(values if values.ndim == 2 else (values, values, values)))


def _damage(run: LongRun) -> dict[str, Array]:
    """% more than fresh by kilometre, with its range over exponents."""
    more = damage_by_tiring(run.loads, run.loads_fresh)
    return {TISSUES[name].label: more[name] for name in DAMAGED if name in more}


def _map(run: LongRun) -> str:
    left = run.tired.points[-1].state.force_left[0]
    values: dict[str, list[float]] = {}
    for name, one in zip(run.start.body.muscle_names, left, strict=True):
        values.setdefault(stem(name), []).append(100.0 * (one - 1.0))
    mean = {name: float(np.mean(both)) for name, both in values.items()}
    lost = Worth("Force lost at the end", mean, "%", helps=1, ends=("gained", "lost"))
    return body_map(run.start.body, lost)


def _groups(run: LongRun) -> list[Row]:
    left = run.kilometres[-1].force_left
    rows: list[Row] = []
    for group in sorted(left, key=lambda name: left[name][0]):
        value, low, high = (number(100.0 * one) for one in left[group])
        rows.append((group, [Field(value, f"{low} to {high}")]))
    return rows


def _buffer(run: LongRun) -> list[Row]:
    """What 10 % more of each group changes, the most late first."""
    first = run.buffer_first_order
    rows: list[Row] = []
    for group in sorted(first, key=lambda name: first[name].cost_end - first[name].cost_start):
        one = first[group]
        seconds, low, high = (typeset(change_clock(x)) for x in one.seconds)
        apart = "" if low == high else f"{low} to {high}"
        rows.append(
            (
                group,
                [
                    Field(plus(one.cost_start, 2)),
                    Field(plus(one.cost_end, 2)),
                    Field(seconds, apart),
                ],
            )
        )
    return rows


def _person(one: Beside) -> Row:
    loss = one.loss
    mine = plus(one.value, 1)
    apart = "" if one.low == one.high else f"{plus(one.low, 0)} to {plus(one.high, 0)}"
    return loss.name, [Field(_published(loss), loss.source), Field(mine, apart)]


def _published(loss: Loss) -> str:
    if loss.mean is not None:
        spread = "" if loss.sd is None else f" ± {number(loss.sd, 0)}"
        return f"{plus(loss.mean, 0)}{spread}"
    if loss.band is not None:
        return f"{plus(loss.band[0], 0)} to {plus(loss.band[1], 0)}"
    return {"up": "more", "down": "less", "none": "unchanged"}[loss.direction or "none"]
