"""Where a motion leaves what the model can be trusted with, or leans on a limit of the solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import xarray as xr

from hillrunner.analysis.phases import stride_phases
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.steps import step_numbers
from hillrunner.model.mechanics.ranges import coordinate_bounds, root_ranges
from hillrunner.motion.motion import Motion
from hillrunner.sides import LEFT, RIGHT, SIDES, Side, side_of

# Optimal lengths. At the short end the force-length curve is down to 3 % of its peak, at the long
# end passive force alone reaches the maximal isometric force. A choice, not a measured limit.
FIBRE_RANGE = (0.4, 1.6)
SATURATED = 0.99  # of full activation
ON_BOUND = 0.01  # of the allowed range: so near to its end counts as on it

Edge = Literal["fibre length", "activation", "coordinate", "depth", "flight"]
EDGES: tuple[Edge, ...] = get_args(Edge)


@dataclass(frozen=True)
class OutOfRange:
    """A part of a motion past an edge of the model's validity.

    Attributes
    ----------
    edge
        Which: length of fibres, activation, a coordinate on its bound, depth of a contact sphere
        in the ground, or no flight after a foot's contact.
    part
        Name of the muscle, coordinate or sphere; of flight ``right`` or ``left``.
    value, limit
        The farthest it goes, and the edge.
    unit
        Of both: optimal lengths, 1, rad or m; of flight s.
    at
        When it is farthest, % of the stride from contact of the own foot (the right one for what
        belongs to no side); not a number for flight.
    share
        Of the stride spent past the edge (1); not a number for flight.
    """

    edge: Edge
    part: str
    value: float
    limit: float
    unit: str
    at: float = float("nan")
    share: float = float("nan")

    @property
    def foot(self) -> Side:
        """Whose foot or leg it is; the right one for what belongs to no side."""
        return LEFT if LEFT in (self.part, side_of(self.part)) else RIGHT


def validity(motion: Motion) -> xr.Dataset:
    """How far each part of a motion is from the edge of the model's validity, and when it is past.

    Parameters
    ----------
    motion : Motion
        A solved stride.

    Returns
    -------
    xarray.Dataset
        ``..._share`` is the share of the stride spent past the edge (0: never), ``..._at`` the
        moment farthest towards it, in % of the stride from contact of the own foot (the right one
        for what belongs to no side).

        By ``muscle``: ``fibre_shortest``, ``fibre_longest`` (optimal lengths), ``fibre_share``,
        ``fibre_at``, the edge being :data:`FIBRE_RANGE`; ``activation_highest`` (1),
        ``saturated_share``, ``saturated_at``, the edge being :data:`SATURATED`.

        By ``coordinate``: ``bound_low``, ``bound_high``, the solver's bounds, which are those of
        the body or the closer angle where passive tissue resists with 60 N m; ``lowest``,
        ``highest`` (rad or m, forward travel at the mean speed taken off); ``bound_share``,
        ``bound_at``, the edge being 1 % of the range from its end.

        By ``sphere``: ``depth`` (m, deepest below the ground), ``radius`` (m), ``depth_share``,
        ``depth_at``, the edge being the radius.

        ``flight_time`` (s, mean of both steps; 0 where one foot or the other always is on the
        ground).

    Raises
    ------
    MotionError
        If the motion has no phases (see :func:`hillrunner.analysis.phases.stride_phases`).
    """
    body = motion.body
    contact = stride_phases(motion)["start"].isel(phase=0)
    starts = {foot: float(contact.sel(foot=foot)) for foot in SIDES}
    duration, period = motion["duration"].values, motion.stride_time
    time = motion["time"].values
    result = xr.Dataset()

    def add(name: str, dim: str, values: np.ndarray, units: str, label: str) -> None:
        result[name] = ((dim,), values, {"units": units, "long_name": label})

    def past(name: str, dim: str, excess: np.ndarray, label: str) -> None:
        """``excess`` (time, dim) is positive past the edge."""
        names = [str(n) for n in result[dim].values]
        share = duration @ (excess > 0) / period
        at = time[excess.argmax(axis=0)]
        at = (at - [starts[side_of(n) or RIGHT] for n in names]) % period / period
        add(f"{name}_share", dim, share, "1", f"share of the stride with {label}")
        add(f"{name}_at", dim, 100.0 * at, "%", f"moment nearest to, or farthest into, {label}")

    result = result.assign_coords(muscle=list(body.muscle_names))
    fibre = motion["fibre_length"].values / [m.optimal_length for m in body.muscles]
    add("fibre_shortest", "muscle", fibre.min(axis=0), "optimal lengths", "shortest fibre length")
    add("fibre_longest", "muscle", fibre.max(axis=0), "optimal lengths", "longest fibre length")
    low, high = FIBRE_RANGE
    past("fibre", "muscle", np.maximum(low - fibre, fibre - high), "fibre length out of range")
    activation = motion["activation"].values
    add("activation_highest", "muscle", activation.max(axis=0), "1", "highest activation")
    past("saturated", "muscle", activation - SATURATED, "full activation")

    result = result.assign_coords(coordinate=list(body.coordinate_names))
    bounds = _bounds(motion)
    position = motion["position"].values.copy()
    if "pelvis_tx" in body.coordinate_names:
        position[:, body.coordinate_names.index("pelvis_tx")] -= motion.speed * time
    units = "rad or m"
    for i, name in enumerate(("low", "high")):
        add(f"bound_{name}", "coordinate", bounds[:, i], units, f"{name} bound of the coordinate")
    add("lowest", "coordinate", position.min(axis=0), units, "lowest position")
    add("highest", "coordinate", position.max(axis=0), units, "highest position")
    margin = np.minimum(position - bounds[:, 0], bounds[:, 1] - position)
    past("bound", "coordinate", ON_BOUND * np.ptp(bounds, axis=1) - margin, "position on its bound")

    result = result.assign_coords(sphere=[s.name for s in body.contacts])
    radius = np.array([s.radius for s in body.contacts])
    depth = radius - _centre_heights(motion)
    if motion.pushed:  # where soles are is then nothing to the forces
        depth = np.zeros_like(depth)
    add("depth", "sphere", depth.max(axis=0), "m", "deepest penetration of the ground")
    add("radius", "sphere", radius, "m", "radius of the sphere")
    past("depth", "sphere", depth - radius, "a contact sphere deeper than its radius")
    flight = {"units": "s", "long_name": "time with no foot on the ground, for each step"}
    result["flight_time"] = ((), max(0.0, spatiotemporal(motion).flight_time), flight)
    return result


def out_of_range(motion: Motion) -> tuple[OutOfRange, ...]:
    """What of :func:`validity` a reader should know: every part that is past an edge.

    Returns
    -------
    tuple of OutOfRange
        Edge by edge in the order of :data:`EDGES`; none if all is well.

    Raises
    ------
    MotionError
        As :func:`validity`.
    """
    found = validity(motion)
    kind = {c.name: c.kind for c in motion.body.coordinates}
    facts = []
    for one, part, when in _past(found, "fibre", "muscle"):
        short, long = float(one["fibre_shortest"]), float(one["fibre_longest"])
        lower = FIBRE_RANGE[0] - short > long - FIBRE_RANGE[1]
        ends = (short, FIBRE_RANGE[0]) if lower else (long, FIBRE_RANGE[1])
        facts.append(OutOfRange("fibre length", part, *ends, "optimal lengths", *when))
    for one, part, when in _past(found, "saturated", "muscle"):
        ends = (float(one["activation_highest"]), SATURATED)
        facts.append(OutOfRange("activation", part, *ends, "1", *when))
    for one, part, when in _past(found, "bound", "coordinate"):
        low, high = float(one["bound_low"]), float(one["bound_high"])
        lowest, highest = float(one["lowest"]), float(one["highest"])
        ends = (lowest, low) if lowest - low < high - highest else (highest, high)
        unit = "m" if kind[part] == "translation" else "rad"
        facts.append(OutOfRange("coordinate", part, *ends, unit, *when))
    for one, part, when in _past(found, "depth", "sphere"):
        ends = (float(one["depth"]), float(one["radius"]))
        facts.append(OutOfRange("depth", part, *ends, "m", *when))
    flight = step_numbers(motion)["flight_time"]
    for foot in SIDES:
        if not float(flight.sel(side=foot)) > 0:
            facts.append(OutOfRange("flight", foot, 0.0, 0.0, "s"))
    return tuple(facts)


def _past(
    found: xr.Dataset, name: str, dim: str
) -> Iterator[tuple[xr.Dataset, str, tuple[float, float]]]:
    """Everything that spends time past an edge: its numbers, its name, when and for how long."""
    for part in found[dim].values[found[f"{name}_share"].values > 0].tolist():
        one = found.sel({dim: part})
        yield one, part, (float(one[f"{name}_at"]), float(one[f"{name}_share"]))


def _bounds(motion: Motion) -> np.ndarray:
    """Bounds (rad, m) of the coordinates: of joints the body's own, of the others the task's, or
    without them those of a body on its feet."""
    bounds, names = coordinate_bounds(motion.body), motion.body.coordinate_names
    of_task = motion.task.ranges(motion.body)
    for name, own in root_ranges(motion.body).items():
        bounds[names.index(name)] = of_task.get(name, own)
    return bounds


def _centre_heights(motion: Motion) -> np.ndarray:
    """Height of the centre of each contact sphere above the ground: (time, sphere), m."""
    spheres = motion.body.contacts
    segments = [s.segment for s in spheres]
    origin = motion["segment_origin"].sel(axis="y").sel(segment=segments).values
    up = motion["segment_rotation"].isel(row=1).sel(segment=segments).values
    return origin + np.einsum("tsc,sc->ts", up, np.array([s.location for s in spheres]))
