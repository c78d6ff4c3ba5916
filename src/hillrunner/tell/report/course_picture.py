"""The profile of a course as a picture without a script."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hillrunner.quantities import decimal
from hillrunner.tell.report.curves_along import nice, steps_across
from hillrunner.tell.report.elements import number, plus
from hillrunner.tell.words.longrun import course_in_words
from hillrunner.worth.longrun.course import Course
from hillrunner.worth.longrun.pacing import KILOMETRE

Array = NDArray[np.float64]

WIDTH, HEIGHT = 900.0, 150.0  # of the field
LEAST = 20.0  # m that the field is high at least, so that a level course looks level
POINTS = 600  # of a line, at most


class Profile(NamedTuple):
    """The picture.

    Attributes
    ----------
    recorded, course, ground, run
        Paths: the altitude as it came (empty where none was recorded; spikes are cut off), as it is
        used, the same as an area, and that of the grades that are run.
    up, along
        Ticks: place and text.
    marks
        A column for each grade: place, width, and what it says.
    said
        In words.
    """

    recorded: str
    course: str
    ground: str
    run: str
    up: list[tuple[str, str]]
    along: list[tuple[str, str]]
    marks: list[tuple[str, str, str]]
    said: str


def profile(course: Course) -> Profile | None:
    """The picture of a course; None where all of it is level."""
    if course.level:
        return None
    places, heights = course.places, course.heights
    known = course.altitudes
    if known is not None:
        heights = heights + known.smoothed[0]
        metres = known.metres * course.metres / known.length
        some = slice(None, None, max(1, len(metres) // POINTS))
        lines = [(metres[some], known.recorded[some]), (metres[some], known.smoothed[some])]
    else:
        lines = [(places, heights)]
    every = np.concatenate([heights, lines[-1][1]])
    low, high = float(every.min()), float(every.max())
    more = 0.5 * max(LEAST - (high - low), 0.2 * (high - low))
    low, high = low - more, high + more

    def x(metres: float) -> float:
        return WIDTH * metres / course.metres

    def path(line: tuple[Array, Array]) -> str:
        points = zip(*line, strict=True)
        return "M" + "L".join(
            f"{x(m):.1f} {HEIGHT * (high - min(max(h, low), high)) / (high - low):.1f}"
            for m, h in points
        )

    top = path(lines[-1])
    step = nice(high - low)
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 0.5) * step
    across = steps_across(int(course.metres // KILOMETRE))
    kms = range(0, int(course.metres // KILOMETRE) + 1, across)
    starts = [start for start, _ in course.grades]
    marks = [
        (f"{x(start):.1f}", f"{x(end - start):.1f}", _told(start, end, grade))
        for (start, grade), end in zip(course.grades, [*starts[1:], course.metres], strict=True)
    ]
    return Profile(
        path(lines[0]) if known is not None else "",
        top,
        f"{top}L{WIDTH:g} {HEIGHT:g}L0 {HEIGHT:g}Z",
        path((places, heights)),
        [(f"{HEIGHT * (high - tick) / (high - low):.1f}", number(tick)) for tick in ticks],
        [(f"{x(KILOMETRE * km):.1f}", str(km)) for km in kms],
        marks,
        course_in_words(course),
    )


def _told(start: float, end: float, grade: float) -> str:
    return (
        f"Km {decimal(start / KILOMETRE, 1)} to {decimal(end / KILOMETRE, 1)}: "
        f"{plus(100 * grade, 1)} %"
    )
