"""What is wrong with markers on a body: their unit, right for left, names; each in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hillrunner.checks import some_of
from hillrunner.errors import MeasuredError
from hillrunner.model.body.marker_place import MarkerPlace

Array = NDArray[np.float64]

SIZE = (0.4, 2.5)  # of the body's: distances between markers of a person it can be fitted to
UNITS = {1e3: "mm", 1e2: "cm", 1e-3: "km"}  # what would be called m
APART = 0.02  # m between two markers of a segment whose distance says something
FAR = 0.05  # m: the root mean square error of a marker that is looked at for a swap
NEARER = (
    1.5  # times the error: how far a marker may be from its like's place where both are swapped
)
FALLS = 0.5  # of the cost: what is left of it after a swap is undone
_SIDES = {"r": "l", "l": "r", "R": "L", "L": "R"}


def partner(name: str, names: Sequence[str]) -> str | None:
    """The marker of the other side by its name: ``RASI`` and ``LASI``, ``toe_r`` and ``toe_l``."""
    if not name:
        return None
    for other in (
        _SIDES.get(name[0], "") + name[1:],
        name[:-1] + _SIDES.get(name[-1], ""),
        name.replace("right", "left").replace("Right", "Left"),
        name.replace("left", "right").replace("Left", "Right"),
    ):
        if other != name and len(other) >= len(name) - 1 and other in names:
            return other
    return None


def pairs(names: Sequence[str]) -> list[tuple[int, int]]:
    """Markers of both sides, each pair once, by their places in ``names``."""
    found = []
    for i, name in enumerate(names):
        other = partner(name, names)
        if other is not None and i < (k := list(names).index(other)):
            found.append((i, k))
    return found


def check_size(places: Sequence[MarkerPlace], targets: Array) -> None:
    """Complain of markers that are no person's in m.

    Parameters
    ----------
    places
        Of the markers on the body.
    targets
        (frame, marker, axis) m.

    Raises
    ------
    MeasuredError
        If distances within segments are not those of the body, by the usual ratio of them.
    """
    ratios, about = [], []
    for i, one in enumerate(places):
        for k in range(i):
            other = places[k]
            own = float(np.linalg.norm(np.subtract(one.location, other.location)))
            if one.segment != other.segment or own < APART:
                continue
            seen = np.linalg.norm(targets[:, i] - targets[:, k], axis=1)
            if np.isfinite(seen).any():
                ratios.append(float(np.nanmedian(seen)) / own)
                about.append((other.name, one.name, float(np.nanmedian(seen))))
    if not ratios:
        return
    usual = float(np.median(ratios))
    if SIZE[0] <= usual <= SIZE[1]:
        return
    k = int(np.argmin(np.abs(np.log(np.array(ratios) / usual))))
    first, second, far = about[k]
    unit = next((u for f, u in UNITS.items() if SIZE[0] <= usual / f <= SIZE[1]), None)
    why = f"the markers seem to be in {unit}" if unit else "they are no person's in any unit"
    raise MeasuredError(
        f"markers {first} and {second} are {far:.3g} m apart, {usual:.3g} times as far as on the "
        f"body: {why}, but must be in m."
    )


def swaps(
    names: Sequence[str], positions: Array, targets: Array
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """What may be swapped: how to say it, and the pairs to exchange.

    Parameters
    ----------
    names
        Of the markers.
    positions
        (frame, marker, axis) m, where the body's markers are, fitted best.
    targets
        (frame, marker, axis) m, where they were measured.
    """
    both = pairs(names)
    if not both:
        return
    if _rms(positions - targets) > FAR:
        yield "right and left are swapped in all markers", both
    for i, k in both:
        there, crossed = [i, k], [k, i]
        away = _rms(positions[:, there] - targets[:, there])
        if away > FAR and _rms(positions[:, there] - targets[:, crossed]) < NEARER * away:
            yield f"right and left are swapped in {names[i]} and {names[k]}", [(i, k)]


def _rms(away: Array) -> float:
    """Root mean square length (m) of what is known of (frame, marker, axis)."""
    known = away[np.isfinite(away).all(axis=2)]
    return float(np.sqrt((known**2).sum(axis=1).mean())) if known.size else 0.0


def no_common_names(given: Sequence[str], known: Sequence[str]) -> str:
    """The sentence for markers none of which is on the body."""
    return (
        f"none of the markers {some_of(given, 6)} is on the body, which carries "
        f"{some_of(known, 6) if known else 'none'}: at least three must have the same names."
    )
