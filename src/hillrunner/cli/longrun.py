"""The verb ``longrun``: how muscles and form hold over a distance, and when it ends."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import hillrunner as hr
from hillrunner.cli.flag_values import flag_start, flag_time_limit, flags_named
from hillrunner.cli.notation import grade
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine
from hillrunner.cli.train import flag_weeks, plan_from
from hillrunner.errors import HillrunnerError
from hillrunner.files import why_not
from hillrunner.interruption import INTERRUPTED
from hillrunner.training.plan import Plan
from hillrunner.worth.train.asked import planned

FLAGS = ("distance", "pace", "time", "steps", "profile", "profile's", "splits", "splits'")
KEPT = "runs"  # folder of solved runs, in the folder of the results


def longrun(options: argparse.Namespace) -> int:
    """Run far; every complaint about the input comes before the first solve."""
    from hillrunner.worth.longrun.longrun import longrun as run_far

    runner = hr.Runner.from_toml(options.runner)
    asked = _asked(options)
    kept = options.out / KEPT if options.out else None
    with flags_named(*FLAGS), results_folder(options.out) as folder:
        try:
            with ProgressLine() as progress:
                result = run_far(
                    runner, **asked, folder=kept, progress=progress, watch=progress.ahead
                )
        except KeyboardInterrupt:
            if kept is None or not kept.exists():
                raise
            print(
                f"hillrunner: interrupted: what was solved is in {kept}, and the same command "
                "goes on from there.",
                file=sys.stderr,
            )
            return INTERRUPTED
        finish(result, folder, as_json=options.json)
    return 0


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """What is run, and how."""
    return {
        "distance": options.distance,
        "pace": options.pace,
        "time": options.time,
        "splits": _splits(options.splits or ()),
        "profile": [_from_km(text) for text in options.profile or ()],
        "along": options.course,
        "steps": options.steps,
        "tires": not options.fresh,
        "drifts": not (options.fresh or options.no_drift),
        "buffer": options.buffer or (),
        "weaker": options.weaker or (),
        "plan": _plan(options),
        "start": flag_start(options),
        "time_limit": flag_time_limit(options),
    }


def _plan(options: argparse.Namespace) -> Plan | None:
    """The plan, over as many weeks as are asked for."""
    weeks = flag_weeks("--weeks", options.weeks, "weeks")
    if options.plan is None:
        if weeks is not None:
            raise HillrunnerError("--weeks are those of a plan: give --plan, too.")
        return None
    return planned(plan_from(options.plan), weeks)


def _from_km(text: str) -> tuple[float, float]:
    km, comma, slope = text.partition(",")
    rise = grade(slope.strip())
    try:
        if not comma or isinstance(rise, str):
            raise ValueError
        return float(km), rise
    except ValueError:
        raise HillrunnerError(
            f"--profile is {text!r}, but must be a kilometre and the grade from there on, as "
            "10,2% or 10,0.02."
        ) from None


def _splits(texts: Sequence[str]) -> list[tuple[float, str]]:
    """Splits that were given one by one, or in a file of one a line."""
    if len(texts) == 1 and "," not in texts[0]:
        return [_split(text, f"a line of {texts[0]}") for text in _lines(Path(texts[0]))]
    return [_split(text, "--splits") for text in texts]


def _lines(path: Path) -> list[str]:
    """The lines of a file that hold something; one that names the columns is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = why_not(error) if isinstance(error, OSError) else "it is no text"
        raise HillrunnerError(f"cannot read --splits {path}: {why}.") from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = lines[:1] and not any(one.isdigit() for one in lines[0])
    lines = lines[1:] if named else lines
    if not lines:
        raise HillrunnerError(f"--splits {path} holds no splits, but must hold one a line.")
    return lines


def _split(text: str, where: str) -> tuple[float, str]:
    km, comma, clock = text.partition(",")
    try:
        if not comma:
            raise ValueError
        return float(km), clock.strip()
    except ValueError:
        raise HillrunnerError(
            f"{where} is {text[:60]!r}, but must be a kilometre and the clock there, as 10,48:20."
        ) from None
