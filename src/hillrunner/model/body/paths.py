"""Evaluation of the muscle-tendon length polynomials, for numbers, arrays and symbols alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from hillrunner.model.body.model import MusclePath

Scalar = Any  # float, numpy array or symbol of CasADi, which is not loaded here
Terms = dict[tuple[int, ...], float]


def path_length(path: MusclePath, q: Mapping[str, Scalar]) -> Scalar:
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
    values = [q[name] for name in path.coordinates]
    terms: Terms = {}
    for exponent, coefficient in zip(path.exponents, path.coefficients, strict=True):
        terms[exponent] = terms.get(exponent, 0.0) + coefficient
    return _horner(terms, values)


def path_arm(path: MusclePath, q: Mapping[str, Scalar], coordinate: str) -> Scalar:
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
    index = path.coordinates.index(coordinate)
    terms: Terms = {}
    for exponent, coefficient in zip(path.exponents, path.coefficients, strict=True):
        power = exponent[index]
        if power:
            lower = (*exponent[:index], power - 1, *exponent[index + 1 :])
            terms[lower] = terms.get(lower, 0.0) - power * coefficient
    return _horner(terms, [q[name] for name in path.coordinates])


def _horner(terms: Terms, values: list[Scalar]) -> Scalar:
    """Sum of ``coefficient * prod(values ** exponent)`` over ``terms``."""
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
    total = values[index] * _horner(inside, values)
    return total + _horner(outside, values) if outside else total
