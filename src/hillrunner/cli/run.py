"""The verbs ``run`` and ``sprint``: solve, measure, write, show."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import hillrunner
from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
from hillrunner.cli.folder import OutputFolder, slug
from hillrunner.cli.numbers import flag_number, flag_whole
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError
from hillrunner.lab.compare import Comparison, compare
from hillrunner.lab.export import export_opensim
from hillrunner.lab.storage import read_storage
from hillrunner.lab.strides import MeasuredStrides, cut_strides
from hillrunner.model.body.model import Body
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.published.bands import bands_for
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.tell.plain import plain
from hillrunner.tell.tables.run import result_table


def run(options: argparse.Namespace) -> int:
    """Solve how a runner runs; every complaint about the input comes before the solve."""
    runner = _runner(options)
    task = Run(speed=options.speed, grade=options.grade)
    how = _how(options)
    measured = None
    if options.measured:
        measured = cut_strides(read_storage(options.measured))
        for warning in measured.warnings:
            print(f"hillrunner: {options.measured}: {warning}", file=sys.stderr)
    return _solve(options, runner, task, f"{task.speed:g}", how, measured)


def sprint(options: argparse.Namespace) -> int:
    """Solve how fast a runner can sprint; every complaint about the input comes first."""
    return _solve(options, _runner(options), Sprint(grade=options.grade), "sprint", _how(options))


def _solve(
    options: argparse.Namespace,
    runner: Runner,
    task: Run | Sprint,
    name: str,
    how: dict[str, Any],
    measured: MeasuredStrides | None = None,
) -> int:
    folder = options.out or Path("out") / f"{slug(runner.name) or 'runner'}-{name}"
    with OutputFolder(folder) as out:
        with ProgressLine() as progress:
            motion = hillrunner.simulate(runner, task, **how, progress=progress)
        summary = spatiotemporal(motion)
        comparison = compare(motion, measured) if measured else None
        names = _write(out, motion, summary, measured, comparison)
        result = result_object(motion, summary, comparison, [str(folder / name) for name in names])
        text = json.dumps(result, allow_nan=False)
        (out.parts / "result.json").write_text(text + "\n", encoding="utf-8")
        out.publish()
    if options.json:
        print(text)
    else:
        bands = bands_for(motion.speed, motion.grade)
        print(result_table(motion, summary, bands, measured, comparison))
        print(f"\nFiles in {folder}: {', '.join(names)}")
    return 0


def _runner(options: argparse.Namespace) -> Runner:
    flags = {
        name: value
        for name in ("height", "mass", "sex", "age")
        if (value := getattr(options, name)) is not None
    }
    return Runner.from_toml(options.runner, **flags) if options.runner else Runner(**flags)


def _how(options: argparse.Namespace) -> dict[str, Any]:
    """Keyword arguments of ``simulate`` from the flags that were given."""
    if options.cold and options.start:
        raise HillrunnerError("--cold and --start cannot be given together: one is no start.")
    how: dict[str, Any] = {"cold": options.cold}
    if options.mesh is not None:
        how["mesh"] = flag_whole("--mesh", options.mesh, 8, 400)
    if options.starts is not None:
        how["starts"] = flag_whole("--starts", options.starts, 1, 20)
    if options.time_limit is not None:
        how["time_limit"] = flag_number("--time-limit", options.time_limit, 1, 86400, "s")
    if options.start:
        how["start"] = Motion.load(options.start)
    if options.body:
        how["body"] = Body.load(options.body)
    return how


def _write(
    out: OutputFolder,
    motion: Motion,
    summary: Spatiotemporal,
    measured: MeasuredStrides | None,
    comparison: Comparison | None,
) -> list[str]:
    """Write all files but the result; returns the names that will be in the folder."""
    motion.save(out.parts / "motion.nc")
    tables = out.parts / "opensim"
    tables.mkdir()
    written = export_opensim(motion, tables)
    hillrunner.write_report(
        motion, out.parts / "report.html", measured=measured, comparison=comparison, summary=summary
    )
    return [
        "report.html",
        "result.json",
        "motion.nc",
        *(f"opensim/{path.name}" for path in written),
    ]


def result_object(
    motion: Motion, summary: Spatiotemporal, comparison: Comparison | None, files: list[str]
) -> dict[str, Any]:
    """Everything ``--json`` prints: SI units, angles in deg, null for what does not exist."""
    solver = motion.solver
    result: dict[str, Any] = {
        "status": motion.status.word,
        "task": motion.task.kind,
        "speed": motion.speed,
        "grade": motion.grade,
        **summary.to_dict(),
        "solve_time": solver.solve_time,
        "iterations": solver.iterations,
        "objective": solver.objective,
        "starts": {"tried": solver.starts_tried, "agreed": solver.starts_agreed},
        "runner": json.loads(motion.runner.model_dump_json()),
        "body_hash": motion.body_hash,
        "hillrunner_version": hillrunner.__version__,
    }
    if comparison:
        result["measured"] = {
            "stride_time": comparison.measured_stride_time,
            "rms_error": math.degrees(comparison.rms),
            "rms_errors": {n: math.degrees(c.rms) for n, c in comparison.coordinates.items()},
        }
    result["files"] = files
    return {name: plain(value) for name, value in result.items()}
