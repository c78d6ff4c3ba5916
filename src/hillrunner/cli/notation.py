"""Numbers as runners write them on a command line: ``3.5``, ``12km/h``, ``5:00/km``, ``5%``."""

from __future__ import annotations

import re

_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|m/s)", re.IGNORECASE)
_PACE = re.compile(r"(\d+):([0-5]\d)\s*(?:min)?/km", re.IGNORECASE)
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%")
_KMH = 3.6  # km/h in one m/s


def number(text: str) -> float | str:
    """A number, or the text itself for the field's own complaint."""
    try:
        return float(text)
    except ValueError:
        return text


def speed(text: str) -> float | str:
    """A speed in m/s: a number of m/s, ``12km/h`` or a pace as ``5:00/km``; or the text itself."""
    if written := _SPEED.fullmatch(text.strip()):
        value = float(written[1])
        return value / _KMH if written[2].lower() == "km/h" else value
    if written := _PACE.fullmatch(text.strip()):
        seconds = 60 * int(written[1]) + int(written[2])
        return 1000.0 / seconds if seconds else text
    return number(text)


def grade(text: str) -> float | str:
    """Rise over run: a number, or a percentage as ``5%``; or the text itself."""
    written = _PERCENT.fullmatch(text.strip())
    return float(written[1]) / 100.0 if written else number(text)
