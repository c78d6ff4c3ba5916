"""A lift in numbers: joint moments and work, trunk, muscle and contact forces of one leg."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import xarray as xr

from hillrunner.analysis.contact_forces import JOINTS, joint_contact
from hillrunner.analysis.muscles import muscle_powers
from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.model import Muscle
from hillrunner.model.body.parts import LEG
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.motion import Motion
from hillrunner.sides import RIGHT, Side, on_side

NAMES = dict(zip(("hip", "knee", "ankle"), LEG, strict=False))
FULL = 0.99  # activation from which on a muscle counts as fully active


@dataclass(frozen=True)
class LiftNumbers:
    """What a lift asks of a leg.

    Attributes
    ----------
    side
        Which leg.
    load
        Carried (kg).
    depth
        Largest flexion of the knee (deg).
    peak_moment
        Of hip, knee and ankle, extensor (plantarflexor), N m/kg of the lifter.
    work
        Positive work of the same three in the sagittal plane, J/kg.
    share
        Of the ground's upward force on both feet, mean over the repetition (1).
    trunk_lean
        Largest, forward from the vertical (deg).
    trunk_moment
        Largest, extending the trunk on the pelvis, N m/kg.
    peak_force
        By muscle group: ``force`` (N), summed, and ``relative`` to what the group's muscles hold
        at their best lengths (1); fibre ``length`` then (optimal lengths, mean weighted by force);
        and the group's positive ``work`` in the repetition (J/kg).
    contact
        Largest force between the bones of hip, knee, patellofemoral joint and ankle, in body
        weights of the lifter; empty where the body has no such joints.
    full
        Muscles that are fully active at some time.
    """

    side: Side
    load: float
    depth: float
    peak_moment: dict[str, float]
    work: dict[str, float]
    share: float
    trunk_lean: float
    trunk_moment: float
    peak_force: dict[str, dict[str, float]]
    contact: dict[str, float]
    full: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Fields by name."""
        return asdict(self)


def lift_numbers(motion: Motion, side: Side = RIGHT) -> LiftNumbers:
    """Measure a lift on one leg.

    Raises
    ------
    BodyError
        If the body lacks the coordinates of a leg or a trunk.
    """
    body, mass = motion.body, motion.runner.mass
    names = {joint: on_side(stem, side) for joint, stem in NAMES.items()}
    for name in (*names.values(), "pelvis_tilt", "lumbar_extension"):
        if name not in body.coordinate_names:
            raise BodyError(f"a lift is measured at {name!r}, which {body.name!r} does not have.")
    backward = reversed_coordinates(body)
    sign = {joint: -1.0 if name in backward else 1.0 for joint, name in names.items()}
    moment = {j: sign[j] * motion["joint_moment"].sel(coordinate=n) for j, n in names.items()}
    speed = {j: sign[j] * motion["velocity"].sel(coordinate=n) for j, n in names.items()}
    angle = motion["position"]
    lean = -(angle.sel(coordinate="pelvis_tilt") + angle.sel(coordinate="lumbar_extension"))
    trunk = motion["joint_moment"].sel(coordinate="lumbar_extension")
    own = [muscle for muscle in body.muscles if muscle.side == side]
    active = motion["activation"].max("time")
    return LiftNumbers(
        side=side,
        load=motion.mass_carried,
        depth=float(np.rad2deg(sign["knee"] * angle.sel(coordinate=names["knee"])).max()),
        peak_moment={joint: -float(values.min()) / mass for joint, values in moment.items()},
        work={
            joint: float(((moment[joint] * speed[joint]).clip(min=0.0) * motion["duration"]).sum())
            / mass
            for joint in names
        },
        share=_share(motion, side),
        trunk_lean=float(np.rad2deg(lean).max()),
        trunk_moment=float(trunk.max()) / mass,
        peak_force=_peaks(motion, side),
        contact=_contact(motion, side),
        full=tuple(m.name for m in own if float(active.sel(muscle=m.name)) >= FULL),
    )


def _peaks(motion: Motion, side: Side) -> dict[str, dict[str, float]]:
    """Of the muscle groups of a leg: when they pull hardest, how hard, how long they are, and their
    positive work."""
    members: dict[str, list[Muscle]] = {}
    for muscle in motion.body.muscles:
        if muscle.side == side:
            members.setdefault(muscle.group, []).append(muscle)
    powers = muscle_powers(motion)["muscle_tendon_power"]
    found = {}
    for group, muscles in members.items():
        names = [muscle.name for muscle in muscles]
        best = xr.DataArray([m.optimal_length for m in muscles], {"muscle": names}, "muscle")
        pull = motion["tendon_force"].sel(muscle=names)
        force = pull.sum("muscle")
        then = {"time": int(force.argmax("time"))}
        length = motion["fibre_length"].sel(muscle=names).isel(then) / best
        power = powers.sel(muscle=names).clip(min=0.0).sum("muscle")
        peak = float(force.isel(then))
        found[group] = {
            "force": peak,
            "relative": peak / sum(muscle.max_force for muscle in muscles),
            "length": float((length * pull.isel(then)).sum() / peak),
            "work": float((power * motion["duration"]).sum()) / motion.runner.mass,
        }
    return found


def _share(motion: Motion, side: Side) -> float:
    """What part of the ground's upward force a leg takes."""
    up = (motion["ground_force"].sel(axis="y") * motion["duration"]).sum("time")
    return float(up.sel(foot=side) / up.sum("foot"))


def _contact(motion: Motion, side: Side) -> dict[str, float]:
    """Largest contact forces of a leg (body weights)."""
    try:
        force = joint_contact(motion)["magnitude"]
    except BodyError:
        return {}
    weight = motion.runner.mass * GRAVITY
    there = set(force["joint"].values.tolist())
    return {
        joint: float(force.sel(joint=on_side(joint, side)).max()) / weight
        for joint in JOINTS
        if on_side(joint, side) in there
    }
