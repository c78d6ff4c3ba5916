"""What may be wrong with a recording: every complaint is one sentence, error or warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import listed, some_of
from hillrunner.lab.marker_sets import FOOT, FRONT
from hillrunner.lab.recording.axes import Cloud
from hillrunner.lab.recording.feet import Contact, feet_by_plate, named_side
from hillrunner.lab.recording.recording import Finding, Stride
from hillrunner.lab.recording.steps import Movement
from hillrunner.motion.phase import CONTACT
from hillrunner.sides import SIDES, Side, on_both_sides, side_of, stem

Array = NDArray[np.float64]

ABSENT = 0.1  # of the frames: a marker that is there in fewer is as good as absent
SOME_GAPS, MANY_GAPS = 0.01, 0.25  # of all positions: what is worth a word, what is too much
WIDE = 0.1  # m between a right and a left marker that show a swap frame by frame
NARROW = 0.02  # m by which a right marker must be to the left of its like to be swapped
FLICKER = 0.02  # of the frames in which a wide pair may be the wrong way round
IDLE = 10.0  # N that a plate may show while nobody is on it
MASS = (25.0, 200.0)  # kg, of a person
STEP = 1.0  # s: a plate that is pressed for longer while steps are taken is pressed by both feet
BOTH = 0.5  # s: a longer contact of a step is of two feet


def error(about: str, sentence: str) -> Finding:
    """What forbids the use of a recording."""
    return Finding("error", about, sentence)


def warning(about: str, sentence: str) -> Finding:
    """What is to be known before a recording is used."""
    return Finding("warning", about, sentence)


def gaps(markers: xr.DataArray) -> Iterator[Finding]:
    """Missing positions."""
    lost = np.isnan(markers.values[:, :, 0])
    share = lost.mean(axis=0)
    names = np.array([str(name) for name in markers["marker"].values])
    absent = share > 1.0 - ABSENT
    if absent.any():
        yield warning(
            "absent markers",
            f"{some_of(names[absent])} {'are' if absent.sum() > 1 else 'is'} missing nearly always "
            "(in more than 90 % of the frames): no use is made of such a marker.",
        )
    if absent.all():
        return
    there = lost[:, ~absent]
    total = float(there.mean())
    if total <= SOME_GAPS:
        return
    worst = int(np.argmax(np.where(absent, 0.0, share)))
    sentence = (
        f"{100 * total:.0f} % of all marker positions are missing, most of {names[worst]} "
        f"({100 * share[worst]:.0f} %)"
    )
    if total > MANY_GAPS:
        allowed = f"at most {100 * MANY_GAPS:.0f} % may be: fill the gaps where it was recorded"
        yield error("gaps", f"{sentence}, and {allowed}.")
    else:
        yield warning("gaps", f"{sentence}; strides with long gaps are left out.")


def sides(cloud: Cloud, own: dict[str, str], walks: bool) -> Iterator[Finding]:
    """Right and left, front and back, of markers turned to x forward, y up, z right."""
    stems = list(dict.fromkeys(stem(name) for name in cloud.column if side_of(name)))
    wrong, right_way, flickering = [], 0, []
    for name in stems:
        both = cloud.has(*on_both_sides(name))
        if len(both) < 2:
            continue
        apart = (cloud.at(both[0]) - cloud.at(both[1]))[:, 2]
        apart = apart[np.isfinite(apart)]
        if not apart.size:
            continue
        middle = float(np.median(apart))
        if middle < -NARROW:
            wrong.append(name)
        right_way += middle > NARROW
        if middle > WIDE and (apart < 0.0).mean() > FLICKER:
            flickering.append((name, float((apart < 0.0).mean())))
    label = {landmark: name for name, landmark in own.items()}
    if wrong and not right_way:
        yield error(
            "swapped sides",
            f"right and left are swapped: all {len(wrong)} pairs of markers named right lie to the "
            "left of the way the person faces (or the lab's axes are left-handed).",
        )
    elif wrong:
        pairs = [" and ".join(label[n] for n in on_both_sides(name)) for name in wrong]
        yield error(
            "swapped sides",
            f"right and left are swapped in {listed(pairs)}: the marker named right must lie to "
            f"the right of its like, as {right_way} other pairs do.",
        )
    for name, share in flickering:
        pair = " and ".join(label[n] for n in on_both_sides(name))
        yield warning("swapped sides", f"{pair} are swapped in {100 * share:.0f} % of the frames.")
    if walks and _backwards(cloud):
        yield error(
            "backwards",
            "the feet point against the way the body travels: heel and toe are swapped, or the "
            "person runs backwards, which is not understood.",
        )


def _backwards(cloud: Cloud) -> bool:
    ahead = []
    for side in SIDES:
        feet = cloud.foot(side)
        front = [name for name in feet if stem(name) in FRONT]
        back = [name for name in feet if stem(name) in FOOT and stem(name) not in FRONT]
        if front and back:
            gap = cloud.middle(front[:1]) - cloud.middle(back[:1])
            low = gap[np.isfinite(gap[:, 0]), 0]
            ahead += [float(np.median(low))] if low.size else []
    return bool(ahead) and max(ahead) < 0.0


def overlap(markers: Array, forces: Array) -> Iterator[Finding]:
    """Whether forces and markers (clocks, s) were recorded at the same time."""
    both = min(markers[-1], forces[-1]) - max(markers[0], forces[0])
    spans = f"{markers[0]:.2f} to {markers[-1]:.2f} s", f"{forces[0]:.2f} to {forces[-1]:.2f} s"
    if both <= 0.0:
        yield error(
            "no overlap",
            f"markers (from {spans[0]}) and forces (from {spans[1]}) do not overlap in time: they "
            "must be of the same trial and on one clock.",
        )
        return
    shorter = min(np.ptp(markers), np.ptp(forces))
    if both < 0.9 * shorter:
        yield warning(
            "overlap",
            f"markers (from {spans[0]}) and forces ({spans[1]}) overlap in {both:.2f} s only.",
        )


def upside_down(plates: xr.Dataset) -> list[str]:
    """Plates (y up) that push down."""
    found = []
    for name in map(str, plates["plate"].values):
        vertical = plates["force"].sel(plate=name, axis="y").values
        low, high = np.quantile(vertical, [0.005, 0.995]) if vertical.size else (0.0, 0.0)
        if -low > CONTACT and -low > 2.0 * high:
            found.append(name)
    return found


def plates_wrong(
    plates: xr.Dataset, contacts: Sequence[Contact], cloud: Cloud | None, movement: Movement
) -> Iterator[Finding]:
    """Plates with y up, and whose feet are on them."""
    down = upside_down(plates)
    for name in down:
        worst = float(-plates["force"].sel(plate=name, axis="y").min())
        yield error(
            "plate upside down",
            f"plate {name} is upside down: its vertical force points down (up to {worst:.0f} N), "
            "but the ground pushes up; if it is what the foot does to the plate, say sign = -1 in "
            "[forces] of a mapping file.",
        )
    if down:
        return
    if not contacts:
        most = float(plates["force"].sel(axis="y").max())
        yield warning(
            "no contact",
            f"nobody is on a plate: the largest vertical force is {most:.3g} N, and {CONTACT:g} N "
            "make a contact (are the forces in N?).",
        )
    unknown = [contact for contact in contacts if contact.side is None]
    if unknown:
        yield _whose(unknown, contacts, cloud)
    feet = feet_by_plate(contacts)
    for name, foot in feet.items():
        side = named_side(name)
        if cloud is not None and side is not None and foot not in (side, "unknown"):
            yield warning(
                "plate's name",
                f"plate {name} is named {side}, but the markers show it under the {foot} foot"
                f"{'' if foot != 'both' else ' too'}; the markers were believed.",
            )
    long = [c for c in contacts if c.off - c.on > BOTH and movement == "running"]
    if long:
        yield warning(
            "two feet on a plate",
            f"{len(long)} contacts last longer than {BOTH:g} s, first on plate {long[0].plate} at "
            f"{long[0].on:.2f} s, which is none of one running foot.",
        )
    if movement in ("running", "walking"):
        yield from _idle(plates, contacts)


def _whose(unknown: Sequence[Contact], contacts: Sequence[Contact], cloud: Cloud | None) -> Finding:
    first = unknown[0]
    where = f"first on plate {first.plate} at {first.on:.2f} s"
    if cloud is None:
        return warning(
            "whose foot",
            f"whose foot is on the plates is not known for {len(unknown)} of {len(contacts)} "
            f"contacts ({where}): give markers, or feet in [forces] of a mapping file.",
        )
    if len(unknown) < len(contacts):
        return warning(
            "whose foot",
            f"{len(unknown)} of {len(contacts)} contacts ({where}) are of no foot or of both: they "
            "were left out.",
        )
    if max(contact.off - contact.on for contact in unknown) > STEP:
        return warning(
            "both feet on a plate",
            f"both feet press plate {first.plate} at once ({where}), so that its force cannot be "
            "told apart: it is given to no foot.",
        )
    near = f"{first.distance:.2f} m from it" if np.isfinite(first.distance) else "not known"
    return error(
        "plates and markers apart",
        f"no foot is where the plates are pressed ({where}, the nearest is {near}): plates and "
        "markers must be in the same axes and on one clock.",
    )


def _idle(plates: xr.Dataset, contacts: Sequence[Contact]) -> Iterator[Finding]:
    time = plates["time"].values
    for name in map(str, plates["plate"].values):
        vertical = plates["force"].sel(plate=name, axis="y").values
        off = np.ones(time.size, dtype=bool)
        for c in contacts:
            if c.plate == name:
                off &= (time < c.on - 0.03) | (time > c.off + 0.03)
        if off.sum() > 10 and abs(rest := float(np.median(vertical[off]))) > IDLE:
            yield warning(
                "plate not zeroed", f"plate {name} shows {rest:.0f} N while nobody is on it."
            )


def mass_wrong(mass: float) -> Iterator[Finding]:
    """What the ground carries on average (kg)."""
    if np.isfinite(mass) and not MASS[0] <= mass <= MASS[1]:
        yield error(
            "forces' unit",
            f"the forces carry {mass:.3g} kg on average, but a person has {MASS[0]:g} to "
            f"{MASS[1]:g} kg: are they in N?",
        )


def strides_wrong(
    strides: Sequence[Stride], movement: Movement, lasts: float, count: Mapping[Side, int]
) -> Iterator[Finding]:
    """What was done, and whether there are strides of it.

    ``lasts`` is how long it was recorded (s), ``count`` are the contacts of each foot.
    """
    if movement not in ("running", "walking"):
        return
    seen = listed(f"{number} of the {side} foot" for side, number in count.items())
    if not strides:
        yield error(
            "no whole stride",
            "there is no whole stride, which goes from one contact of a foot to its next: the "
            f"contacts in {lasts:.2f} s are {seen}.",
        )
    elif all(stride.left_out for stride in strides):
        first = strides[0]
        yield error(
            "no steady stride",
            f"none of {len(strides)} strides can be used: that of the {first.side} foot at "
            f"{first.start:.2f} s not, as {first.left_out}.",
        )
    if movement == "walking":
        yield warning("walking", "it is walking, not running: there is no flight.")
