"""The report: one HTML file that holds everything and asks the network for nothing."""

from __future__ import annotations

import json
from pathlib import Path

from markupsafe import Markup

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
from hillrunner.errors import MotionError
from hillrunner.lab.compare import Comparison, compare
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Solved, Status
from hillrunner.person.runner import Runner
from hillrunner.published.bands import bands_for
from hillrunner.tasks.task import Symmetry
from hillrunner.tell.report.charts import charts
from hillrunner.tell.report.document import (
    SCRIPTS,
    embedded,
    rendered,
    scripts,
    styles,
    write_whole,
)
from hillrunner.tell.report.frames import frame_times, frames_of
from hillrunner.tell.report.left_right import left_right_section
from hillrunner.tell.report.loads import cost, loads
from hillrunner.tell.report.run_numbers import band_table, joint_table, tiles
from hillrunner.tell.report.run_sections import mechanics, movers, roles, shown, springs, words
from hillrunner.tell.words.origin import in_short, origin_of
from hillrunner.tell.words.shoe import shoe_words

HONEST = (
    "Computed, not measured: the gait on this page is the solution of an optimal control problem "
    "for a model of this body; nothing was tracked or animated. {steps}, the feet meet an even, "
    "slightly soft ground, and trunk and arms are driven by torques instead of muscles. Bands are "
    "of other people. This is no medical advice."
)
FORCES = {
    "measured": "the ground's forces are those that were",
    "sought": "the ground's forces are found from these",
}
HONEST_FOLLOWED = (
    "Angles are near those that were measured and {forces}; muscles, tendons and joints are the "
    "solution of an optimal control problem for a model of this body, which shares moments among "
    "muscles by least effort. {steps}, and trunk and arms are driven by torques instead of "
    "muscles. Bands are of other people. This is no medical advice."
)
HONEST_OWN = (
    "The gait on this page is held near angles that were measured: it is what costs a model of "
    "this body least, of effort and what this runner prefers besides. The ground's forces, "
    "muscles, tendons and joints are computed. {steps}, the feet meet an even, slightly soft "
    "ground, and trunk and arms are driven by torques instead of muscles. Bands are of other "
    "people. This is no medical advice."
)
STEPS = {
    Symmetry.MIRRORED: "Left and right steps are mirror images by assumption",
    Symmetry.ALIKE: "Left and right do the same at all times by assumption",
    Symmetry.NONE: "Left and right steps are each their own",
}


def write_report(
    motion: Motion,
    path: str | Path,
    *,
    measured: MeasuredStrides | None = None,
    comparison: Comparison | None = None,
    summary: Spatiotemporal | None = None,
) -> Path:
    """Write the report of a motion; the file appears whole or not at all.

    Parameters
    ----------
    motion
        A solved stride.
    path
        HTML file to write.
    measured
        Measured strides to lay over the simulated ones.
    comparison
        Of the two; computed where not given.
    summary
        The motion in numbers; computed where not given.

    Raises
    ------
    MotionError
        If the motion is not converged, or the file cannot be written.
    MeasuredError
        If the measured strides share no angle with the motion.
    """
    path = Path(path)
    if motion.status is not Status.CONVERGED:
        raise MotionError(
            f"no report of a motion that did not converge (status {motion.status.word})."
        )
    text = _document(motion, measured, comparison, summary or spatiotemporal(motion))
    return write_whole(text, path)


def _document(
    motion: Motion,
    measured: MeasuredStrides | None,
    comparison: Comparison | None,
    summary: Spatiotemporal,
) -> str:
    if measured is not None and comparison is None:
        comparison = compare(motion, measured)
    bands = bands_for(motion.speed, motion.grade)
    analysis = Analysis(motion)
    drawn = frames_of(motion, measured)
    drawn["charts"] = charts(analysis, frame_times(motion))
    joints = joint_table(comparison, measured) if comparison and measured is not None else Markup()
    return rendered(
        "run.html",
        title=_title(motion),
        subtitle=f"{runner_words(motion)} \u00b7 {in_short(motion)}",
        style=styles("style.css"),
        names=None,
        tiles=tiles(motion, summary),
        words=words(analysis),
        bands=band_table(summary, bands, measured),
        joints=joints,
        roles=shown(roles, analysis),
        movers=shown(movers, analysis),
        springs=shown(springs, analysis),
        mechanics=shown(mechanics, analysis),
        loads=shown(loads, analysis),
        left_right=shown(left_right_section, analysis),
        cost=shown(cost, analysis),
        provenance=provenance(motion),
        data=embedded(drawn),
        script=scripts(*SCRIPTS),
    )


def _title(motion: Motion) -> str:
    who = f"{motion.runner.name}, running" if motion.runner.name else "Running"
    return f"{who} at {motion.speed:.4g}\u00a0m/s"


def runner_words(motion: Motion) -> str:
    """The runner and the ground, in a few words."""
    grade = motion.grade
    ground = f"{abs(100 * grade):g} % {'uphill' if grade > 0 else 'downhill'}" if grade else "level"
    return f"{person_words(motion.runner)} \u00b7 {ground} ground"


def person_words(runner: Runner) -> str:
    """The runner in a few words."""
    shod = f", in a {shoe_words(runner.shoe)}" if runner.shoe else ""
    return f"{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg{shod}"


def provenance(motion: Motion, *, honest: bool = True) -> Markup:
    """Where a motion comes from, with every setting; what it is not, where ``honest``."""
    attrs, solver, body = motion.data.attrs, motion.solver, motion.body
    rows = [
        ("Status", motion.status.word),
        ("Program", f"hillrunner {attrs['hillrunner_version']}"),
        ("Computed", str(attrs["created"])),
        ("Body", f"{body.name}, {len(body.muscles)} muscles, hash {motion.body_hash}"),
        ("Made from", body.source),
        ("Credits", body.credits),
        ("Solver", _took(solver)),
    ]
    tables = {
        "runner": motion.runner.model_dump(mode="json"),
        "settings": motion.settings.model_dump(mode="json"),
        "solver": solver.model_dump(mode="json"),
    }
    return rendered(
        "provenance.html",
        honest=_honest(motion) if honest else "",
        rows=[(name, value) for name, value in rows if value],
        settings=json.dumps(tables, indent=1, default=str),
    )


def _honest(motion: Motion) -> str:
    """What a motion is not."""
    steps, pushed = STEPS[motion.task.symmetry(motion.body)], motion.task.pushed
    if pushed is None:
        own = origin_of(motion) == "own"
        return (HONEST_OWN if own else HONEST).format(steps=steps)
    return HONEST_FOLLOWED.format(steps=steps, forces=FORCES[pushed])


def _took(solver: Solved) -> str:
    """The solver's figures in words."""
    return (
        f"{solver.iterations} iterations, {solver.solve_time:.1f} s, "
        f"objective {solver.objective:.5g}, residual {solver.residual:.1e}, "
        f"start: {solver.started_from}, "
        f"{solver.starts_agreed} of {solver.starts_tried} starts agreed"
    )
