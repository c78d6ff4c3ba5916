"""Where a lift begins to look: postures at rest on the feet, the weight above them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.halving import last_below
from hillrunner.model.mechanics.instant import Carried
from hillrunner.model.mechanics.ranges import coordinate_bounds
from hillrunner.model.mechanics.rigid_body import Kinematics, centre_of_mass, kinematics
from hillrunner.model.physics.contact import ContactLaw
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.settings import Contact
from hillrunner.sides import RIGHT, on_both_sides, on_side
from hillrunner.tasks.footing import HALVINGS, SOLE, Feet, unevenness

Array = np.ndarray
Spot = tuple[float, float]  # m, forward and right
Posture = Callable[[Array, float], Array]
Wanted = Callable[[Kinematics, Array], list[Array]]

BALANCE = 0.4  # of the way from the rear to the front of what is on the ground, where it carries
PITCH = 0.15  # rad, of the feet, within which they do
# Of Newton's method: iterations, those without progress after which it ends (a joint at the end of
# its range), rad of its differences, rad of its steps, what is enough (m), and m per rad that are
# added where a posture does not answer.
ITERATIONS, STALLED, SMALL, FARTHEST, ENOUGH, LEAST = 30, 4, 1e-6, 0.2, 1e-9, 1e-9
SHIN = 0.35  # rad of the shin forward per rad of the knee
MARGIN = 0.96  # of every coordinate's range before tissue holds it, which a first guess stays in


@dataclass(frozen=True)
class Carrying:
    """A body with a load (kg), carried where ``places`` say."""

    body: Body
    places: tuple[Carried, ...]
    load: float

    @property
    def weight(self) -> float:
        """Of both (N)."""
        return GRAVITY * (self.body.mass + self.load)

    def motion(self, q: Array) -> Kinematics:
        """Its segments in postures (postures, coordinates)."""
        return kinematics(self.body, list(q.T))

    def place(self, motion: Kinematics) -> tuple[Array, Array, Array]:
        """Where the load is: forward, up and right (m)."""
        points = [motion.frames[at.segment].point(at.location) for at in self.places]
        x, y, z = (
            sum(at.share * p[axis] for at, p in zip(self.places, points, strict=True))
            for axis in range(3)
        )
        return np.asarray(x), np.asarray(y), np.asarray(z)

    def centre(self, motion: Kinematics, axis: int = 0) -> Array:
        """Where (m, forward; or along another ``axis``) the centre of mass of body and load is."""
        own = np.asarray(centre_of_mass(self.body, motion)[0][axis])
        if not self.places:
            return own
        at = self.place(motion)[axis]
        return np.asarray((self.body.mass * own + self.load * at) / (self.body.mass + self.load))

    def astray(self, motion: Kinematics, rear: Spot, front: Spot, ahead: float) -> list[Array]:
        """How far (m, forward and right) that is from ``ahead`` (0 to 1) of the way from a spot of
        the rear foot to one of the front foot."""
        return [
            self.centre(motion, axis) - (at + ahead * (to - at))
            for axis, at, to in zip((0, 2), rear, front, strict=True)
        ]


def at_rest(
    carrying: Carrying,
    posture: Posture,
    start: Array,
    wanted: Wanted | None = None,
    soles: tuple[str, ...] = SOLE,
    share: float = BALANCE,
) -> Array:
    """Coordinates (postures, coordinates) at rest on the feet; the first posture is upright.

    Feet press so deep into the ground, more at the heel or the toes, that they carry body and load
    where they are to, ``share`` of the way along ``soles``, and stay where the first posture has
    them.

    Parameters
    ----------
    carrying
        Who stands there, with what.
    posture
        What is looked for, (unknowns, postures), and the pitch of the feet (rad) to coordinates.
        The last unknown is the adduction of the hips, which keeps the feet from sliding apart.
    start
        Where to begin to look, (unknowns, postures).
    wanted
        Segments in motion and how high the ground is (m) to what is to vanish beside the balance,
        one less than there are unknowns besides adduction, (wanted, postures).
    """
    body, law = carrying.body, ContactLaw(stiffness=Contact().stiffness)

    def feet(q: Array) -> Feet:
        return Feet.of(body, carrying.motion(q), soles)

    names = list(body.coordinate_names)
    uneven = [
        (joint, [names.index(name) for name in on_both_sides(joint) if name in names])
        for joint in unevenness(body, carrying.motion(posture(start, 0.0)), soles)
    ]
    joints = [(joint, columns) for joint, columns in uneven if columns]

    def planted(unknown: Array, pitch: float) -> Array:
        q = posture(unknown[: len(start)], pitch)
        for turn, (_, columns) in zip(unknown[len(start) :], joints, strict=True):
            q[:, columns] += turn[:, None]
        return q

    def tilted(motion: Kinematics) -> list[Array]:
        found = unevenness(body, motion, soles)
        return [found[joint] for joint, _ in joints]

    def laid(turns: Array) -> Array:
        return np.array(tilted(carrying.motion(planted(np.vstack([start, turns]), 0.0))))

    level = root(laid, np.zeros((len(joints), start.shape[1]))) if joints else start[:0]
    first = np.vstack([start, level])

    def ahead(pitch: Array) -> Array:
        on = feet(planted(first, float(pitch[0]))[:1])
        sunk = on.sunk(law, carrying.weight)
        return np.asarray(on.pressure(law, sunk) >= on.spot(share))

    pitch = float(last_below(np.array([-PITCH]), np.array([PITCH]), ahead, HALVINGS)[0])
    wide = feet(planted(first, pitch)[:1]).aside

    def missed(unknown: Array) -> Array:
        motion = carrying.motion(planted(unknown, pitch))
        on = Feet.of(body, motion, soles)
        own = [carrying.centre(motion) - on.spot(share), on.aside - wide]
        more = [] if wanted is None else wanted(motion, on.bottom.min(axis=0))
        return np.stack([*more, *own, *tilted(motion)])

    return settled(carrying, planted(root(missed, first), pitch), soles, share)


def settled(
    carrying: Carrying, q: Array, soles: tuple[str, ...] = SOLE, share: float = BALANCE
) -> Array:
    """Postures ``q``, lowered until the feet carry body and load, and moved to where the feet of
    the first of them are."""
    body, law = carrying.body, ContactLaw(stiffness=Contact().stiffness)
    feet, names = Feet.of(body, carrying.motion(q), soles), list(body.coordinate_names)
    spot, q = feet.spot(share), q.copy()
    q[:, names.index("pelvis_ty")] -= feet.sunk(law, carrying.weight)
    q[:, names.index("pelvis_tx")] -= spot - spot[0]
    return q


def root(missed: Callable[[Array], Array], start: Array) -> Array:
    """Where ``missed`` (unknowns, postures) vanishes, by Newton's method, all postures at once.

    Steps are cut to :data:`FARTHEST`, and of all that was tried the nearest is returned.
    """
    x, count = start, len(start)
    f = missed(x)
    best, least, stalled = x, np.abs(f).sum(axis=0), 0
    for _ in range(ITERATIONS):
        ahead = [missed(x + SMALL * np.eye(count)[:, [i]]) for i in range(count)]
        slope = (np.stack(ahead).transpose(2, 1, 0) - f.T[:, :, None]) / SMALL
        step = np.linalg.solve(slope + LEAST * np.eye(count), f.T[:, :, None])[:, :, 0].T
        x = x - step * np.minimum(1.0, FARTHEST / np.maximum(np.abs(step).max(axis=0), LEAST))
        f = missed(x)
        off = np.abs(f).sum(axis=0)
        better = off < least
        stalled = 0 if better.any() else stalled + 1
        best, least = np.where(better, x, best), np.minimum(off, least)
        if (off < ENOUGH).all() or stalled == STALLED:
            break
    return best


def bent(
    body: Body,
    knee: Array,
    lean: Array,
    straddle: Array,
    pitch: Array | float,
    arms: Mapping[str, Array | float],
    shin: Array | None = None,
) -> Array:
    """Coordinates with that much flexion of the knee, forward lean of the trunk and adduction of
    the hip, arms held so, and feet turned up by ``pitch`` (rad).

    Shin (forward, rad; if not given, by the knee) and pelvis lean as far as ankle, hip and pelvis
    allow, tissue at the end of a joint's range included; the back does the rest.
    """
    limits = zip(coordinate_bounds(body), body.coordinates, strict=True)
    inside = {c.name: MARGIN * np.clip(bounds, *c.range) for bounds, c in limits}
    names = list(body.coordinate_names)
    q = np.zeros((knee.size, len(names)))

    def most(name: str) -> float:
        return float(inside[on_side(name, RIGHT)][1])

    shin = np.minimum(SHIN * knee if shin is None else shin, most("ankle_angle") - pitch)
    pelvis = np.minimum(lean, most("hip_flexion") - knee + shin)
    pelvis = np.minimum(pelvis, -inside["pelvis_tilt"][0])
    angles: dict[str, Array | float] = {
        "pelvis_tilt": -pelvis,
        "lumbar_extension": pelvis - lean,
        "knee_angle": knee,
        "ankle_angle": shin + pitch,
        "hip_flexion": knee - shin + pelvis,
        "hip_adduction": straddle,
        **arms,
    }
    for name, value in angles.items():
        for full in (name, *on_both_sides(name)):
            if full in names:
                q[:, names.index(full)] = np.clip(value, *inside[full])
    return q
