"""Two motions side by side: form, cost, forces and loads, before and after a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
from hillrunner.analysis.tissues import compared_loads
from hillrunner.checks import unknown_name
from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion
from hillrunner.quantities import FORCES, FORM, percent_of
from hillrunner.shown import Shown
from hillrunner.sides import RIGHT, Side

ESTIMATE = "middle"  # of the sizes that loads are computed with


@dataclass(frozen=True)
class Change:
    """One number of two motions.

    Attributes
    ----------
    key
        Of :data:`hillrunner.quantities.QUANTITIES`.
    before, after
        In that quantity's unit.
    """

    key: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def percent(self) -> float:
        """Change in percent of the size of ``before``; NaN where that is zero."""
        return percent_of(self.change, self.before)


@dataclass(frozen=True)
class LoadChange:
    """One load of one leg.

    Attributes
    ----------
    measure
        Of :data:`hillrunner.quantities.LOADS`.
    peak
        Of a step.
    per_km
        Load times time, summed over a kilometre.
    """

    measure: str
    peak: Change
    per_km: Change


@dataclass(frozen=True)
class DamageChange:
    """The damage-weighted load of one tissue: steps of a kilometre at its reference load.

    For comparing motions of one body only.

    Attributes
    ----------
    tissue
        Of :data:`hillrunner.quantities.TISSUES`.
    exponents
        By ``low``, ``middle`` and ``high``; none of them is verified.
    changes
        By the same names.
    """

    tissue: str
    exponents: Mapping[str, float]
    changes: Mapping[str, Change]


@dataclass(frozen=True)
class Comparison(Shown):
    """Every number that two motions both have.

    Costs per kilogram are per kilogram of the runner without changes, forces in body weights of
    the same. Angles, moments, muscles and loads are those of one leg; no load is a statement
    about injury.

    Attributes
    ----------
    analyses
        Of the motion before and of the one after.
    cost, form, forces
        Rows of the section, in the order of tables.
    loads, damage
        Empty where a body has no such tissues.
    """

    analyses: tuple[Analysis, Analysis] = field(repr=False, compare=False)
    cost: tuple[Change, ...]
    form: tuple[Change, ...]
    forces: tuple[Change, ...]
    loads: tuple[LoadChange, ...]
    damage: tuple[DamageChange, ...]

    @property
    def before(self) -> Motion:
        return self.analyses[0].motion

    @property
    def after(self) -> Motion:
        return self.analyses[1].motion

    def __getitem__(self, key: str) -> Change:
        """The row of that key, as ``comparison["cadence"]``.

        Raises
        ------
        HillrunnerError
            If there is no such row.
        """
        rows = {row.key: row for row in self}
        if key not in rows:
            raise HillrunnerError(unknown_name("quantity", key, "", rows))
        return rows[key]

    def __iter__(self) -> Iterator[Change]:
        """Every row of cost, form, forces and loads; damage is by exponent, and not among them."""
        yield from (*self.cost, *self.form, *self.forces)
        for load in self.loads:
            yield from (load.peak, load.per_km)


def compare(before: Motion, after: Motion, side: Side = RIGHT) -> Comparison:
    """Two motions side by side.

    Damage-weighted loads of both are counted from the reference of ``before``.

    Parameters
    ----------
    before, after : Motion
        Solved strides.
    side : {"right", "left"}
        The leg whose angles, moments, muscles and loads are compared.

    Raises
    ------
    MotionError
        If a stride is empty or of one leg only.
    """
    first, second = (numbers(motion, side) for motion in (before, after))
    analyses = Analysis(before), Analysis(after)
    loads, damage = _tissues(analyses, side)
    return Comparison(
        analyses=analyses,
        cost=_changes(first.cost, second.cost),
        form=_changes(first.form, second.form),
        forces=_changes(first.forces, second.forces),
        loads=loads,
        damage=damage,
    )


@dataclass(frozen=True)
class Numbers:
    """Cost, form and forces of one motion, by the keys of
    :data:`hillrunner.quantities.QUANTITIES` and in their units."""

    cost: Mapping[str, float]
    form: Mapping[str, float]
    forces: Mapping[str, float]


def numbers(motion: Motion, side: Side = RIGHT) -> Numbers:
    """The numbers of one motion; angles, moments and forces of muscles are those of one leg.

    Raises
    ------
    MotionError
        If the stride is empty or of one leg only.
    """
    summary = spatiotemporal(motion, side)
    return Numbers(_cost(motion, summary), _form(motion, summary), _forces(summary))


def effort_of(motion: Motion) -> float:
    """The effort of running (J/kg/m): what a run minimises, and what a sprint takes on."""
    drive = motion.task.goal(motion.settings).drive
    return motion.minimised + drive * (motion.speed - motion.task.pace)


def _changes(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Change, ...]:
    """What both have."""
    return tuple(Change(key, value, after[key]) for key, value in before.items() if key in after)


def _cost(motion: Motion, summary: Spatiotemporal) -> dict[str, float]:
    return {
        "cost_of_transport": summary.cost_of_transport,
        "effort": effort_of(motion),
        "energy_per_distance": summary.cost_of_transport * motion.runner.mass,
        "body_mass": motion.body.mass,
    }


def _form(motion: Motion, summary: Spatiotemporal) -> dict[str, float]:
    return {"speed": motion.speed} | {
        key: float(getattr(summary, key)) for key in FORM if key != "speed"
    }


def _forces(summary: Spatiotemporal) -> dict[str, float]:
    return {key: float(getattr(summary, key)) for key in FORCES} | {
        f"peak_force_of_{group.replace(' ', '_')}": float(force)
        for group, force in sorted(summary.peak_group_force.items())
    }


def _tissues(
    analyses: tuple[Analysis, Analysis], side: Side
) -> tuple[tuple[LoadChange, ...], tuple[DamageChange, ...]]:
    """Loads and damage of one leg; empty where a body has no such tissues."""
    try:
        both = [analysis.tissue_loads for analysis in analyses]
    except HillrunnerError:
        return (), ()
    ratio = compared_loads(*both)["damage_ratio"].sel(side=side, estimate=ESTIMATE)
    tables = [loads.sel(side=side, estimate=ESTIMATE) for loads in both]
    tables[1]["damage_per_km"] = tables[0]["damage_per_km"] * ratio
    first = tables[0]
    # plain lists, in the tables' order: labels cost milliseconds each
    peaks = zip(*(table["peak"].values.tolist() for table in tables), strict=True)
    sums = zip(*(table["per_km"].values.tolist() for table in tables), strict=True)
    loads = tuple(
        LoadChange(name, Change(f"{name}.peak", *peak), Change(f"{name}.per_km", *each))
        for name, peak, each in zip(first["measure"].values.tolist(), peaks, sums, strict=True)
    )
    return loads, _damage(tables)


def _damage(tables: list[xr.Dataset]) -> tuple[DamageChange, ...]:
    of_tissue = ("tissue", "exponent")
    first = tables[0]
    names = first["exponent"].values.tolist()
    powers = first["exponent_value"].transpose(*of_tissue).values.tolist()
    before, after = (t["damage_per_km"].transpose(*of_tissue).values.tolist() for t in tables)
    return tuple(
        DamageChange(
            tissue,
            dict(zip(names, powers[i], strict=True)),
            {
                name: Change(f"{tissue}.damage_per_km", before[i][j], after[i][j])
                for j, name in enumerate(names)
            },
        )
        for i, tissue in enumerate(first["tissue"].values.tolist())
    )
