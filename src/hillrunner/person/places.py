"""Places on the legs: a muscle, a muscle group or every muscle, on both sides or on one.

A place is ``glutes``, ``soleus`` or ``all``; with a side it is ``left:glutes``. This is the one
notation, in Python, in files and on the command line. A table from places to numbers may also hold
the sides of a name as a table of its own: ``{"glutes": {"left": 0.7}}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hillrunner.checks import listed, show, unknown_name
from hillrunner.groups import GROUPS
from hillrunner.sides import LEFT, RIGHT, SIDES, Side, side_of, stem

# A side as people write it where the notation is not known: side before the name, or behind it.
_BEFORE = re.compile(r"(right|left)[\s_.-]+(.+)", re.IGNORECASE)
_BEHIND = re.compile(r"([^:]+?)[\s:_.-]+(right|left)", re.IGNORECASE)


def place_on(side: Side | None, name: str) -> str:
    """The place of a name on a side, or on both where ``side`` is None."""
    return name if side is None else f"{side}:{name}"


def parted(place: str) -> tuple[Side | None, str]:
    """The side (None: both) and the name of a place that :func:`by_place` has read."""
    for side in SIDES:
        if place.startswith(f"{side}:"):
            return side, place.removeprefix(f"{side}:")
    return None, place


def one_sided(places: Iterable[str]) -> bool:
    """Whether any of the places has a side."""
    return any(parted(place)[0] is not None for place in places)


def by_place(what: str, table: Mapping[str, object]) -> dict[str, object]:
    """A table by places as they are spelt here, without tables inside.

    Parameters
    ----------
    what
        What the numbers are, for complaints: ``strength``.
    table
        By place; what stands for a number may be a table by side. Groups may be written with an
        underscore, as ``hip_flexors``.

    Raises
    ------
    ValueError
        With one sentence, if a place is not written like one, its side is unknown or it is given
        twice. Names and numbers are not looked at.
    """
    result: dict[str, object] = {}
    for key, value in table.items():
        for place, number in _opened(what, key, value):
            if place in result:
                raise ValueError(f"{what} of {place} is given twice: give each place once.")
            result[place] = number
    return result


def simplified(table: Mapping[str, float]) -> dict[str, float]:
    """The same table without its overlaps: one entry for both sides where they are equal, and one
    for each side where they are not."""
    result: dict[str, float] = {}
    for name in dict.fromkeys(parted(place)[1] for place in table):
        right, left = (entry(table, [name], side) for side in SIDES)
        values = {None: right} if right == left else {RIGHT: right, LEFT: left}
        result |= {place_on(side, name): x for side, x in values.items() if x is not None}
    return result


def entry(table: Mapping[str, float], names: Sequence[str], side: Side | None) -> float | None:
    """What a table says of one side, or None: the first of ``names`` that it has, and for each name
    the side's own entry before that of both sides."""
    for name in names:
        for place in (place_on(side, name), name):
            if place in table:
                return table[place]
    return None


def _opened(what: str, key: str, value: object) -> list[tuple[str, object]]:
    """The entries that one key stands for."""
    if not isinstance(value, Mapping):
        return [(_place(key, value), value)]
    side, name = parted(_place(key, value))
    if side is not None:
        raise ValueError(
            f"{what} of {key} is {show(value)}, but must be a number: {key!r} is of one side."
        )
    if not value:
        raise ValueError(
            f"{what} of {key} is {show(value)}, but must be a number or a table of {listed(SIDES)}."
        )
    entries: list[tuple[str, object]] = []
    for word, number in value.items():
        chosen = next((side for side in SIDES if side == word), None)
        if chosen is None:
            raise ValueError(unknown_name(f"side of {name}", str(word), number, SIDES))
        entries.append((place_on(chosen, name), number))
    return entries


def _place(key: str, value: object) -> str:
    """A key as it is spelt here."""
    before, colon, name = (part.strip() for part in key.rpartition(":"))
    spaced = name.replace("_", " ")
    name = spaced if spaced in GROUPS else name
    if not colon and not _written_otherwise(key):
        return name
    side = next((side for side in SIDES if side == before), None)
    if side and name:
        return place_on(side, name)
    if side:
        raise ValueError(f"{key!r} names no muscle: write {place_on(side, 'glutes')!r}.")
    if meant := _written_otherwise(key):
        side, name = meant
        raise ValueError(
            f"{key!r} is not how a side is written: write {place_on(side, name)!r}, or {name!r} "
            "for both sides."
        )
    raise ValueError(unknown_name("side", before, value, SIDES))


def _written_otherwise(key: str) -> tuple[Side, str] | None:
    """The side and the name that were probably meant, where a side is not written as it should."""
    if (side := side_of(key)) and ":" not in key:
        return side, stem(key)
    if written := _BEFORE.fullmatch(key):
        word, name = written[1], written[2]
    elif written := _BEHIND.fullmatch(key):
        name, word = written[1], written[2]
    else:
        return None
    return (RIGHT if word.lower() == RIGHT else LEFT), name
