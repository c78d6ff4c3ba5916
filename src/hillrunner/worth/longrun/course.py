"""What is run: how far, how fast, up and down what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hillrunner.checks import number_in, show
from hillrunner.errors import RunnerError, TaskError
from hillrunner.fatigue.march import Stretch
from hillrunner.person.fitness import distance_of, seconds_of
from hillrunner.quantities import pace as pace_of
from hillrunner.tasks.run import LIMITS

KILOMETRE = 1000.0  # m
STEPS = 10  # stretches that a run is parted into
MOST_STEPS = 50
FASTEST = 8.0  # m/s: what would be faster was meant as hours and minutes
_PACE = re.compile(r"(\d{1,2}):([0-5]\d)(?:\s*(?:min)?/km)?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Course:
    """A distance, and the grade from each of some places on.

    Attributes
    ----------
    name, metres
        Of the distance.
    grades
        (m from the start, rise over run), the first at 0.
    """

    name: str
    metres: float
    grades: tuple[tuple[float, float], ...] = ((0.0, 0.0),)

    def stretches(self, speed: float, steps: int = STEPS) -> tuple[Stretch, ...]:
        """``steps`` pieces of one length, parted again where the grade changes.

        Parameters
        ----------
        speed
            m/s, the same all along.
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
        even = {self.metres * i / steps for i in range(int(steps))}
        starts = sorted(even | {metres for metres, _ in self.grades})
        ends = [*starts[1:], self.metres]
        return tuple(
            Stretch(end - start, speed, self.grade(start))
            for start, end in zip(starts, ends, strict=True)
        )

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
    given = distance if isinstance(distance, str) else f"{distance:g}"
    name, metres = distance_of(given, "distance")
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


def speed_asked(
    metres: float, pace: str | float | None = None, time: str | float | None = None
) -> float | None:
    """The even speed (m/s) that a pace or a finish time asks for; None where neither is given.

    Parameters
    ----------
    metres
        The distance.
    pace
        ``4:45`` (minutes and seconds a kilometre), or s/km.
    time
        ``3:20:00``, ``42:30``, or s. Two parts that nobody runs in minutes and seconds are hours
        and minutes: a marathon in ``3:20``.

    Raises
    ------
    TaskError
        If both are given, one is not written like one, or the body runs at no such speed.
    """
    if pace is not None and time is not None:
        raise TaskError("give either a pace or a finish time, not both.")
    if pace is None and time is None:
        return None
    if pace is not None:
        told, speed = f"pace is {show(pace)}", KILOMETRE / _seconds_a_km(pace)
    else:
        assert time is not None
        told, speed = f"time is {show(time)}", metres / _finish(time, metres)
    low, high, _ = LIMITS["speed"]
    if not low <= speed <= high:
        raise TaskError(
            f"{told}, which is {speed:.2f} m/s, but a run is at {low:g} to {high:g} m/s "
            f"({pace_of(high)} to {pace_of(low)} a kilometre)."
        )
    return speed


def _seconds_a_km(pace: str | float) -> float:
    if isinstance(pace, str):
        match = _PACE.fullmatch(pace.strip())
        if match is None or not any(map(int, match.groups())):
            raise TaskError(
                f"pace is {pace!r}, but must be as 4:45, minutes and seconds a kilometre."
            )
        return 60.0 * int(match[1]) + int(match[2])
    return _number("pace", pace, 1.0, 10_000.0, "s/km")


def _finish(time: str | float, metres: float) -> float:
    if not isinstance(time, str):
        return _number("time", time, 1.0, 1e6, "s")
    try:
        seconds = seconds_of(time, "time")
    except RunnerError as error:
        raise TaskError(str(error)) from None
    if seconds <= 0.0:
        raise TaskError(f"time is {time!r}, but must be more than nothing.")
    if metres / seconds > FASTEST and _SHORT.fullmatch(time.strip()):
        return 60.0 * seconds
    return seconds


def _number(field: str, value: object, low: float, high: float, unit: str) -> float:
    try:
        return number_in(field, value, low, high, unit)
    except ValueError as error:
        raise TaskError(str(error)) from None
