"""The table as text for the terminal, and as Markdown for the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hillrunner.published.rows import SUBJECTS, Published
from hillrunner.sides import RIGHT, on_side
from hillrunner.tell.tables.followed import followed_markdown
from hillrunner.tell.tables.table import table as printed
from hillrunner.validate.followed import Followed
from hillrunner.validate.individuals import Comparison, TimeDifference
from hillrunner.validate.table import Result, Table, causes

HOW = (
    "Bands are two SD to either side of the mean (one SD for trials of training), the published "
    "range, or a direction (one edge). In brackets: 5 to 95 % of plausible people. "
    "Grades: A read in the "
    "source, D computed from its authors' public data, S read in a secondary text, M from memory "
    "and unverified. Rows of grade M, rows without a published spread and those whose note gives a "
    "reason are listed apart and not counted; no band was widened."
)
_INDIVIDUALS = (
    "RMS difference over the stride of simulated and measured mean, and in brackets the spread of "
    "the person's own strides; times are simulated / measured. Angles are those of trunk, pelvis "
    "and legs; forces those of the right foot, forward, up and to the right. The body is generic, "
    "scaled to height and mass."
)


def number(value: float | None) -> str:
    """Four significant digits, never in powers of ten."""
    if value is None:
        return "-"
    if value == 0.0:
        return "0"
    text = f"{value:.4g}"
    return text if "e" not in text else f"{value:.0f}" if abs(value) >= 1.0 else f"{value:.6f}"


def band_words(row: Published) -> str:
    """What is published: ``150 to 194``, ``above 1``, ``below 0 (mean -5)`` or ``about 9``."""
    low, high = row.band
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if low is None and high is None:
        return f"about {number(row.mean)}"
    way = f"above {number(low)}" if low is not None else f"below {number(high)}"
    return way if row.mean is None else f"{way} (mean {number(row.mean)})"


def value_words(result: Result) -> str:
    """What is simulated, and its interval where there is one: ``23.1 (8.4 to 41.2)``."""
    value = number(result.value)
    if result.interval is None:
        return value
    low, high = result.interval
    return f"{value} ({number(low)} to {number(high)})"


def verdict_words(result: Result) -> str:
    """``inside``, ``outside``, ``no value``, or nothing where there is no band; and ``disputed``
    where others found otherwise."""
    if result.value is None:
        return "no value"
    verdict = {True: "inside", False: "outside", None: ""}[result.inside]
    return f"{verdict}, disputed" if verdict and result.row.disputed else verdict


def sd_words(result: Result) -> str:
    """The distance in SD with its sign, where an SD is published."""
    return "" if result.sd_away is None else f"{result.sd_away:+.1f}"


def summary_words(table: Table) -> str:
    """``110 of 135 counted rows are inside (81 %)``, and what is missing."""
    inside, counted = len(table.inside), len(table.judged)
    share = f" ({100.0 * inside / counted:.0f} %)" if counted else ""
    text = f"{inside} of {counted} counted rows are inside{share}"
    lost = sum(r.value is None for r in table.judged)
    if lost:
        text += f"; {lost} of those outside could not be simulated"
    if table.left_out:
        kept = sum(row.counted for row in table.left_out)
        text += f"; {kept} more {'needs' if kept == 1 else 'need'} motions that were not solved"
    return text + "."


def table_text(table: Table) -> str:
    """The whole table for the terminal."""
    parts = [summary_words(table)]
    for subject in SUBJECTS:
        judged = [r for r in table.of(subject) if r.counts]
        if judged:
            inside = sum(bool(r.inside) for r in judged)
            parts.append(_block(f"{subject.upper()}: {inside} of {len(judged)} inside", judged))
    if table.apart:
        parts.append(_block("LISTED APART, NOT COUNTED", table.apart))
    if table.outside:
        lines = ["OUTSIDE, AND WHY, AS FAR AS WE KNOW"]
        lines += [f"- {quantity} ({where}): {why}" for quantity, where, why in causes(table)]
        parts.append("\n".join(lines))
    parts.append(HOW)
    return "\n\n".join(parts)


def _block(title: str, results: Iterable[Result]) -> str:
    head = ["", "condition", "published", "simulated", "", "SD", "source (grade)"]
    rows = [
        [
            r.row.quantity + (f", {r.row.unit}" if r.row.unit != "1" else ""),
            r.row.place,
            band_words(r.row),
            value_words(r),
            verdict_words(r),
            sd_words(r),
            f"{r.row.source.name} ({r.row.grade})",
        ]
        for r in results
    ]
    return f"{title}\n{printed(head, rows, '<<<><><')}"


def individual_lines(people: Sequence[Comparison]) -> list[tuple[str, ...]]:
    """Measured people one by one: a head, and a line a person and speed.

    Differences are RMS over the stride; in brackets the spread of the person's own strides. Times
    are simulated / measured.
    """
    lines: list[tuple[str, ...]] = [
        (
            "runner",
            "m/s",
            "angles, deg",
            "hip / knee / ankle, deg",
            "arms, deg",
            "force x / y / z, BW",
            "stride, ms",
            "contact, ms",
            "flight, ms",
        )
    ]
    for c in people:
        angles = [
            c.angles.get(on_side(name, RIGHT))
            for name in ("hip_flexion", "knee_angle", "ankle_angle")
        ]
        forces = [c.forces.get(axis) for axis in "xyz"]
        lines.append(
            (
                c.person.name,
                f"{c.speed:g}",
                "-" if c.angle_rms is None else f"{c.angle_rms:.1f} ({c.angle_spread:.1f})",
                " / ".join("-" if a is None else f"{a.rms:.1f} ({a.spread:.1f})" for a in angles),
                "-" if c.arm_rms is None else f"{c.arm_rms:.1f}",
                " / ".join("-" if f is None else f"{f.rms:.2f} ({f.spread:.2f})" for f in forces),
                *(
                    _time_words(c.timing.get(name))
                    for name in ("stride_time", "contact_time", "flight_time")
                ),
            )
        )
    return lines


def _time_words(time: TimeDifference | None) -> str:
    """``664 / 707 (5)``: simulated, then mean and spread of the person, ms."""
    if time is None:
        return "-"
    spread = f" ({1e3 * time.spread:.0f})" if time.spread == time.spread else ""
    return f"{1e3 * time.simulated:.0f} / {1e3 * time.measured:.0f}{spread}"


def individual_text(people: Sequence[Comparison]) -> str:
    """Measured people one by one, for the terminal."""
    head, *lines = individual_lines(people)
    return "\n".join(
        [
            "MEASURED PEOPLE ONE BY ONE: RMS difference over the stride (spread of their own "
            "strides)",
            "times: simulated / measured",
            printed(head, lines, "<" * len(head)),
            *(f"{c.person.name}, {c.speed:g} m/s: {why}" for c in people for why in c.why),
        ]
    )


def table_markdown(
    table: Table,
    head: str = "",
    people: Sequence[Comparison] = (),
    followed: Sequence[Followed] = (),
) -> str:
    """The whole table as a Markdown page.

    Parameters
    ----------
    head : str
        What was simulated, in a sentence.
    people : sequence of Comparison
        Measured people one by one, where there are any.
    followed : sequence of Followed
        Their strides, followed, where there are any.
    """
    lines = [
        "# How far the simulator can be believed",
        "",
        *([head, ""] if head else []),
        summary_words(table),
        "",
        HOW,
        "",
    ]
    lines += [*_scores(table), ""]
    for subject in SUBJECTS:
        judged = [r for r in table.of(subject) if r.counts]
        if judged:
            lines += [f"## {subject.capitalize()}", "", *_grid(judged), ""]
    if table.outside:
        lines += ["## Outside, and why, as far as we know", ""]
        lines += [f"- **{quantity}** ({where}): {why}" for quantity, where, why in causes(table)]
        lines.append("")
    if people:
        lines += ["## Measured people one by one", "", _INDIVIDUALS, ""]
        title, *rest = individual_lines(people)
        lines += ["| " + " | ".join(title) + " |", "|" + "---|" * len(title)]
        lines += ["| " + " | ".join(map(_cell, line)) + " |" for line in rest]
        lines += ["", *(f"- {c.person.name}: {why}" for c in people for why in c.why)]
        sources = {c.person.name: c.person.source for c in people}
        lines += [f"- {name}: {source}" for name, source in sources.items()]
        lines.append("")
    if followed:
        lines += followed_markdown(followed)
    if table.apart:
        lines += ["## Listed apart, not counted", "", *_grid(table.apart), ""]
    lines += ["## Sources", "", *_sources(table)]
    return "\n".join(lines) + "\n"


def _scores(table: Table) -> list[str]:
    lines = ["| subject | inside | counted |", "|---|---|---|"]
    return lines + [f"| {s} | {i} | {n} |" for s, (i, n) in table.scores().items()]


def _grid(results: Iterable[Result]) -> list[str]:
    lines = [
        "| quantity | condition | unit | published | simulated | | SD | source | grade |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        verdict = verdict_words(r)
        cells = (
            r.row.quantity,
            r.row.place,
            "" if r.row.unit == "1" else r.row.unit,
            band_words(r.row),
            value_words(r),
            f"**{verdict}**" if verdict.startswith(("outside", "no value")) else verdict,
            sd_words(r),
            r.row.source.name,
            r.row.grade,
        )
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return lines


def _sources(table: Table) -> list[str]:
    lines = []
    for source in dict.fromkeys(r.row.source for r in table.results):
        doi = f", doi [{source.doi}](https://doi.org/{source.doi})" if source.doi else ""
        lines.append(f"- {_cell(source.name)}{doi}. {source.about}".rstrip())
    notes = dict.fromkeys(
        f"- {_cell(r.row.quantity)} ({r.row.source.name}): {text}"
        for r in table.results
        for text in (r.row.note, r.row.disputed, r.row.apart)
        if text
    )
    return [*lines, "", "## Notes", "", *notes] if notes else lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
