"""The numbers of a study one by one: each output, side and state a row of values by member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.sides import RIGHT, Side

Array = NDArray[np.float64]
CHANGE = "change"  # after minus before
SAME = 1e-4  # of the largest number of all: below it both legs have one number, for what a solve
# leaves undecided differs by 1e-5 between the halves of a mirrored stride


@dataclass(frozen=True)
class Output:
    """One number of every member.

    Attributes
    ----------
    key
        Of :data:`hillrunner.quantities.QUANTITIES`.
    side
        Of the leg; None where it is of the whole runner, or of both legs alike.
    state
        ``before`` or ``after`` a change, or ``change``, the difference; empty without one.
    values
        (member,), in the quantity's unit; not a number where a member has none.
    """

    key: str
    side: Side | None
    state: str
    values: Array

    @property
    def name(self) -> str:
        """Key, side and state in one."""
        return " ".join(filter(None, (self.key, self.side, self.state)))


def outputs_of(data: xr.Dataset) -> tuple[Output, ...]:
    """Every output of a study's data set."""
    return tuple(
        Output(str(key), side, state, values)
        for key, array in data.data_vars.items()
        if array.attrs.get("role") == "output"
        for side, one in _sides(array)
        for state, values in _states(one)
    )


def _sides(array: xr.DataArray) -> Iterator[tuple[Side | None, xr.DataArray]]:
    if "side" not in array.dims:
        yield None, array
        return
    sides = {str(name): array.sel(side=name, drop=True) for name in array["side"].values}
    first, second = (one.values for one in sides.values())
    size = np.nanmax(np.abs(array.values))
    if np.allclose(first, second, rtol=0.0, atol=SAME * size, equal_nan=True):
        yield None, sides[RIGHT]
        return
    yield from sides.items()  # type: ignore[misc]


def _states(array: xr.DataArray) -> Iterator[tuple[str, Array]]:
    if "state" not in array.dims:
        yield "", array.values
        return
    before, after = (array.sel(state=name).values for name in ("before", "after"))
    yield from (("before", before), ("after", after), (CHANGE, after - before))
