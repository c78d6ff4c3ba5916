"""Followed strides against what is independent of them, as tables for text, Markdown and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hillrunner.analysis.contact_forces import JOINTS
from hillrunner.published.followed import CONTACT, FITS, Beside
from hillrunner.published.followed import MOMENTS as PEOPLES
from hillrunner.tell.tables.table import table as printed
from hillrunner.validate.followed import MOMENTS, Apart, Followed, spreads

TITLE = "Measured strides, followed"
MOMENT_NAMES = {
    "hip_flexion": "hip flexion",
    "hip_adduction": "hip adduction",
    "knee_angle": "knee",
    "ankle_angle": "ankle",
}


@dataclass(frozen=True)
class Block:
    """A table, with a title and a word on what its cells say."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def followed_blocks(people: Sequence[Followed]) -> list[Block]:
    """The tables; without those that nothing is in."""
    made = (_fits(people), _moments(people), _contact(people), _without(people))
    return [block for block in (*made, _timing(people), _spread(people)) if block.rows]


def _fits(people: Sequence[Followed]) -> Block:
    rows = [
        (
            one.person,
            f"{one.speed:.2f}",
            f"{one.angle_rms:.1f}",
            f"{1000 * one.marker_rms:.0f}",
            f"{one.residual_force:.0f}",
            f"{one.residual_moment:.1f}",
        )
        for one in people
        if one.angle_rms == one.angle_rms
    ]
    keys = ("angles", "markers", "force", "moment")
    return Block(
        "How well they are followed",
        "Root mean square distance from the measured angles and markers, and what is left "
        "unexplained at the pelvis; mean of the strides.",
        ("runner", "m/s", "angles, deg", "markers, mm", "force, N", "moment, N m"),
        _with_others(rows, FITS, ("", *keys)),
    )


def _moments(people: Sequence[Followed]) -> Block:
    rows = [
        (one.person, *(_moment_cell(one.moments[n], one.measured[n]) for n in MOMENTS))
        for one in people
        if one.moments
    ]
    return Block(
        "Net joint moments against OpenSim's inverse dynamics, N m/kg",
        "RMS difference from OpenSim's of the same motion under the same forces; then from "
        "OpenSim's of the angles as measured under the plates' forces; then both peaks, followed / "
        "as measured. Others: peaks.",
        ("runner", *(MOMENT_NAMES[n] for n in MOMENTS)),
        _with_others(rows, PEOPLES, MOMENTS),
    )


def _moment_cell(same: Apart, measured: Apart) -> str:
    peaks = f"{measured.found:.1f} / {measured.other:.1f}"
    return f"{same.rms:.3f}; {measured.rms:.2f}; {peaks}"


def _contact(people: Sequence[Followed]) -> Block:
    rows = [
        (
            one.person,
            *(
                f"{one.contact[j].rms:.2f}; {one.contact[j].found:.1f} / {one.contact[j].other:.1f}"
                for j in JOINTS
            ),
        )
        for one in people
        if one.contact
    ]
    return Block(
        "Joint contact forces against OpenSim's joint reactions, body weights",
        "RMS difference under the same muscle forces, along OpenSim's own wrapped paths; then both "
        "peaks, here / OpenSim. Others: peaks.",
        ("runner", *JOINTS),
        _with_others(rows, CONTACT, JOINTS),
    )


def _without(people: Sequence[Followed]) -> Block:
    rows = []
    for one in people:
        if (free := one.without) is None:
            continue
        moments = [
            f"{free.moments[n]:.2f} ({one.measured[n].rms:.2f})" if n in free.moments else "-"
            for n in MOMENTS
            if n != "hip_adduction"
        ]
        rows.append(
            (
                one.person,
                *(f"{free.rms[axis]:.2f}" for axis in ("vertical", "fore", "side")),
                f"{free.correlation:.2f}",
                f"{free.peak[0]:.2f} / {free.peak[1]:.2f}",
                f"{round(1000 * free.centre):+d} ({round(1000 * free.unbalanced):+d})",
                " / ".join(moments),
            )
        )
    return Block(
        "Forces found without plates, against the plates",
        "RMS in stance and peaks (found / plates) in body weights; correlation of the vertical "
        "force; how far the centre of pressure is ahead of the plates' (in brackets: what "
        "the plates are too far ahead themselves, as over a stride their forces would turn the "
        "runner over backwards); how far moments are off OpenSim's as measured, N m/kg (in "
        "brackets: under the plates' forces).",
        (
            "runner",
            "vertical",
            "fore",
            "side",
            "r",
            "peak",
            "centre, mm",
            "hip / knee / ankle moment",
        ),
        tuple(rows),
    )


def _timing(people: Sequence[Followed]) -> Block:
    rows = [
        (one.person, muscle, f"{t.correlation:.2f}", f"{t.lag:+.0f}", f"{t.shifted:.2f}")
        for one in people
        for muscle, t in one.timing.items()
    ]
    return Block(
        "Activations beside electromyograms",
        "Correlation over the stride of activation and envelope; by how much of the stride the "
        "activation is later (+) or earlier (-) where they are most alike, and the correlation "
        "then. Nobody's strength, and no activation, was fitted to them.",
        ("runner", "muscle", "r", "later by, % of stride", "r then"),
        tuple(rows),
    )


def _spread(people: Sequence[Followed]) -> Block:
    rows = [
        (
            MOMENT_NAMES.get(name, name),
            f"{spread.within:.2f}",
            f"{spread.between:.2f}",
            f"{spread.between / spread.within:.1f}",
        )
        for name, spread in spreads(people).items()
    ]
    return Block(
        "Strides of one person and people",
        "SD over the stride (root mean square): between the strides of a person, and between "
        "people's means. Moments of the right leg in N m/kg, forces in body weights.",
        ("curve", "within", "between", "times"),
        tuple(rows),
    )


def _with_others(
    rows: Sequence[tuple[str, ...]], others: Sequence[Beside], columns: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """Rows, and below them what others publish; nothing where there are none."""
    if not rows:
        return ()
    more = [(f"{o.who} ({o.grade})", *_cells(o.values, columns)) for o in others]
    return (*rows, *more)


def _cells(values: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    return [values.get(column, "") for column in columns]


def followed_why(people: Sequence[Followed]) -> list[str]:
    """What could not be compared, a sentence each."""
    return [f"{one.person}, {one.speed:.3g} m/s: {why}" for one in people for why in one.why]


def followed_text(people: Sequence[Followed]) -> str:
    """All tables for the terminal."""
    parts = [TITLE.upper()]
    for block in followed_blocks(people):
        body = printed(block.head, block.rows, "<" * len(block.head))
        parts.append("\n".join([block.title, block.note, body]))
    parts += ["\n".join(lines)] if (lines := followed_why(people)) else []
    return "\n\n".join(parts)


def followed_markdown(people: Sequence[Followed]) -> list[str]:
    """All tables as lines of Markdown."""
    lines = [f"## {TITLE}", ""]
    for block in followed_blocks(people):
        lines += [f"**{block.title}.** {block.note}", ""]
        lines += ["| " + " | ".join(block.head) + " |", "|" + "---|" * len(block.head)]
        lines += ["| " + " | ".join(row) + " |" for row in block.rows]
        lines.append("")
    return [*lines, *(f"- {why}" for why in followed_why(people)), ""]
