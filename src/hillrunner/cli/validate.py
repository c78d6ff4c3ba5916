"""The verb ``validate``: how far the simulator can be believed, row by row."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from hillrunner.cli.flag_values import flag_jobs, flag_number
from hillrunner.cli.folder import OutputFolder
from hillrunner.cli.progress import JobLines
from hillrunner.errors import HillrunnerError
from hillrunner.interruption import INTERRUPTED
from hillrunner.tasks.run import LIMITS
from hillrunner.tell.validation_shown import markdown, stale_note
from hillrunner.validate import validation

FOLDER = Path("out") / "validate"


def validate(options: argparse.Namespace) -> int:
    """Run the validation, show it and write it."""
    if options.quick and options.individuals:
        raise HillrunnerError(
            "give either --quick or --individuals, not both: measured people's runs must be solved."
        )
    jobs, speeds = flag_jobs(options.jobs), options.speeds
    if speeds is not None:
        speeds = [flag_number("--speeds", speed, *LIMITS["speed"]) for speed in speeds]
    folder = options.out or FOLDER
    how = {"individuals": options.individuals, "folder": folder / "motions", "count": jobs}
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core a process, also for this one
    with OutputFolder(folder) as out:
        try:
            watch = JobLines("motions to solve", "solved")
            found = validation.validate(
                speeds=speeds, watch=watch, quick=options.quick, **({} if options.quick else how)
            )
        except KeyboardInterrupt:
            return _interrupted(folder / "motions")
        (out.parts / "validate.json").write_text(text := found.to_json() + "\n", encoding="utf-8")
        (out.parts / "validate.md").write_text(markdown(found), encoding="utf-8")
        found.write(out.parts / "validate.html")
        out.publish()
    if note := stale_note(found):
        print(f"hillrunner: {note}", file=sys.stderr)
    files = f"\n\nFiles in {folder}: validate.html, validate.md, validate.json\n"
    print(text if options.json else f"{found}{files}", end="")
    return 0


def _interrupted(folder: Path) -> int:
    print(
        f"hillrunner: interrupted: {len(list(folder.rglob('*.nc')))} solved motions are in "
        f"{folder}, and the same command goes on from there.",
        file=sys.stderr,
    )
    return INTERRUPTED
