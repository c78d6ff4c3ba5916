"""What the muscles of a body are called, what they cross and what they do."""

from __future__ import annotations

import math
import textwrap
from typing import NamedTuple

from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.body.paths import path_arm, path_length
from hillrunner.model.body.pose import segment_poses
from hillrunner.sides import LEFT, RIGHT, on_side, side_of, stem

NAMES: dict[str, str] = {
    "addbrev": "adductor brevis",
    "addlong": "adductor longus",
    "addmagDist": "adductor magnus, distal",
    "addmagIsch": "adductor magnus, ischial",
    "addmagMid": "adductor magnus, middle",
    "addmagProx": "adductor magnus, proximal",
    "bflh": "biceps femoris, long head",
    "bfsh": "biceps femoris, short head",
    "edl": "extensor digitorum longus",
    "ehl": "extensor hallucis longus",
    "fdl": "flexor digitorum longus",
    "fhl": "flexor hallucis longus",
    "gaslat": "gastrocnemius, lateral head",
    "gasmed": "gastrocnemius, medial head",
    "glmax1": "gluteus maximus, upper",
    "glmax2": "gluteus maximus, middle",
    "glmax3": "gluteus maximus, lower",
    "glmed1": "gluteus medius, front",
    "glmed2": "gluteus medius, middle",
    "glmed3": "gluteus medius, back",
    "glmin1": "gluteus minimus, front",
    "glmin2": "gluteus minimus, middle",
    "glmin3": "gluteus minimus, back",
    "grac": "gracilis",
    "iliacus": "iliacus",
    "perbrev": "peroneus brevis",
    "perlong": "peroneus longus",
    "piri": "piriformis",
    "psoas": "psoas",
    "recfem": "rectus femoris",
    "sart": "sartorius",
    "semimem": "semimembranosus",
    "semiten": "semitendinosus",
    "soleus": "soleus",
    "tfl": "tensor fasciae latae",
    "tibant": "tibialis anterior",
    "tibpost": "tibialis posterior",
    "vasint": "vastus intermedius",
    "vaslat": "vastus lateralis",
    "vasmed": "vastus medialis",
}

# What tension does that increases or decreases a coordinate.
_ACTIONS: dict[str, tuple[str, str]] = {
    "hip_flexion": ("flexes the hip", "extends the hip"),
    "hip_adduction": ("adducts the hip", "abducts the hip"),
    "hip_rotation": ("turns the hip inward", "turns the hip outward"),
    "knee_angle": ("flexes the knee", "extends the knee"),
    "ankle_angle": ("dorsiflexes the ankle", "plantarflexes the ankle"),
    "subtalar_angle": ("inverts the foot", "everts the foot"),
    "mtp_angle": ("extends the toes", "flexes the toes"),
    "lumbar": ("extends the trunk", "flexes the trunk"),
    "lumbar_extension": ("extends the trunk", "flexes the trunk"),
    "lumbar_bending": ("bends the trunk to the right", "bends the trunk to the left"),
    "lumbar_rotation": ("turns the trunk to the left", "turns the trunk to the right"),
}
# A running leg near mid-stance (rad, knee flexion positive), where actions are read.
POSTURE: dict[str, float] = {"hip_flexion": 0.2, "knee_angle": 0.4, "ankle_angle": 0.1}
ACTS = 5e-3  # m: a smaller moment arm is not called an action


class Action(NamedTuple):
    """What a muscle does about one coordinate."""

    coordinate: str
    arm: float  # m, in the posture that actions are read at
    verb: str  # "" where the arm is too small to matter


def reversed_coordinates(body: Body) -> set[str]:
    """Knees that count extension positive, and toes that count flexion positive.

    Read off the skeleton: the shank swings forward, or the toes go down, as the coordinate grows.
    """
    found = set()
    standing = segment_poses(body, {})
    probes = {"knee_angle": ("talus", 0, 1.0), "mtp_angle": ("toes", 1, -1.0)}
    for coordinate in body.coordinates:
        if stem(coordinate.name) not in probes:
            continue
        segment, axis, sign = probes[stem(coordinate.name)]
        side = side_of(coordinate.name)
        name = on_side(segment, side) if side else segment
        if name not in standing:
            continue
        com = next(s.com for s in body.segments if s.name == name)
        moved = segment_poses(body, {coordinate.name: 0.2})
        after = moved[name][1] + moved[name][0] @ com
        before = standing[name][1] + standing[name][0] @ com
        if sign * (after - before)[axis] > 0:
            found.add(coordinate.name)
    return found


def actions(body: Body, muscle: Muscle) -> tuple[Action, ...]:
    """What a muscle does at each coordinate it crosses, read off its path polynomial.

    Parameters
    ----------
    body
        The body.
    muscle
        One of its muscles.

    Returns
    -------
    One action a coordinate, at a running leg's posture near mid-stance.
    """
    backward = reversed_coordinates(body)
    posture = {}
    for name in body.coordinate_names:
        value = POSTURE.get(stem(name), 0.0)
        posture[name] = -value if name in backward else value
    result = []
    for coordinate in muscle.path.coordinates:
        arm = float(path_arm(muscle.path, posture, coordinate))
        positive = (arm > 0) != (coordinate in backward)
        more, less = _ACTIONS.get(
            stem(coordinate), (f"increases {coordinate}", f"decreases {coordinate}")
        )
        verb = (more if positive else less) if abs(arm) >= ACTS else ""
        result.append(Action(coordinate, arm, verb))
    return tuple(result)


def crossed_joints(muscle: Muscle) -> tuple[str, ...]:
    """The joints a muscle crosses, in words, proximal first."""
    joints = []
    for coordinate in muscle.path.coordinates:
        joint = stem(coordinate).split("_")[0].replace("mtp", "toes").replace("lumbar", "trunk")
        if joint not in joints:
            joints.append(joint)
    return tuple(joints)


def groups(body: Body) -> dict[str, tuple[Muscle, ...]]:
    """The muscles of each group that has any, in the order of :data:`GROUPS`."""
    found = {g: tuple(m for m in body.muscles if m.group == g) for g in GROUPS}
    return {g: muscles for g, muscles in found.items() if muscles}


def format_body(body: Body, muscle: str | None = None) -> str:
    """The anatomy as text: the whole body, or one muscle.

    Parameters
    ----------
    body
        The body.
    muscle
        Name of one muscle, with its side (``soleus_r``) or without (then the right one).

    Raises
    ------
    BodyError
        If the body has no such muscle.
    """
    if muscle is None:
        return _format_all(body)
    names = body.muscle_names
    right = on_side(muscle, RIGHT)
    name = muscle if muscle in names or right not in names else right
    return _format_one(body, body.muscle(name))


def _format_all(body: Body) -> str:
    lines = [
        f"{body.name}: {body.mass:.1f} kg, {body.height:.2f} m, {len(body.segments)} segments, "
        f"{len(body.coordinates)} coordinates, {len(body.muscles)} muscles, "
        f"{len(body.contacts)} contact spheres",
        "Right side; the left mirrors it. F0 maximum force, l0 optimal fibre length, lTs tendon "
        "slack length,",
        "a0 pennation, slow: share of slow-twitch fibres, m: contractile mass.",
    ]
    for group, muscles in groups(body).items():
        right = [m for m in muscles if m.side != LEFT]
        force = sum(m.max_force for m in right)
        mass = sum(m.mass for m in right)
        lines += ["", f"{group.upper()}  {force:.0f} N, {mass:.2f} kg a leg"]
        lines.append(
            f"  {'muscle':<14}{'F0 N':>6}{'l0 mm':>7}{'lTs mm':>8}{'a0 deg':>8}{'slow':>6}"
            f"{'m kg':>7}  does (crosses)"
        )
        for m in right:
            does = ", ".join(a.verb for a in actions(body, m) if a.verb) or "little at this posture"
            lines.append(
                f"  {m.name:<14}{m.max_force:>6.0f}{1e3 * m.optimal_length:>7.0f}"
                f"{1e3 * m.slack_length:>8.0f}{math.degrees(m.pennation):>8.0f}"
                f"{m.slow_fraction:>6.2f}{m.mass:>7.3f}  {does} ({', '.join(crossed_joints(m))})"
            )
    torques = ", ".join(f"{a.coordinate} {a.max_torque:.0f}" for a in body.actuators)
    lines += ["", f"Torque actuators (N m): {torques or 'none'}", "", *_sources(body)]
    return "\n".join(lines)


def _format_one(body: Body, muscle: Muscle) -> str:
    path = muscle.path
    title = NAMES.get(stem(muscle.name), muscle.name)
    lines = [
        f"{muscle.name}: {title}, {muscle.group}; crosses {', '.join(crossed_joints(muscle))}",
        "",
        f"maximum isometric force   {muscle.max_force:.0f} N",
        f"optimal fibre length      {1e3 * muscle.optimal_length:.1f} mm",
        f"tendon slack length       {1e3 * muscle.slack_length:.1f} mm, "
        f"{100 * muscle.tendon_strain:.1f} % strain at maximum force",
        f"pennation at optimal      {math.degrees(muscle.pennation):.1f} deg",
        f"maximum shortening        {muscle.max_velocity:g} optimal lengths/s",
        f"passive force             from {100 * muscle.passive_strain_zero:.0f} % fibre strain, "
        f"maximum force at {100 * muscle.passive_strain_one:.0f} %",
        f"slow-twitch fibres        {100 * muscle.slow_fraction:.0f} %",
        f"contractile mass          {muscle.mass:.3f} kg at "
        f"{1e-6 * muscle.specific_tension:.2f} MPa specific tension",
        f"length standing           {1e3 * _standing(muscle):.0f} mm",
        "",
        "moment arms at a running leg near mid-stance, and error of the fitted path (RMS / max)",
    ]
    errors = dict(zip(path.coordinates, zip(path.arm_rms, path.arm_max, strict=True), strict=False))
    for action in actions(body, muscle):
        rms, highest = errors.get(action.coordinate, (math.nan, math.nan))
        fit = f"  {1e3 * rms:.1f} / {1e3 * highest:.1f} mm"
        lines.append(
            f"  {action.coordinate:<18}{1e3 * action.arm:>7.1f} mm{fit:<18}  {action.verb}"
        )
    lines.append(
        f"  length{'':<19}  {1e3 * path.length_rms:.2f} / {1e3 * path.length_max:.1f} mm, "
        f"{len(path.coefficients)} polynomial terms"
    )
    lines += ["", *_sources(body)]
    return "\n".join(lines)


def _standing(muscle: Muscle) -> float:
    return float(path_length(muscle.path, dict.fromkeys(muscle.path.coordinates, 0.0)))


def _sources(body: Body) -> list[str]:
    return [
        "Sources",
        f"  geometry, muscle parameters  {body.source}",
        *textwrap.wrap(body.credits, 100, initial_indent=" " * 31, subsequent_indent=" " * 31),
        "  slow-twitch fibres           Uchida et al. 2016, PLoS One 11:e0150378",
        "  specific tension             0.60 MPa with Rajagopal's forces; Hamner's by Uchida et "
        "al. 2016",
        "  passive joint torques        Anderson & Pandy 1999, Comput Methods Biomech Biomed Eng "
        "2:201",
        "  contact spheres              the model's, or Falisse et al. 2019, J R Soc Interface "
        "16:20190402",
    ]
