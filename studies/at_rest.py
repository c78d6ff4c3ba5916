"""What moves the joints of a leg at rest: of people, of a body, and what lacks between the two.

People: the exponentials of Riener & Edrich 1999 (J Biomech 32:539), from one transcription. Angles
in degrees, flexion and dorsiflexion positive; moments in N m, in the direction of the angles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.mechanics.capacity import capacity, moment_arms
from hillrunner.model.mechanics.instant import Instant, instant
from hillrunner.model.mechanics.passive import passive_torque
from hillrunner.model.physics.scalar import Scalar, exp
from hillrunner.sides import RIGHT, SIDES, on_side, stem
from hillrunner.solve import guess, interval, record

Array = NDArray[np.float64]
JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")
# The postures that are compared (deg). A straight knee is left out: there the transcription has a
# stop of 9 N m that is gone within a degree, and the body has one of its own.
HIP, KNEE, ANKLE = np.arange(-20.0, 91, 10), np.arange(10.0, 111, 10), np.arange(-20.0, 21, 10)


def postures(hip: Array = HIP, knee: Array = KNEE, ankle: Array = ANKLE) -> Array:
    """Every posture of a grid (deg): shape (postures, 3)."""
    return np.stack([x.ravel() for x in np.meshgrid(hip, knee, ankle, indexing="ij")], axis=1)


def of_people(at: Array) -> Array:
    """Moments (N m) of a leg at rest at postures ``at`` (deg), both (postures, 3)."""
    hip, knee, ankle = np.asarray(at, dtype=float).T
    return np.stack(
        [
            np.exp(1.4655 - 0.0034 * knee - 0.0750 * hip)
            - np.exp(1.3403 - 0.0226 * knee + 0.0305 * hip)
            + 8.072,
            np.exp(1.800 + 0.0460 * ankle - 0.0352 * knee + 0.0217 * hip)
            - np.exp(-3.971 + 0.0004 * ankle + 0.0495 * knee - 0.0128 * hip)
            - 4.820,
            np.exp(-7.9763 - 0.1949 * ankle + 0.0008 * knee)
            - np.exp(2.1016 + 0.0843 * ankle - 0.0176 * knee)
            + 1.792,
        ],
        axis=1,
    )


def right_leg(body: Body) -> Body:
    """The body with the muscles of one leg only, which are all that move its joints at rest."""
    return body.model_copy(update={"muscles": tuple(m for m in body.muscles if m.side == RIGHT)})


def of_muscles(body: Body, at: Array) -> Array:
    """Moments (N m) of each idle muscle: shape (postures, 3, muscles)."""
    q = {name: np.zeros(len(at)) for name in body.coordinate_names}
    joints = tuple(on_side(joint, RIGHT) for joint in JOINTS)
    q |= dict(zip(joints, np.deg2rad(at).T, strict=True))
    least, _ = capacity(body, q)
    return np.asarray(moment_arms(body, q, joints) * least[:, None, :])


def of_body(body: Body, at: Array) -> Array:
    """Moments (N m) of idle muscles and joint limits: shape (postures, 3)."""
    moments = of_muscles(right_leg(body), at).sum(axis=2)
    for law in body.passive:
        for j, joint in enumerate(JOINTS):
            if law.coordinate == on_side(joint, RIGHT):
                moments[:, j] += passive_torque(law, np.deg2rad(at[:, j]), 0.0)
    return moments


# ---- fibres -------------------------------------------------------------------------------------

PARTS: Mapping[str, tuple[str, ...]] = {
    "hamstrings": ("bflh", "bfsh", "semimem", "semiten"),
    "rectus femoris": ("recfem",),
    "vasti": ("vasint", "vaslat", "vasmed"),
    "hip flexors": ("iliacus", "psoas", "sart", "tfl"),
    "gluteus maximus": ("glmax1", "glmax2", "glmax3"),
    "abductors": ("glmed1", "glmed2", "glmed3", "glmin1", "glmin2", "glmin3", "piri"),
    "adductors": (
        *("addbrev", "addlong", "addmagDist", "addmagIsch", "addmagMid", "addmagProx", "grac"),
    ),
    "gastrocnemii": ("gaslat", "gasmed"),
    "soleus": ("soleus",),
    "other plantarflexors": ("fdl", "fhl", "perbrev", "perlong", "tibpost"),
    "dorsiflexors": ("edl", "ehl", "tibant"),
}
# Fibre strains, of a muscle, where passive force begins and where it is maximal force: the least
# and the most of any muscle of the published model (RajagopalLaiUhlrich2023).
BEGINS, IS_ONE = (-0.2, 0.2), (0.5, 0.9)
SHIFT = 0.1  # SD of a part's strains about the published ones: a choice
ERROR = 4.0  # N m, of what is published of people: a choice


class Fibres(NamedTuple):
    """By part of the leg, how much later its fibres resist (strain)."""

    begins: Mapping[str, float]
    is_one: Mapping[str, float]

    def of(self, parts: Collection[str]) -> Fibres:
        """The same of some parts; all others stay."""
        each = ({p: x if p in parts else 0.0 for p, x in one.items()} for one in self)
        return Fibres(*each)


def with_fibres(body: Body, fibres: Fibres) -> Body:
    """The body with other passive fibres, none outside what is published of any."""
    part_of = {name: part for part, names in PARTS.items() for name in names}

    def changed(muscle: Muscle) -> Muscle:
        part = part_of[stem(muscle.name)]
        begins, one = muscle.passive_strain_zero, muscle.passive_strain_one
        return muscle.model_copy(
            update={
                "passive_strain_zero": float(np.clip(begins + fibres.begins[part], *BEGINS)),
                "passive_strain_one": float(np.clip(one + fibres.is_one[part], *IS_ONE)),
            }
        )

    return body.model_copy(update={"muscles": tuple(changed(m) for m in body.muscles)})


def fitted_fibres(body: Body) -> Fibres:
    """Fibres of ``body`` by which its moments at rest are nearest to people's."""
    leg, at = right_leg(body), postures(HIP[::2], KNEE[::2], ANKLE[::2])
    names, still = list(PARTS), dict.fromkeys(PARTS, 0.0)
    others = of_people(at) - of_body(leg.model_copy(update={"muscles": ()}), at)

    @cache
    def of_part(part: str, begins: float, one: float) -> Array:
        muscles = tuple(m for m in leg.muscles if stem(m.name) in PARTS[part])
        own = leg.model_copy(update={"muscles": muscles})
        changed = with_fibres(own, Fibres(still | {part: begins}, still | {part: one}))
        return of_muscles(changed, at).sum(axis=2)

    def off(x: Array) -> Array:
        shifts = zip(names, *np.split(x, 2), strict=True)
        moments = sum(of_part(part, float(b), float(o)) for part, b, o in shifts)
        return np.concatenate([((moments - others) / ERROR).ravel(), x / SHIFT])

    found = least_squares(off, np.zeros(2 * len(names)), bounds=(-0.4, 0.4), diff_step=1e-3)
    begins, one = (dict(zip(names, half.tolist(), strict=True)) for half in np.split(found.x, 2))
    return Fibres(begins, one)


# ---- tissue over two joints ---------------------------------------------------------------------

# Exponents (1/deg of hip, knee, ankle) of the published moments, and polynomials up to a degree.
RATES = (
    *((-0.0750, -0.0034, 0.0), (0.0305, -0.0226, 0.0), (0.0217, -0.0352, 0.0460)),
    *((-0.0128, 0.0495, 0.0004), (0.0, 0.0008, -0.1949), (0.0, -0.0176, 0.0843)),
)
DEGREE = 5
WIDE = (np.arange(-30.0, 101, 10), np.arange(0.0, 131, 10), np.arange(-40.0, 31, 10))
RIDGE = 1e-3  # keeps coefficients small that no posture asks for
LARGEST = 60.0  # N m of people, beyond which postures say little: no runner goes there


class Tissue(NamedTuple):
    """Elastic tissue of a leg that stores energy by the angles of hip, knee and ankle (rad).

    The energy is ``sum_i c_i exp(rates_i . q) + sum_j c_j prod q ** powers_j`` (J), so that no
    cycle of postures makes or takes energy.
    """

    rates: tuple[tuple[float, float, float], ...]  # 1/rad
    powers: tuple[tuple[int, int, int], ...]
    coefficients: tuple[float, ...]

    def moments(self, q: tuple[Scalar, Scalar, Scalar]) -> list[Scalar]:
        """Moments (N m) at hip, knee and ankle, of floats, arrays or symbols."""
        terms = _slopes(self.rates, self.powers, q)
        return [
            -sum(c * term for c, term in zip(self.coefficients, joint, strict=True))
            for joint in terms
        ]


def _slopes(rates: Any, powers: Any, q: Any) -> list[list[Scalar]]:
    """Derivative of each term of the energy by each joint."""
    exps = [exp(sum(r * x for r, x in zip(rate, q, strict=True))) for rate in rates]
    terms = []
    for j in range(len(q)):
        slopes = [rate[j] * e for rate, e in zip(rates, exps, strict=True)]
        for power in powers:
            slope: Scalar = float(power[j])
            for i, (n, x) in enumerate(zip(power, q, strict=True)):
                for _ in range(n - (i == j)):
                    slope = slope * x
            slopes.append(slope)
        terms.append(slopes)
    return terms


def lacking(body: Body, joints: tuple[int, ...]) -> Tissue:
    """Tissue that gives a body at rest people's moments at some of hip, knee and ankle.

    With the hip alone it goes by the hip's angle alone.
    """
    used = [j in joints for j in range(3)]
    at = postures(*(grid if on else grid[1:-3:2] for grid, on in zip(WIDE, used, strict=True)))
    people = of_people(at)
    wanted = people - of_body(body, at)
    rates = tuple(
        tuple(float(np.rad2deg(r)) for r in rate)
        for rate in RATES
        if all(on or r == 0.0 for on, r in zip(used, rate, strict=True))
    )
    degrees = np.ndindex(*(DEGREE + 1 if on else 1 for on in used))
    powers = tuple(p for p in degrees if 0 < sum(p) <= DEGREE)
    q = np.deg2rad(at).T
    terms = _slopes(rates, powers, q)
    rows, aims = [], []
    for j in joints:
        weight = 1.0 / (1.0 + (people[:, j] / LARGEST) ** 2)
        columns = [np.broadcast_to(-np.asarray(t), len(at)) for t in terms[j]]
        rows.append(np.stack(columns, axis=1) * weight[:, None])
        aims.append(wanted[:, j] * weight)
    matrix, aim = np.concatenate(rows), np.concatenate(aims)
    scale = np.sqrt((matrix**2).mean(axis=0)) + 1e-12
    ridge = RIDGE * np.sqrt(len(aim)) * np.eye(matrix.shape[1])
    ends = np.concatenate([aim, np.zeros(matrix.shape[1])])
    solved = np.linalg.lstsq(np.concatenate([matrix / scale, ridge]), ends, rcond=None)[0]
    return Tissue(rates, powers, tuple((solved / scale).tolist()))


TISSUES: dict[str, Tissue] = {}  # by the name of the body that has it


def with_tissue(body: Body, tissue: Tissue) -> Body:
    """The body with tissue of its own on both legs, in this process and those that do the same.

    The package knows no tissue over two joints, and this study adds it to the physics of an
    instant. The body is told apart, by the cache of programs too, by its name.
    """
    name = f"{body.name}, tissue {hashlib.sha256(repr(tissue).encode()).hexdigest()[:12]}"
    TISSUES[name] = tissue
    for module in (interval, guess, record):
        setattr(module, "instant", _instant)  # noqa: B010 - mypy forbids the plain form
    return body.model_copy(update={"name": name})


def _instant(body: Body, *args: Any, **kwargs: Any) -> Instant:
    now = instant(body, *args, **kwargs)
    if body.name not in TISSUES:
        return now
    q, passive = args[3], list(now.passive_moment)
    for side in SIDES:
        places = [body.coordinate_names.index(on_side(joint, side)) for joint in JOINTS]
        hip, knee, ankle = (q[k] for k in places)
        for k, moment in zip(places, TISSUES[body.name].moments((hip, knee, ankle)), strict=True):
            passive[k] = passive[k] + moment
    return replace(now, passive_moment=passive)
