"""A first guess that needs no data of the user: the mean running pattern of measured people.

Joint angles are Fourier series of the stride, averaged over four runners at 3.5 m/s of Fukuchi,
Fukuchi & Duarte 2017 (PeerJ 5:e3298, 10.7717/peerj.3298, CC BY 4.0) and over both legs. Trunk and
arms counter-rotate by rule. Muscles start uniformly quiet: the solver finds them.
"""

from __future__ import annotations

import numpy as np

from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import hind_foot
from hillrunner.model.mechanics.rigid_body import kinematics
from hillrunner.sides import LEFT, SIDES, on_side, side_of, stem
from hillrunner.tasks.task import Guess

PATTERN_SPEED = 3.5  # m/s
FLIGHT_SHARE = 0.18  # of the step, from mid-flight to contact
DEPTH = 0.012  # m, that the lowest sphere sinks in at mid-stance
# Step time and reach of the first start relative to people: from longer steps the solver ends in
# costlier optima (studies/starts.py).
QUICK_STEP = (0.95, 0.96)
RISE = 0.08  # m, of the pelvis from mid-stance to mid-flight

# mean (rad), then (cosine, sine) of each harmonic of the stride phase from right foot contact
_PATTERN: dict[str, tuple[float, tuple[tuple[float, float], ...]]] = {
    "pelvis_tilt": (-0.0549, ((0, 0), (-0.0059, 0.0427), (0, 0), (0.0181, 0.0011))),
    "pelvis_list": (0.0, ((-0.1517, -0.0263), (0, 0), (0.0189, -0.0205))),
    "pelvis_rotation": (0.0, ((-0.0608, -0.0634), (0, 0), (0.0075, -0.0013))),
    "hip_flexion": (
        0.2019,
        ((0.3577, -0.3403), (-0.0552, 0.0822), (-0.0217, 0.048), (-0.0291, -0.0082)),
    ),
    "hip_adduction": (-0.0205, ((0.2015, 0.0903), (0.0122, 0.0011), (-0.0159, 0.0069))),
    "hip_rotation": (-0.0805, ((0.0247, 0.0186), (-0.035, 0.0658), (0.0244, -0.0369))),
    "knee_angle": (
        0.9019,
        ((-0.3628, -0.4867), (-0.1106, 0.4273), (-0.0689, 0.0736), (-0.0189, 0.0072)),
    ),
    "ankle_angle": (
        -0.0309,
        ((0.2615, 0.0571), (-0.1112, 0.1584), (-0.1036, -0.0089), (0.0004, -0.0404)),
    ),
    # by rule: trunk against pelvis, arm against leg
    "lumbar_extension": (-0.06, ()),
    "lumbar_bending": (0.0, ((0.12, 0.02),)),
    "lumbar_rotation": (0.0, ((0.12, 0.127),)),
    "arm_flex": (-0.1, ((-0.3, 0.3),)),
    "arm_add": (-0.2, ()),
    "elbow_flex": (1.5, ()),
}
SYNONYMS = {"lumbar": "lumbar_extension"}


def step_time(speed: float) -> float:
    """Typical step time (s) at ``speed`` (m/s): cadence 172 /min at 3.5 m/s and 11 /min more for
    each m/s (the same runners at 2.5, 3.5 and 4.5 m/s)."""
    return 60.0 / (172.0 + 11.0 * (speed - PATTERN_SPEED))


def pattern(body: Body, phase: np.ndarray) -> np.ndarray:
    """Coordinates (rad, m), shape (phases, coordinates), at stride phases (0-1) from right contact.

    Pelvis translations are zero, except the height.
    """
    phase = np.asarray(phase, dtype=float)
    q = np.zeros((phase.size, len(body.coordinates)))
    backward = reversed_coordinates(body)
    for i, coordinate in enumerate(body.coordinates):
        name, shift = stem(coordinate.name), 0.5 if side_of(coordinate.name) == LEFT else 0.0
        name = SYNONYMS.get(name, name)
        if name in _PATTERN:
            mean, harmonics = _PATTERN[name]
            angle = 2.0 * np.pi * (phase + shift)
            q[:, i] = mean + sum(
                a * np.cos(k * angle) + b * np.sin(k * angle)
                for k, (a, b) in enumerate(harmonics, start=1)
            )
            if coordinate.name in backward:
                q[:, i] *= -1.0
        low, high = coordinate.range
        margin = 0.02 * (high - low)
        q[:, i] = np.clip(q[:, i], low + margin, high - margin)
    _stand(body, phase, q)
    return q


def _stand(body: Body, phase: np.ndarray, q: np.ndarray) -> None:
    """Flatten the toes of the pushing foot and set the pelvis height, in place.

    The pelvis follows a wave of running's amplitude between mid-stance and mid-flight, but never
    so low that a foot sinks into the ground.
    """
    names = body.coordinate_names
    height = names.index("pelvis_ty")
    q[:, height] = 0.0
    frames = kinematics(body, list(q.T)).frames
    for side in SIDES:
        if on_side("mtp_angle", side) not in names:  # a foot of one piece
            continue
        pitch = np.arctan2(*(frames[hind_foot(body, side)].rotation[i][0] for i in (1, 0)))
        toes = names.index(on_side("mtp_angle", side))
        q[:, toes] = _extension(body, toes) * np.clip(-pitch, 0.0, 0.6)
    rest = -DEPTH - _lowest_sphere(body, q)
    step = 2.0 * (phase + 0.5 * FLIGHT_SHARE)  # step phase from mid-flight
    wave = 0.5 * (1.0 + np.cos(2.0 * np.pi * step))
    middle = np.interp(0.16, phase % 1.0, rest, period=1.0) if phase.size > 3 else rest.min()
    q[:, height] = np.maximum(middle + RISE * wave, rest)


def _extension(body: Body, toes: int) -> float:
    """Sign of toe extension: it differs between published models."""
    q = np.zeros(len(body.coordinates))
    flat = kinematics(body, q).frames
    q[toes] = 0.1
    turned = kinematics(body, q).frames
    segment = next(
        j.child
        for j in body.joints
        if any(a.coordinate == body.coordinates[toes].name for a in j.axes)
    )
    tip = (0.05, 0.0, 0.0)
    return float(np.sign(turned[segment].point(tip)[1] - flat[segment].point(tip)[1]))


def _lowest_sphere(body: Body, q: np.ndarray) -> np.ndarray:
    """Height (m) of the lowest point of the feet."""
    frames = kinematics(body, list(q.T)).frames
    return np.min(
        [frames[s.segment].point(s.location)[1] - s.radius for s in body.contacts], axis=0
    )


def running_guess(
    body: Body, speed: float, steps: int, variant: int = 0, *, sought: float = 0.0
) -> Guess:
    """The human pattern at ``speed`` (m/s) over one step, or both of a stride.

    ``variant`` > 0 gives other starts: step time and reach differ by up to a tenth, repeatably.
    """
    shorter, wider = np.random.default_rng(variant).uniform(0.9, 1.1, 2) if variant else QUICK_STEP
    reach = np.sqrt(speed / PATTERN_SPEED) * wider

    def positions(phase: np.ndarray) -> np.ndarray:
        q = pattern(body, 0.5 * (steps * np.asarray(phase) - FLIGHT_SHARE))
        for i, coordinate in enumerate(body.coordinates):
            if coordinate.name.startswith(("hip_flexion", "arm_flex")):
                mean = _PATTERN[stem(coordinate.name)][0]
                q[:, i] = mean + reach * (q[:, i] - mean)
        return q

    return Guess(steps * step_time(speed) * shorter, positions, sought)
