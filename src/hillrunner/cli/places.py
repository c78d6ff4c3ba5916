"""Changes of muscles as people write them on a command line: ``left:glutes=-30%``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hillrunner.errors import HillrunnerError
from hillrunner.person.muscle_change import FACTOR, SHIFT, MuscleChange

_SIGNED = re.compile(r"([+-])\s*(\d+(?:\.\d+)?)\s*%")
_NUMBER = re.compile(r"([+-]?)\s*(\d+(?:\.\d+)?)\s*(%?)")
KNOB_OF = {  # flag: knob of a change
    "--muscle": "force",
    "--drive": "drive",
    "--muscle-mass": "mass",
    "--tendon": "tendon_stiffness",
    "--fibre": "fibre_length",
    "--slow": "slow_fraction",
}


def change_of(flags: Mapping[str, Sequence[str] | None]) -> MuscleChange:
    """The change that flags describe.

    Parameters
    ----------
    flags
        What was given to each of :data:`KNOB_OF`, as ``NAME=+10%`` or ``NAME=1.1``; a name is
        that of both legs, or of one as ``left:glutes``.

    Raises
    ------
    HillrunnerError
        One sentence: what was written, and how it should be.
    """
    knobs: dict[str, dict[str, float]] = {}
    for flag, texts in flags.items():
        for text in texts or ():
            name, value = _parsed(flag, text)
            table = knobs.setdefault(KNOB_OF[flag], {})
            if name in table:
                raise HillrunnerError(f"{flag} changes {name} twice: give each name once.")
            table[name] = value
    return MuscleChange(**knobs)


def _parsed(flag: str, text: str) -> tuple[str, float]:
    name, sign, amount = (part.strip() for part in text.partition("="))
    amount = amount.replace("\N{MINUS SIGN}", "-")
    if not (name and sign and amount):
        raise HillrunnerError(
            f"{flag} is {text!r}, but must be a muscle or group and a change, as in glutes=+10% "
            "or, of one leg, left:glutes=-30%."
        )
    slow = flag == "--slow"
    if found := _SIGNED.fullmatch(amount):
        part = float(found[1] + found[2]) / 100.0
        low, high = SHIFT if slow else (limit - 1.0 for limit in FACTOR)
        if not low <= part <= high:
            raise HillrunnerError(
                f"{flag} {name}={amount} must be from {100 * low:+g}% to {100 * high:+g}%."
            )
        return name, part if slow else 1.0 + part
    number = _NUMBER.fullmatch(amount)
    if number and not number[1] and not number[3] and not slow:
        factor = float(number[2])
        if FACTOR[0] <= factor <= FACTOR[1]:
            return name, factor
    raise HillrunnerError(_how_to_write(flag, name, amount, number))


def _how_to_write(flag: str, name: str, amount: str, number: re.Match[str] | None) -> str:
    """What was probably meant, and how to write it."""
    said = f"{flag} {name}={amount} is not a change in percent with its sign"
    if flag != "--slow":
        said += f", nor a factor from {FACTOR[0]:g} to {FACTOR[1]:g}"
    if number is None:
        return f"{said}: write {name}=+10% for 10 % more."
    sign = number[1] or "+"
    words = "more" if sign == "+" else "less"
    return f"{said}: write {name}={sign}{number[2]}% for {number[2]} % {words}."
