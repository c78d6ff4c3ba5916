"""The verb ``design``: where a budget of muscle is best spent on this body."""

from __future__ import annotations

import argparse
import json
import re
from contextlib import nullcontext
from typing import Any

import hillrunner
from hillrunner.cli.folder import OutputFolder
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.sides import stem
from hillrunner.tell.plain import plain
from hillrunner.worth.prices.design import AIMS, Design, design
from hillrunner.worth.prices.what_if import prepared

BUDGET, MOST = "5%", "20%"


def run_design(options: argparse.Namespace) -> int:
    """Spread a budget of muscle; every complaint about the input comes before the first solve."""
    base = Motion.load(options.base)
    budget = _share("--budget", options.budget or BUDGET)
    most = _share("--most", options.most or MOST)
    if options.aim is not None and options.aim not in AIMS:
        raise HillrunnerError(f"--aim is {options.aim!r}, but must be one of {', '.join(AIMS)}.")
    out = OutputFolder(options.out) if options.out else None
    with out or nullcontext():
        with ProgressLine() as progress:
            before = prepared(base, progress=progress)
            found = design(before, options.aim, budget=budget, most=most, progress=progress)
        text = json.dumps(design_object(found), allow_nan=False)
        if out:
            found.before.save(out.parts / "before.nc")
            found.after.save(out.parts / "after.nc")
            (out.parts / "result.json").write_text(text + "\n", encoding="utf-8")
            out.publish()
    print(text if options.json else design_table(found))
    if out and not options.json:
        print(f"\nFiles in {out.path}: {', '.join(sorted(p.name for p in out.path.iterdir()))}")
    return 0


def design_object(found: Design) -> dict[str, Any]:
    """What ``--json`` prints: SI units, growth as shares."""
    told: dict[str, Any] = plain(
        {
            "status": found.after.status.word,
            "aim": found.aim,
            "unit": AIMS[found.aim][1],
            "before": found.values[0],
            "evenly": found.values[1],
            "after": found.values[2],
            "growth": dict(found.growth),
            "added_mass": dict(found.added),
            "added_mass_of_groups": _by_group(found),
            "budget": found.budget,
            "speed_before": found.before.speed,
            "speed_after": found.after.speed,
            "solves": found.solves,
            "hillrunner_version": hillrunner.__version__,
        }
    )
    return told


def design_table(found: Design) -> str:
    """The whole text: what it is worth, and which muscles."""
    words, unit = AIMS[found.aim]
    before, evenly, after = found.values
    used = sum(found.added.values())
    lines = [
        f"{found.budget:.2f} kg of leg muscle to spread for {words}; {used:.2f} kg is used",
        "",
        f"{'':<34}{unit:>10}{'change':>10}{'%':>8}",
    ]
    for label, value in (
        ("as the body is", before),
        ("spread evenly over all leg muscle", evenly),
        ("spread best", after),
    ):
        change = value - before
        lines.append(f"{label:<34}{value:>10.3f}{change:>+10.3f}{100 * change / before:>+8.2f}")
    lines += ["", f"{'muscle, both legs':<34}{'added %':>10}{'added kg':>10}"]
    for name, mass in sorted(found.added.items(), key=lambda item: -item[1]):
        lines.append(f"{name:<34}{100 * found.growth[name]:>10.1f}{mass:>10.3f}")
    if not found.added:
        lines.append("none: any muscle more makes it worse")
    lines += ["", f"{'muscle group':<34}{'share %':>10}{'added kg':>10}"]
    for group, mass in _by_group(found).items():
        share = 100 * mass / used if used else 0.0
        lines.append(f"{group:<34}{share:>10.0f}{mass:>10.3f}")
    lines += [
        "",
        f"a local optimum, found with {found.solves} solved motions; what is added is carried and "
        "makes heat",
    ]
    return "\n".join(lines)


def _by_group(found: Design) -> dict[str, float]:
    group_of = {stem(m.name): m.group for m in found.before.body.muscles}
    return {
        group: sum(mass for name, mass in found.added.items() if group_of[name] == group)
        for group in GROUPS
    }


def _share(flag: str, text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?\s*%", text.strip()):
        raise HillrunnerError(f"{flag} is {text!r}, but must be in percent, as {flag} 5%.")
    return float(text.strip().rstrip("% ")) / 100.0
