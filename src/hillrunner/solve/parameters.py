"""Numbers of the optimal control problem that may change without building it anew."""

from __future__ import annotations

from typing import Any

import casadi as ca
import numpy as np

from hillrunner.model.body.model import Body, Segment
from hillrunner.model.body.one_metre import of_size
from hillrunner.model.physics.metabolism import landing_cost
from hillrunner.settings import Settings
from hillrunner.tasks.task import Task


class Parameters:
    """Where each number is in the problem's parameter vector.

    Everything of a body that is not its shape: muscles, the mass distribution of the segments, the
    strength of the torque actuators and how stiff and damped joints are without muscles; its
    height, which counts where the program is of a body of one metre (see
    :mod:`hillrunner.model.body.one_metre`); then effort, task and contact.

    Vectors by muscle, segment, actuator or passive torque in the body's order; ``com`` and
    ``inertia`` hold 3 and 6 numbers a segment, as in :class:`~hillrunner.model.body.model.Segment`.
    """

    MUSCLE = (
        "max_force",
        "optimal_length",
        "slack_length",
        "tendon_strain",
        "mass",
        "slow_fraction",
        "max_velocity",
    )
    SEGMENT = {"segment_mass": 1, "com": 3, "inertia": 6}
    JOINT = {"joint_stiffness": "stiffness", "joint_damping": "damping"}  # of passive torques
    EFFORT = (
        "metabolic",
        "activation",
        "actuator",
        "posture",
        "acceleration",
        "activation_rate",
        "strain_rate",
    )
    SCALAR = (
        "height",
        "speed",
        "per",
        "load",
        "gravity_x",
        "gravity_y",
        "stiffness",
        "dissipation",
        "negative_work",
        "contraction",
        "landings",
        "elastic",
        "drive",
    )

    def __init__(self, body: Body, *, of_any_size: bool) -> None:
        self.of_any_size = of_any_size
        self.segments, actuators = len(body.segments), len(body.actuators)
        sizes = dict.fromkeys(self.MUSCLE, len(body.muscles))
        sizes |= {name: width * self.segments for name, width in self.SEGMENT.items()}
        sizes |= {"max_torque": actuators}
        sizes |= dict.fromkeys(self.JOINT, len(body.passive))
        sizes |= dict.fromkeys((*self.EFFORT, *self.SCALAR), 1)
        ends = np.cumsum(list(sizes.values())).tolist()
        self.slices = {
            name: slice(end - size, end)
            for (name, size), end in zip(sizes.items(), ends, strict=True)
        }
        self.size = ends[-1]

    def unpack(self, p: ca.SX) -> dict[str, ca.SX]:
        """Slices of a parameter vector by name."""
        return {name: p[where] for name, where in self.slices.items()}

    def pack(self, body: Body, settings: Settings, task: Task, elastic: float) -> np.ndarray:
        """Parameter vector of a body at a task."""
        world, goal = task.world(body, settings), task.goal(settings)
        effort, torques = task.effort(settings), task.torque_limits(body)
        along, up, _ = world.gravity
        values: dict[str, Any] = {
            name: [getattr(m, name) for m in body.muscles] for name in self.MUSCLE
        }
        values |= {
            "segment_mass": [s.mass for s in body.segments],
            "com": np.ravel([s.com for s in body.segments]),
            "inertia": np.ravel([s.inertia for s in body.segments]),
            "max_torque": [torques.get(a.coordinate, a.max_torque) for a in body.actuators],
        }
        values |= {
            name: [getattr(law, field) for law in body.passive]
            for name, field in self.JOINT.items()
        }
        values |= {name: [getattr(effort, name)] for name in self.EFFORT}
        scalars = (
            body.height,
            world.belt_speed,
            world.belt_speed if goal.per == "metre" else 1.0,
            world.load,
            along,
            up,
            world.contact.stiffness,
            world.contact.dissipation,
            settings.energy.negative_work,
            settings.energy.contraction,
            task.landings(body) * landing_cost(world.belt_speed, settings.energy.soft_tissue),
            elastic,
            goal.drive,
        )
        values |= {name: [value] for name, value in zip(self.SCALAR, scalars, strict=True)}
        return np.concatenate([np.asarray(values[name], dtype=float) for name in self.slices])

    def symbolic(self, body: Body, p: dict[str, ca.SX]) -> Body:
        """The body with the numbers that a body holds of ``p``; massless segments stay so.

        Where the parameters are of any size, ``body`` is of one metre.
        """
        segments = []
        for i, segment in enumerate(body.segments):
            if segment.mass > 0:
                segment = Segment.model_construct(
                    name=segment.name,
                    mass=p["segment_mass"][i],
                    com=tuple(p["com"][3 * i + k] for k in range(3)),
                    inertia=tuple(p["inertia"][6 * i + k] for k in range(6)),
                )
            segments.append(segment)
        muscles = (
            m.model_copy(update={"slow_fraction": p["slow_fraction"][i]})
            for i, m in enumerate(body.muscles)
        )
        passive = (
            law.model_copy(
                update={field: p[name][i] for name, field in self.JOINT.items()},
            )
            for i, law in enumerate(body.passive)
        )
        update = {"segments": segments, "muscles": muscles, "passive": passive}
        body = body.model_copy(update={name: tuple(parts) for name, parts in update.items()})
        return of_size(body, p["height"]) if self.of_any_size else body
