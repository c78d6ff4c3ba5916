"""Left against right, and who takes over, as tables for the terminal."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.asymmetry import SECTIONS, differs
from hillrunner.tell.words.left_right import legs_change_alike, of_right_leg, pairs
from hillrunner.tell.words.two_runs import pair_changes

SHOWN = 10  # muscles that gain, and that lose


def left_right_rows(analysis: Analysis) -> list[list[str]]:
    """Label, right, left, unit and difference of every measure, with a head; none where both legs
    do the same."""
    if not differs(analysis.asymmetry):
        return []
    rows = [["", "right", "left", "unit", "difference"]]
    for pair in pairs(analysis, *SECTIONS):
        rows.append([pair.label, pair.right, pair.left, pair.unit, pair.difference])
    return rows


def left_right_change_rows(before: Analysis, after: Analysis, *sections: str) -> list[list[str]]:
    """Label, unit and right, left and difference after, with those before in brackets."""
    rows = [["", "", *(text for name in ("right", "left", "%") for text in (name, "(before)"))]]
    for pair in pair_changes(before, after, *sections):
        row = [pair.label, pair.unit]
        for name in ("right", "left", "difference"):
            new, old = (getattr(one, name).removesuffix(" %") for one in (pair.after, pair.before))
            row += [new, f"({old})"]
        rows.append(row)
    return rows


def compensation_rows(found: xr.Dataset) -> list[list[str]]:
    """The muscles that gain most and those that lose most impulse, with a head.

    ``found`` is of :func:`hillrunner.analysis.compensation.compensation`. Where both legs change
    alike, only the right one's are there.
    """
    if legs_change_alike(found):
        found = of_right_leg(found)
    names = found["muscle"].values[np.argsort(found["rank"].values)].tolist()
    some = names if len(names) <= 2 * SHOWN else [*names[:SHOWN], *names[-SHOWN:]]
    keys = ("impulse_change", "work_positive_change", "work_negative_change")
    rows = [["", "strength", "impulse N s", "%", "work given J", "work taken J"]]
    for name in some:
        one = found.sel(muscle=name)
        impulse, given, taken = (f"{float(one[key]):+.1f}" for key in keys)
        share = float(one["impulse_percent"])
        rows.append(
            [
                name,
                f"{float(one['strength']):.2f}",
                impulse,
                f"{share:+.0f}" if np.isfinite(share) else "-",
                given,
                taken,
            ]
        )
    return rows
