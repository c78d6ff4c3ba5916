"""A number of a model of people: its range, where it is from, and whether it is a choice.

Low and high are the ends of what is plausible, middle what is used for a single value. A sample
draws each coefficient by itself, from a triangle over its range; samples together make the
intervals.

Grades are those of evidence: A read in the source itself, D computed from its numbers, S read in a
secondary text, M from memory and unverified. ``choice`` means that no number was found: the source
then says what speaks for the order of magnitude.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Grade = Literal["A", "D", "S", "M", "choice"]


@dataclass(frozen=True)
class Coefficient:
    """One number of a model.

    Attributes
    ----------
    values
        Low, middle and high, in ``unit``.
    unit
        ``1`` for a fraction.
    grade
        How we know the middle.
    source
        Who found it, or what speaks for it.
    about
        What it is, in a sentence.
    """

    values: tuple[float, float, float]
    unit: str
    grade: Grade
    source: str
    about: str

    @property
    def choice(self) -> bool:
        """Whether it is ours, within a range, for want of a published number."""
        return self.grade == "choice"


def drawn(table: Mapping[str, Coefficient], samples: int, seed: int) -> dict[str, Array]:
    """By name (1 + samples, 1): the middle value, and draws from a triangle over the range.

    Draws of one coefficient do not depend on which others there are.
    """
    return {name: _drawn(name, one, samples, seed) for name, one in table.items()}


def _drawn(name: str, one: Coefficient, samples: int, seed: int) -> Array:
    random = np.random.default_rng([seed, *name.encode()])
    values = random.triangular(*one.values, samples)
    return np.concatenate([one.values[1:2], values])[:, None]
