"""A made-up run of any body: human-looking curves on real kinematics, for tests without a solver.

The angles are sums of smooth bumps shaped after textbook running; nothing in here is a result.
"""

from __future__ import annotations

import numpy as np
from made_up_motion import GRAVITY, STRIDE, grid, made_up_motion

from hillrunner import Motion, Run, Runner
from hillrunner.model.body.model import Body
from hillrunner.model.body.pose import segment_poses

TOUCH = 0.06  # s, of the right foot
STANCE = 0.33  # of the stride
PEAK = 2.5  # BW
# Of the stride from contact of that side: when each group of muscles is most active.
BURST = {
    "quadriceps": (0.05, 0.10),
    "hamstrings": (0.92, 0.12),
    "calves": (0.15, 0.10),
    "glutes": (0.02, 0.12),
    "hip flexors": (0.45, 0.14),
    "adductors": (0.40, 0.20),
    "dorsiflexors": (0.75, 0.20),
    "other": (0.20, 0.20),
}


def bump(phase: np.ndarray, centre: float, width: float) -> np.ndarray:
    """A periodic bell of height 1."""
    away = (phase - centre + 0.5) % 1.0 - 0.5
    return np.exp(-0.5 * (away / width) ** 2)


def leg_angles(phase: np.ndarray) -> dict[str, np.ndarray]:
    """Degrees of one leg by phase (0 to 1) from its own contact."""
    return {
        "hip_flexion": 9 + 27 * np.cos(2 * np.pi * (phase - 0.89)),
        "hip_adduction": 8 * bump(phase, 0.12, 0.12) - 8 * bump(phase, 0.65, 0.15),
        "hip_rotation": 3 * np.sin(2 * np.pi * phase),
        "knee_angle": 13 + 32 * bump(phase, 0.16, 0.08) + 90 * bump(phase, 0.66, 0.12),
        "ankle_angle": 3 + 22 * bump(phase, 0.18, 0.08) - 28 * bump(phase, 0.40, 0.07),
        "subtalar_angle": -6 * bump(phase, 0.15, 0.1),
        "mtp_angle": -20 * bump(phase, 0.28, 0.06),
        "arm_flex": -8 - 28 * np.cos(2 * np.pi * (phase - 0.89)),
        "arm_add": -12 + 0 * phase,
        "elbow_flex": 88 + 12 * np.sin(2 * np.pi * phase),
        "pro_sup": 80 + 0 * phase,
    }


def coordinates(body: Body, time: np.ndarray, speed: float) -> np.ndarray:
    """(time, coordinate) rad or m."""
    values = {name: np.zeros(time.size) for name in body.coordinate_names}
    phase = ((time - TOUCH) / STRIDE) % 1.0
    for side, shift in (("r", 0.0), ("l", 0.5)):
        for name, angle in leg_angles((phase - shift) % 1.0).items():
            if f"{name}_{side}" in values:
                values[f"{name}_{side}"] = np.deg2rad(angle)
    swing = np.sin(2 * np.pi * (phase - 0.1))
    for name, amplitude in {"pelvis_rotation": 6, "pelvis_list": 4, "lumbar_rotation": -14}.items():
        if name in values:
            values[name] = np.deg2rad(amplitude) * swing
    for name, mean in {"pelvis_tilt": -8, "lumbar_extension": -4}.items():
        if name in values:
            values[name] = np.full(time.size, np.deg2rad(mean))
    values["pelvis_tx"] = speed * time
    values["pelvis_ty"] = 0.95 - 0.04 * np.cos(4 * np.pi * (phase - 0.5 * STANCE))
    return np.stack([values[name] for name in body.coordinate_names], axis=1)


def poses(body: Body, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Origins (time, segment, 3) and rotations (time, segment, 3, 3)."""
    origins, turns = [], []
    for row in position:
        posed = segment_poses(body, dict(zip(body.coordinate_names, row, strict=True)))
        turns.append([posed[s.name][0] for s in body.segments])
        origins.append([posed[s.name][1] for s in body.segments])
    return np.array(origins), np.array(turns)


def spheres(body: Body, origin: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Centres (time, sphere, 3) of the contact spheres (m)."""
    index = [[s.name for s in body.segments].index(c.segment) for c in body.contacts]
    local = np.array([c.location for c in body.contacts])
    return origin[:, index] + np.einsum("tsij,sj->tsi", turn[:, index], local)


def running_motion(
    body: Body, speed: float = 3.5, points: int = 80, name: str = "made up", grade: float = 0.0
) -> Motion:
    """A stride of ``body`` on a non-uniform periodic grid."""
    time, duration = grid(points, 0.4)
    weight = body.mass * GRAVITY
    position = coordinates(body, time, speed)
    origin, turn = poses(body, position)
    centres = spheres(body, origin, turn)
    drop = (centres[..., 1] - [c.radius for c in body.contacts]).min()
    position[:, body.coordinate_names.index("pelvis_ty")] -= drop
    origin[..., 1] -= drop
    centres[..., 1] -= drop

    phase = ((time - TOUCH) / STRIDE) % 1.0
    force = np.zeros((points, 2, 3))
    pressure = np.full((points, 2, 3), np.nan)
    for foot, (side, shift) in enumerate((("r", 0.0), ("l", 0.5))):
        own = (phase - shift) % 1.0 / STANCE
        on = own < 1.0
        force[on, foot, 0] = -0.35 * weight * np.sin(2 * np.pi * own[on])
        force[on, foot, 1] = PEAK * weight * np.sin(np.pi * own[on])
        force[on, foot, 2] = (0.05 if foot else -0.05) * weight * np.sin(np.pi * own[on])
        loaded = force[:, foot, 1] > 20
        mine = [i for i, c in enumerate(body.contacts) if c.name.endswith(f"_{side}")]
        pressure[loaded, foot] = centres[:, mine].mean(axis=1)[loaded] * [1, 0, 1]

    activation = np.full((points, len(body.muscles)), 0.03)
    for i, muscle in enumerate(body.muscles):
        own = (phase - (0.5 if muscle.side == "left" else 0.0)) % 1.0
        centre, width = BURST[muscle.group]
        activation[:, i] += (0.55 + 0.35 * np.sin(i)) * bump(
            own, centre + 0.02 * np.sin(3 * i), width
        )
    strength = np.array([m.max_force for m in body.muscles])
    velocity = np.gradient(position, time, axis=0)
    com = origin[:, 0] + [0.0, 0.05, 0.0]
    zeros = np.zeros((points, len(body.muscles)))
    arms = np.zeros((points, len(body.muscles), len(body.coordinates)))
    table = {
        "position": position,
        "velocity": velocity,
        "acceleration": np.gradient(velocity, time, axis=0),
        "joint_moment": np.zeros_like(position),
        "activation": activation,
        "excitation": activation,
        "tendon_force": activation * strength,
        "tendon_strain": activation,
        "active_force": activation * strength,
        "passive_force": zeros,
        "passive_moment": np.zeros_like(position),
        "metabolic_rate": zeros + 10.0,
        **{
            f"{part}_{what}": zeros + 0.1
            for part in ("fibre", "tendon", "muscle_tendon")
            for what in ("length", "velocity")
        },
        "moment_arm": arms,
        **{
            name: np.zeros((points, len(body.actuators)))
            for name in ("actuator_torque", "actuator_metabolic_rate")
        },
        "ground_force": force,
        "centre_of_pressure": pressure,
        "free_moment": np.zeros((points, 2)),
        "contact_force": np.zeros_like(centres),
        "com_position": com,
        "com_velocity": np.gradient(com, time, axis=0),
        "com_acceleration": 0 * com,
        "segment_origin": origin,
        "segment_rotation": turn,
    }
    runner = Runner(height=body.height, mass=round(body.mass, 1), name=name)
    task = Run(speed=speed, grade=grade)
    return made_up_motion(body, table, time, duration, runner, task)
