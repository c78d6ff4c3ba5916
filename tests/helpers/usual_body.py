"""The body of most solves, whose programs are built once in a run of the tests."""

from __future__ import annotations

from hillrunner.model.body.model import Body
from hillrunner.motion.library import load_shipped


def usual_body() -> Body:
    """That of the shipped motions; another shape would be a build of seconds of its own."""
    return load_shipped("run-3.5.nc").body
