"""The measured runners of ``individuals.toml``: who they are and where their strides lie."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import ClassVar

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, MeasuredError
from hillrunner.lab.markers import Markers
from hillrunner.person.runner import Runner
from hillrunner.published.rows import Condition
from hillrunner.sides import Side


class _Entry(Checked):
    error: ClassVar[type[HillrunnerError]] = MeasuredError


class Cycles(_Entry):
    """Mean and SD over strides, in a NumPy archive: ``KEY_grf_mean`` and ``KEY_grf_sd``
    (3, 101), body weights, from right foot contact."""

    file: str
    key: str


class Metrics(_Entry):
    """Contact and flight times in a table of trials."""

    file: str
    subject: str


class Forces(_Entry):
    """A recording of ground forces: the columns of each foot but for their last letter."""

    file: str
    right: str
    left: str


class Emg(_Entry):
    """Electromyograms of a leg in a MATLAB table, as envelopes: the column of the clock (s) of the
    recording, and of each channel's column the muscles, without side, that it is of."""

    file: str
    time: str
    side: Side
    channels: dict[str, tuple[str, ...]]


class Recorded(_Entry):
    """A recording whose strides can be followed: ``markers`` of running, the ground's ``forces``
    where they are in a file of their own, and markers of the person standing."""

    markers: str
    forces: str = ""
    static: str
    emg: Emg | None = None


class Trial(_Entry):
    """Strides at one speed (m/s); what is not there is not compared."""

    speed: float
    angles: str = ""
    cycles: Cycles | None = None
    metrics: Metrics | None = None
    forces: Forces | None = None
    markers: Markers | None = None
    recorded: Recorded | None = None

    @property
    def condition(self) -> Condition:
        return Condition(speed=self.speed)


class Person(_Entry):
    """One measured runner."""

    name: str
    folder: str
    height: float
    mass: float
    age: float
    sex: str
    source: str
    trial: tuple[Trial, ...]

    @property
    def runner(self) -> Runner:
        return Runner(
            height=self.height, mass=self.mass, age=self.age, sex=self.sex, name=self.name
        )


class _File(_Entry):
    person: tuple[Person, ...]


@lru_cache(maxsize=1)
def people() -> tuple[Person, ...]:
    """The runners, in the file's order."""
    text = (resources.files("hillrunner.validate") / "individuals.toml").read_text("utf-8")
    return _File(**tomllib.loads(text)).person
