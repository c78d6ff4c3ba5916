"""What is run: how far, and up and down what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.checks import number_in, show
from hillrunner.errors import TaskError
from hillrunner.fatigue.march import Stretch
from hillrunner.lab.course_file import Altitudes
from hillrunner.person.fitness import LIMITS as FITNESS
from hillrunner.person.fitness import distance_of
from hillrunner.tasks.run import LIMITS
from hillrunner.worth.longrun.pacing import KILOMETRE, Pacing

Array = NDArray[np.float64]

STEPS = 10  # stretches that a run is parted into
MOST_STEPS = 50
OFF = 0.03  # part by which a course's length may differ from the distance: that of GPS does
SHORTEST = 500.0  # m: the rest of a course that is shorter has the grade of the kilometre before
GRADES = 0.005  # between the grades at which a course is run: those in between are rounded


@dataclass(frozen=True)
class Course:
    """A distance, and the grade from each of some places on.

    Attributes
    ----------
    name, metres
        Of the distance.
    grades
        (m from the start, rise over run), the first at 0.
    altitudes
        Where the grades are from; None where they were given or all is level. Its length is the
        file's own.
    """

    name: str
    metres: float
    grades: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    altitudes: Altitudes | None = None

    def stretches(self, pacing: Pacing, steps: int = STEPS) -> tuple[Stretch, ...]:
        """``steps`` pieces of one length, parted again where grade or speed changes.

        Parameters
        ----------
        pacing
            Of the same distance.
        steps
            1 to 50.

        Raises
        ------
        TaskError
            If there are too few or too many.
        """
        if isinstance(steps, bool) or steps != int(steps) or not 1 <= steps <= MOST_STEPS:
            raise TaskError(
                f"steps is {show(steps)}, but must be a whole number from 1 to {MOST_STEPS}."
            )
        parts = {self.metres * i / steps for i in range(int(steps))}
        starts = sorted(parts | {metres for metres, _ in self.grades} | {*pacing.starts})
        ends = [*starts[1:], self.metres]
        return tuple(
            Stretch(end - start, pacing.at(start), self.grade(start))
            for start, end in zip(starts, ends, strict=True)
        )

    @property
    def level(self) -> bool:
        """Whether nothing goes up or down."""
        return all(grade == 0.0 for _, grade in self.grades)

    @property
    def places(self) -> Array:
        """Where grades begin, and the end (m from the start)."""
        return np.array([*(start for start, _ in self.grades), self.metres])

    @property
    def heights(self) -> Array:
        """How high these places are above the start (m)."""
        rises = np.diff(self.places) * [grade for _, grade in self.grades]
        return np.concatenate([[0.0], np.cumsum(rises)])

    def grade(self, metres: float) -> float:
        """Rise over run at a distance from the start."""
        return [grade for start, grade in self.grades if start <= metres][-1]


def course(distance: str | float, profile: Sequence[tuple[float, float]] = ()) -> Course:
    """A course.

    Parameters
    ----------
    distance
        ``marathon``, ``10 km`` or m, 1,500 m to the marathon.
    profile
        (km, rise over run): the grade from each kilometre on, -0.2 to 0.2; level before the first.

    Raises
    ------
    RunnerError
        If the distance is none.
    TaskError
        If the profile's kilometres do not grow, or lie outside, or a grade is too steep.
    """
    name, metres = _distance(distance)
    grades: list[tuple[float, float]] = []
    for km, grade in profile:
        start = KILOMETRE * _number("profile's kilometre", km, 0.0, metres / KILOMETRE, "")
        slope = _number(f"profile's grade from km {km:g} on", grade, *LIMITS["grade"])
        if start >= metres:
            raise TaskError(f"profile has a grade from km {km:g} on, where the {name} ends.")
        if grades and start <= grades[-1][0]:
            raise TaskError(
                f"profile has km {km:g} after km {grades[-1][0] / KILOMETRE:g}, but its "
                "kilometres must grow."
            )
        grades.append((start, slope))
    if not grades or grades[0][0] > 0.0:
        grades.insert(0, (0.0, 0.0))
    return Course(name, metres, tuple(grades))


def measured_course(altitudes: Altitudes, distance: str | float | None = None) -> Course:
    """A course whose grade by kilometre is that of a recorded or planned one.

    Each kilometre has the mean grade between its smoothed ends, rounded to half a percent, what is
    rounded off being carried to the next, so that the runner ends as high as the course does. (On
    few grades a run is solved few times.)

    Parameters
    ----------
    altitudes
        Of the course.
    distance
        As of :func:`course`; the length of the course, if not given. It may differ by 3 %, as
        distances by GPS do: the course is then stretched to it.

    Raises
    ------
    RunnerError
        If the distance is none.
    TaskError
        If the course is too short or long, or too steep.
    """
    length = altitudes.length
    if distance is None:
        low, high, _ = FITNESS["distance"]
        if not low <= length <= high:
            raise TaskError(
                f"the course {altitudes.source} is {_km(length)} long, but a long run is of "
                f"{_km(low)} to {_km(high)}."
            )
        distance = round(length)
    name, metres = _distance(distance)
    if abs(length / metres - 1.0) > OFF:
        raise TaskError(
            f"the course {altitudes.source} is {_km(length)} long, but must be within "
            f"{100 * OFF:g} % of the distance, {_km(metres)}."
        )
    edges = [*np.arange(0.0, metres - SHORTEST, KILOMETRE), metres]
    grades: list[tuple[float, float]] = []
    off = 0.0  # m by which what is run so far lies below the course
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        rise = altitudes.rise(start * length / metres, end * length / metres)
        grade = GRADES * round((rise + off) / (end - start) / GRADES)
        _check_steepness(altitudes.source, start, grade)
        off += rise - grade * (end - start)
        if not grades or grade != grades[-1][1]:
            grades.append((float(start), grade))
    return Course(name, metres, tuple(grades), altitudes)


def _check_steepness(source: str, start: float, grade: float) -> None:
    low, high, _ = LIMITS["grade"]
    if not low <= grade <= high:
        raise TaskError(
            f"the course {source} has a grade of {100 * grade:.1f} % from km "
            f"{start / KILOMETRE:g} on, but a run is at {100 * low:g} to {100 * high:g} %."
        )


def _km(metres: float) -> str:
    return f"{metres / KILOMETRE:.4g} km"


def _distance(distance: str | float) -> tuple[str, float]:
    given = distance if isinstance(distance, str) else f"{distance:g}"
    return distance_of(given, "distance")


def _number(field: str, value: object, low: float, high: float, unit: str) -> float:
    try:
        return number_in(field, value, low, high, unit)
    except ValueError as error:
        raise TaskError(str(error)) from None
