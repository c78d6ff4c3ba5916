"""How well an imported body matches its source, as text for the terminal."""

from __future__ import annotations

from hillrunner.model.opensim.fit import ARM_TARGET, LENGTH_TARGET
from hillrunner.model.opensim.fit_report import FitReport
from hillrunner.sides import stem
from hillrunner.tell.tables.table import table


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
    worst = []
    for muscle in report.worst(count):
        path = muscle.path
        arms = ", ".join(
            f"{stem(c)} {1e3 * r:.1f}/{1e3 * m:.1f}"
            for c, r, m in zip(path.coordinates, path.arm_rms, path.arm_max, strict=True)
        )
        length = f"{1e3 * path.length_rms:.2f} / {1e3 * path.length_max:.1f}"
        worst.append([muscle.name, str(len(path.coefficients)), length, arms])
    head = ["worst muscles", "terms", "length", "moment arms (RMS / max, mm)"]
    lines += ["", table(head, worst, "<>><")]
    if report.functions:
        fitted = [
            [f.joint, f.axis, f"degree {f.degree}", f"{f.error:.2g} {f.unit}"]
            for f in report.functions
        ]
        lines += ["", "joint functions fitted by polynomials (largest error)"]
        lines.append(table([""] * 4, fitted, "<<<<"))
    if report.notes:
        lines += ["", *report.notes]
    return "\n".join(lines)
