"""Which values the members of a study get: every combination, a Latin hypercube, Sobol's scheme.

Latin hypercube: every range is cut into as many parts as there are members, and each part is used
once (McKay, Beckman & Conover 1979, 10.2307/1268522). Sobol's scheme: two independent samples A and
B of a low-discrepancy sequence, and for every input the sample A with that input's column from B,
from which sensitivities follow (Saltelli et al. 2010, 10.1016/j.cpc.2009.09.018).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from scipy.stats import qmc

from hillrunner.errors import StudyError
from hillrunner.study.inputs import Input, Path

METHODS = ("latin hypercube", "full factorial", "sobol")
A, B = "A", "B"  # the samples of Sobol's scheme; the others are called after their input
MOST = 100_000  # members


@dataclass(frozen=True)
class Draw:
    """The values of one member.

    Attributes
    ----------
    values
        By path of the input.
    sample, row
        Of Sobol's scheme: ``A``, ``B`` or the name of the input that is from B, and which row of
        that sample; of other methods empty, and the number of the member.
    """

    values: dict[Path, Any]
    sample: str
    row: int


def drawn(method: str, inputs: Sequence[Input], size: int | None, seed: int) -> list[Draw]:
    """The values of every member, always the same for the same design.

    Raises
    ------
    StudyError
        If ``size`` does not go with the method.
    """
    if method == "full factorial":
        return _factorial(inputs, size)
    if size is None:
        raise StudyError(f"size is missing: say how many members the {method} design has.")
    if method == "sobol":
        return _sobol(inputs, size, seed)
    shares = qmc.LatinHypercube(d=len(inputs), seed=seed).random(size)
    return [Draw(_values(inputs, row), "", i) for i, row in enumerate(shares)]


def _factorial(inputs: Sequence[Input], size: int | None) -> list[Draw]:
    for one in inputs:
        if not one.levels:
            raise StudyError(
                f"{one.name} is a range, but a full factorial takes lists: write "
                f"[{one.low:g}, {one.middle:g}, {one.high:g}]."
            )
    count = math.prod(len(one.levels) for one in inputs)
    if count > MOST:
        raise StudyError(f"the lists make {count} members, but must make at most {MOST}.")
    if size is not None and size != count:
        raise StudyError(
            f"size is {size}, but the lists make {count} members: leave size out of a full "
            "factorial."
        )
    paths = [one.path for one in inputs]
    rows = product(*(one.levels for one in inputs))
    return [Draw(dict(zip(paths, row, strict=True)), "", i) for i, row in enumerate(rows)]


def _sobol(inputs: Sequence[Input], size: int, seed: int) -> list[Draw]:
    samples = len(inputs) + 2
    rows = size // samples
    if rows * samples != size or rows < 2 or rows & (rows - 1):
        below = samples * 2 ** max(1, int(math.log2(max(rows, 2))))
        raise StudyError(
            f"size is {size}, but Sobol's scheme of {len(inputs)} inputs has {below} or "
            f"{2 * below} members: {samples} times a power of two."
        )
    both = qmc.Sobol(d=2 * len(inputs), seed=seed).random(rows)
    first, second = both[:, : len(inputs)], both[:, len(inputs) :]
    draws = [Draw(_values(inputs, row), A, i) for i, row in enumerate(first)]
    draws += [Draw(_values(inputs, row), B, i) for i, row in enumerate(second)]
    for k, one in enumerate(inputs):
        mixed = first.copy()
        mixed[:, k] = second[:, k]
        draws += [Draw(_values(inputs, row), one.name, i) for i, row in enumerate(mixed)]
    return draws


def _values(inputs: Sequence[Input], shares: Any) -> dict[Path, Any]:
    return {one.path: one.at(float(share)) for one, share in zip(inputs, shares, strict=True)}
