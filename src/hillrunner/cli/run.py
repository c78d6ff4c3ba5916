"""The verbs ``run`` and ``sprint``: solve, measure, write, show."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import hillrunner as hr
from hillrunner.cli.flag_values import flag_time_limit, flag_whole, flags_named
from hillrunner.cli.folder import OutputFolder
from hillrunner.cli.progress import ProgressLine
from hillrunner.errors import HillrunnerError
from hillrunner.files import slug

if TYPE_CHECKING:
    from hillrunner.lab.strides import MeasuredStrides


class How(TypedDict, total=False):
    """Keyword arguments of :func:`hillrunner.simulate` that have flags."""

    start: hr.Motion | Literal["nearest", "cold"]
    starts: int
    mesh: int
    time_limit: float
    body: hr.Body


def run(options: argparse.Namespace) -> int:
    """Solve how a runner runs; every complaint about the input comes before the solve."""
    runner = _runner(options)
    with flags_named("speed", "grade"):
        task = hr.Run(options.speed, options.grade)
    how = _how(options)
    measured = _strides(options.measured) if options.measured else None
    return _simulate(options, runner, task, f"{task.speed:g}", how, measured)


def sprint(options: argparse.Namespace) -> int:
    """Solve how fast a runner can sprint; every complaint about the input comes first."""
    runner = _runner(options)
    with flags_named("grade"):
        task = hr.Sprint(grade=options.grade)
    how = _how(options)
    return _simulate(options, runner, task, "sprint", how)


def _simulate(
    options: argparse.Namespace,
    runner: hr.Runner,
    task: hr.Run | hr.Sprint,
    name: str,
    how: How,
    measured: MeasuredStrides | None = None,
) -> int:
    path = options.out or Path("out") / f"{slug(runner.name) or 'runner'}-{name}"
    with OutputFolder(path) as folder:
        with ProgressLine() as progress:
            motion = hr.simulate(runner, task, **how, progress=progress)

        from hillrunner.tell.results.run import RunShown

        shown = RunShown(motion, measured)
        names = [*shown.files(folder.parts), "result.json"]
        text = json.dumps(shown.plain([str(path / name) for name in names]), allow_nan=False)
        (folder.parts / "result.json").write_text(text + "\n", encoding="utf-8")
        folder.publish()
    print(text if options.json else f"{shown.text()}\n\nFiles in {path}: {', '.join(names)}")
    return 0


def _runner(options: argparse.Namespace) -> hr.Runner:
    names = ("height", "mass", "sex", "age")
    flags = {name: value for name in names if (value := getattr(options, name)) is not None}
    if options.runner:
        return hr.Runner.from_toml(options.runner, **flags)
    if not flags:
        raise HillrunnerError("who runs? Give RUNNER.toml, or --height and --mass.")
    with flags_named(*names):
        return hr.Runner(**flags)


def _how(options: argparse.Namespace) -> How:
    """What the flags say of how it is solved."""
    if options.cold and options.start:
        raise HillrunnerError("give either --cold or --start, not both.")
    if options.starts is not None and options.start:
        raise HillrunnerError(
            "give either --start or --starts, not both: --starts compares cold starts."
        )
    how: How = {}
    if options.mesh is not None:
        how["mesh"] = flag_whole("--mesh", options.mesh, 8, 400)
    if options.starts is not None:
        how["starts"] = flag_whole("--starts", options.starts, 1, 20)
    if options.cold or how.get("starts", 1) > 1:
        how["start"] = "cold"
    if (limit := flag_time_limit(options)) is not None:
        how["time_limit"] = limit
    if options.start:
        how["start"] = hr.Motion.load(options.start)
    if options.body:
        how["body"] = hr.Body.load(options.body)
    return how


def _strides(path: Path) -> MeasuredStrides:
    """A person's strides, cut from their inverse kinematics."""
    from hillrunner.lab.storage import read_storage
    from hillrunner.lab.strides import cut_strides

    try:
        measured = cut_strides(read_storage(path))
    except HillrunnerError as error:
        if path.suffix.lower() not in (".mot", ".sto"):
            raise type(error)(f"{str(error).rstrip('.')} (--measured takes a .mot file).") from None
        raise
    for warning in measured.warnings:
        print(f"hillrunner: {path}: {warning}", file=sys.stderr)
    return measured
