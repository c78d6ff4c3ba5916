"""The verb ``track``: from a laboratory's files to the muscle forces of measured strides."""

from __future__ import annotations

import argparse
from typing import Literal

import hillrunner as hr
from hillrunner.cli.flag_values import flag_jobs, flag_time_limit, flag_whole
from hillrunner.cli.output import finish, results_folder
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError


def track(options: argparse.Namespace) -> int:
    """Follow measured strides; every complaint about the input comes before the solve."""
    from hillrunner.tracking.track import MOST_STRIDES
    from hillrunner.tracking.track import track as tracked

    runner = hr.Runner.from_toml(options.runner) if options.runner else None
    strides: int | Literal["mean"] = "mean"
    if options.strides != "mean":
        try:
            strides = flag_whole("--strides", float(options.strides), 1, MOST_STRIDES)
        except ValueError:
            raise HillrunnerError(
                f"--strides is {options.strides!r}, but must be a whole number from 1 to "
                f"{MOST_STRIDES}, or mean."
            ) from None
    settings = hr.Settings()
    if options.mesh is not None:
        settings = settings.changed(mesh=flag_whole("--mesh", options.mesh, 8, 400))
    limit = flag_time_limit(options)
    with results_folder(options.out) as folder:
        with ProgressLine() as progress:
            result = tracked(
                options.markers,
                angles=options.angles,
                forces=options.forces,
                static=options.static,
                runner=runner,
                strides=strides,
                speed=options.speed,
                grade=options.grade,
                hold_back=options.hold_back,
                map=options.map,
                settings=settings,
                time_limit=limit,
                jobs=flag_jobs(options.jobs),
                progress=progress,
            )
        finish(result, folder, as_json=options.json)
    return 0
