"""What the muscles of a body are called, what they cross and what they do."""

from __future__ import annotations

from typing import NamedTuple

from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.body.parts import joint_of
from hillrunner.model.body.paths import path_arm
from hillrunner.model.body.pose import segment_poses
from hillrunner.sides import stem

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
    probes = {"knee_angle": (0, 1.0), "mtp_angle": (1, -1.0)}
    for coordinate in body.coordinates:
        joint = joint_of(body, coordinate.name)
        if stem(coordinate.name) not in probes or joint is None:
            continue
        axis, sign = probes[stem(coordinate.name)]
        name = joint.child
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
