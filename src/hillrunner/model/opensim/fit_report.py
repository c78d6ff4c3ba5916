"""How well an imported body matches the model it came from."""

from __future__ import annotations

from dataclasses import dataclass

from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.opensim.fit import ARM_TARGET, LENGTH_TARGET


@dataclass(frozen=True)
class FunctionFit:
    """A joint function replaced by a polynomial: its largest error in ``unit``."""

    joint: str
    axis: str
    degree: int
    error: float
    unit: str


@dataclass(frozen=True)
class FitReport:
    """What an import did and how far the result is from its source.

    Attributes
    ----------
    body
        The imported body; every muscle path carries its own errors.
    functions
        Joint functions that were not polynomials and were fitted.
    notes
        What was folded, freed, held or added, one sentence each.
    """

    body: Body
    functions: tuple[FunctionFit, ...]
    notes: tuple[str, ...]

    @property
    def terms(self) -> int:
        """Number of polynomial terms of all muscles together."""
        return sum(len(m.path.coefficients) for m in self.body.muscles)

    def worst(self, count: int = 10) -> list[Muscle]:
        """The muscles that fit worst, by error over target."""
        return sorted(self.body.muscles, key=lambda m: -misfit(m))[:count]

    def outside(self) -> list[Muscle]:
        """The muscles whose RMS error exceeds a target (arm 2 mm, length 1 mm)."""
        return [m for m in self.worst(len(self.body.muscles)) if misfit(m) > 1.0]


def misfit(muscle: Muscle) -> float:
    """Worst RMS error of a muscle's path over its target; above 1 the target is missed."""
    arms = [rms / ARM_TARGET for rms in muscle.path.arm_rms]
    return max([muscle.path.length_rms / LENGTH_TARGET, *arms])


def describe_fit(report: FitReport, *, count: int = 10) -> str:
    """The report as text: totals, what misses a target, the worst muscles, joints, notes."""
    muscles = report.body.muscles
    outside = report.outside()
    lines = [
        f"{report.body.name}: {len(report.body.coordinates)} coordinates, {len(muscles)} muscles, "
        f"{report.terms} polynomial terms",
        f"muscle paths within {1e3 * LENGTH_TARGET:g} mm (length) and {1e3 * ARM_TARGET:g} mm "
        f"(moment arm) RMS: {len(muscles) - len(outside)} of {len(muscles)}",
    ]
    if outside:
        lines.append("outside: " + ", ".join(m.name for m in outside))
    lines.append("")
    lines.append(f"{'worst muscles':<16}{'terms':>6}{'length':>16}  moment arms (RMS / max, mm)")
    for muscle in report.worst(count):
        path = muscle.path
        arms = ", ".join(
            f"{c.rsplit('_', 1)[0]} {1e3 * r:.1f}/{1e3 * m:.1f}"
            for c, r, m in zip(path.coordinates, path.arm_rms, path.arm_max, strict=True)
        )
        lines.append(
            f"{muscle.name:<16}{len(path.coefficients):>6}"
            f"{1e3 * path.length_rms:>8.2f} /{1e3 * path.length_max:>6.1f}  {arms}"
        )
    if report.functions:
        lines += ["", "joint functions fitted by polynomials (largest error)"]
        lines += [
            f"{f.joint:<20}{f.axis:<14} degree {f.degree}  {f.error:.2g} {f.unit}"
            for f in report.functions
        ]
    if report.notes:
        lines += ["", *report.notes]
    return "\n".join(lines)
