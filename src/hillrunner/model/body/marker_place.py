"""Where a marker sits on a body."""

from __future__ import annotations

from typing import ClassVar

from hillrunner.checks import Checked
from hillrunner.errors import BodyError, HillrunnerError
from hillrunner.model.body.model import Vector


class MarkerPlace(Checked):
    """A marker fixed in a segment.

    Parameters
    ----------
    name
        The marker's.
    segment
        The segment that carries it.
    location
        m, in the segment's frame.
    fixed
        Whether it stands on a point of the bone that can be felt, so that where it sits on a person
        follows from the size of the segment. Others are put where the person's own markers are.
    """

    error: ClassVar[type[HillrunnerError]] = BodyError

    name: str
    segment: str
    location: Vector
    fixed: bool = False
