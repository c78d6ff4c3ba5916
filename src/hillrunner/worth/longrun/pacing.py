"""How fast a long run is meant to be run: at one pace, or by splits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hillrunner.checks import number_in, show
from hillrunner.errors import RunnerError, TaskError
from hillrunner.person.fitness import seconds_of
from hillrunner.quantities import pace as pace_of
from hillrunner.tasks.run import LIMITS

KILOMETRE = 1000.0  # m
SHORTFALL = 1e-6  # relative: a speed this much below what was asked is no slowing
FASTEST = 8.0  # m/s: what would be faster was meant as hours and minutes
AT_THE_END = 1.0  # m by which the last split may miss the end
_PACE = re.compile(r"(\d{1,2}):([0-5]\d)(?:\s*(?:min)?/km)?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)

Splits = Sequence[tuple[float, "str | float"]]  # km, and the clock there


@dataclass(frozen=True)
class Pacing:
    """The speed of each piece of a distance.

    Attributes
    ----------
    metres
        The distance.
    speeds
        (m from the start, m/s), the first at 0.
    """

    metres: float
    speeds: tuple[tuple[float, float], ...]

    @property
    def starts(self) -> tuple[float, ...]:
        """Where a speed begins, m from the start."""
        return tuple(start for start, _ in self.speeds)

    @property
    def even(self) -> bool:
        """Whether all of it is run at one speed."""
        return len({speed for _, speed in self.speeds}) == 1

    @property
    def mean(self) -> float:
        """m/s, of the distance."""
        return self.speeds[0][1] if self.even else self.metres / self.clock(self.metres)

    def at(self, metres: float) -> float:
        """m/s, from a place on."""
        return [speed for start, speed in self.speeds if start <= metres][-1]

    def clock(self, metres: float) -> float:
        """s from the start to a place."""
        ends = np.minimum([*self.starts[1:], self.metres], metres)
        lengths = np.maximum(ends - self.starts, 0.0)
        return float((lengths / [speed for _, speed in self.speeds]).sum())

    def between(self, start: float, end: float) -> float:
        """Mean speed (m/s) between two places."""
        if self.even:
            return self.speeds[0][1]
        return (end - start) / (self.clock(end) - self.clock(start))

    def at_most(self, speed: float) -> Pacing:
        """The same with nothing faster than ``speed`` (m/s)."""
        return Pacing(self.metres, tuple((start, min(one, speed)) for start, one in self.speeds))


def even(metres: float, speed: float) -> Pacing:
    """One speed (m/s) all along."""
    return Pacing(metres, ((0.0, speed),))


def pacing_asked(
    metres: float,
    pace: str | float | None = None,
    time: str | float | None = None,
    splits: Splits = (),
) -> Pacing | None:
    """What a pace, a finish time or splits ask for; None where none is given.

    Parameters
    ----------
    metres
        The distance.
    pace
        ``4:45`` (minutes and seconds a kilometre), or s/km.
    time
        ``3:20:00``, ``42:30``, or s. Two parts that nobody runs in minutes and seconds are hours
        and minutes: a marathon in ``3:20``.
    splits
        Kilometres, and what the clock shows there (``24:10``, ``1:35:20``, or s), the last at the
        end: between two of them the speed is even.

    Raises
    ------
    TaskError
        If more than one is given, one is not written like one, or the body runs at no such speed.
    """
    if pace is not None and time is not None:
        raise TaskError("give either a pace or a finish time, not both.")
    if splits and (pace is not None or time is not None):
        raise TaskError("give either splits or a pace or finish time, not both.")
    if splits:
        return _by_splits(metres, splits)
    if pace is not None:
        return even(metres, _run_at(f"pace is {show(pace)}", KILOMETRE / _seconds_a_km(pace)))
    if time is not None:
        return even(metres, _run_at(f"time is {show(time)}", metres / _finish(time, metres)))
    return None


def _by_splits(metres: float, splits: Splits) -> Pacing:
    speeds = []
    last, clock = 0.0, 0.0
    for km, time in splits:
        where = KILOMETRE * _number("splits' kilometre", km, 0.0, 1e6, "")
        told = f"splits' time at km {km:g}"
        seconds = seconds_at(time, told)
        if where <= last:
            raise TaskError(
                f"splits have km {km:g} after km {last / KILOMETRE:g}, but kilometres must grow."
            )
        if seconds <= clock:
            raise TaskError(f"{told} is {show(time)}, but must be later than the one before.")
        between = f"splits ask from km {last / KILOMETRE:g} to km {km:g} for a pace"
        speeds.append((last, _run_at(between, (where - last) / (seconds - clock))))
        last, clock = where, seconds
    if abs(last - metres) > AT_THE_END:
        raise TaskError(
            f"splits end at km {last / KILOMETRE:g}, but the last must be at the end, "
            f"km {metres / KILOMETRE:g}."
        )
    return Pacing(metres, tuple(speeds))


def seconds_at(time: str | float, told: str) -> float:
    """s of a clock written ``24:10`` or ``1:35:20``, or given in s.

    Raises
    ------
    TaskError
        If it is written otherwise; it is called ``told``.
    """
    if not isinstance(time, str):
        return _number(told, time, 1.0, 1e6, "s")
    try:
        seconds = seconds_of(time, told)
    except RunnerError as error:
        raise TaskError(str(error)) from None
    if seconds <= 0.0:
        raise TaskError(f"{told} is {time!r}, but must be more than nothing.")
    return seconds


def _run_at(told: str, speed: float) -> float:
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
    seconds = seconds_at(time, "time")
    if isinstance(time, str) and metres / seconds > FASTEST and _SHORT.fullmatch(time.strip()):
        return 60.0 * seconds
    return seconds


def _number(field: str, value: object, low: float, high: float, unit: str) -> float:
    try:
        return number_in(field, value, low, high, unit)
    except ValueError as error:
        raise TaskError(str(error)) from None
