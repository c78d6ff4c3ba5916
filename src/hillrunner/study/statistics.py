"""How the numbers of a study are spread, and how they follow its inputs by linear regression.

Standardised regression coefficients: inputs and output are each brought to mean 0 and standard
deviation 1 before an ordinary least-squares fit (Saltelli et al. 2008, "Global Sensitivity
Analysis: The Primer", section 1.2.5). How far they are to be believed is said by R2, the share of
the output's variance that the line holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import t as student

from hillrunner.study.outputs import Output

Array = NDArray[np.float64]
PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
STATISTICS = ("mean", "sd", "min", *(f"p{p:g}" for p in PERCENTILES), "max")
LEVEL = 0.90  # of intervals
FLAT = 1e-9  # standard deviation, of the mean, below which an output does not vary


def varies(values: Array) -> bool:
    """Whether numbers differ by more than the last digits."""
    return bool(values.std() > FLAT * np.abs(values).max())


def distributions(outputs: Sequence[Output]) -> xr.Dataset:
    """How each output is spread over the members that have it.

    Returns
    -------
    xarray.Dataset
        ``value`` (output, statistic), in the unit of the output, for :data:`STATISTICS`; ``count``
        (output), of members.
    """
    rows, counts = np.full((len(outputs), len(STATISTICS)), np.nan), []
    for row, output in zip(rows, outputs, strict=True):
        values = output.values[np.isfinite(output.values)]
        counts.append(len(values))
        if len(values):
            sd = values.std(ddof=1) if len(values) > 1 else np.nan
            spread = np.percentile(values, PERCENTILES)
            row[:] = (values.mean(), sd, values.min(), *spread, values.max())
    return xr.Dataset(
        {
            "value": (("output", "statistic"), rows, {"units": "of the output"}),
            "count": ("output", np.array(counts, dtype=int), {"units": "1"}),
        },
        coords={"output": [o.name for o in outputs], "statistic": list(STATISTICS)},
    )


def terms_of(data: xr.Dataset) -> dict[str, Array]:
    """What a regression is on, by name: every input that varies, and for one in words each word
    but the first, 1 where it is and 0 elsewhere."""
    terms: dict[str, Array] = {}
    for name, array in data.data_vars.items():
        if array.attrs.get("role") != "input":
            continue
        if array.dtype.kind == "f":
            terms[str(name)] = array.values
            continue
        _, *words = sorted(set(array.values.tolist()))
        terms |= {f"{name}={word}": (array.values == word).astype(float) for word in words}
    return terms


def regression(data: xr.Dataset, outputs: Sequence[Output]) -> xr.Dataset:
    """Standardised regression coefficients of each output on all inputs.

    Returns
    -------
    xarray.Dataset
        ``coefficient`` and the ends of its 90 % interval, ``low`` and ``high`` (output, term):
        standard deviations of the output for one of the input; ``r_squared`` (output). Not a number
        where an output does not vary, or fewer members have it than are needed.
    """
    terms = terms_of(data)
    table = np.full((3, len(outputs), len(terms)), np.nan)
    squared = np.full(len(outputs), np.nan)
    matrix = np.stack(list(terms.values()), axis=1) if terms else np.zeros((0, 0))
    for i, output in enumerate(outputs):
        there = np.isfinite(output.values)
        fit = _fitted(matrix[there], output.values[there])
        if fit is not None:
            table[:, i], squared[i] = fit
    one = {"units": "1"}
    dims = ("output", "term")
    return xr.Dataset(
        {
            "coefficient": (dims, table[0], one | {"long_name": "standardised coefficient"}),
            "low": (dims, table[1], one | {"long_name": "lower end of its 90 % interval"}),
            "high": (dims, table[2], one | {"long_name": "upper end of its 90 % interval"}),
            "r_squared": ("output", squared, one | {"long_name": "share of variance held"}),
        },
        coords={"output": [o.name for o in outputs], "term": list(terms)},
    )


def _fitted(matrix: Array, values: Array) -> tuple[Array, float] | None:
    """Coefficients and the ends of their intervals (3, term), and R2; None where there is no fit.

    A term that is the same for all that are left gets no coefficient.
    """
    result = np.full((3, matrix.shape[1]), np.nan)
    if not len(values):
        return None
    moved = np.array([varies(column) for column in matrix.T])
    free = len(values) - int(moved.sum()) - 1
    sd = values.std()
    if free < 1 or not moved.any() or not varies(values):
        return None
    x = matrix[:, moved]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = (values - values.mean()) / sd
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    solved, *_ = np.linalg.lstsq(x, y, rcond=None)
    rest = float(((y - x @ solved) ** 2).sum())
    error = np.sqrt(rest / free * np.diag(np.linalg.inv(x.T @ x)))
    half = student.ppf(0.5 + LEVEL / 2, free) * error
    result[:, moved] = (solved, solved - half, solved + half)
    return result, 1.0 - rest / len(y)
