"""Values that flags are given: every complaint is one sentence that names the flag."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hillrunner.checks import number_in, show
from hillrunner.errors import HillrunnerError

if TYPE_CHECKING:
    from hillrunner.motion.motion import Motion

JOBS = 2  # processes, where nothing is said
MOST_JOBS = 64


def flag_number(flag: str, value: object, low: float, high: float, unit: str = "") -> float:
    """What a flag was given, a number from ``low`` to ``high``.

    Raises
    ------
    HillrunnerError
    """
    try:
        return number_in(flag, value, low, high, unit)
    except ValueError as error:
        raise HillrunnerError(str(error)) from None


def flag_whole(flag: str, value: object, low: int, high: int) -> int:
    """What a flag was given, a whole number from ``low`` to ``high``.

    Raises
    ------
    HillrunnerError
    """
    whole = f"must be a whole number from {low} to {high}."
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise HillrunnerError(f"{flag} is {show(value)}, which is not a number: it {whole}")
    if not low <= value <= high or value != int(value):
        raise HillrunnerError(f"{flag} is {show(value)}, but {whole}")
    return int(value)


def flag_jobs(value: object, most: int = JOBS) -> int:
    """Processes at a time: given by ``--jobs``, or one for each core, up to ``most``.

    Raises
    ------
    HillrunnerError
    """
    return (
        min(most, os.cpu_count() or 1)
        if value is None
        else flag_whole("--jobs", value, 1, MOST_JOBS)
    )


def flag_percent(flag: str, text: str) -> float:
    """What a flag was given in percent (``5%``), as a share.

    Raises
    ------
    HillrunnerError
    """
    if not re.fullmatch(r"\d+(\.\d+)?\s*%", text.strip()):
        raise HillrunnerError(f"{flag} is {text!r}, but must be in percent, as {flag} 5%.")
    return float(text.strip().rstrip("% ")) / 100.0


@contextmanager
def flags_named(*names: str) -> Iterator[None]:
    """Complaints of these fields, which flags of the same name gave, name the flag."""
    try:
        yield
    except HillrunnerError as error:
        field, _, rest = str(error).partition(" ")
        if field == "grade":
            rest = f"{rest.replace(' m/m', '').rstrip('.')} (0.05 is 5 % uphill)."
        raise type(error)(f"--{field} {rest}") if field in names else error from None


def flag_start(options: argparse.Namespace) -> Motion | None:
    """The motion of ``--start``; None where it is not given.

    Raises
    ------
    MotionError
    """
    from hillrunner.motion.motion import Motion

    return Motion.load(options.start) if options.start else None


def flag_time_limit(options: argparse.Namespace) -> float | None:
    """Seconds after which a solve is given up, of ``--time-limit``; None where it is not given."""
    limit = options.time_limit
    return None if limit is None else flag_number("--time-limit", limit, 1, 86400, "s")
