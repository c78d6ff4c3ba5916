"""What is on a runner's feet: how far a shoe gives way, what it gives back, its mass and drop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from pydantic import ValidationInfo, field_validator

from hillrunner.checks import Checked, number_in, unknown_name
from hillrunner.errors import HillrunnerError, RunnerError
from hillrunner.files import read_toml

TESTED = 2000.0  # N, the peak of the test that shoes' deformation is told of (Hoogkamer 2018)
LIMITS = {  # field: lowest, highest, unit
    "deformation": (0.001, 0.03, "m"),
    "energy_return": (0.3, 0.98, ""),
    "mass": (0.0, 0.8, "kg"),
    "drop": (-0.005, 0.02, "m"),
}
AS_SAID = {  # how people say it, and how many of that are one
    "deformation": (1000.0, "mm"),
    "energy_return": (100.0, "%"),
    "mass": (1000.0, "g"),
    "drop": (1000.0, "mm"),
}


class Shoe(Checked):
    """A running shoe, as machines that press and let go see it. Immutable and validated.

    What is not given is as of the usual shoe, which the default body runs in.

    Parameters
    ----------
    deformation : float
        How far (m) the sole gives way under a heel at 2 kN, 0.001 to 0.03; usually 0.0054 (racing
        flats: Hoogkamer 2018, 10.1007/s40279-017-0811-2, as a later paper quotes it).
    energy_return : float
        Share of the energy stored that is given back, 0.3 to 0.98; usually 0.76 (the same).
    mass : float
        Of one shoe (kg), 0 to 0.8; usually 0.25 (a choice).
    drop : float
        How much higher (m) the heel stands than the forefoot, -0.005 to 0.02; usually 0.01
        (a choice).

    Notes
    -----
    A plate that stiffens the toe joint is not part of it.

    Raises
    ------
    RunnerError
        One sentence naming the field, its value and what is allowed.

    Examples
    --------
    >>> Shoe(deformation=0.0119, energy_return=0.87).mass
    0.25
    """

    error: ClassVar[type[HillrunnerError]] = RunnerError

    deformation: float = 0.0054
    energy_return: float = 0.76
    mass: float = 0.25
    drop: float = 0.01

    @field_validator(*LIMITS, mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        low, high, unit = LIMITS[name]
        try:
            return number_in(f"{name} of the shoe", value, low, high, unit)
        except ValueError as error:
            many, said = AS_SAID[name]
            if not (isinstance(value, int | float) and low <= value / many <= high):
                raise
            raise ValueError(
                f"{str(error).rstrip('.')} ({value:g} {said} is {value / many:g})."
            ) from None

    def between(self, other: Shoe) -> Shoe:
        """The shoe half way to another."""
        return Shoe(**{name: 0.5 * (getattr(self, name) + getattr(other, name)) for name in LIMITS})


USUAL = Shoe()
# Hoogkamer 2018: a racing flat, and a prototype of a soft foam that gives back more, weighted to
# be equally heavy; what their drop was is not known here.
SHOES: Mapping[str, Shoe] = {
    "usual": USUAL,
    "racing flat": Shoe(deformation=0.0059, energy_return=0.759),
    "super shoe": Shoe(deformation=0.0119, energy_return=0.87),
}


def shoe_of(given: object) -> Shoe:
    """A shoe from its name among :data:`SHOES`, a table of its numbers, or a shoe.

    Raises
    ------
    RunnerError
        If there is none of that name, or a number is wrong.
    """
    if isinstance(given, Shoe):
        return given
    if isinstance(given, Mapping):
        return Shoe(**given)
    name = str(given).replace("-", " ").replace("_", " ").strip().lower()
    if name not in SHOES:
        raise RunnerError(unknown_name("shoe", str(given), "", SHOES))
    return SHOES[name]


def shoe_from(text: str) -> Shoe:
    """A shoe from a name among :data:`SHOES`, or from a TOML file with the keys of a shoe.

    Raises
    ------
    RunnerError
        If there is no shoe of that name and no such file, or the file does not describe a shoe.
    """
    path = Path(text)
    if path.suffix.lower() != ".toml":
        return shoe_of(text)
    data = read_toml(path, "shoe file", RunnerError)
    try:
        return Shoe(**data)
    except RunnerError as error:
        raise RunnerError(f"{path}: {error}") from None
