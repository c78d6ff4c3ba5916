"""Times and their changes as runners write them: rounded here and nowhere else."""

from __future__ import annotations

from hillrunner.quantities import decimal


def clock(seconds: float) -> str:
    """``42:30`` or ``3:05:09``."""
    whole = round(abs(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def change_clock(seconds: float) -> str:
    """``-0:42`` is 42 s faster."""
    if round(abs(seconds)) == 0:
        return "0:00"
    return f"{'-' if seconds < 0 else '+'}{clock(seconds)}"


def faster_or_slower(seconds: float) -> str:
    """``0:42 faster``, or ``no faster and no slower`` within half a second."""
    if round(abs(seconds)) == 0:
        return "no faster and no slower"
    return f"{clock(seconds)} {'faster' if seconds < 0 else 'slower'}"


def signed(value: float, digits: int = 2) -> str:
    """``+0.70``; nothing is ``0.00``, without a sign."""
    return decimal(value, digits, signed=True)
