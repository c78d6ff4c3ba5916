"""Who moves the body: what each muscle does to the acceleration of the centre of mass.

Induced acceleration analysis. The equations of motion are linear in the forces, so acceleration is
a sum over muscles, gravity, velocity terms ...; but a muscle moves the centre of mass only by
making the ground push, and the contact force depends on the state alone. So each source is held
for a short window, in which the ground answers to what it does to the feet through the motion's
own contact law, linearised where the feet are; shares are means over the window. (It is the
perturbation analysis of the literature, for all muscles and instants at once.) Passive tissue
answers alike; tendon forces are held. What remains of the ground force, above all that which stops
the foot as it lands, is the source ``contact``: with it the sources add up to the motion.

How the contact is idealised matters. A foot flat on several springs resists pitching, one that
rolls on a centre of pressure that stays put (``contact="rolling"``) does not, and then the calves
take over support in early stance from quadriceps and glutes. Pushing the solved runner and
integrating the full contact law agrees with the first (within 3 % of the largest effect over 10 ms,
7 % over 20 ms) and not with the second (80 %). That is here for comparison: the published analyses
of running (Hamner et al. 2010, 10.1016/j.jbiomech.2010.06.025; Dorn et al. 2012) constrain the
feet, the former, from memory and unverified, in that way.

The window matters too: the longer it is, the more the ground answers, the less is left to
``contact``, and the more braking goes over from quadriceps to calves. Groups that are near each
other at 20 ms may change places at 10 or 30 ms.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import xarray as xr

from hillrunner.analysis.footing import (
    compliant,
    equations,
    hold,
    mean_ramp,
    passive_tissue,
    rolling,
)
from hillrunner.analysis.free_body import Array
from hillrunner.analysis.phases import stride_phases
from hillrunner.checks import number_in, unknown_name
from hillrunner.errors import MotionError, TaskError
from hillrunner.groups import GROUPS
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES

Contact = Literal["compliant", "rolling"]
WINDOW = 0.02  # s, the middle of the 10 to 30 ms over which perturbations are integrated

OTHER_SOURCES = ("trunk", "arms", "passive", "gravity", "velocity", "contact", "residual")
OTHER_LEG = " of the other leg"
MOVERS = (*GROUPS, *(group + OTHER_LEG for group in GROUPS), "trunk", "arms")
SOURCE_GROUPS = (*MOVERS, *OTHER_SOURCES[2:])
STANCE_PHASES = ("loading", "mid-stance", "push-off")
SHARE_PHASES = (*STANCE_PHASES, "early stance", "stance", "braking", "propulsion")
# Axis and sign of each job that groups are ranked in, and its phase unless another is named.
ROLES = {
    "support": ("y", 1.0, "stance"),
    "braking": ("x", -1.0, "braking"),
    "propulsion": ("x", 1.0, "propulsion"),
}


def induced_accelerations(
    motion: Motion, contact: Contact = "compliant", window: float = WINDOW
) -> xr.Dataset:
    """Acceleration of the centre of mass, and ground force, by the source that induces them.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    contact : "compliant" or "rolling"
        How the ground holds the feet.
    window : float
        Time that a source is held (s), 0.001 to 0.1.

    Returns
    -------
    xarray.Dataset
        ``source`` is each muscle, then ``trunk`` and ``arms`` (their actuators), ``passive``
        (ligaments and joint limits), ``gravity``, ``velocity`` (centrifugal and Coriolis terms),
        ``contact`` (ground force that answers to none of the others) and ``residual`` (what the
        solver left over of the equations of motion).
        ``com_acceleration`` (time, source, axis), m/s2, and ``ground_force`` (time, source, foot,
        axis), N: both add up to those of the motion. ``closure``, m/s2: the largest difference of
        the sum to the motion's ``com_acceleration``. ``contact_share``, 1: integral over the stride
        of the size of the ground force of ``contact``, over that of the whole ground force.

    Raises
    ------
    TaskError
        If ``contact`` or ``window`` is not allowed.
    """
    _check(contact, window)
    body, data = motion.body, motion.data
    names = [*body.muscle_names, *OTHER_SOURCES]
    law, spheres = equations(motion)
    rows = (rolling if contact == "rolling" else compliant)(motion, spheres)
    tissue = passive_tissue(motion)
    velocity, passive, ground = (names.index(s) for s in ("velocity", "passive", "contact"))
    force = _forces(motion)
    force[:, names.index("gravity")] = law.gravity
    force[:, velocity] = law.velocity
    force[:, ground] = np.einsum("tkac,tka->tc", spheres.jacobian, data["contact_force"].values)

    # Ground and tissue answer to each source's share of the motion of feet and joints. Velocity
    # terms move the feet even at zero acceleration. The answers to all sources together are the
    # answer to the whole motion; contact and passive tissue give it back, and so keep their sum.
    acceleration = data["acceleration"].values
    given = np.zeros((*force.shape[:2], *rows.drift.shape[1:]))
    given[:, velocity] = -rows.drift
    given[:, ground] = np.einsum("tkrc,tc->tkr", rows.jacobian, acceleration) + rows.drift
    diagonal = np.arange(len(body.coordinates))
    held, lent = [], []
    for of_rows, of_tissue in zip((rows.damping, rows.stiffness), tissue, strict=True):
        matrix = rows.on_coordinates(of_rows)
        matrix[:, diagonal, diagonal] += of_tissue
        due = np.einsum("tkrc,tkrs,tjks->tjc", rows.jacobian, of_rows, given, optimize=True)
        due[:, passive] += of_tissue * acceleration
        held.append(matrix)
        lent.append(due.swapaxes(1, 2))
    moments = hold(law.inertia, held, force.swapaxes(1, 2), lent, window)
    induced, speed, shift = (m.swapaxes(1, 2) for m in moments)

    moved = np.einsum("tac,tsc->tsa", law.com, induced)
    moved[:, velocity] += law.drift
    late, far = window / 2.0, mean_ramp(window)
    answer = np.zeros(given.shape)
    for matrix, done, time in ((rows.damping, speed, late), (rows.stiffness, shift, far)):
        against = time * given - np.einsum("tkrc,tsc->tskr", rows.jacobian, done, optimize=True)
        answer += np.einsum("tkrs,tjks->tjkr", matrix, against, optimize=True)
    feet = [answer[:, :, rows.foot == i, :3].sum(axis=2) for i in range(len(SIDES))]
    pushed = np.stack(feet, axis=2)
    pushed[:, ground] += data["ground_force"].values
    left, whole = (
        np.einsum("t,tf->", data["duration"].values, np.linalg.norm(pushes, axis=-1))
        for pushes in (pushed[:, ground], data["ground_force"].values)
    )
    closure = np.abs(moved.sum(axis=1) - data["com_acceleration"].values).max()
    return xr.Dataset(
        {
            "com_acceleration": (
                ("time", "source", "axis"),
                moved,
                {"units": "m/s2", "long_name": "induced acceleration of the centre of mass"},
            ),
            "ground_force": (
                ("time", "source", "foot", "axis"),
                pushed,
                {"units": "N", "long_name": "induced force of the ground on the foot"},
            ),
            "closure": ((), closure, {"units": "m/s2", "long_name": "sum minus the motion's own"}),
            "contact_share": (
                (),
                left / whole if whole else 0.0,
                {"units": "1", "long_name": "share of the ground force left to contact"},
            ),
        },
        coords={
            "time": data["time"],
            "source": names,
            "foot": list(SIDES),
            "axis": data["axis"],
        },
        attrs={"contact": contact, "window": window},
    )


def induced_shares(
    motion: Motion, contact: Contact = "compliant", window: float = WINDOW
) -> xr.Dataset:
    """What the muscle groups do for support, braking and propulsion while a foot is on the ground.

    Parameters
    ----------
    motion, contact, window
        As of :func:`induced_accelerations`.

    Returns
    -------
    xarray.Dataset
        The variables of :func:`induced_shares_by_foot` as means over both feet, or of the one foot
        that has the phase.

    Raises
    ------
    MotionError, TaskError
        As :func:`induced_shares_by_foot`.
    """
    each = induced_shares_by_foot(motion, contact, window)
    both = each.mean("foot", keep_attrs=True)
    weights = both["contribution"] / GRAVITY
    return both.assign(contribution_bw=weights.assign_attrs(each["contribution_bw"].attrs))


def induced_shares_by_foot(
    motion: Motion, contact: Contact = "compliant", window: float = WINDOW
) -> xr.Dataset:
    """The same while each foot is on the ground.

    Parameters
    ----------
    motion, contact, window
        As of :func:`induced_accelerations`.

    Returns
    -------
    xarray.Dataset
        ``contribution`` (foot, source_group, phase, axis), m/s2, and ``contribution_bw``, the same
        in body weights: means over the phase. ``source_group`` is each muscle group of the leg
        whose foot is on the ground, each ``... of the other leg``, and the other sources; they add
        up to the mean acceleration of the centre of mass. ``phase`` is loading, mid-stance,
        push-off; early stance (all before push-off); stance; and braking and propulsion, the parts
        of stance in which the ground pushes the foot back or forth (not a number where there is
        none, as may be on slopes). x is along the ground, y away from it. ``closure`` and
        ``contact_share`` as above.

    Raises
    ------
    MotionError
        If the motion has no phases (see :func:`hillrunner.analysis.phases.stride_phases`).
    TaskError
        If ``contact`` or ``window`` is not allowed.
    """
    weight = stride_phases(motion)["weight"]
    induced = induced_accelerations(motion, contact, window)
    mean = np.zeros((len(SIDES), len(SOURCE_GROUPS), len(SHARE_PHASES), 3))
    for i, side in enumerate(SIDES):
        muscles = (m.group + OTHER_LEG * (m.side != side) for m in motion.body.muscles)
        owner = np.array([*muscles, *OTHER_SOURCES])
        member = np.array([owner == group for group in SOURCE_GROUPS], float)
        parts = weight.sel(foot=side, phase=list(STANCE_PHASES)).values
        along = motion["ground_force"].sel(foot=side, axis="x").values
        early, stance = parts[:2].sum(axis=0), parts.sum(axis=0)
        times = np.array([*parts, early, stance, stance * (along < 0), stance * (along > 0)])
        total = times.sum(axis=1)
        share = times / np.where(total > 0, total, np.nan)[:, None]
        moved = np.einsum("gs,tsa->gta", member, induced["com_acceleration"].values)
        mean[i] = np.einsum("pt,gta->gpa", share, moved)
    dims, name = ("foot", "source_group", "phase", "axis"), "mean induced acceleration"
    return xr.Dataset(
        {
            "contribution": (dims, mean, {"units": "m/s2", "long_name": name}),
            "contribution_bw": (dims, mean / GRAVITY, {"units": "BW", "long_name": name}),
            "closure": induced["closure"],
            "contact_share": induced["contact_share"],
        },
        coords={
            "foot": list(SIDES),
            "source_group": list(SOURCE_GROUPS),
            "phase": list(SHARE_PHASES),
            "axis": induced["axis"],
        },
        attrs=induced.attrs,
    )


def ranking(shares: xr.Dataset, role: str, phase: str | None = None) -> list[tuple[str, float]]:
    """Muscle groups, trunk and arms by what they do for a role, the largest first.

    Parameters
    ----------
    shares : xarray.Dataset
        Of :func:`induced_shares`.
    role : "support", "braking" or "propulsion"
    phase : str, optional
        Of the shares; by default all of stance for support, the time of braking or propulsion for
        those.

    Returns
    -------
    list of (source_group, share)
        Mean share in body weights, positive where it does what the role says.

    Raises
    ------
    TaskError
        If the role or phase is unknown.
    MotionError
        If the motion has no such phase.
    """
    if role not in ROLES:
        raise TaskError(unknown_name("role", role, role, ROLES))
    axis, sign, usual = ROLES[role]
    phase = phase or usual
    if phase not in SHARE_PHASES:
        raise TaskError(unknown_name("phase of stance", phase, phase, SHARE_PHASES))
    share = shares["contribution_bw"].sel(source_group=list(MOVERS), phase=phase, axis=axis)
    values = sign * share.values
    if not np.isfinite(values).all():
        raise MotionError(f"this motion has no {phase}: its feet are never pushed that way.")
    return sorted(zip(MOVERS, values.tolist(), strict=True), key=lambda pair: -pair[1])


def _forces(motion: Motion) -> Array:
    """Generalised force of each source (time, source, coordinate) that does not ask for more than
    the motion's own series: muscles, actuators, passive tissue, and what is left over."""
    body, data = motion.body, motion.data
    count, size = data["position"].shape
    muscles = len(body.muscles)
    force = np.zeros((count, muscles + len(OTHER_SOURCES), size))
    force[:, :muscles] = data["moment_arm"].values * data["tendon_force"].values[..., None]
    place = {name: muscles + i for i, name in enumerate(OTHER_SOURCES)}
    for i, actuator in enumerate(body.actuators):
        part = "trunk" if actuator.coordinate.startswith("lumbar") else "arms"
        column = body.coordinate_names.index(actuator.coordinate)
        force[:, place[part], column] += data["actuator_torque"].values[:, i]
    force[:, place["passive"]] = data["passive_moment"].values
    force[:, place["residual"]] = data["joint_moment"].values - force.sum(axis=1)
    return force


def _check(contact: str, window: float) -> None:
    if contact not in get_args(Contact):
        raise TaskError(unknown_name("contact", contact, contact, get_args(Contact)))
    try:
        number_in("window", window, 0.001, 0.1, "s")
    except ValueError as error:
        raise TaskError(str(error)) from None
