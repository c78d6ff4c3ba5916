"""A body of one person's size with the markers of a recording on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import xarray as xr

from hillrunner.lab.kinematics.measures import Measure
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import Body
from hillrunner.shown import Shown


@dataclass(frozen=True)
class Scaled(Shown):
    """A body of a person's size, and where their markers sit on it.

    Attributes
    ----------
    body
        The body.
    places
        Of the markers.
    measures
        What was measured of the segments, and whether it was taken.
    by_height
        Factor of all that was not measured.
    marker_error
        (marker,) m, root mean square distance to the body of the markers with a fixed place, while
        the others were put on it.
    weights
        On the square of the distance of markers, of those whose weight is not 1.
    notes
        What is to be known, one sentence each.
    """

    body: Body
    places: tuple[MarkerPlace, ...]
    measures: tuple[Measure, ...] = ()
    by_height: float = 1.0
    marker_error: xr.DataArray | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """Why measures were not taken, one sentence each."""
        return tuple(one.refused for one in self.measures if one.refused)
