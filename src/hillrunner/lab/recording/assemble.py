"""From what the files of a trial hold to one recording: turned, named, put on feet and cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.lab.cutting import step_of
from hillrunner.lab.lab_map import LabMap
from hillrunner.lab.marker_sets import Named, named
from hillrunner.lab.part import Part
from hillrunner.lab.recording import trouble
from hillrunner.lab.recording.angles import (
    coordinate_data,
    movement_by_angles,
    strides_by_angles,
)
from hillrunner.lab.recording.axes import Axes, Cloud, axes_of
from hillrunner.lab.recording.cut import at_one_speed, between, checked, strides_of
from hillrunner.lab.recording.feet import Contact, contacts_on, feet_by_plate, ground_of
from hillrunner.lab.recording.recording import Finding, Recording, Source, Stride
from hillrunner.lab.recording.size import scale_to_person
from hillrunner.lab.recording.steps import Movement, contacts_by_markers, movement_of
from hillrunner.lab.storage import Table
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.phase import CONTACT
from hillrunner.sides import SIDES, Side

Array = NDArray[np.float64]

MARKER_TIMING = 0.015  # s, of one runner's mean contact by markers, against three people's plates
FLIGHT = 0.05  # of the time, at least, in which a runner is on no plate
LONG_CONTACT = 0.45  # s: a foot that stays longer walks
FEW = 0.5  # of the strides that markers show: fewer by forces are not cut by forces


@dataclass
class _Work:
    """A recording while it is made."""

    mapping: LabMap
    findings: list[Finding] = field(default_factory=list)
    markers: xr.DataArray | None = None
    names: Named | None = None
    person: bool = True  # whether the markers, if any, are those of a person
    plates: xr.Dataset | None = None
    axes: Axes | None = None
    contacts: tuple[Contact, ...] = ()
    coordinates: xr.DataArray | None = None

    def cloud(self) -> Cloud | None:
        """Markers, where pelvis and feet are known."""
        if self.markers is None or self.names is None or not self.person:
            return None
        cloud = Cloud(self.markers, self.names.landmark)
        return cloud if cloud.pelvis and all(cloud.foot(side) for side in SIDES) else None


def recording_of(parts: Sequence[Part], mapping: LabMap) -> Recording:
    """One recording of the parts of one trial, in which no kind of data is twice."""
    work = _Work(mapping)
    for part in parts:
        work.findings += [
            trouble.warning("file", f"{Path(part.path).name}: {note}") for note in part.notes
        ]
    held = {kind: getattr(part, kind) for part in parts for kind in part.kinds}
    work.markers, work.plates = held.get("markers"), held.get("plates")
    _name_and_scale(work)
    _turn(work)
    _stand_on_plates(work)
    if "coordinates" in held:
        _take_angles(work, held["coordinates"])
    movement = _movement(work)
    cut = _cut(work, movement)
    mass = _mass(work, cut.strides, movement)
    _complain(work, movement, cut, mass)
    return Recording(
        name=Path(parts[0].path).name,
        sources=tuple(Source(part.path, part.format, part.kinds) for part in parts),
        markers=work.markers,
        marker_set=work.names.title if work.names else "",
        plates=_with_feet(work),
        contacts=work.contacts,
        ground=_ground(work),
        analogs=held.get("analogs"),
        coordinates=work.coordinates,
        axes=work.axes,
        movement=movement,
        speed=work.axes.speed if work.axes and work.axes.speed else float("nan"),
        mass=mass,
        strides=tuple(cut.strides),
        cut_by=cut.by if cut.strides else "",
        timing_error=cut.error if cut.strides else float("nan"),
        findings=tuple(work.findings),
    )


def _name_and_scale(work: _Work) -> None:
    """Landmarks of the markers, and their unit."""
    if work.markers is None:
        return
    names = [str(name) for name in work.markers["marker"].values]
    work.names = named(names, work.mapping.markers)
    work.markers = work.markers.assign_coords(
        landmark=("marker", [work.names.landmark.get(name, "") for name in names])
    )
    work.findings += trouble.gaps(work.markers)
    if work.names.missing:
        work.findings.append(trouble.error("marker names", work.names.complaint(names)))
        work.person = False
        return
    unknown = [name for name in names if name not in work.names.landmark]
    if unknown:
        sentence = f"{work.names.title} does not know {trouble.some_of(unknown)}."
        work.findings.append(trouble.warning("marker names", sentence))
    if work.cloud() is None:
        work.findings.append(
            trouble.error(
                "marker names",
                "the markers of the pelvis or of a foot are there in less than half of the frames.",
            )
        )
        work.person = False
        return
    try:
        unit = str(work.markers.attrs.get("unit", ""))
        factor, said = scale_to_person(Cloud(work.markers, work.names.landmark), unit)
    except MeasuredError as error:
        work.findings.append(trouble.error("size", str(error)))
        work.person = False
        return
    if said:
        work.findings.append(trouble.warning("unit", said))
        work.markers = (work.markers * factor).assign_attrs(work.markers.attrs)


def _turn(work: _Work) -> None:
    """Markers and plates to x forward, y up, z right."""
    if work.plates is not None and work.mapping.forces.sign < 0:
        turned = {name: -work.plates[name] for name in ("force", "torque")}
        work.plates = work.plates.assign(turned)
    if work.markers is None and work.plates is None:
        return
    try:
        axes = work.axes = axes_of(work.cloud(), work.plates)
    except MeasuredError as error:
        if work.person:
            work.findings.append(trouble.error("axes", str(error)))
        return
    if work.markers is not None:
        work.markers = work.markers.copy(data=axes.turned(work.markers.values))
    if work.plates is not None:
        work.plates = work.plates.map(lambda held: held.copy(data=axes.turned(held.values)))


def _stand_on_plates(work: _Work) -> None:
    """Whose contacts are on the plates."""
    if work.plates is None or work.axes is None:
        return
    cloud = work.cloud()
    if cloud is not None:
        clocks = cloud.time, work.plates["time"].values
        found = list(trouble.overlap(*clocks))
        work.findings += found
        if any(finding.level == "error" for finding in found):
            return
    work.contacts = contacts_on(work.plates, cloud, work.mapping.forces.feet)


def _take_angles(work: _Work, table: Table) -> None:
    """Coordinates of inverse kinematics in one convention."""
    own = work.mapping.coordinates
    renamed = {own.get(name, name): values for name, values in table.columns.items()}
    notes: list[str] = []
    try:
        work.coordinates = coordinate_data(replace(table, columns=renamed), notes)
    except MeasuredError as error:
        work.findings.append(trouble.error("coordinates", str(error)))
    work.findings += [trouble.warning("coordinates", note) for note in notes]


def _movement(work: _Work) -> Movement:
    """What is done, by the best there is: markers, forces, coordinates."""
    cloud = work.cloud()
    if cloud is not None and work.axes is not None:
        return movement_of(cloud, work.axes.speed)
    if work.contacts:
        return _movement_by_force(work)
    if work.coordinates is not None:
        return movement_by_angles(work.coordinates)
    return "unknown"


def _movement_by_force(work: _Work) -> Movement:
    assert work.plates is not None
    whole = [contact for contact in work.contacts if contact.whole]
    if not whole:
        return "other"
    total = work.plates["force"].sel(axis="y").sum("plate").values
    flies = (total < CONTACT).mean() > FLIGHT
    short = np.median([contact.off - contact.on for contact in whole]) < LONG_CONTACT
    return "running" if flies and short else "walking"


class _Cut(NamedTuple):
    """Strides, what they were cut by, the uncertainty of a contact (s), and contacts by foot."""

    strides: list[Stride]
    by: str = ""
    error: float = float("nan")
    counts: Mapping[Side, int] = MappingProxyType({})


def _cut(work: _Work, movement: Movement) -> _Cut:
    """By forces, unless these hold less than half of the strides that the movement shows."""
    if movement not in ("running", "walking"):
        return _Cut([])
    cloud = work.cloud() if work.axes is not None else None
    by_force = _cut_by_forces(work, cloud, movement)
    seen = _Cut([])
    if cloud is not None:
        contacts = {side: contacts_by_markers(cloud, side) for side in SIDES}
        strides = _strides(work, cloud, contacts, movement)
        seen = _Cut(strides, "markers", MARKER_TIMING, _counts(contacts))
    elif work.coordinates is not None:
        spans, error = strides_by_angles(work.coordinates)
        found = [stride for side in spans for stride in strides_of(side, spans[side], movement)]
        seen = _Cut(found, "coordinates", error, _counts(spans))
    if len(by_force.strides) > FEW * len(seen.strides) or not seen.by:
        return by_force
    return seen


def _cut_by_forces(work: _Work, cloud: Cloud | None, movement: Movement) -> _Cut:
    if work.plates is None:
        return _Cut([])
    time = work.plates["time"].values
    contacts = {
        side: [c.on for c in work.contacts if c.side == side and c.on > time[0]] for side in SIDES
    }
    strides = _strides(work, cloud, contacts, movement)
    return _Cut(strides, "forces", step_of(time), _counts(contacts))


def _counts(held: Mapping[Side, Sequence[object]]) -> dict[Side, int]:
    return {side: len(of_one) for side, of_one in held.items()}


def _strides(
    work: _Work, cloud: Cloud | None, contacts: dict[Side, list[float]], movement: Movement
) -> list[Stride]:
    told = any(contact.side is not None for contact in work.contacts)
    plates = work.plates if told else None
    whole = [
        checked(stride, cloud, plates, work.contacts)
        for side in SIDES
        for stride in strides_of(side, between(contacts[side]), movement)
    ]
    if cloud is not None:
        whole = at_one_speed(whole, cloud)
    return sorted(whole, key=lambda stride: (stride.start, stride.side))


def _mass(work: _Work, strides: Sequence[Stride], movement: Movement) -> float:
    """What the ground carries (kg) on average: over steady strides, or standing still."""
    if work.plates is None or not work.contacts or work.axes is None:
        return float("nan")
    time = work.plates["time"].values
    total = work.plates["force"].sel(axis="y").sum("plate").values
    if movement not in ("running", "walking"):
        return float(total.mean()) / GRAVITY
    feet = [c for c in work.contacts if c.side is not None]
    means = []
    for stride in strides:
        inside = [c for c in feet if stride.start <= c.on + 1e-6 and c.on < stride.end - 1e-6]
        covered = time[0] <= stride.start and stride.end <= time[-1]
        if covered and not stride.left_out and {c.side for c in inside} == set(SIDES):
            means.append(float(total[(time >= stride.start) & (time < stride.end)].mean()))
    return float(np.mean(means)) / GRAVITY if means else float("nan")


def _complain(work: _Work, movement: Movement, cut: _Cut, mass: float) -> None:
    """What is wrong with it as a whole."""
    cloud, walks = work.cloud(), movement in ("running", "walking")
    if cloud is not None and work.names is not None and work.axes is not None:
        work.findings += trouble.sides(cloud, work.names.landmark, walks and work.axes.speed > 0.0)
    if work.plates is not None and work.axes is not None and not _apart(work):
        work.findings += trouble.plates_wrong(work.plates, work.contacts, cloud, movement)
        work.findings += trouble.mass_wrong(mass)
    held = [x for x in (work.markers, work.plates, work.coordinates) if x is not None]
    time = held[0]["time"].values if held else np.zeros(1)
    work.findings += trouble.strides_wrong(cut.strides, movement, float(np.ptp(time)), cut.counts)


def _apart(work: _Work) -> bool:
    return any(f.about == "no overlap" for f in work.findings)


def _with_feet(work: _Work) -> xr.Dataset | None:
    """Plates with the foot that stands on each."""
    if work.plates is None:
        return None
    feet = feet_by_plate(work.contacts)
    named_feet = [feet.get(str(name), "none") for name in work.plates["plate"].values]
    return work.plates.assign_coords(foot=("plate", named_feet))


def _ground(work: _Work) -> xr.Dataset | None:
    if work.plates is None or not any(contact.side for contact in work.contacts):
        return None
    return ground_of(work.plates, work.contacts)
