"""Sobol indices: which share of an output's variance an input makes, alone and with others.

Estimators of Saltelli et al. 2010 (10.1016/j.cpc.2009.09.018) for the first order and of Jansen for
the total, on the samples A, B and AB of :mod:`hillrunner.study.sampling`; those of
:func:`scipy.stats.sobol_indices`, which however takes no sample with a member missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.study.outputs import Output
from hillrunner.study.sampling import A, B
from hillrunner.study.statistics import varies

Array = NDArray[np.float64]
FEWEST = 8  # rows without which there is no index
RESAMPLES = 500
ENDS = (5.0, 95.0)  # percentiles of the resampled indices: a 90 % interval
SEED = 2010


def sobol_indices(data: xr.Dataset, outputs: Sequence[Output]) -> xr.Dataset:
    """First-order and total indices of each output.

    A row counts where all of its members (of A, B and every AB) are solved.

    Returns
    -------
    xarray.Dataset
        ``first`` and ``total`` (output, input), with the ends of their 90 % intervals by bootstrap
        over rows, ``first_low`` and so on; ``rows`` (output), how many counted. Not a number where
        these are fewer than 8, or an output does not vary.
    """
    inputs = [str(n) for n, v in data.data_vars.items() if v.attrs.get("role") == "input"]
    place = {
        (str(sample), int(row)): member
        for member, (sample, row) in enumerate(
            zip(data["sample"].values, data["row"].values, strict=True)
        )
    }
    count = 1 + int(data["row"].max())
    order = np.array([[place[name, row] for row in range(count)] for name in (A, B, *inputs)])
    shape = (3, len(outputs), len(inputs))
    first, total = np.full(shape, np.nan), np.full(shape, np.nan)
    rows = np.zeros(len(outputs), dtype=int)
    for i, output in enumerate(outputs):
        values = output.values[order]
        values = values[:, np.isfinite(values).all(axis=0)]
        rows[i] = values.shape[1]
        if rows[i] >= FEWEST and varies(values[:2]):
            first[:, i], total[:, i] = _with_intervals(values)
    dims, one = ("output", "input"), {"units": "1"}
    table = {
        f"{name}{end}": (dims, values[k], one)
        for name, values in (("first", first), ("total", total))
        for k, end in enumerate(("", "_low", "_high"))
    }
    return xr.Dataset(
        table | {"rows": ("output", rows, one)},
        coords={"output": [o.name for o in outputs], "input": inputs},
    )


def indices(values: Array) -> tuple[Array, Array]:
    """First-order and total indices (input,) of an output on A, B and each AB (2 + input, row)."""
    values = values - values[:2].mean()
    a, b, mixed = values[0], values[1], values[2:]
    variance = values[:2].var()
    first = (b * (mixed - a)).mean(axis=1) / variance
    total = 0.5 * ((a - mixed) ** 2).mean(axis=1) / variance
    return first, total


def _with_intervals(values: Array) -> tuple[Array, Array]:
    """Each index with the ends of its interval (3, input)."""
    random = np.random.default_rng(SEED)
    count = values.shape[1]
    again = [indices(values[:, random.integers(count, size=count)]) for _ in range(RESAMPLES)]
    return tuple(  # type: ignore[return-value]
        np.stack([index, *np.percentile([pair[k] for pair in again], ENDS, axis=0)])
        for k, index in enumerate(indices(values))
    )
