"""How strong the body is that ran: as at the dynamometer, and lying idle."""

from __future__ import annotations

import numpy as np

from hillrunner.model.mechanics.capacity import capacity, moment_arms
from hillrunner.model.mechanics.passive import passive_torque
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import on_side
from hillrunner.validate.measures.registry import SIDE, Measured, measures
from hillrunner.worth.strength.model import ISOMETRIC, torque_curve

BENT = ", knee bent"
TESTS = (*ISOMETRIC, *(name + BENT for name in ("hip extension", "hip flexion", "plantarflexion")))
KNEE = {"hip extension": 90.0, "hip flexion": 90.0, "plantarflexion": 60.0}  # deg, where bent

# Joint and posture (deg) of passive moments, by name.
IDLE: dict[str, tuple[str, dict[str, float]]] = {
    "hip 60, knee 15": ("hip_flexion", {"hip_flexion": 60.0, "knee_angle": 15.0}),
    "hip 90, knee 90": ("hip_flexion", {"hip_flexion": 90.0, "knee_angle": 90.0}),
    "hip -15, knee 60": ("hip_flexion", {"hip_flexion": -15.0, "knee_angle": 60.0}),
    "knee 15, hip 60": ("knee_angle", {"hip_flexion": 60.0, "knee_angle": 15.0}),
    "knee 100, hip 0": ("knee_angle", {"knee_angle": 100.0}),
    "ankle 20, knee 0": ("ankle_angle", {"ankle_angle": 20.0}),
}


def _curve(run: Measured, of: str) -> tuple[np.ndarray, np.ndarray]:
    test = of.removesuffix(BENT)
    held = {"knee_angle": KNEE[test]} if of.endswith(BENT) else None
    angles, moments = torque_curve(run.motion.body, test, held)
    return angles, np.asarray(moments.sum(axis=1))


@measures("N m/kg", *TESTS)
def isometric_torque(run: Measured, of: str) -> float:
    """Best over the joint's range, of one leg, all muscles that do it fully active."""
    return float(_curve(run, of)[1].max()) / run.mass


@measures("1", *TESTS)
def isometric_share(run: Measured, of: str) -> float:
    """The same over weight times height."""
    return float(_curve(run, of)[1].max()) / (run.mass * GRAVITY * run.motion.runner.height)


@measures("deg", *TESTS)
def strongest_angle(run: Measured, of: str) -> float:
    """Where in the joint's range the torque is best."""
    angles, torque = _curve(run, of)
    return float(np.rad2deg(angles[int(np.argmax(torque))]))


@measures("N m", *IDLE)
def passive_moment(run: Measured, of: str) -> float:
    """Moment of idle muscles, ligaments and joint limits in the direction of flexion."""
    body, (joint, posture) = run.motion.body, IDLE[of]
    coordinate = on_side(joint, SIDE)
    q = {name: np.zeros(1) for name in body.coordinate_names}
    q |= {on_side(name, SIDE): np.array([np.deg2rad(v)]) for name, v in posture.items()}
    least, _ = capacity(body, q)
    moment = float((moment_arms(body, q, (coordinate,))[0, 0] * least[0]).sum())
    for law in body.passive:
        if law.coordinate == coordinate:
            moment += float(passive_torque(law, q[coordinate][0], 0.0))
    return moment
