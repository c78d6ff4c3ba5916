"""``scale``: the default body in a person's size, with the person's markers on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import number_in, some_of
from hillrunner.errors import MeasuredError
from hillrunner.lab.kinematics.inverse_kinematics import InverseKinematics, inverse_kinematics
from hillrunner.lab.kinematics.landmark_places import LandmarkPlace, landmark_place
from hillrunner.lab.kinematics.marker_array import checked_markers, markers_of
from hillrunner.lab.kinematics.marker_motion import segment_frames
from hillrunner.lab.kinematics.marker_trouble import check_size
from hillrunner.lab.kinematics.measures import KINDS, SIZED, Measure, measure
from hillrunner.lab.kinematics.scaled import Scaled
from hillrunner.lab.marker_sets import named
from hillrunner.lab.recording.recording import Recording
from hillrunner.model.body.default import default_body
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import Body
from hillrunner.model.body.scaling import HEIGHT, scale_segments
from hillrunner.sides import stem

Array = NDArray[np.float64]

FRAMES = 40  # of the recording, spread over it, from which it is measured
TO_FIND = 0.1  # weight of markers that are to be put where they are
OTHER_PERSON = 0.15  # by which thigh and shank may differ from what the height says
ASTRAY = 0.15  # m by which a marker may sit elsewhere than its landmark usually does
REACH = 0.5  # m from a segment's origin or centre of mass to any marker on it
UNEVEN = 0.05  # between right and left: worth a word
POOR = 0.04  # m: fixed markers that fit worse are worth a word


def scale(
    markers: Recording | xr.DataArray,
    *,
    mass: float | None = None,
    height: float | None = None,
    sex: Literal["male", "female"] = "male",
) -> Scaled:
    """Scale the default body to the person whose markers were recorded.

    Each segment grows along the axes along which distances between landmarks were measured, both
    sides alike, and with the height along others; a measure that is no person's of that height is
    refused. Masses follow the sizes and add up to the person's. Then markers that stand on no
    certain point of the bone are put on the body where they were measured, as OpenSim's marker
    placer does.

    Parameters
    ----------
    markers
        Of somebody who stands still, or else moves: a recording, or (time, marker, axis) m with the
        coordinate ``time`` (s), y up. Names are known by the table of marker sets, or stand in the
        coordinate ``landmark``.
    mass
        kg; if not given, what the ground's forces of the recording carry.
    height
        Standing height (m); if not given, by the thigh and the shank.
    sex
        ``"female"`` shifts mass from trunk and arms to the legs.

    Raises
    ------
    MeasuredError
        If a recording has an error, markers are not in m, right and left are swapped, nothing can
        be measured, or mass or height are not known or not those of these markers.
    BodyError
        If height or mass is none that can be scaled to.
    """
    if mass is None and isinstance(markers, Recording) and np.isfinite(markers.mass):
        mass = markers.mass
    if mass is None:
        raise MeasuredError("the mass is not known: give it (kg), or forces with the markers.")
    body = default_body()
    array = _some(checked_markers(markers_of(markers)))
    landmarks = _landmarks(array)
    places = _generic(body, landmarks)
    check_size(
        [place for place in places if place.fixed],
        array.sel(marker=[place.name for place in places if place.fixed]).values,
    )
    seen = {landmark: array.sel(marker=name).values for name, landmark in landmarks.items()}
    found = measure(body, seen)
    by_height = _by_height(body, found, height)
    measures = tuple(_held(one, by_height) for one in found)
    scales = segment_factors(body, measures, by_height)
    sized = scale_segments(body, scales, height=by_height * body.height, mass=mass, sex=sex)
    places = [_grown(place, scales) for place in places]
    fitted = _fit(array, sized, places, landmarks)
    put, astray = _put(fitted, array, places, landmarks)
    notes = _notes(array, landmarks, measures, fitted, astray)
    error = fitted.by_marker["rms"]
    kept = [str(name) for name in error["marker"].values if fitted.weights[str(name)] == 1.0]
    weights = {name: _of(landmark).weight for name, landmark in landmarks.items()}
    return Scaled(
        sized,
        put,
        measures,
        by_height,
        error.sel(marker=kept),
        {name: weight for name, weight in weights.items() if weight != 1.0},
        tuple(notes),
    )


def _some(array: xr.DataArray) -> xr.DataArray:
    """Some frames spread over all, those with most markers where there is a choice."""
    count = array.sizes["time"]
    if count <= FRAMES:
        return array
    return array.isel(time=np.unique(np.linspace(0, count - 1, FRAMES).astype(int)))


def _landmarks(array: xr.DataArray) -> dict[str, str]:
    """Marker -> landmark, of those that are ever seen and are on the body.

    Raises
    ------
    MeasuredError
        If the names match no marker set.
    """
    names = [str(name) for name in array["marker"].values]
    if not names:
        raise MeasuredError("there are no markers.")
    if "landmark" in array.coords:
        own = [str(landmark) for landmark in array["landmark"].values]
        found = {name: landmark for name, landmark in zip(names, own, strict=True) if landmark}
    else:
        known = named(names)
        if known.missing:
            raise MeasuredError(known.complaint(names))
        found = known.landmark
    there = np.isfinite(array.values).all(axis=2).any(axis=0)
    seen = {name for name, ever in zip(names, there, strict=True) if ever}
    return {
        name: landmark
        for name, landmark in found.items()
        if name in seen and landmark_place(landmark) is not None
    }


def _of(landmark: str) -> LandmarkPlace:
    """The place of a landmark that is known to have one."""
    place = landmark_place(landmark)
    assert place is not None
    return place


def _generic(body: Body, landmarks: dict[str, str]) -> list[MarkerPlace]:
    """Places on the unscaled body of markers whose landmark has one."""
    found = []
    for name, landmark in landmarks.items():
        place = _of(landmark)
        if place.location is not None:
            found.append(
                MarkerPlace(
                    name=name, segment=place.segment, location=place.location, fixed=place.fixed
                )
            )
    if sum(place.fixed for place in found) < 3:
        raise MeasuredError(
            f"of the markers {some_of(landmarks, 8) if landmarks else 'none'} stand on a point of "
            "the bone that is known, but three at least must."
        )
    return found


def _by_height(body: Body, found: Sequence[Measure], height: float | None) -> float:
    """The factor of all that is not measured.

    Raises
    ------
    MeasuredError
        If nothing tells it, or the legs contradict the height.
    """
    legs = [one.factor for one in found if one.name in SIZED]
    whole = float(np.mean(legs)) if legs else float("nan")
    if height is None:
        if not legs:
            raise MeasuredError(
                "the height is not known, as neither thigh nor shank can be measured: give it (m)."
            )
        return whole
    try:
        factor = number_in("height", height, *HEIGHT, "m") / body.height
    except ValueError as error:
        raise MeasuredError(str(error)) from None
    if legs and abs(whole / factor - 1.0) > OTHER_PERSON:
        raise MeasuredError(
            f"the height is {height:g} m, but thigh and shank are those of a person of "
            f"{whole * body.height:.2f} m: at most {100 * OTHER_PERSON:.0f} % may lie between."
        )
    return factor


def _held(one: Measure, by_height: float) -> Measure:
    """A measure with the factor that is taken."""
    limit = KINDS[one.name].limit
    share = one.factor / by_height - 1.0
    if abs(share) <= limit:
        return replace(one, used=one.factor)
    return replace(
        one,
        used=by_height,
        refused=(
            f"the {one.name} ({', '.join(one.pairs)}) is {100 * abs(share):.0f} % "
            f"{'more' if share > 0 else 'less'} than a person of this height has, beyond the "
            f"{100 * limit:.0f} % that people differ: it was taken from the height."
        ),
    )


def segment_factors(body: Body, measures: Sequence[Measure], by_height: float) -> dict[str, Array]:
    """Segment -> (3,) factors along its own axes, of what was measured and else of the height."""
    scales = {segment.name: np.full(3, by_height) for segment in body.segments}
    for one in measures:
        kind = KINDS[one.name]
        for name in scales:
            if stem(name) in kind.segments:
                scales[name][kind.axis] = one.used
    return scales


def _grown(place: MarkerPlace, scales: dict[str, Array]) -> MarkerPlace:
    x, y, z = (float(v) for v in np.asarray(place.location) * scales[place.segment])
    return place.changed(location=(x, y, z))


def _fit(
    array: xr.DataArray, body: Body, places: Sequence[MarkerPlace], landmarks: dict[str, str]
) -> InverseKinematics:
    """The postures in which the markers with a known place fit best."""
    weights = {
        place.name: TO_FIND * _of(landmarks[place.name]).weight
        for place in places
        if not place.fixed
    }
    return inverse_kinematics(
        array.sel(marker=list(landmarks)), body, places=places, weights=weights, smoothness=0.0
    )


def _put(
    fitted: InverseKinematics,
    array: xr.DataArray,
    places: Sequence[MarkerPlace],
    landmarks: dict[str, str],
) -> tuple[tuple[MarkerPlace, ...], list[str]]:
    """Places of all markers, those without a fixed one where they are; and markers gone astray."""
    generic = {place.name: place for place in places}
    coms = {segment.name: np.asarray(segment.com) for segment in fitted.body.segments}
    q = fitted.coordinates.values
    put, astray = [], []
    for name, landmark in landmarks.items():
        usual = generic.get(name)
        if usual is not None and usual.fixed:
            put.append(usual)
            continue
        place = _of(landmark)
        turn, origin = segment_frames(fitted.body, place.segment, q)
        local = np.einsum("tji,tj->ti", turn, array.sel(marker=name).values - origin)
        where = np.nanmedian(local, axis=0)
        if usual is None:
            away = min(np.linalg.norm(where), np.linalg.norm(where - coms[place.segment]))
        else:
            away = np.linalg.norm(where - usual.location)
        if away > (REACH if usual is None else ASTRAY):
            astray.append(name)
            continue
        x, y, z = (float(v) for v in where)
        put.append(MarkerPlace(name=name, segment=place.segment, location=(x, y, z)))
    return tuple(put), astray


def _notes(
    array: xr.DataArray,
    landmarks: dict[str, str],
    measures: Sequence[Measure],
    fitted: InverseKinematics,
    astray: Sequence[str],
) -> list[str]:
    notes = [one.refused for one in measures if one.refused]
    for one in measures:
        if len(one.sides) == 2:
            right, left = one.sides["right"], one.sides["left"]
            if abs(right / left - 1.0) > UNEVEN:
                longer = "right" if right > left else "left"
                notes.append(
                    f"the {longer} {one.name} was measured {100 * abs(right / left - 1.0):.0f} % "
                    "longer than the other one: the mean of both was taken."
                )
    unused = [str(name) for name in array["marker"].values if str(name) not in landmarks]
    if unused:
        notes.append(f"not used, without a place on the body or never seen: {some_of(unused)}.")
    if astray:
        notes.append(f"not used, as not where their names say: {some_of(astray)}.")
    error = fitted.by_marker["rms"]
    for name in error["marker"].values:
        off = float(error.sel(marker=name))
        if fitted.weights[str(name)] == 1.0 and off > POOR:
            notes.append(f"{name} is {100 * off:.1f} cm from its place on the scaled body.")
    return notes
