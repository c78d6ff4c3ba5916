"""Left against right, and who takes over, as tables for the terminal."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.asymmetry import SECTIONS, differs
from hillrunner.tell.words.left_right import pairs

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


def compensation_rows(found: xr.Dataset) -> list[list[str]]:
    """The muscles that gain most and those that lose most impulse, with a head.

    ``found`` is of :func:`hillrunner.analysis.compensation.compensation`.
    """
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
