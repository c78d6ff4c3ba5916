"""Turning bad input into one sentence: what was wrong, what it was, what is allowed."""

from __future__ import annotations

import difflib
import math
import numbers
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from hillrunner.errors import HillrunnerError


def show(value: object) -> str:
    """A value as a person would write it, cut to a readable length."""
    try:
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            text = f"{float(value):g}" if abs(float(value)) < 1e6 else str(value)
        else:
            text = repr(value)
    except (OverflowError, RecursionError, ValueError):
        return "a number of very many digits" if isinstance(value, int) else "nested too deeply"
    return text if len(text) <= 40 else text[:37] + "..."


def listed(names: Iterable[str]) -> str:
    """``a, b and c``."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def some_of(names: Iterable[str], most: int = 4) -> str:
    """``a, b, c and 12 more``."""
    names = list(names)
    if len(names) <= most + 1:
        return listed(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def number_in(field: str, value: object, low: float, high: float, unit: str) -> float:
    """``value`` as a float from ``low`` to ``high``.

    Raises
    ------
    ValueError
        With one sentence naming the field, the value and what is allowed.
    """
    unit = f" {unit}" if unit else ""
    allowed = f"must be a number from {low:g} to {high:g}{unit}"
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        comma = isinstance(value, str) and re.fullmatch(r"\s*-?\d+,\d+\s*", value)
        dot = f"; write {str(value).strip().replace(',', '.')}" if comma else ""
        raise ValueError(f"{field} is {show(value)}, which is not a number: it {allowed}{dot}.")
    try:
        number = float(value)
    except OverflowError:
        number = -math.inf if isinstance(value, int) and value < 0 else math.inf
    if not math.isfinite(number):
        raise ValueError(f"{field} is {show(number)}, which is not a finite number: it {allowed}.")
    if not low <= number <= high:
        raise ValueError(f"{field} is {show(number)}{unit}, but {allowed}.")
    return number


def unknown_name(what: str, name: str, value: object, allowed: Iterable[str]) -> str:
    """The sentence for a name that is not among those allowed, with the nearest one, and with the
    value that it was given, if there is one beside the name."""
    allowed = list(allowed)
    near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
    hint = f", perhaps {near[0]!r} was meant" if near else ""
    given = "" if value in (name, "") else f" (= {show(value)})"
    return f"unknown {what} {name!r}{given}{hint}; allowed are {listed(allowed)}."


class Checked(BaseModel):
    """Immutable input whose every complaint is one sentence of the subclass's error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    error: ClassVar[type[HillrunnerError]] = HillrunnerError
    allowed: ClassVar[dict[str, str]] = {}  # what to say of a field that is missing

    def __init__(self, /, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise self.error(self._sentence(error)) from None

    def changed(self, **fields: Any) -> Self:
        """The same with some fields changed, checked as any."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**own | fields)

    @classmethod
    def wrong_fields(cls, data: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with single fields of ``data``, a sentence by field.

        What is wrong only with several fields together is not among it.
        """
        try:
            BaseModel.__init__(cls.__new__(cls), **data)
        except ValidationError as error:
            found = [item for item in error.errors() if item["loc"]]
            found.sort(key=lambda item: item["type"] != "extra_forbidden")
            return {str(item["loc"][0]): cls._sentence_of(item) for item in found}
        except HillrunnerError as error:  # of a part that is checked input itself
            return {"": str(error)}
        return {}

    @classmethod
    def _sentence(cls, error: ValidationError) -> str:
        # An unknown key often is the misspelt name of a missing one, so it is named first.
        first = min(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
        return cls._sentence_of(first)

    @classmethod
    def _sentence_of(cls, first: Mapping[str, Any]) -> str:
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden" and len(first["loc"]) > 1:
            return f"unknown key {field!r} (= {show(first['input'])})."
        if first["type"] == "extra_forbidden":
            return unknown_name("key", field, first["input"], cls.model_fields)
        if first["type"] == "missing":
            return f"{field} is missing: {cls.allowed.get(field, 'it must be given')}."
        if first["type"] == "value_error":
            return str(first["ctx"]["error"])
        return f"{field} is {show(first['input'])}, but {first['msg'].lower()}."
