"""What a study varies: ranges and lists, wherever they stand in the tables of a design."""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hillrunner.checks import show, unknown_name
from hillrunner.errors import StudyError

RANGE = ("from", "to")  # keys of a range
Path = tuple[str, ...]  # keys that lead to a value


@dataclass(frozen=True)
class Input:
    """One value of a design that is varied.

    Attributes
    ----------
    path
        Keys that lead to it, as ``("runner", "strength", "glutes", "left")``.
    levels
        What it may be, of a list; empty for a range.
    low, high
        Ends of a range.
    """

    path: Path
    levels: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0

    @property
    def name(self) -> str:
        """The keys with dots in between: its name in a data set."""
        return ".".join(self.path).replace(" ", "_")

    @property
    def in_words(self) -> bool:
        """Whether its values are words, and no numbers."""
        return bool(self.levels) and isinstance(self.levels[0], str)

    @property
    def ends(self) -> tuple[Any, ...]:
        """All levels, or both ends of the range."""
        return self.levels or (self.low, self.high)

    @property
    def middle(self) -> Any:
        """A value to hold while others vary."""
        return self.levels[len(self.levels) // 2] if self.levels else self.at(0.5)

    def at(self, share: float) -> Any:
        """The value at a share (0 to 1, without 1 for a list) of all that it may be."""
        if self.levels:
            return self.levels[int(share * len(self.levels))]
        return (1.0 - share) * self.low + share * self.high


def inputs_of(tables: Mapping[str, Any], path: Path = ()) -> Iterator[Input]:
    """Every range and list in tables within tables, in their order.

    Raises
    ------
    StudyError
        If a range or a list is not written as one.
    """
    for key, value in tables.items():
        here = (*path, key)
        name = ".".join(here)
        if isinstance(value, Mapping) and set(value) & set(RANGE):
            yield Input(here, (), *_range(name, value))
        elif isinstance(value, Mapping):
            yield from inputs_of(value, here)
        elif isinstance(value, list | tuple):
            yield Input(here, _levels(name, value))


def filled(
    tables: Mapping[str, Any], values: Mapping[Path, Any], path: Path = ()
) -> dict[str, Any]:
    """The tables with a value in the place of every range and list."""
    return {
        key: values[here]
        if (here := (*path, key)) in values
        else filled(value, values, here)
        if isinstance(value, Mapping)
        else value
        for key, value in tables.items()
    }


def _range(name: str, table: Mapping[str, Any]) -> tuple[float, float]:
    for key, value in table.items():
        if key not in RANGE:
            raise StudyError(unknown_name(f"key in {name}", key, value, RANGE))
    for key in RANGE:
        if key not in table:
            raise StudyError(f"{name} has no {key!r}: write {{ from = 1, to = 2 }}.")
        if not _number(table[key]):
            raise StudyError(f"{name}.{key} is {show(table[key])}, but must be a number.")
    low, high = (float(table[key]) for key in RANGE)
    if not low < high:
        raise StudyError(f"{name} is from {low:g} to {high:g}, but must go upwards.")
    return low, high


def _levels(name: str, values: list[Any] | tuple[Any, ...]) -> tuple[Any, ...]:
    if not values:
        raise StudyError(f"{name} is an empty list, but must hold at least one value.")
    words = all(isinstance(value, str) for value in values)
    if not (words or all(map(_number, values))):
        raise StudyError(f"{name} is {show(list(values))}, but must hold numbers or words only.")
    if len(set(values)) < len(values):
        raise StudyError(f"{name} is {show(list(values))}, but must hold every value once.")
    return tuple(values)


def _number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)
