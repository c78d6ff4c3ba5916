"""Published losses of long runs, and what the model says of them.

A loss counts where it was read (grades A, D and S, as in :mod:`hillrunner.published.rows`), nothing
of the model was fitted to it, and nothing else sets it apart; all others are shown and not judged.
Loads are those of fresh strides that people could have run with, taken as raced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, MotionError
from hillrunner.fatigue.accustomed import marathon_speed
from hillrunner.fatigue.coefficients import Coefficients
from hillrunner.fatigue.load import POWER, eccentric_load
from hillrunner.fatigue.tiring import Tiredness, after_running, fresh, oxygen_drift
from hillrunner.files import read_toml
from hillrunner.groups import Group
from hillrunner.motion.motion import Motion
from hillrunner.published.rows import COUNTED_GRADES, Grade, RowsError

Array = NDArray[np.float64]

UNCHANGED = 1.0  # %: less counts as no change, a choice
KEPT = {"knee_flexion_stance": 5.0, "hip_extension": 5.0}  # %: the same of angles, a choice
INTERVAL = (0.05, 0.95)  # of the samples
COST = "cost_of_transport"
STATES = ("force", "drive", "own force", "oxygen")  # that follow without solving a tired run


class Against(Checked):
    """What else a loss is held against: of another group, on another slope, of runners of another
    speed (m/s), or of runners with so much more of all muscles (a factor)."""

    error: ClassVar[type[HillrunnerError]] = RowsError
    of: Group | None = None
    slope: float | None = None
    speed: float | None = None
    stronger: float = 1.0

    @property
    def other_people(self) -> bool:
        """Whether it takes the runs of other people."""
        return self.speed is not None or self.stronger != 1.0


class Loss(Checked):
    """What became of people in a long run.

    Attributes
    ----------
    name, source
        For people.
    people
        How many, where that is known.
    grade
        How we know.
    quantity, of
        ``force`` and ``own force`` of a muscle group, ``drive``, ``oxygen``, or a column of the
        table by kilometre of a long run.
    distance, speed, slope
        m; m/s, low, middle and high; rise over run.
    mean, sd, low, high
        Change (%), or its range.
    direction
        Where only that is known.
    against
        Where given, the change is that much more (up) or less (down) than there, in points.
    used
        What of the model was fitted to it; empty where nothing was.
    apart
        Why it is not counted for another reason.
    note
        How it was read, where that needs saying.
    """

    error: ClassVar[type[HillrunnerError]] = RowsError
    name: str
    source: str
    people: int | None = None
    grade: Grade
    quantity: str
    of: Group | None = None
    distance: float
    speed: tuple[float, float, float]
    slope: float = 0.0
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    direction: Literal["up", "down", "none"] | None = None
    against: Against | None = None
    used: str = ""
    apart: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Loss:
        if self.sd is not None and self.mean is None:
            raise ValueError(f"the loss {self.name} has an sd but no mean.")
        if (self.low is None) != (self.high is None):
            raise ValueError(f"the loss {self.name} has one end of a range only.")
        if self.mean is None and self.low is None and self.direction is None:
            raise ValueError(f"the loss {self.name} says nothing.")
        if (self.quantity in ("force", "own force")) != (self.of is not None):
            raise ValueError(f"the loss {self.name} of {self.quantity} must name a muscle group.")
        return self

    @property
    def unchanged(self) -> float:
        """% (or points), up to which a change counts as none."""
        return KEPT.get(self.quantity, UNCHANGED)

    @property
    def counted(self) -> bool:
        """Whether the model is judged by it."""
        return self.grade in COUNTED_GRADES and not self.used and not self.apart

    @property
    def band(self) -> tuple[float, float] | None:
        """What is published of the change: one SD to either side of the mean, or the range."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        if self.mean is not None and self.sd is not None:
            return self.mean - self.sd, self.mean + self.sd
        return None


@dataclass(frozen=True)
class Held:
    """A loss beside what the model says of it (%).

    Attributes
    ----------
    loss
        What was published.
    value, low, high
        The model's, and the 5 and 95 % of its samples, at the middle speed.
    agrees
        Where a band is known, whether the value is in it; where only a mean, whether that is
        between low and high; else whether the direction is right.
    """

    loss: Loss
    value: float
    low: float
    high: float
    agrees: bool


class Strides:
    """Eccentric load at any speed, between solved runs of one body.

    Parameters
    ----------
    motions
        Runs on the level and on slopes.
    power
        As of :func:`~hillrunner.fatigue.load.eccentric_load`.
    """

    def __init__(self, motions: Iterable[Motion], power: float = POWER) -> None:
        self._loads: dict[float, dict[float, Array]] = {}
        for motion in motions:
            self._loads.setdefault(motion.grade, {})[motion.speed] = eccentric_load(motion, power)
            muscles = motion.body.muscles
        if not self._loads:
            raise MotionError("losses need at least one solved run, and none was given.")
        self.groups = np.array([m.group for m in muscles])
        self._forces = np.array([m.max_force for m in muscles])

    def load(self, speed: float, slope: float) -> Array:
        """Load (W/kg) of each muscle, interpolated in speed (m/s); that of the end beyond it.

        Raises
        ------
        MotionError
            If no run is on that slope.
        """
        if slope not in self._loads:
            raise MotionError(f"no run on a grade of {slope:g} was given.")
        known = sorted(self._loads[slope].items())
        speeds, loads = [s for s, _ in known], np.array([one for _, one in known])
        return np.array([np.interp(speed, speeds, column) for column in loads.T])

    def weight(self, group: str | None) -> Array:
        """Of each muscle in what its group gives: by maximal force, adding up to one."""
        part = self._forces * (True if group is None else self.groups == group)
        if not part.sum() > 0.0:
            raise MotionError(f"the body has no muscle in the group {group!r}.")
        return np.asarray(part / part.sum())


@lru_cache(maxsize=1)
def losses() -> tuple[Loss, ...]:
    """The losses that are known, read from ``losses.toml``."""
    with resources.as_file(resources.files("hillrunner.fatigue") / "losses.toml") as path:
        data = read_toml(path, "losses", RowsError)
    return tuple(Loss(**one) for one in data["loss"])


def held(
    loss: Loss, strides: Strides, c: Coefficients, drifts: Mapping[str, float] | None = None
) -> Held | None:
    """A loss beside the model's; None where that takes a solved long run which is not given.

    Parameters
    ----------
    loss
        One of :func:`losses`.
    strides
        Of fresh runs at its speeds and slopes.
    c
        Coefficients.
    drifts
        Change (%) of columns over a solved long run like that of the loss. Oxygen is what drifts
        for other reasons than muscle, and with these also what tired muscles add.

    Raises
    ------
    MotionError
        If no run is on its slope, or the body lacks its muscles.
    """
    if loss.against is not None and loss.against.other_people:
        return None
    if loss.quantity in STATES:
        change = predicted(loss, strides, c)
        if loss.quantity == "oxygen" and drifts is not None and COST in drifts:
            change = change + (1.0 + change / 100.0) * drifts[COST]
    elif drifts is not None and loss.quantity in drifts:
        change = np.array([drifts[loss.quantity]])
    else:
        return None
    low, high = np.quantile(change, INTERVAL)
    value = float(change[0])
    return Held(loss, value, float(low), float(high), _agrees(loss, value, float(low), float(high)))


def predicted(loss: Loss, strides: Strides, c: Coefficients, speed: float | None = None) -> Array:
    """The model's change (%) by sample, at ``speed`` (m/s) or the middle one."""
    speed = loss.speed[1] if speed is None else speed
    change = _change(loss, strides, c, speed, loss.of, loss.slope)
    if loss.against is None:
        return change
    of = loss.against.of or loss.of
    slope = loss.slope if loss.against.slope is None else loss.against.slope
    return change - _change(loss, strides, c, speed, of, slope)


def _change(
    loss: Loss, strides: Strides, c: Coefficients, speed: float, of: str | None, slope: float
) -> Array:
    if loss.quantity == "oxygen":
        return 100.0 * (oxygen_drift(loss.distance, c)[:, 0] - 1.0)
    load = strides.load(speed, slope)
    used_to = marathon_speed(loss.distance, speed)
    state = after_running(fresh(len(load), c), load, loss.distance / speed, c, used_to=used_to)
    return -100.0 * (_lost(loss.quantity, state) @ strides.weight(of))


def _lost(quantity: str, state: Tiredness) -> Array:
    if quantity == "force":
        return 1.0 - state.force_left
    own = state.peripheral
    return own if quantity == "own force" else np.broadcast_to(state.central, own.shape)


def _agrees(loss: Loss, value: float, low: float, high: float) -> bool:
    if loss.band is not None:
        return loss.band[0] <= value <= loss.band[1]
    if loss.mean is not None:
        return low <= loss.mean <= high
    if loss.direction == "none":
        return abs(value) <= loss.unchanged
    return value > 0.0 if loss.direction == "up" else value < 0.0
