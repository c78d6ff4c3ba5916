"""A small made-up motion with known numbers, for tests that need a motion but no solver.

The feet push with half sines, so peaks, contact times and impulses are known in closed form.
"""

from __future__ import annotations

import numpy as np
from made_up_motion import GRAVITY, STRIDE, grid, made_up_motion

from hillrunner import Motion, Run, Runner
from hillrunner.model.body.model import (
    Axis,
    Body,
    ContactSphere,
    Coordinate,
    Joint,
    Muscle,
    MusclePath,
    PathPoint,
    Segment,
)
from hillrunner.settings import Energy

CONTACT = 0.23  # s, from first to last newton
TOUCH = 0.06  # s, right foot
PEAK = 2.5  # BW
BRAKE = 0.35  # BW
BOUNCE = 0.09  # m, highest minus lowest centre of mass
RATE = 100.0  # W, each muscle
# W/kg, for what soft tissue loses at two landings a stride: 6 J of 70 kg at 3 m/s, running at 3.5,
# made up for at an efficiency of 0.25.
SOFT = Energy().soft_tissue * 2 * 6 / 70 * 3.5 / 3 / 0.25 / STRIDE
GROUPS = {"soleus": "calves", "vaslat": "quadriceps", "glmax1": "glutes", "bflh": "hamstrings"}
LEG = {"hip_flexion": "femur", "knee_angle": "tibia", "ankle_angle": "calcn"}


def fake_body(mass: float = 75.0) -> Body:
    segments = [Segment(name="pelvis", mass=mass - 30, com=(0, 0.2, 0), inertia=(1, 1, 1, 0, 0, 0))]
    joints = [
        Joint(
            name="ground_pelvis",
            parent="ground",
            child="pelvis",
            axes=(
                Axis(kind="translation", direction=(1, 0, 0), coordinate="pelvis_tx"),
                Axis(kind="translation", direction=(0, 1, 0), coordinate="pelvis_ty"),
            ),
        )
    ]
    coordinates = [
        Coordinate(name=n, kind="translation", range=(-10, 10), mirror=n)
        for n in ("pelvis_tx", "pelvis_ty")
    ]
    muscles, contacts = [], []
    for side, other in (("r", "l"), ("l", "r")):
        parent = "pelvis"
        for joint, segment in LEG.items():
            name = f"{segment}_{side}"
            segments.append(
                Segment(name=name, mass=5, com=(0, -0.2, 0), inertia=(0.1, 0.1, 0.1, 0, 0, 0))
            )
            joints.append(
                Joint(
                    name=f"{joint}_{side}",
                    parent=parent,
                    child=name,
                    parent_translation=(0, -0.4 if parent != "pelvis" else 0, 0),
                    axes=(
                        Axis(
                            kind="rotation",
                            direction=(0, 0, -1 if joint == "knee_angle" else 1),  # flexion
                            coordinate=f"{joint}_{side}",
                        ),
                    ),
                )
            )
            coordinates.append(
                Coordinate(
                    name=f"{joint}_{side}",
                    kind="rotation",
                    range=(-2.5, 2.5),
                    mirror=f"{joint}_{other}",
                )
            )
            parent = name
        for muscle, group in GROUPS.items():
            muscles.append(
                Muscle(
                    name=f"{muscle}_{side}",
                    group=group,
                    max_force=3000,
                    optimal_length=0.08,
                    slack_length=0.2,
                    pennation=0.2,
                    path=MusclePath(
                        coordinates=(f"knee_angle_{side}",),
                        exponents=((0,), (1,)),
                        coefficients=(0.3, 0.03),
                    ),
                    points=(
                        PathPoint(segment=f"femur_{side}", location=(0, -0.1, 0)),
                        PathPoint(segment=f"tibia_{side}", location=(0, -0.1, 0)),
                    ),
                )
            )
        contacts.append(
            ContactSphere(
                name=f"heel_{side}", segment=f"calcn_{side}", location=(0, 0, 0), radius=0.03
            )
        )
    return Body(
        name="fake",
        source="tests",
        credits="nobody",
        height=1.795,
        segments=tuple(segments),
        joints=tuple(joints),
        coordinates=tuple(coordinates),
        muscles=tuple(muscles),
        contacts=tuple(contacts),
    )


def phase_in_stance(time: np.ndarray, touch: float) -> np.ndarray:
    """0 at touch-down, 1 at toe-off, NaN in the air (periodic)."""
    phase = ((time - touch) % STRIDE) / CONTACT
    return np.where(phase <= 1, phase, np.nan)


def fake_motion(points: int = 120, mass: float = 75.0, speed: float = 3.5) -> Motion:
    """A stride of ``points`` midpoints on a non-uniform periodic grid."""
    body = fake_body(mass)
    weight = mass * GRAVITY
    time, duration = grid(points, 0.5)
    angle = 2 * np.pi * time / STRIDE

    force = np.zeros((points, 2, 3))
    pressure = np.full((points, 2, 3), np.nan)
    for foot, touch in enumerate((TOUCH, TOUCH + STRIDE / 2)):
        phase = phase_in_stance(time, touch)
        on = np.isfinite(phase)
        force[on, foot, 0] = -BRAKE * weight * np.sin(2 * np.pi * phase[on])
        force[on, foot, 1] = PEAK * weight * np.sin(np.pi * phase[on])
        loaded = force[:, foot, 1] > 20
        pressure[loaded, foot] = np.stack(
            [speed * touch + 0.25 * phase, 0 * phase, 0 * phase + 0.1], axis=-1
        )[loaded]

    names = body.coordinate_names
    position = np.zeros((points, len(names)))
    position[:, names.index("pelvis_tx")] = speed * time + 0.01 * np.sin(2 * angle)
    position[:, names.index("pelvis_ty")] = 0.95 + BOUNCE / 2 * np.cos(2 * angle)
    for shift, side in ((0.0, "r"), (np.pi, "l")):
        position[:, names.index(f"hip_flexion_{side}")] = 0.2 + 0.5 * np.cos(angle - shift)
        position[:, names.index(f"knee_angle_{side}")] = 0.9 + 0.8 * np.sin(angle - shift)
        position[:, names.index(f"ankle_angle_{side}")] = 0.4 * np.sin(angle - shift)
    velocity = np.gradient(position, time, axis=0)
    moment = 100.0 * np.sin(angle)[:, None] * np.ones(len(names))

    muscles = body.muscle_names
    activation = 0.5 + 0.45 * np.sin(angle[:, None] + np.arange(len(muscles)))
    ones = np.ones_like(activation)
    com = np.stack([speed * time, position[:, names.index("pelvis_ty")], 0 * time], axis=-1)
    rotation = np.broadcast_to(np.eye(3), (points, len(body.segments), 3, 3))
    table = {
        "position": position,
        "velocity": velocity,
        "acceleration": np.gradient(velocity, time, axis=0),
        "joint_moment": moment,
        "activation": activation,
        "excitation": activation,
        "tendon_force": 2000 * activation,
        "tendon_strain": activation,
        "active_force": 2000 * activation,
        "passive_force": 0 * ones,
        "passive_moment": 0 * moment,
        "fibre_length": 0.08 * ones,
        "fibre_velocity": 0 * ones,
        "tendon_length": 0.2 * ones,
        "tendon_velocity": 0 * ones,
        "muscle_tendon_length": 0.28 * ones,
        "muscle_tendon_velocity": 0 * ones,
        "metabolic_rate": RATE * ones,
        "moment_arm": 0.03 * np.ones((points, len(muscles), len(names))),
        "actuator_torque": np.zeros((points, 0)),
        "actuator_metabolic_rate": np.zeros((points, 0)),
        "ground_force": force,
        "centre_of_pressure": pressure,
        "free_moment": np.zeros((points, 2)),
        "contact_force": force,
        "com_position": com,
        "com_velocity": np.gradient(com, time, axis=0),
        "com_acceleration": 0 * com,
        "segment_origin": np.repeat(com[:, None], len(body.segments), axis=1),
        "segment_rotation": rotation,
    }
    runner = Runner(height=1.795, mass=mass, name="fake runner")
    return made_up_motion(body, table, time, duration, runner, Run(speed=speed))
