"""Where a motion leaves what the model can be trusted with, or leans on a limit of the solver."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from hillrunner.analysis.phases import stride_phases
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.checks import listed
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.passive import passive_range
from hillrunner.motion.motion import Motion
from hillrunner.sides import LEFT, RIGHT, SIDES, other_side, side_of, stem
from hillrunner.solve.transcription import LIMIT_TORQUE

# Optimal lengths. At the short end the force-length curve is down to 3 % of its peak, at the long
# end passive force alone reaches the maximal isometric force. A choice, not a measured limit.
FIBRE_RANGE = (0.4, 1.6)
SATURATED = 0.99  # of full activation
ON_BOUND = 0.01  # of the allowed range: so near to its end counts as on it


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

        ``flight_time`` (s, for each step; 0 where one foot or the other always is on the ground).

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
    bounds = coordinate_bounds(body)
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
    add("depth", "sphere", depth.max(axis=0), "m", "deepest penetration of the ground")
    add("radius", "sphere", radius, "m", "radius of the sphere")
    past("depth", "sphere", depth - radius, "a contact sphere deeper than its radius")
    flight = {"units": "s", "long_name": "time with no foot on the ground, for each step"}
    result["flight_time"] = ((), max(0.0, spatiotemporal(motion).flight_time), flight)
    return result


def warnings_of(motion: Motion) -> list[str]:
    """What of :func:`validity` a reader should know: one plain sentence each, none if all is well.

    Moments are in % of the stride from contact of the own foot; what is the same on both sides is
    said once.

    Raises
    ------
    MotionError
        As :func:`validity`.
    """
    found = validity(motion)
    kind = {c.name: c.kind for c in motion.body.coordinates}

    def fibre(one: xr.Dataset) -> str:
        short, long = float(one["fibre_shortest"]), float(one["fibre_longest"])
        farthest = short if FIBRE_RANGE[0] - short > long - FIBRE_RANGE[1] else long
        return f"{farthest:.2f} at {float(one['fibre_at']):.0f} % of the stride"

    def bound(one: xr.Dataset) -> str:
        low, high = float(one["bound_low"]), float(one["bound_high"])
        lower = float(one["lowest"]) - low < high - float(one["highest"])
        value = low if lower else high
        told = f"{np.rad2deg(value):.0f} deg"
        if kind[str(one["coordinate"].item())] == "translation":
            told = f"{value:.2f} m"
        return f"{told} for {100 * float(one['bound_share']):.0f} % of the stride"

    def saturated(one: xr.Dataset) -> str:
        return f"at {float(one['saturated_at']):.0f} % of the stride"

    def depth(one: xr.Dataset) -> str:
        return f"{1000 * float(one['depth']):.0f} mm, radius {1000 * float(one['radius']):.0f} mm"

    sentences = []
    low, high = FIBRE_RANGE
    for name, dim, tell, beginning in (
        ("fibre", "muscle", fibre, f"Fibres outside {low:g} to {high:g} optimal lengths"),
        ("saturated", "muscle", saturated, f"Muscles at {100 * SATURATED:g} % activation or more"),
        ("bound", "coordinate", bound, "Joints on a bound that the solver sets"),
        ("depth", "sphere", depth, "Contact spheres deeper in the ground than their radius"),
    ):
        concerned = found.isel({dim: np.flatnonzero(found[f"{name}_share"].values > 0)})
        if told := _by_name(concerned, dim, tell):
            sentences.append(f"{beginning}: {listed(told)}.")
    if not float(found["flight_time"]) > 0:
        sentences.append(
            "There is no flight phase: one foot or the other always is on the ground, so this is "
            "grounded running or walking."
        )
    return sentences


def coordinate_bounds(body: Body) -> np.ndarray:
    """Lower and upper bound of each coordinate as the solver has them: (coordinate, 2), rad or m.

    The same rule as :meth:`hillrunner.solve.transcription.Transcription.bounds`, which a test
    holds this against; that one needs a whole nonlinear program to ask.
    """
    limits = {law.coordinate: law for law in body.passive}
    return np.array(
        [
            passive_range(limits[c.name], *c.range, LIMIT_TORQUE) if c.name in limits else c.range
            for c in body.coordinates
        ]
    )


def _centre_heights(motion: Motion) -> np.ndarray:
    """Height of the centre of each contact sphere above the ground: (time, sphere), m."""
    spheres = motion.body.contacts
    segments = [s.segment for s in spheres]
    origin = motion["segment_origin"].sel(axis="y").sel(segment=segments).values
    up = motion["segment_rotation"].isel(row=1).sel(segment=segments).values
    return origin + np.einsum("tsc,sc->ts", up, np.array([s.location for s in spheres]))


def _by_name(found: xr.Dataset, dim: str, tell: Callable[[xr.Dataset], str]) -> list[str]:
    """``name (what is told of it)``, once where both sides have the same to tell."""
    told = {str(name): tell(found.sel({dim: name})) for name in found[dim].values}
    result = []
    for name, what in told.items():
        both = name != other_side(name) and told.get(other_side(name)) == what
        if both and side_of(name) == LEFT:
            continue
        result.append(f"{stem(name)} on both sides ({what})" if both else f"{name} ({what})")
    return result
