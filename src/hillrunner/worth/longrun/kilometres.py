"""A long run by kilometre: form, force left and loads, between the places where it was solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.joints import pelvic_drop
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.fatigue.march import March, Point
from hillrunner.groups import GROUPS
from hillrunner.model.body.model import Body
from hillrunner.motion.motion import Motion
from hillrunner.sides import RIGHT
from hillrunner.worth.longrun.pacing import KILOMETRE

Array = NDArray[np.float64]

DAMAGE = "_damage"
END = {"middle": "", "low": "_low_exponent", "high": "_high_exponent"}  # of a name, by exponent
LEAST = 1e-3  # damage-weighted steps: a tissue with less in a kilometre is not loaded, a choice
TENTH = 0.1  # of the way, first and last, between which form drifts
FORM = {  # by kilometre: the name there
    "cadence": "cadence",
    "contact_time": "contact_time",
    "flight_time": "flight_time",
    "com_oscillation": "com_oscillation",
    "knee_stance_max": "knee_flexion_stance",
    "hip_flexion_min": "hip_extension",
}


@dataclass(frozen=True)
class Kilometre:
    """One kilometre of a long run, in its middle.

    Attributes
    ----------
    km
        Where it ends; of the last piece, the distance.
    metres
        How long it is: less than 1,000 at the end.
    speed, grade
        m/s, rise over run.
    form
        cadence (steps/min), contact_time, flight_time (s), com_oscillation (m),
        knee_flexion_stance, hip_extension, pelvic_drop (deg, of the foot on which it drops more;
        not of a body without a pelvis list), cost_of_transport (J/kg/m, as simulated).
    vo2_fraction
        Share of VO2max; None where that is not known.
    force_left
        By muscle group: value, low and high.
    """

    km: float
    metres: float
    speed: float
    grade: float
    form: Mapping[str, float]
    vo2_fraction: float | None
    force_left: Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Piece:
    """A kilometre, between two solved points: at ``share`` of the way from one to the next.

    ``begin`` (m) is where it begins, ``alike`` whether both points are of one task, so that form
    may be taken to go from one to the other.
    """

    begin: float
    metres: float
    start: int
    share: float
    alike: bool

    @property
    def end(self) -> float:
        """m from the start of the run."""
        return self.begin + self.metres


def pieces(march: March) -> tuple[Piece, ...]:
    """Kilometres of a march, the last as long as it comes.

    A kilometre lies between the points around its middle. Where the next one is run at another
    speed or grade, what was solved at the start of the stretch holds to its end.
    """
    edges = [*np.arange(0.0, march.metres - 1e-6, KILOMETRE), march.metres]
    places = [point.metres for point in march.points]
    found = []
    for begin, end in zip(edges[:-1], edges[1:], strict=True):
        middle = 0.5 * (begin + end)
        i = int(np.searchsorted(places, middle, side="right")) - 1
        share, alike = 0.0, False
        if i + 1 < len(places):
            share = (middle - places[i]) / (places[i + 1] - places[i])
            alike = _alike(march.points[i], march.points[i + 1])
        found.append(Piece(float(begin), float(end - begin), i, float(share), alike))
    return tuple(found)


def _alike(one: Point, other: Point) -> bool:
    return one.motion.task == other.motion.task


def along(values: Sequence[float] | Array, where: Sequence[Piece], *, task: bool = True) -> Array:
    """What is known at the points of a march, by kilometre: first axis.

    ``task`` says whether it depends on the task as form does, or goes on from task to task as the
    force that is left does.
    """
    known = np.asarray(values, dtype=float)
    following = np.minimum([piece.start + 1 for piece in where], len(known) - 1)
    share = np.array([piece.share if piece.alike or not task else 0.0 for piece in where])
    share = share.reshape(-1, *[1] * (known.ndim - 1))
    here = known[[piece.start for piece in where]]
    return np.asarray(here + share * (known[following] - here))


def form_of(point: Point) -> dict[str, float]:
    """Form at a point, by the names of :class:`Kilometre`; hip extension is positive."""
    motion = point.motion
    measured = spatiotemporal(motion).to_dict()
    numbers = {name: float(measured[key]) for key, name in FORM.items()}  # type: ignore[arg-type]
    numbers["hip_extension"] *= -1.0
    drop = float(np.rad2deg(pelvic_drop(motion).max("foot")))
    if np.isfinite(drop):
        numbers["pelvic_drop"] = drop
    cost = point.power / (motion.runner.mass * motion.speed)
    return numbers | {"cost_of_transport": cost}


def forms_of(points: Sequence[Point]) -> list[dict[str, float]]:
    """Form at every point; asked once of a motion that is there more often."""
    once = {point.motion: point for point in points}
    known = {motion: form_of(point) for motion, point in once.items()}
    return [known[point.motion] for point in points]


def loads_of(motion: Motion, reference: xr.DataArray | None = None) -> Mapping[str, float]:
    """Of a kilometre of a run, of the leg with more: by load, its integral (unit x s), and by
    tissue, damage-weighted steps with the middle exponent, the lowest and the highest.

    Damage is counted from ``reference`` (tissue, side) of
    :func:`~hillrunner.analysis.tissues.tissue_loads`, as of the fresh body, whose muscles are
    stronger; from the motion's own, if not given.
    """
    table = tissue_loads(motion).sel(estimate="middle")
    per_km = table["per_km"].max("side")
    loads = {str(m): float(per_km.sel(measure=m)) for m in table["measure"].values}
    lower = 1.0 if reference is None else table["reference"] / reference
    damage = (table["damage_per_km"] * lower ** table["exponent_value"]).max("side")
    return loads | {
        f"{tissue}_damage{END[choice]}": float(damage.sel(tissue=tissue, exponent=choice))
        for tissue in table["tissue"].values
        for choice in END
    }


def damage_by_tiring(tired: Mapping[str, Array], fresh: Mapping[str, Array]) -> dict[str, Array]:
    """By tissue: damage-weighted steps (%) over those of the same kilometres without tiring.

    Parameters
    ----------
    tired, fresh
        Loads by kilometre, by the names of :func:`loads_of`; the fresh ones at least as many.

    Returns
    -------
    With the middle exponent, and the lowest and highest over exponents, (kilometre, 3); of tissues
    that are loaded fresh.
    """
    found = {}
    for name in [name.removesuffix(DAMAGE) for name in tired if name.endswith(DAMAGE)]:
        pairs = [
            (tired[key], fresh[key][: len(tired[key])])
            for key in (f"{name}{DAMAGE}{end}" for end in END.values())
        ]
        if all((there > LEAST).all() for _, there in pairs):
            by_exponent = np.array([100.0 * (here / there - 1.0) for here, there in pairs])
            middle = by_exponent[0]
            found[name] = np.array([middle, by_exponent.min(0), by_exponent.max(0)]).T
    return found


def right_share_of(motion: Motion) -> Mapping[str, float]:
    """The right leg's part of each load of a kilometre, by load; half where legs are alike."""
    per_km = tissue_loads(motion).sel(estimate="middle")["per_km"]
    part = per_km.sel(side=RIGHT) / per_km.sum("side")
    return {str(m): float(part.sel(measure=m)) for m in per_km["measure"].values}


def group_weights(body: Body) -> dict[str, Array]:
    """Of each muscle in what its group gives: by maximal force, adding up to one."""
    forces = np.array([m.max_force for m in body.muscles])
    groups = np.array([m.group for m in body.muscles])
    parts = {g: forces * (groups == g) for g in GROUPS if (groups == g).any()}
    return {group: part / part.sum() for group, part in parts.items()}


def drift(rows: Sequence[Kilometre]) -> dict[str, float]:
    """Change (%) of form and of the force left, from the first tenth of the way to the last."""
    ends = np.cumsum([row.metres for row in rows])
    middles = ends - 0.5 * np.array([row.metres for row in rows])
    first = middles <= max(TENTH * ends[-1], middles[0])
    last = middles >= min((1.0 - TENTH) * ends[-1], middles[-1])

    def change(values: Array) -> float:
        before, after = values[first].mean(), values[last].mean()
        return float(100.0 * (after / before - 1.0)) if before else np.nan

    table = {name: change(np.array([row.form[name] for row in rows])) for name in rows[0].form}
    for group in rows[0].force_left:
        left = np.array([row.force_left[group][0] for row in rows])
        table[f"force left, {group}"] = change(left)
    return table
