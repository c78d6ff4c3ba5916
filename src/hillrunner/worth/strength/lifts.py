"""What a body can lift: how strong its muscles must be to hold every posture of a movement.

Each posture is a linear program: the smallest common factor on all muscles at which they, between
idle and fully active, balance hip, knee and ankle in the sagittal plane. Of the postures that a
lifter can choose from at a depth the easiest counts, and of the depths the hardest. Standing still:
no speed and no bounce. The trunk is stiff and strong, and grip and balance do not give way; so
what a body of a given strength lifts is an upper bound.

A lunge is a :func:`split_squat` here: at the bottom both hold the load on the front leg, and where
nothing moves there is no step. A hip thrust is not among these lifts. Its load is on bench and
feet, and how much they push against each other along the floor, which decides what hip and knee
hold, no balance says; and the simulated one is hardest low down, where people find it easy, so that
a tested load would be read at the wrong place. ``hillrunner lift hip-thrust --load max`` says what
a body thrusts, with that in mind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, linprog, root

from hillrunner.model.body.model import Body, Vector
from hillrunner.model.body.parts import coordinate_index, segment_named
from hillrunner.model.body.pose import segment_poses
from hillrunner.model.mechanics.capacity import capacity, moment_arms
from hillrunner.model.mechanics.passive import passive_torque
from hillrunner.model.mechanics.rigid_body import (
    Kinematics,
    Load,
    centre_of_mass,
    inverse_dynamics,
    kinematics,
)
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import RIGHT, SIDES, Side, on_side, stem

Array = NDArray[np.float64]

SEGMENTS = (
    "torso",
    *(
        on_side(name, side)
        for name in ("femur", "tibia", "talus", "calcn", "humerus")
        for side in SIDES
    ),
)
JOINTS = ("hip_flexion_r", "knee_angle_r", "ankle_angle_r")
PLATE = 0.225  # m, from floor to bar: half of the 0.45 m of the largest plates of competition
# Elbow to wrist and half a hand, of height: Drillis & Contini 1966, in Winter, 4th ed., fig. 4.1.
BELOW_ELBOW = 0.146 + 0.5 * 0.108
LEANS = np.deg2rad([0.0, 10.0, 20.0, 30.0])  # of the shank, forward: a lifter's choice
DEPTHS = np.deg2rad(np.arange(15.0, 131.0, 15.0))  # knee flexion
LEVELS = 6  # of the bar, from the floor to where the legs are straight
RAISES = np.deg2rad([0.0, 10.0, 20.0, 30.0])  # of the heel
HIP = np.deg2rad([-20.0, 119.0])  # where a posture's hip is looked for
MOST, STEP = 800.0, 20.0  # kg; where the largest load is looked for

Posture = dict[str, float]


@dataclass(frozen=True)
class Hold:
    """A posture and what it takes to hold it, on one leg's side.

    Attributes
    ----------
    posture
        Every coordinate (rad, m).
    height
        Of the body's centre of mass over the ankle (m).
    arms
        Moment arms (m) of all muscles about :data:`JOINTS`, (joints, muscles).
    least, most
        Forces (N) of all muscles, idle and fully active.
    own, per_kg
        Moments (N m) that the body takes without a load, and for every kilogram of it.
    passive
        Moments (N m) that ligaments and joint limits give.
    """

    posture: Posture
    height: float
    arms: Array
    least: Array
    most: Array
    own: Array
    per_kg: Array
    passive: Array

    def effort(self, load: float, scale: Array) -> tuple[float, Array]:
        """Common factor on all muscles that holds ``load`` kg, when each is ``scale`` times itself.

        Returns
        -------
        factor
            Infinite if no factor does.
        shares
            By muscle, adding up to one: how much the factor falls, in percent, for one percent
            more strength of that muscle.
        """
        needed = self.own + load * self.per_kg - self.passive
        size = scale.size
        most, least = self.most * scale, self.least * scale
        above = np.column_stack([np.eye(size), -most])
        below = np.column_stack([-np.eye(size), least])
        solution = linprog(
            np.append(np.zeros(size), 1.0),
            A_ub=np.vstack([above, below]),
            b_ub=np.zeros(2 * size),
            A_eq=np.column_stack([self.arms, np.zeros(len(JOINTS))]),
            b_eq=needed,
            bounds=(0.0, None),
        )
        if not solution.success:
            return np.inf, np.zeros(size)
        rates = solution.ineqlin.marginals
        return float(solution.x[-1]), least * rates[size:] - most * rates[:size]


Lift = list[list[Hold]]  # by depth, by technique


def effort_of(lift: Lift, load: float, scale: Array) -> tuple[float, Array]:
    """As :meth:`Hold.effort`, at the hardest depth in the easiest technique there."""

    def factor(effort: tuple[float, Array]) -> float:
        return effort[0]

    return max(
        (min((hold.effort(load, scale) for hold in choice), key=factor) for choice in lift),
        key=factor,
    )


def lift_capacity(lift: Lift, scale: Array) -> float:
    """The largest load (kg) that muscles ``scale`` times as strong can lift; 0 if there is none."""

    def spare(load: float) -> float:
        return 1.0 - effort_of(lift, load, scale)[0]

    def lifted(load: float) -> bool:  # the deepest first: one that cannot be held is enough
        held = (any(h.effort(load, scale)[0] < 1.0 for h in choice) for choice in reversed(lift))
        return all(held)

    high = MOST
    for load in np.arange(MOST, -1.0, -STEP):  # postures are balanced for a load, not for none
        if lifted(float(load)):
            return float(brentq(spare, load, high)) if load < MOST else MOST
        high = float(load)
    return 0.0


def squat(body: Body) -> Lift:
    """Both legs, bar on the shoulders, balanced over the foot's middle, down to level thighs."""
    return squats(body, SIDES)


def split_squat(body: Body) -> Lift:
    """As :func:`squat`, on the front leg alone, as if the rear one only kept the balance."""
    return squats(body, (RIGHT,))


def deadlift(body: Body) -> Lift:
    """Both legs, bar hanging from the shoulders, balanced likewise, up from the floor."""
    stand = Stand(body, SIDES)
    standing = segment_poses(body, {})
    upper = np.linalg.norm(standing["ulna_r"][1] - standing["humerus_r"][1])
    arm = float(upper) + BELOW_ELBOW * body.height
    x, y = stand.shoulders(stand.motion(stand.posture(0.0, 0.0, 0.0)))
    top = y - arm - 0.02 * body.height
    choices: list[list[Posture]] = []
    guess: dict[float, Array] = {}
    for level in np.linspace(top, PLATE, LEVELS):
        choice = []
        for lean in LEANS:
            angles = stand.hanging(lean, float(level) + arm, guess.get(lean, np.array([0.2, 0.1])))
            if angles is not None:
                guess[lean] = angles
                choice.append(stand.posture(float(angles[0]), float(angles[1]), float(lean)))
        choices.append(choice)
    return stand.holds(choices)


def calf_raise(body: Body) -> Lift:
    """One straight leg, from a flat foot to a heel 30 deg up, body over the ball of the foot."""
    stand = Stand(body, (RIGHT,))
    return stand.holds([[stand.raised(float(rise))] for rise in RAISES])


def squats(body: Body, legs: tuple[Side, ...], loaded: bool = True) -> Lift:
    """From nearly straight legs down to level thighs, in every technique that balances."""
    stand = Stand(body, legs, loaded)
    choices = []
    for knee in DEPTHS:
        postures = (stand.squatting(float(knee), float(lean)) for lean in LEANS)
        choices.append([q for q in postures if q is not None])
    return stand.holds(choices)


class Stand:
    """A body on its feet: how it is posed, and what a load on its shoulders requires of a leg.

    For the balance, the load is taken to be as heavy as the body, or nothing.
    """

    def __init__(self, body: Body, legs: tuple[Side, ...], loaded: bool = True) -> None:
        for name in SEGMENTS:
            segment_named(body, name, "a lift")
        for name in ("pelvis_tilt", *JOINTS):
            coordinate_index(body, name, "a lift")
        self.body, self.legs = body, legs
        self.share = 0.5 if loaded else 0.0  # of the load in all weight, for the balance
        standing = segment_poses(body, {})
        turn, origin = standing["torso"]
        middle = 0.5 * (standing["humerus_r"][1] + standing["humerus_l"][1])
        x, y, z = (float(v) for v in turn.T @ (middle - origin))
        self.bar: Vector = (x, y, z)
        sole = {s.name: s.location[0] for s in body.contacts if s.segment == "calcn_r"}
        self.sole = (min(sole.values()), max(sole.values()))  # heel and ball
        self.under = min(s.location[1] - s.radius for s in body.contacts)

    def posture(self, hip: float, knee: float, ankle: float, heel: float = 0.0) -> Posture:
        """Both legs alike, turned as a whole until the foot is flat, or its heel up (rad)."""
        q = dict.fromkeys(self.body.coordinate_names, 0.0)
        for name, value in zip(JOINTS, (hip, knee, ankle), strict=True):
            q |= {on_side(stem(name), side): value for side in SIDES}
        forward = self.motion(q).frames["calcn_r"].rotation
        q["pelvis_tilt"] = -float(np.arctan2(forward[1][0], forward[0][0])) - heel
        return q

    def motion(self, q: Posture) -> Kinematics:
        return kinematics(self.body, list(q.values()))

    def spot(self, motion: Kinematics, share: float) -> float:
        """Where on the sole, from heel (0) to ball (1), forward (m)."""
        along = (1.0 - share) * self.sole[0] + share * self.sole[1]
        return float(motion.frames["calcn_r"].point((along, self.under, 0.0))[0])

    def shoulders(self, motion: Kinematics) -> tuple[float, float]:
        """The bar's place, forward and over the ground (m)."""
        x, y, _ = motion.frames["torso"].point(self.bar)
        ground = motion.frames["calcn_r"].point((self.sole[0], self.under, 0.0))[1]
        return float(x), float(y - ground)

    def _ahead(self, motion: Kinematics, share: float) -> float:
        """How far body and load, if any, are ahead of a spot of the foot (m)."""
        centre = float(centre_of_mass(self.body, motion)[0][0])
        load = self.shoulders(motion)[0]
        return (1.0 - self.share) * centre + self.share * load - self.spot(motion, share)

    def squatting(self, knee: float, lean: float) -> Posture | None:
        """Balanced over the middle of the foot; None below level thighs or where no hip does."""

        def ahead(hip: float) -> float:
            return self._ahead(self.motion(self.posture(hip, knee, lean)), 0.5)

        if ahead(HIP[0]) * ahead(HIP[1]) > 0.0:
            return None
        q = self.posture(float(brentq(ahead, *HIP)), knee, lean)
        frames = self.motion(q).frames
        level = frames["femur_r"].position[1] >= frames["tibia_r"].position[1]
        return q if level else None

    def hanging(self, lean: float, shoulder: float, guess: Array) -> Array | None:
        """Hip and knee of a balanced body with its shoulders ``shoulder`` m up."""

        def off(joints: Array) -> list[float]:
            motion = self.motion(self.posture(float(joints[0]), float(joints[1]), lean))
            return [self._ahead(motion, 0.5), self.shoulders(motion)[1] - shoulder]

        solution = root(off, guess)
        hip, knee = solution.x
        good = solution.success and HIP[0] <= hip <= HIP[1] and 0.0 <= knee <= DEPTHS[-1]
        return np.asarray(solution.x) if good else None

    def raised(self, rise: float) -> Posture:
        """A straight leg, balanced over the ball of the foot."""

        def ahead(lean: float) -> float:
            q = self.posture(0.0, 0.0, lean - rise, heel=rise)
            return self._ahead(self.motion(q), 1.0)

        lean = float(brentq(ahead, -0.3, 0.6))
        return self.posture(0.0, 0.0, lean - rise, heel=rise)

    def holds(self, choices: list[list[Posture]]) -> Lift:
        """What it takes to hold every posture."""
        flat = [q for choice in choices for q in choice]
        together = {name: np.array([q[name] for q in flat]) for name in flat[0]}
        least, most = capacity(self.body, together)
        arms = moment_arms(self.body, together, JOINTS)
        made = (
            self._hold(q, *numbers) for q, *numbers in zip(flat, arms, least, most, strict=True)
        )
        return [[next(made) for _ in choice] for choice in choices if choice]

    def _hold(self, q: Posture, arms: Array, least: Array, most: Array) -> Hold:
        motion = self.motion(q)
        centre, _, _ = centre_of_mass(self.body, motion)
        own = self._moments(motion, float(centre[0]), 0.0)
        with_one = self._moments(motion, float(centre[0]), 1.0)
        laws = {law.coordinate: law for law in self.body.passive}
        passive = [passive_torque(laws[j], q[j], 0.0) if j in laws else 0.0 for j in JOINTS]
        height = float(centre[1] - motion.frames["talus_r"].position[1])
        return Hold(q, height, arms, least, most, own, with_one - own, np.array(passive))

    def _moments(self, motion: Kinematics, centre: float, load: float) -> Array:
        """Moments (N m) at :data:`JOINTS` with ``load`` kg on the shoulders."""
        bar = motion.frames["torso"].point(self.bar)
        loads = [Load("torso", (0.0, -load * GRAVITY, 0.0), bar)]
        for side in self.legs:
            name = on_side("calcn", side)
            foot = motion.frames[name].position
            for mass, x in ((self.body.mass, centre), (load, float(bar[0]))):
                force = mass * GRAVITY / len(self.legs)
                point = (x, float(foot[1]), float(foot[2]))
                loads.append(Load(name, (0.0, force, 0.0), point))
        moments = inverse_dynamics(self.body, motion, (0.0, -GRAVITY, 0.0), loads)
        names = self.body.coordinate_names
        return np.array([float(moments[names.index(joint)]) for joint in JOINTS])
