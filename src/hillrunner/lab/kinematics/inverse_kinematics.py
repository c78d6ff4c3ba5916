"""``inverse_kinematics``: the joint angles whose markers lie nearest to the measured ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import number_in, some_of, unknown_name
from hillrunner.errors import MeasuredError
from hillrunner.lab.kinematics.least_squares import (
    FEWEST,
    Problem,
    coarse_cost,
    nearest_heading,
    solve,
)
from hillrunner.lab.kinematics.marker_array import checked_markers, markers_of
from hillrunner.lab.kinematics.marker_motion import marker_motion
from hillrunner.lab.kinematics.marker_trouble import FALLS, check_size, no_common_names, swaps
from hillrunner.lab.kinematics.scaled import Scaled
from hillrunner.lab.part import AXES
from hillrunner.lab.recording.recording import Recording
from hillrunner.lab.storage import write_storage
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import GROUND, Body
from hillrunner.shown import Shown

Array = NDArray[np.float64]

UNMOVED = 1e-9  # m/rad: a coordinate that moves every marker by less is not measured
UPRIGHT = 0.49 * np.pi  # rad, of the second turn of the whole body
AT_RANGE = 1e-6  # rad or m
TRIED = 8  # frames at which a swap is tried


@dataclass(frozen=True)
class InverseKinematics(Shown):
    """Angles from markers, and how well they fit.

    Attributes
    ----------
    body
        Whose angles they are.
    places
        Where its markers sit, those that were used.
    data
        ``coordinates`` (time, coordinate) rad and m, with the coordinate ``unit``;
        ``marker_error`` (time, marker) m from the measured marker to the body's, not a number in
        gaps; ``marker_position`` (time, marker, axis) m, of the body's.
    weights
        By marker, on the square of its distance.
    smoothness
        Of the prior.
    held
        Coordinates that no marker shows; they stayed at the body's default.
    at_range
        Coordinate -> share of the frames in which it is at an end of its range.
    unused
        Measured markers that are not on the body, or never seen.
    warnings
        What is to be known before the angles are used, one sentence each.
    """

    body: Body
    places: tuple[MarkerPlace, ...]
    data: xr.Dataset
    weights: Mapping[str, float]
    smoothness: float
    held: tuple[str, ...] = ()
    at_range: Mapping[str, float] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def coordinates(self) -> xr.DataArray:
        """(time, coordinate) rad and m, laid out as those of a recording."""
        return self.data["coordinates"]

    @property
    def rms(self) -> float:
        """Root mean square distance of all markers at all times (m)."""
        return float(np.sqrt(np.nanmean(np.square(self.data["marker_error"].values))))

    @property
    def by_marker(self) -> xr.Dataset:
        """``rms`` and ``max`` (m) of each marker's distance, the worst marker first."""
        error = self.data["marker_error"]
        made = xr.Dataset(
            {"rms": np.sqrt((error**2).mean("time")), "max": error.max("time")}
        ).sortby("rms", ascending=False)
        for name in made:
            made[name].attrs["units"] = "m"
        return made

    @property
    def by_frame(self) -> xr.DataArray:
        """(time,) root mean square distance (m) of the markers of each frame."""
        squares = (self.data["marker_error"] ** 2).mean("marker")
        return (squares**0.5).rename("marker_error").assign_attrs(units="m")

    def worst_frames(self, count: int = 3) -> list[float]:
        """Times (s) of the frames that fit worst, the worst first."""
        frames = self.by_frame
        order = np.argsort(-np.nan_to_num(frames.values))[:count]
        return [float(t) for t in frames["time"].values[order]]

    def write_mot(self, path: str | Path) -> Path:
        """Write the coordinates as OpenSim reads them: degrees and m.

        Raises
        ------
        MeasuredError
            If the file cannot be written.
        """
        held = self.coordinates
        columns = {
            str(name): np.rad2deg(column) if unit == "rad" else column
            for name, unit, column in zip(
                held["coordinate"].values, held["unit"].values, held.values.T, strict=True
            )
        }
        return write_storage(path, "Coordinates", held["time"].values, columns, True)


def inverse_kinematics(
    markers: Recording | xr.DataArray,
    body: Scaled | Body,
    *,
    places: Sequence[MarkerPlace] | None = None,
    weights: Mapping[str, float] | None = None,
    smoothness: float = 1.0,
) -> InverseKinematics:
    """Find the angles at which a body's markers lie nearest to measured ones.

    All frames are one sparse least squares, with a weak prior between them: a joint that
    accelerates by 2000 rad/s2 (a translation by 200 m/s2) costs as much as a marker of mean weight
    that is off by 10 mm. Joints stay in their ranges; where the whole body is and turns is free.
    Gaps of a marker count nothing. The whole body must be measured with y up.

    Parameters
    ----------
    markers
        A recording, or its markers: (time, marker, axis) m, not a number in gaps, and the
        coordinate ``time`` (s).
    body
        What :func:`~hillrunner.lab.kinematics.scaling.scale` made, or a body with ``places``.
    places
        Where the markers sit on the body, by name; those of an imported model are in the report of
        :func:`~hillrunner.model.opensim.importing.import_opensim`.
    weights
        By marker, on the square of its distance; where not given that of the scaled body, or 1;
        0 leaves a marker out.
    smoothness
        Factor on the prior; 0 takes every frame for itself.

    Raises
    ------
    MeasuredError
        If a recording has an error, markers are not in m, right and left are swapped, names do not
        fit the body, or a weight is wrong.
    """
    array = checked_markers(markers_of(markers))
    usual: Mapping[str, float] = {}
    if isinstance(body, Scaled):
        places, usual = (body.places, body.weights) if places is None else (places, {})
        body = body.body
    smoothness = _number("smoothness", smoothness, 0.0, 1e12)
    used, unused = _on_body(array, places or ())
    names = [str(name) for name in array["marker"].values]
    given = {**usual, **_weights(weights or {}, names)}
    used = tuple(place for place in used if given.get(place.name, 1.0) > 0.0)
    if len(used) < FEWEST:
        raise MeasuredError(no_common_names(names, [place.name for place in places or ()]))
    _check_segments(body, used)
    targets = np.asarray(array.sel(marker=[place.name for place in used]).values, float)
    check_size(used, targets)
    problem, held = _problem(body, used, array["time"].values, targets, given)
    first = _first(problem)
    q = solve(problem, smoothness, first)
    positions = problem.positions(q)
    _complain_of_swaps(problem, first, positions)
    data = _data(problem, q, positions)
    at_range = _at_range(body, q, held)
    return InverseKinematics(
        body,
        used,
        data,
        {place.name: given.get(place.name, 1.0) for place in used},
        smoothness,
        held,
        at_range,
        unused,
        tuple(_warnings(problem, held, at_range, unused)),
    )


def _number(field: str, value: object, low: float, high: float) -> float:
    try:
        return number_in(field, value, low, high, "")
    except ValueError as error:
        raise MeasuredError(str(error)) from None


def _on_body(
    array: xr.DataArray, places: Sequence[MarkerPlace]
) -> tuple[tuple[MarkerPlace, ...], tuple[str, ...]]:
    """Places of the measured markers that are ever seen, and the markers without one."""
    by_name = {place.name: place for place in places}
    names = [str(name) for name in array["marker"].values]
    seen = np.isfinite(array.values).all(axis=2).any(axis=0)
    used = [name for name, there in zip(names, seen, strict=True) if there and name in by_name]
    return tuple(by_name[name] for name in used), tuple(n for n in names if n not in used)


def _check_segments(body: Body, places: Sequence[MarkerPlace]) -> None:
    """Raise MeasuredError where a marker sits on a segment that the body does not have."""
    known = {segment.name for segment in body.segments}
    for place in places:
        if place.segment not in known:
            raise MeasuredError(
                f"marker {place.name} sits on {place.segment}, but body {body.name!r} has no such "
                "segment."
            )


def _weights(given: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    for name in given:
        if name not in names:
            raise MeasuredError(unknown_name("marker in weights", name, given[name], names))
    return {name: _number(f"weight of {name}", value, 0.0, 1e9) for name, value in given.items()}


def _problem(
    body: Body,
    places: tuple[MarkerPlace, ...],
    time: Array,
    targets: Array,
    weights: Mapping[str, float],
) -> tuple[Problem, tuple[str, ...]]:
    """The problem, and the coordinates that its markers do not show."""
    ranges = np.array([c.range for c in body.coordinates])
    random = np.random.default_rng(0)
    q = random.uniform(ranges[:, 0], ranges[:, 1], (4, len(ranges)))
    shown = np.abs(marker_motion(body, places, q).slopes).max(axis=(0, 1, 2)) > UNMOVED
    free = root_coordinates(body)
    lower, upper = ranges.T.copy()
    for i, coordinate in enumerate(body.coordinates):
        if not shown[i]:
            lower[i] = upper[i] = coordinate.default
        elif coordinate.name in free:
            far = UPRIGHT if coordinate.name == leaning_coordinate(body) else np.inf
            lower[i], upper[i] = -far, far
    own = np.array([weights.get(place.name, 1.0) for place in places])
    held = tuple(c.name for c, there in zip(body.coordinates, shown, strict=True) if not there)
    return Problem(
        body, places, np.asarray(time, float), targets, own / own.mean(), lower, upper
    ), held


def root_coordinates(body: Body) -> set[str]:
    """The coordinates that say where the whole body is."""
    return {
        axis.coordinate
        for joint in body.joints
        if joint.parent == GROUND
        for axis in joint.axes
        if axis.coordinate is not None
    }


def leaning_coordinate(body: Body) -> str | None:
    """The second of three turns of the whole body: within a quarter turn, all three are unique."""
    for joint in body.joints:
        turns = [axis.coordinate for axis in joint.axes if axis.kind == "rotation"]
        if joint.parent == GROUND and len(turns) == 3:
            return turns[1]
    return None


def _first(problem: Problem) -> Array:
    """A posture to begin from: the body's default, turned the way the markers face."""
    whole = problem.shown
    if whole.max() < FEWEST:
        raise MeasuredError(
            f"no frame shows more than {whole.max()} of the markers on the body, but {FEWEST} at "
            "least are needed to tell a posture."
        )
    best = problem.some(np.array([int(whole.argmax())]))
    return nearest_heading(best, root_coordinates(problem.body))


def _complain_of_swaps(problem: Problem, first: Array, positions: Array) -> None:
    """Whether the markers fit much better with right and left exchanged.

    Raises
    ------
    MeasuredError
        If they do.
    """
    names = [place.name for place in problem.places]
    frames = np.unique(np.linspace(0, problem.time.size - 1, TRIED).astype(int))
    some = problem.some(frames)
    candidates = list(swaps(names, positions, problem.targets))
    if not candidates:
        return
    before = coarse_cost(some, first)
    best, said = FALLS * before, ""
    for sentence, exchanged in candidates:
        targets = some.targets.copy()
        for i, k in exchanged:
            targets[:, [i, k]] = targets[:, [k, i]]
        other = replace(some, targets=targets)
        cost = coarse_cost(other, _first(other))
        if cost < best:
            best, said = cost, sentence
    if said:
        raise MeasuredError(f"{said}: with the names exchanged they fit the body, as they are not.")


def _data(problem: Problem, q: Array, positions: Array) -> xr.Dataset:
    kinds = [c.kind for c in problem.body.coordinates]
    names = [place.name for place in problem.places]
    off = np.linalg.norm(positions - problem.targets, axis=2)
    return xr.Dataset(
        {
            "coordinates": (("time", "coordinate"), q, {"units": "rad or m"}),
            "marker_error": (("time", "marker"), off, {"units": "m"}),
            "marker_position": (("time", "marker", "axis"), positions, {"units": "m"}),
        },
        coords={
            "time": ("time", problem.time, {"units": "s"}),
            "coordinate": list(problem.body.coordinate_names),
            "unit": ("coordinate", ["rad" if kind == "rotation" else "m" for kind in kinds]),
            "marker": names,
            "axis": list(AXES),
        },
        attrs={"body": problem.body.name, "body_hash": problem.body.hash},
    )


def _at_range(body: Body, q: Array, held: Sequence[str]) -> dict[str, float]:
    free = root_coordinates(body)
    found = {}
    for coordinate, values in zip(body.coordinates, q.T, strict=True):
        if coordinate.name in free or coordinate.name in held:
            continue
        low, high = coordinate.range
        share = float(np.mean((values < low + AT_RANGE) | (values > high - AT_RANGE)))
        if share > 0.0:
            found[coordinate.name] = share
    return found


def _warnings(
    problem: Problem,
    held: Sequence[str],
    at_range: Mapping[str, float],
    unused: Sequence[str],
) -> list[str]:
    said = []
    if unused:
        said.append(f"left out, as not on the body or never seen: {some_of(unused)}.")
    if held:
        said.append(f"no marker shows {some_of(held, 8)}, which stayed at the body's default.")
    for name, share in at_range.items():
        if share > 0.01:
            said.append(f"{name} is at an end of its range in {100 * share:.0f} % of the frames.")
    few = problem.shown < FEWEST
    if few.any():
        said.append(
            f"{int(few.sum())} frames, first at {problem.time[int(few.argmax())]:.3f} s, show less "
            f"than {FEWEST} markers: their posture is guessed from those beside them."
        )
    return said
