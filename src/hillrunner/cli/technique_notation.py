"""Technique as people write it on a command line: ``+5%``, ``+2deg``, ``175``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hillrunner.checks import listed
from hillrunner.cli.flag_values import flag_number
from hillrunner.errors import HillrunnerError
from hillrunner.person.technique import LEAN, LIMITS, Technique

_WRITTEN = re.compile(r"([+-]?)\s*(\d+(?:\.\d+)?|\.\d+)\s*(\S*)")


@dataclass(frozen=True)
class Measure:
    """One measure of technique as it is written.

    Attributes
    ----------
    flag
        Of the command line.
    unit, decimals
        Of a number without a unit, and of what complaints say.
    units
        What may be written behind a number, and how much of ``unit`` it is.
    si
        What one ``unit`` is in SI units (in steps/min for the step rate).
    limits
        Lowest and highest, in ``unit``.
    percent
        Whether a change in percent means anything.
    example, value
        A change, and a value, as they may be written.
    """

    flag: str
    unit: str
    decimals: int
    units: Mapping[str, float]
    si: float
    limits: tuple[float, float]
    percent: bool
    example: str
    value: str


def _length(flag: str, name: str, example: str, value: str) -> Measure:
    units = {"m": 1.0, "cm": 0.01, "mm": 0.001}
    return Measure(flag, "m", 3, units, 1.0, LIMITS[name][:2], True, example, value)


MEASURES = {
    "step_rate": Measure(
        "--step-rate",
        "steps/min",
        1,
        {"steps/min": 1.0, "/min": 1.0, "spm": 1.0},
        1.0,
        LIMITS["step_rate"][:2],
        True,
        "+5%",
        "175",
    ),
    "trunk_lean": Measure(
        "--trunk-lean",
        "deg",
        1,
        {"deg": 1.0, "\N{DEGREE SIGN}": 1.0},
        math.radians(1.0),
        LEAN[:2],
        False,  # of an angle that may be zero
        "+2deg",
        "8",
    ),
    "overstride": _length("--overstride", "overstride", "-0.02m", "0.2"),
    "oscillation": _length("--oscillation", "oscillation", "-0.01m", "0.08"),
}


@dataclass(frozen=True)
class Request:
    """What one flag requests.

    Attributes
    ----------
    name
        Measure of :data:`MEASURES`.
    text
        As it was written.
    amount
        In the measure's unit, or in percent.
    kind
        What the amount is.
    """

    name: str
    text: str
    amount: float
    kind: Literal["target", "change", "percent"]

    def target(self, free: float) -> float:
        """What is requested, in SI units, where the free motion's value is ``free``.

        Raises
        ------
        HillrunnerError
            If it is beyond what can be imposed.
        """
        measure = MEASURES[self.name]
        shown = free / measure.si
        if self.kind == "percent":
            shown *= 1.0 + self.amount / 100.0
        else:
            shown = self.amount + (shown if self.kind == "change" else 0.0)
        low, high = measure.limits
        if self.name == "step_rate" and shown < low <= 2.0 * shown <= high:
            raise HillrunnerError(
                f"{measure.flag} {self.text} looks like strides a minute, but the steps of both "
                f"feet count: write {2.0 * shown:.3g} where a watch says {shown:.3g}."
            )
        words = "" if self.kind == "target" else f"{self.text}, from {free / measure.si:.3g}, "
        flag_number(
            f"{measure.flag} {words}".strip(),
            round(shown, measure.decimals + 1),
            low,
            high,
            measure.unit,
        )
        return shown * measure.si


def requests_of(flags: Mapping[str, str | None]) -> dict[str, Request]:
    """What the flags request, by measure.

    Parameters
    ----------
    flags
        What was given for each of :data:`MEASURES`: a change in percent (``+5%``), a change with
        its sign (``+2deg``, ``-0.01m``, ``+5``) or, without a sign, what it is to be (``175``).

    Raises
    ------
    HillrunnerError
        One sentence: what was written, and how it should be.
    """
    return {name: _parsed(name, text) for name, text in flags.items() if text is not None}


def _parsed(name: str, text: str) -> Request:
    measure = MEASURES[name]
    written = _WRITTEN.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-"))
    how = (
        f"write {measure.example} for a change or {measure.value} for the value, in {measure.unit}"
    )
    if not written:
        raise HillrunnerError(f"{measure.flag} is {text!r}, which is not a number: {how}.")
    sign, digits, unit = written[1], written[2], written[3].lower()
    amount = float(sign + digits)
    if unit == "%":
        if not measure.percent:
            raise HillrunnerError(
                f"{measure.flag} is {text!r}, but it is an angle from the vertical, which may be "
                f"zero: {how}."
            )
        if not sign:
            raise HillrunnerError(
                f"{measure.flag} is {text!r}, a change without its sign: write +{digits}% for "
                f"{digits} % more, or -{digits}% for less."
            )
        return Request(name, text, amount, "percent")
    if unit and unit not in measure.units:
        units = [*measure.units, *(["%"] if measure.percent else [])]
        raise HillrunnerError(
            f"{measure.flag} is {text!r}, but its unit must be one of {listed(units)}: {how}."
        )
    amount *= measure.units[unit] if unit else 1.0
    return Request(name, text, amount, "change" if sign else "target")


def requested_technique(free: Technique, requests: Mapping[str, Request]) -> Technique:
    """What is to be imposed on a motion whose technique was left free.

    Parameters
    ----------
    free
        Technique of the free motion, which changes are from.
    requests
        By measure.

    Raises
    ------
    HillrunnerError
        If something requested is beyond what can be imposed.
    """
    return Technique(
        **{name: request.target(free.imposed[name]) for name, request in requests.items()}
    )
