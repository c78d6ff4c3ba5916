"""Measured strides that were followed, held against what is independent of that.

Joint moments and contact forces against OpenSim's, forces that were found without plates against
the plates, activations against electromyograms, and strides of one person against each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.contact_forces import JOINTS, joint_contact
from hillrunner.lab.strides import PHASE
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.measured_forces import EACH
from hillrunner.model.mechanics.rigid_body import centre_of_mass
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import CONTACT, at_times, contact_time
from hillrunner.sides import RIGHT, SIDES, Side, on_side
from hillrunner.tasks.near_ground import Cycle
from hillrunner.tracking.measured_stride import MeasuredStride
from hillrunner.tracking.track import Tracked, TrackedStride
from hillrunner.validate.by_opensim import Found
from hillrunner.validate.curves import correlation, ground_force, rms

Array = NDArray[np.float64]

MOMENTS = ("hip_flexion", "hip_adduction", "knee_angle", "ankle_angle")
VERTICAL, KNEE = "vertical force", "knee contact"
PARTS = 200  # of a stride, over which its momentum is balanced
FURTHEST = 15  # % of the stride, by which an activation is looked for earlier or later


@dataclass(frozen=True)
class Apart:
    """Two series of one quantity, in one unit: root mean square distance, and largest sizes.

    Attributes
    ----------
    rms
        Over the stride and both legs.
    found, other
        Largest size of what the followed stride has, and of what it is held against.
    """

    rms: float
    found: float
    other: float


@dataclass(frozen=True)
class WithoutPlates:
    """Forces of the ground that were found from a motion alone, against plates held back.

    Attributes
    ----------
    rms
        ``vertical``, ``fore``, ``side``: body weights, in stance.
    correlation
        Of the vertical force.
    peak
        Of the vertical force (body weights): found, and on the plates.
    centre
        How far ahead (m) the centre of pressure is of that on the plates, in the mean weighted with
        the vertical force.
    unbalanced
        How far (m) the plates' own centre of pressure is ahead of where their forces would leave
        the angular momentum of a stride as it was: see :func:`unbalanced`.
    moments
        Coordinate -> N m/kg, root mean square distance of the net moment from OpenSim's under the
        measured forces.
    """

    rms: Mapping[str, float]
    correlation: float
    peak: tuple[float, float]
    centre: float
    unbalanced: float
    moments: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Timing:
    """Activation of a muscle beside its electromyogram.

    Attributes
    ----------
    correlation
        Of the two over the stride, as they are.
    lag
        % of the stride by which the activation is later than the electromyogram (negative:
        earlier) where they are most alike, and at most :data:`FURTHEST`.
    shifted
        Correlation there.
    """

    correlation: float
    lag: float
    shifted: float


@dataclass(frozen=True)
class Followed:
    """One person's followed strides, and how far they can be believed.

    Attributes
    ----------
    person, speed
        Who, and how fast (m/s).
    angle_rms
        deg, of all angles from the measured ones; the mean over the strides, as all that follow.
    marker_rms
        m.
    residual_force, residual_moment
        N and N m at the pelvis, root mean square.
    moments
        Coordinate -> net moment (N m/kg) against OpenSim's inverse dynamics of the same motion
        under the same forces.
    measured
        The same against OpenSim's of the angles as they were measured, under the measured forces.
    contact
        Joint -> contact force (body weights) against OpenSim's of the same motion and the same
        muscle forces.
    without
        What is found without plates.
    timing
        Channel of the electromyogram -> the activation beside it.
    curves
        Name -> (strides, 101) of the right leg from its contact on: N m/kg, or body weights.
    why
        What could not be compared.
    """

    person: str
    speed: float
    angle_rms: float = math.nan
    marker_rms: float = math.nan
    residual_force: float = math.nan
    residual_moment: float = math.nan
    moments: Mapping[str, Apart] = field(default_factory=dict)
    measured: Mapping[str, Apart] = field(default_factory=dict)
    contact: Mapping[str, Apart] = field(default_factory=dict)
    without: WithoutPlates | None = None
    timing: Mapping[str, Timing] = field(default_factory=dict)
    curves: Mapping[str, list[list[float]]] = field(default_factory=dict)
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spread:
    """How much strides of one person differ, and how much people do.

    Attributes
    ----------
    within
        Root mean square over stride and people of the SD between a person's strides.
    between
        Root mean square over the stride of the SD between people's means.
    """

    within: float
    between: float


def spreads(people: Sequence[Followed]) -> dict[str, Spread]:
    """Curve -> how much strides of a person, and people, differ; nothing of less than two people
    with two strides each."""
    several = [one for one in people if one.curves and len(next(iter(one.curves.values()))) > 1]
    if len(several) < 2:
        return {}
    found = {}
    for name in several[0].curves:
        own = [np.asarray(one.curves[name]) for one in several]
        within = [float(np.mean(curves.var(axis=0, ddof=1))) for curves in own]
        means = np.stack([curves.mean(axis=0) for curves in own])
        found[name] = Spread(math.sqrt(float(np.mean(within))), rms(means.std(axis=0, ddof=1)))
    return found


def moments_apart(motion: Motion, found: Found) -> dict[str, Apart]:
    """Net moments of both legs (N m/kg) against OpenSim's."""
    result = {}
    for name in MOMENTS:
        own = [on_side(name, side) for side in SIDES]
        mine = np.stack([_moment(motion, n) for n in own], axis=1)
        theirs = np.stack([found.moment[n] / motion.body.mass for n in own], axis=1)
        result[name] = apart(motion, mine, theirs)
    return result


def _moment(motion: Motion, name: str) -> Array:
    """Net moment of a coordinate (N m/kg)."""
    return np.asarray(motion["joint_moment"].sel(coordinate=name).values / motion.body.mass)


def contact_apart(motion: Motion, found: Found) -> dict[str, Apart]:
    """Contact forces of both legs (body weights) against OpenSim's."""
    own, weight = joint_contact(motion)["force"], motion.body.mass * GRAVITY
    result = {}
    for joint in JOINTS:
        names = [on_side(joint, side) for side in SIDES]
        mine = np.stack([own.sel(joint=name).values for name in names], axis=1) / weight
        theirs = np.stack([found.contact[name] for name in names], axis=1) / weight
        result[joint] = apart(motion, mine, theirs)
    return result


def apart(motion: Motion, mine: Array, theirs: Array) -> Apart:
    """How far series (time, legs) or vectors (time, legs, 3) are apart."""
    if mine.ndim == 2:
        mine, theirs = mine[..., None], theirs[..., None]
    share = motion["duration"].values / motion.stride_time
    off = ((mine - theirs) ** 2).sum(axis=2).mean(axis=1)
    size = [float(np.linalg.norm(series, axis=2).max()) for series in (mine, theirs)]
    return Apart(math.sqrt(float(share @ off)), size[0], size[1])


def without_plates(one: TrackedStride, found: Found | None) -> WithoutPlates:
    """A stride whose forces were sought, against those that were held back."""
    motion, weight = one.motion, one.motion.body.mass * GRAVITY
    share = motion["duration"].values / motion.stride_time
    assert one.measured.held_back is not None and one.quality.force_rms is not None
    known = one.measured.task.changed(forces=one.measured.held_back)
    edges = np.append(0.0, np.cumsum(share))
    plates = known.pushes(motion.body, edges).likely.reshape(-1, len(SIDES), EACH)
    mine = motion["ground_force"].sel(foot=list(SIDES), axis="y").values / weight
    theirs = plates[..., 1]
    stands = np.minimum(mine, theirs) > CONTACT / weight
    place = motion["centre_of_pressure"].sel(foot=list(SIDES), axis="x").values
    place = place - motion.speed * motion["time"].values[:, None]  # where the pelvis stays
    on_plate = np.divide(plates[..., 5], theirs, out=np.zeros_like(theirs), where=stands)
    heavy = share[:, None] * np.where(stands, theirs, 0.0)
    ahead = np.where(stands, np.nan_to_num(place) - on_plate, 0.0)
    return WithoutPlates(
        rms={name: value / weight for name, value in one.quality.force_rms.items()},
        correlation=correlation(mine.ravel(), theirs.ravel()),
        peak=(float(mine.max()), float(theirs.max())),
        centre=float((heavy * ahead).sum() / heavy.sum()),
        unbalanced=unbalanced(one.measured, motion.body),
        moments={n: a.rms for n, a in moments_apart(motion, found).items()} if found else {},
    )


def unbalanced(measured: MeasuredStride, body: Body) -> float:
    """How far (m) the plates' centre of pressure is ahead of where a steady runner's can be.

    Who runs on and on does not turn head over heels: over a stride the moment of the ground's
    forces about the centre of mass is zero, in the mean. What is left of it, divided by the mean
    vertical force, is how far plates (their place among the cameras, a fore-aft force that does not
    sum to zero) and the body's centre of mass do not agree. The mean of the fore-aft force is taken
    off. A motion alone, without plates, can put the centre of pressure only where it balances.

    Parameters
    ----------
    measured
        A stride with forces that were held back.
    """
    assert measured.held_back is not None
    task, edges = measured.task, np.linspace(0.0, 1.0, PARTS + 1)
    known = task.changed(forces=measured.held_back)
    plates = known.pushes(body, edges).likely.reshape(PARTS, len(SIDES), EACH).sum(axis=1)
    cycle = Cycle(body, lambda at: task.pull(body).at(at)[0], task.speed, task.lasting)
    x, y, _ = centre_of_mass(body, cycle.motion(0.5 * (edges[1:] + edges[:-1])))[0]
    fore, up = plates[:, 0] - plates[:, 0].mean(), plates[:, 1]
    turning = plates[:, 5] - np.asarray(x) * up + np.asarray(y) * fore
    return float(turning.mean() / up.mean())


def curves(result: Tracked) -> dict[str, list[list[float]]]:
    """Of every stride the right leg's curves that are held against each other."""
    found: dict[str, list[list[float]]] = {}
    for one in result.strides:
        motion, weight = one.motion, one.motion.body.mass * GRAVITY
        knee = joint_contact(motion)["magnitude"].sel(joint=on_side("knee", RIGHT)).values
        own = {
            VERTICAL: ground_force(motion)[1],
            **{
                name: _over_stride(motion, _moment(motion, on_side(name, RIGHT)), RIGHT)
                for name in MOMENTS
            },
            KNEE: _over_stride(motion, knee / weight, RIGHT),
        }
        for name, curve in own.items():
            found.setdefault(name, []).append([float(v) for v in curve])
    return found


def _over_stride(motion: Motion, values: Array, side: Side) -> Array:
    """A series at percents of the stride from a foot's contact on."""
    times = contact_time(motion, side) + motion.stride_time * PHASE / 100.0
    return at_times(motion, values, times)


def timing(
    result: Tracked, time: Array, channels: Mapping[str, tuple[Array, Sequence[str]]], side: Side
) -> dict[str, Timing]:
    """Activations of a leg beside electromyograms, in the mean over the strides.

    Parameters
    ----------
    time
        Of the electromyograms (s), by the recording's clock.
    channels
        Name -> envelope (time,) and the muscles (without side) that it is of.
    """
    found = {}
    for name, (envelope, muscles) in channels.items():
        own = [on_side(muscle, side) for muscle in muscles]
        mine, theirs = [], []
        for one in result.strides:
            active = one.motion["activation"].sel(muscle=own).mean("muscle").values
            mine.append(_over_stride(one.motion, active, side))
            first = one.stride.start + one.measured.first * one.stride.duration
            begins = first + contact_time(one.motion, side)
            at = begins + one.stride.duration * PHASE / 100.0
            inside = one.stride.start + np.mod(at - one.stride.start, one.stride.duration)
            theirs.append(np.interp(inside, time, envelope))
        both = np.mean(mine, axis=0), np.mean(theirs, axis=0)
        if np.isfinite(correlation(*both)):  # a flat one tells nothing
            found[name] = beside(*both)
    return found


def beside(active: Array, envelope: Array) -> Timing:
    """Two curves (101,) of one stride, of which the last point is the first again."""
    mine, theirs = active[:-1], envelope[:-1]
    alike = {
        lag: correlation(np.roll(mine, -lag), theirs) for lag in range(-FURTHEST, FURTHEST + 1)
    }
    best = max(alike, key=lambda lag: alike[lag])
    return Timing(alike[0], float(best), alike[best])
