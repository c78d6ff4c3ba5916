"""Two runs on one page: numbers side by side, one runner drawn over the other, both curves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hillrunner.analysis.analysis import Analysis
from hillrunner.errors import MotionError
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.tell.report.charts import Chart, charts
from hillrunner.tell.report.document import (
    SCRIPTS,
    embedded,
    rendered,
    scripts,
    styles,
    write_whole,
)
from hillrunner.tell.report.frames import frame_times, frames_of, root_index
from hillrunner.tell.report.run_page import provenance, runner_words
from hillrunner.tell.report.two_runs_left_right import left_right_section, takeover_section
from hillrunner.tell.report.two_runs_numbers import headline, load_table, number_table
from hillrunner.tell.words.origin import in_short
from hillrunner.worth.compare import Comparison, compare

TITLE = "Before and after"
BEFORE, AFTER = "l", "r"  # css of the two curves
AXES = {1: "Up", 0: "Forward", 2: "To the right"}
SPRINGS = {  # series of the report of one run: title of their own chart
    "Achilles": "Energy in the Achilles tendon, J",
    "tendon": "Power of the Achilles tendon, W",
    "fibres": "Power of the calf muscles' fibres, W",
}
DRAWN = ("period", "speed", "grade", "stance", "force", "pressure", "scene")  # of the run before


def write_comparison(
    before: Motion,
    after: Motion,
    path: str | Path,
    *,
    title: str = TITLE,
    names: tuple[str, str] = ("before", "after"),
) -> Path:
    """Write the page of two motions; the file appears whole or not at all.

    Both runners start at right foot contact, with their pelvis at the same place, and go through
    their strides in step, whatever each of these lasts.

    Parameters
    ----------
    before, after
        Solved strides.
    path
        HTML file to write.
    title
        What was changed.
    names
        What the two are called.

    Raises
    ------
    MotionError
        If a motion is not converged, or the file cannot be written.
    """
    _require_converged((before, after), names)
    return comparison_page(compare(before, after), Path(path), title=title, names=names)


def comparison_page(
    comparison: Comparison,
    path: Path,
    *,
    title: str = TITLE,
    names: tuple[str, str] = ("before", "after"),
) -> Path:
    """:func:`write_comparison` of two motions that have been compared already."""
    _require_converged((comparison.before, comparison.after), names)
    return write_whole(_document(comparison, title, names), path)


def _require_converged(motions: tuple[Motion, Motion], names: tuple[str, str]) -> None:
    for motion, name in zip(motions, names, strict=True):
        if motion.status is not Status.CONVERGED:
            raise MotionError(
                f"no comparison with a motion that did not converge ({name}: {motion.status.word})."
            )


def _document(comparison: Comparison, title: str, names: tuple[str, str]) -> str:
    analyses = comparison.analyses
    before, after = comparison.before, comparison.after
    return rendered(
        "two_runs.html",
        title=title,
        subtitle=_subtitle(before, after, names),
        style=styles("style.css"),
        names=names,
        tiles=headline(comparison),
        numbers=number_table(comparison, names),
        loads=load_table(comparison, names),
        takeover=takeover_section(*analyses),
        left_right=left_right_section(*analyses, names),
        provenance=[
            (names[0], provenance(before, honest=True)),
            (names[1], provenance(after, honest=False)),
        ],
        data=embedded(both_drawn(*analyses, names)),
        script=scripts(*SCRIPTS),
    )


def both_drawn(before: Analysis, after: Analysis, names: tuple[str, str]) -> dict[str, Any]:
    """What the scripts draw: the run after, and within it the run before, which the player shows
    as a ghost."""
    one, other = before.motion, after.motion
    first, second = frames_of(one), frames_of(other)
    _align(first, second, root_index(one.body), root_index(other.body))
    drawn = dict(second)
    drawn["charts"] = _charts(first, second, names) + _analysed(before, after, names)
    drawn["groups"] = [{"name": group["name"]} for group in second["groups"]]
    drawn["angles"] = []
    drawn["before"] = {key: first[key] for key in DRAWN}
    return drawn


def _align(moved: dict[str, Any], still: dict[str, Any], root: int, other: int) -> None:
    """Put the first runner's pelvis over the other's at foot contact; heights stay as they are."""
    origin, to = np.array(moved["scene"]["origin"]), np.array(still["scene"]["origin"])
    shift = (to[0, other] - origin[0, root]) * [1.0, 0.0, 1.0]
    moved["scene"]["origin"] = np.round(origin + shift, 4).tolist()
    moved["pressure"] = np.round(np.array(moved["pressure"]) + shift, 4).tolist()


def _charts(first: dict[str, Any], second: dict[str, Any], names: tuple[str, str]) -> list[Chart]:
    """Forces of the right foot, joint angles, and muscle groups."""
    found = [
        _both("forces", title, first["force"][0][axis], second["force"][0][axis], names, 2, 0.2)
        | {"height": 150}
        for axis, title in AXES.items()
    ]
    angles = {a["name"]: a["values"] for a in first["angles"]}
    found += [
        _both("angles", a["title"], angles[a["name"]], a["values"], names, 1, 10.0)
        for a in second["angles"]
        if a["name"] in angles
    ]
    groups = {g["name"]: g for g in first["groups"]}
    for group in second["groups"]:
        name = group["name"]
        if name not in groups:
            continue
        old = groups[name]
        found.append(
            _both("activations", name, old["mean"], group["mean"], names, 2, 0.1)
            | {"low": 0, "high": 1}
        )
        old_force, force = (np.array(g["sum"]) / 1000.0 for g in (old, group))
        found.append(_both("tendons", name, old_force, force, names, 2, 0.5) | {"low": 0})
    return found


def _analysed(before: Analysis, after: Analysis, names: tuple[str, str]) -> list[Chart]:
    """Curves of the analyses that have one line, and the energy in the Achilles tendon."""
    one, other = (
        {(c["into"], c["title"]): c for c in charts(analysis, frame_times(analysis.motion))}
        for analysis in (before, after)
    )
    found = []
    for place, chart in other.items():
        if place not in one:
            continue
        pairs = [
            (mine["name"], old["values"], mine["values"])
            for mine in chart["series"]
            for old in one[place]["series"]
            if mine["name"] == old["name"]
        ]
        if len(chart["series"]) == 1 and pairs:
            pair = _pair(*pairs[0][1:], names)
            found.append(chart | {"series": pair})
        elif place[0] == "spring-plots":
            found += [
                _both(place[0], SPRINGS[name], old, new, names, 1, chart["span"])
                for name, old, new in pairs
                if name in SPRINGS
            ]
    return found


def _both(
    into: str,
    title: str,
    old: ArrayLike,
    new: ArrayLike,
    names: tuple[str, str],
    digits: int,
    span: float,
) -> Chart:
    series = _pair(old, new, names)
    return {"into": into, "title": title, "digits": digits, "span": span, "series": series}


def _pair(old: ArrayLike, new: ArrayLike, names: tuple[str, str]) -> list[Chart]:
    return [
        {
            "css": css,
            "name": name,
            "values": (np.asarray(values, float).round(4) + 0.0).tolist(),
        }
        for css, name, values in ((BEFORE, names[0], old), (AFTER, names[1], new))
    ]


def _subtitle(before: Motion, after: Motion, names: tuple[str, str]) -> str:
    who = [runner_words(motion) for motion in (before, after)]
    speed = [f"{motion.speed:g}\u00a0m/s" for motion in (before, after)]
    if who[0] != who[1]:
        both = "; ".join(f"{n}: {w}, {v}" for n, w, v in zip(names, who, speed, strict=True))
    else:
        both = f"{who[0]} \u00b7 {' and '.join(dict.fromkeys(speed))}"
    return f"{both} \u00b7 {in_short(before, after)}"
