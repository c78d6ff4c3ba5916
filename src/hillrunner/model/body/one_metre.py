"""A body's geometry apart from its size.

Bodies that were scaled to people of different heights (see
:func:`~hillrunner.model.body.scaling.scale_body`) are one and the same body of one metre, so that
equations written for that one, with the size as a symbol, serve all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hillrunner.model.body.model import Axis, Body, Joint
from hillrunner.model.body.paths import Scalar, SizedPath

DIGITS = 9  # that are kept: bodies scaled from one source differ in the last of sixteen


def per_metre(length: float, height: float) -> float:
    """A length (m) per metre of height, to nine digits."""
    return float(f"{length / height:.{DIGITS - 1}e}")


def metres(share: float, height: Scalar) -> Scalar:
    """A length (m) from what it is per metre of height, which may be a symbol; 0 stays a number."""
    return share * height if share else 0.0


def of_one_metre(body: Body) -> Body:
    """The body with all lengths that grow with height as if that were 1 m, to nine digits.

    Drawn paths, what says how well paths were fitted and the ranges of translations are left out;
    masses, strengths, fibres and tendons stay as they are, and so do the radii of contact spheres.
    """

    def shrunk(length: float) -> float:
        return per_metre(length, body.height)

    small = _grown(body, shrunk)
    coordinates = []
    for coordinate in body.coordinates:
        if coordinate.kind == "translation":
            coordinate = coordinate.model_copy(update={"range": (0.0, 1.0), "default": 0.0})
        coordinates.append(coordinate)
    muscles = []
    for muscle in body.muscles:
        path = muscle.path.model_copy(
            update={
                "coefficients": tuple(shrunk(c) for c in muscle.path.coefficients),
                "length_rms": 0.0,
                "length_max": 0.0,
                "arm_rms": (),
                "arm_max": (),
            }
        )
        muscles.append(muscle.model_copy(update={"path": path, "points": ()}))
    update = {"height": 1.0, "coordinates": tuple(coordinates), "muscles": tuple(muscles)}
    return small.model_copy(update=update)


def of_size(body: Body, height: Scalar) -> Body:
    """A body of one metre grown to a height (m), which may be a symbol."""
    muscles = tuple(m.model_copy(update={"path": SizedPath(m.path, height)}) for m in body.muscles)
    grown = _grown(body, lambda share: metres(share, height))
    return grown.model_copy(update={"height": height, "muscles": muscles})


def _grown(body: Body, grown: Callable[[float], Scalar]) -> Body:
    """The body with joints and contact spheres in other places."""
    free = {c.name for c in body.coordinates if c.kind == "translation"}  # count metres already

    def place(vector: Iterable[float]) -> tuple[Scalar, ...]:
        return tuple(grown(x) for x in vector)

    def axis(one: Axis) -> Axis:
        if one.kind == "rotation" or one.coordinate in free:
            return one
        return one.model_copy(update={"polynomial": place(one.polynomial)})

    def joint(one: Joint) -> Joint:
        update = {
            "parent_translation": place(one.parent_translation),
            "child_translation": place(one.child_translation),
            "axes": tuple(axis(a) for a in one.axes),
        }
        return one.model_copy(update=update)

    spheres = (c.model_copy(update={"location": place(c.location)}) for c in body.contacts)
    return body.model_copy(
        update={"joints": tuple(joint(j) for j in body.joints), "contacts": tuple(spheres)}
    )
