"""Evaluation of the muscle-tendon length polynomials, for numbers, arrays and symbols alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hillrunner.model.body.model import MusclePath

Scalar = Any  # float, numpy array or symbol of CasADi, which is not loaded here
Exponents = tuple[tuple[int, ...], ...]
Terms = dict[tuple[int, ...], float]
# A constant, or the number of a value with what it multiplies and what is added, if anything.
Plan = float | tuple[int, Any, Any]


class SizedPath(NamedTuple):
    """A path as it is in a body of one metre, and the height of the body that it is in (m)."""

    path: MusclePath
    height: Any  # a number or a symbol

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The coordinates that it crosses."""
        return self.path.coordinates


def path_length(path: MusclePath | SizedPath, q: Mapping[str, Scalar]) -> Scalar:
    """Muscle-tendon length at a posture.

    The polynomial is evaluated by greedy multivariate Horner factoring: the coordinate that most
    terms share is taken out first. Only ``+`` and ``*`` are used, so ``q`` may hold floats, numpy
    arrays or CasADi symbols; moment arms are minus the derivatives.

    Parameters
    ----------
    path
        The fitted path of one muscle.
    q
        Value of each coordinate by name (rad, m); only ``path.coordinates`` are read.

    Returns
    -------
    Length (m), of the type and shape that the values of ``q`` combine to.
    """
    if isinstance(path, SizedPath):
        return path.height * path_length(path.path, q)
    plan = _length_plan(path.exponents, path.coefficients)
    return _horner(plan, [q[name] for name in path.coordinates])


def path_arm(path: MusclePath | SizedPath, q: Mapping[str, Scalar], coordinate: str) -> Scalar:
    """Moment arm of a muscle about a coordinate: minus the derivative of its length.

    Parameters
    ----------
    path
        The fitted path of one muscle.
    q
        Value of each coordinate by name (rad, m).
    coordinate
        The coordinate; the arm is 0.0 where the muscle does not cross it.

    Returns
    -------
    Moment arm (m), positive where tension increases the coordinate (OpenSim's sign).
    """
    if coordinate not in path.coordinates:
        return 0.0
    if isinstance(path, SizedPath):
        return path.height * path_arm(path.path, q, coordinate)
    plan = _arm_plan(path.exponents, path.coefficients, path.coordinates.index(coordinate))
    return _horner(plan, [q[name] for name in path.coordinates])


@lru_cache(maxsize=4096)  # a body has some hundred, and asks for each at every posture
def _length_plan(exponents: Exponents, coefficients: tuple[float, ...]) -> Plan:
    terms: Terms = {}
    for exponent, coefficient in zip(exponents, coefficients, strict=True):
        terms[exponent] = terms.get(exponent, 0.0) + coefficient
    return _plan(terms)


@lru_cache(maxsize=4096)
def _arm_plan(exponents: Exponents, coefficients: tuple[float, ...], index: int) -> Plan:
    terms: Terms = {}
    for exponent, coefficient in zip(exponents, coefficients, strict=True):
        power = exponent[index]
        if power:
            lower = (*exponent[:index], power - 1, *exponent[index + 1 :])
            terms[lower] = terms.get(lower, 0.0) - power * coefficient
    return _plan(terms)


def _plan(terms: Terms) -> Plan:
    """How to sum ``coefficient * prod(values ** exponent)`` over ``terms``."""
    uses = Counter(i for exponent in terms for i, power in enumerate(exponent) if power)
    if not uses:
        return sum(terms.values())
    index = uses.most_common(1)[0][0]
    inside: Terms = {}
    outside: Terms = {}
    for exponent, coefficient in terms.items():
        if exponent[index]:
            lower = (*exponent[:index], exponent[index] - 1, *exponent[index + 1 :])
            inside[lower] = coefficient
        else:
            outside[exponent] = coefficient
    return index, _plan(inside), _plan(outside) if outside else None


def _horner(plan: Plan, values: list[Scalar]) -> Scalar:
    """The sum that a plan says."""
    if not isinstance(plan, tuple):
        return plan
    index, inside, outside = plan
    total = values[index] * _horner(inside, values)
    return total if outside is None else total + _horner(outside, values)
