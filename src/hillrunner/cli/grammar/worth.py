"""What is worth what: the verbs that weigh muscle, oxygen, technique and training."""

from __future__ import annotations

from pathlib import Path

from hillrunner.cli.grammar.common import (
    ALL_FILES,
    EPILOG,
    MOTION,
    MOTIONS_TOO,
    OWN,
    RUN,
    RUNNER,
    Verb,
    Verbs,
    add_output,
)
from hillrunner.cli.notation import number


def answer(verbs: Verbs) -> None:
    """Flags of the verb ``answer``."""
    answer = verbs.add_parser(
        "answer",
        help="say whether leg muscle helps a runner, beside oxygen and technique",
        description="Say how much time a realistic change of muscle, oxygen uptake or technique is "
        "worth in a race. Intervals come from many plausible bodies, which take hours to solve; "
        "--quick solves the runner's own run and sprint alone. Solved bodies are kept in the "
        "folder, so that the same command goes on where it was interrupted.",
        epilog=EPILOG,
    )
    answer.set_defaults(verb=Verb("hillrunner.cli.answer", "answer"))
    answer.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    answer.add_argument(
        "--distance",
        metavar="D",
        help="1500m, 3000m, 5km, 10km, 'half marathon', marathon or metres (default: the race's, "
        "or 10km)",
    )
    answer.add_argument(
        "--vo2max",
        type=number,
        metavar="X",
        help="maximal oxygen uptake, mL/kg/min (this or a race is needed, here or in the file)",
    )
    answer.add_argument(
        "--race",
        nargs=2,
        action="append",
        metavar=("D", "TIME"),
        help="a race that was run, as '10 km' 42:30",
    )
    bodies = "plausible bodies (default 30; more give steadier intervals)"
    answer.add_argument("--bodies", type=number, metavar="N", help=bodies)
    answer.add_argument("--jobs", type=number, metavar="N", help="processes at a time (default 2)")
    answer.add_argument("--start", type=Path, metavar="OWN.nc", help=OWN)
    quick = "answer from the runner's own run and sprint alone, without intervals"
    answer.add_argument("--quick", action="store_true", help=quick)
    add_output(answer, f"{ALL_FILES}out/answer-RUNNER)")


def what_if(verbs: Verbs) -> None:
    """Flags of the verb ``whatif``."""
    change = verbs.add_parser(
        "whatif",
        help="simulate a run again with other muscles or shoes, and show both side by side",
        description="Simulate a run again with other muscles or shoes, and show form, cost, forces "
        "and loads before and after. NAME is a muscle (soleus), a muscle group (calves) or all, "
        "every leg muscle. Write changes as +10% or -20%. Both legs change, or one of them with "
        "left:glutes=-30%; then both runs are solved as whole strides, which takes minutes.",
        epilog=EPILOG,
    )
    change.set_defaults(verb=Verb("hillrunner.cli.what_if", "what_if"))
    change.add_argument("base", type=Path, metavar="MOTION.nc", help=MOTION)
    what = change.add_argument_group("what changes (each may be repeated)")
    for flag, words in (
        ("--muscle", "force capacity, with the mass that goes with it"),
        ("--drive", "part of the muscle that works in its largest effort: strength without size"),
        ("--muscle-mass", "muscle mass; without it mass follows from force and fibre length"),
        ("--tendon", "tendon stiffness; without it the tendon stays as it is"),
        ("--fibre", "optimal fibre length, with the mass that goes with it"),
        ("--slow", "share of slow-twitch fibres: +10%% is ten percentage points more"),
    ):
        what.add_argument(flag, action="append", metavar="NAME=+10%", help=words)
    shoes = "other shoes instead of other muscles: 'super shoe', 'racing flat', 'usual', or a file"
    what.add_argument("--shoe", metavar="NAME|SHOE.toml", help=shoes)
    how = change.add_argument_group("how it is done")
    how.add_argument(
        "--each", action="store_true", help="solve each change alone, not all together"
    )
    how.add_argument(
        "--jobs", type=number, metavar="N", help="processes at a time, for --each (default 2)"
    )
    how.add_argument(
        "--body", type=Path, metavar="BODY.json", help="the body file that MOTION.nc was made with"
    )
    add_output(change, MOTIONS_TOO)


def technique(verbs: Verbs) -> None:
    """Flags of the verb ``technique``."""
    way = verbs.add_parser(
        "technique",
        help="say what a way of running costs, compared with the best one",
        description="Say what a technique costs in effort and energy, compared with the free run, "
        "the one that takes least effort. With a sign a value is a change from the free run: "
        "+5%, -0.01m, +2deg, +5. Without a sign it is the value itself: 175. What no flag sets is "
        "taken from the watch, then from the runner's file; the rest is left free.",
        epilog=EPILOG,
    )
    way.set_defaults(verb=Verb("hillrunner.cli.technique", "technique"))
    way.add_argument("base", type=Path, metavar="MOTION.nc", help=f"{RUN}, without a set technique")
    what = way.add_argument_group("which technique")
    for flag, metavar, words in (
        ("--step-rate", "+5%|+5|175", "steps of both feet, steps/min"),
        ("--trunk-lean", "+2deg|8", "forwards from the vertical, mean over the step, deg"),
        ("--overstride", "-0.02m|0.2", "ankle ahead of the centre of mass at contact, m, cm, mm"),
        ("--oscillation", "-0.01m|0.08", "of the centre of mass, up and down, m, cm or mm"),
    ):
        what.add_argument(flag, metavar=metavar, help=words)
    watch = "step rate and oscillation of a run recorded by a watch"
    what.add_argument("--watch", type=Path, metavar="FILE.fit", help=watch)
    file = "technique from [technique] in this file"
    what.add_argument("--runner", type=Path, metavar="RUNNER.toml", help=file)
    how = way.add_argument_group("how it is done")
    each = "also price every measure alone, not only all together"
    how.add_argument("--each", action="store_true", help=each)
    add_output(way, MOTIONS_TOO)


def design(verbs: Verbs) -> None:
    """Flags of the verb ``design``."""
    design = verbs.add_parser(
        "design",
        help="find where a body would best carry more muscle",
        description="Spread a budget of muscle over the legs for the fastest sprint or the "
        "cheapest run: simulate the body again and again, each time adding muscle where it gains "
        "most. What is added is carried and makes heat.",
        epilog=EPILOG,
    )
    design.set_defaults(verb=Verb("hillrunner.cli.design", "design"))
    design.add_argument("base", type=Path, metavar="MOTION.nc", help=MOTION)
    design.add_argument(
        "--aim", metavar="AIM", help="speed (of a sprint), energy (default) or effort (of a run)"
    )
    budget = "muscle to add, in percent of all leg muscle (default 5%%)"
    design.add_argument("--budget", metavar="P%", help=budget)
    design.add_argument("--most", metavar="P%", help="largest growth of one muscle (default 20%%)")
    add_output(design, MOTIONS_TOO)


def study(verbs: Verbs) -> None:
    """Flags of the verb ``study``."""
    study = verbs.add_parser(
        "study",
        help="simulate a designed population of runs, and what matters in it",
        description="Simulate every member of a design (ranges and lists of runners, strengths, "
        "speeds, slopes and changes of muscle) and put them into one data set, with how the "
        "numbers are spread and which inputs matter. Solved members are kept in the folder, so "
        "that the same command goes on where it was interrupted; those that cannot be solved are "
        "in the data set with the reason.",
        epilog=EPILOG,
    )
    study.set_defaults(verb=Verb("hillrunner.cli.study", "study"))
    design = "what is varied; studies/population.toml is one"
    study.add_argument("design", type=Path, metavar="DESIGN.toml", help=design)
    how = study.add_argument_group("where it is solved")
    where = "processes of this machine (default), or dask: on a cluster, or on one of this machine"
    how.add_argument("--executor", metavar="processes|dask", help=where)
    how.add_argument(
        "--address", metavar="HOST:PORT", help="of the Dask scheduler, as tcp://10.0.0.1:8786"
    )
    jobs = "processes at a time (default: one for each core)"
    how.add_argument("--jobs", type=number, metavar="N", help=jobs)
    add_output(study, f"{ALL_FILES}out/study-NAME)")
