"""What a body does: the verbs that compute a movement, or say what one is."""

from __future__ import annotations

from pathlib import Path

from hillrunner.cli.grammar.common import (
    ALL_FILES,
    EPILOG,
    MOTION,
    RUNNER,
    Verb,
    Verbs,
    add_grade,
    add_how,
    add_output,
    add_who,
)
from hillrunner.cli.notation import number, speed


def run(verbs: Verbs) -> None:
    """Flags of the verb ``run``."""
    run = verbs.add_parser(
        "run",
        help="simulate a run at a speed and report it",
        description="Simulate how a runner runs at a speed; write the motion, tables for OpenSim "
        "and a report.",
        epilog=EPILOG,
    )
    run.set_defaults(verb=Verb("hillrunner.cli.run", "run"))
    add_who(run)
    what = run.add_argument_group("what is simulated")
    what.add_argument(
        "--speed",
        type=speed,
        metavar="V",
        help="m/s, 2 to 6, or as 12km/h or 5:00/km (required)",
    )
    add_grade(what)
    add_how(run)
    add_output(run, f"{ALL_FILES}out/RUNNER-SPEED)").add_argument(
        "--measured",
        type=Path,
        metavar="IK.mot",
        help="your measured joint angles (OpenSim inverse kinematics, .mot), to compare",
    )


def sprint(verbs: Verbs) -> None:
    """Flags of the verb ``sprint``."""
    sprint = verbs.add_parser(
        "sprint",
        help="simulate the fastest sprint and report it",
        description="Simulate how fast a runner can sprint; write the motion, tables for OpenSim "
        "and a report. The speed is part of the result.",
        epilog=EPILOG,
    )
    sprint.set_defaults(verb=Verb("hillrunner.cli.run", "sprint"))
    add_who(sprint)
    add_grade(sprint.add_argument_group("what is simulated"))
    add_how(sprint)
    add_output(sprint, f"{ALL_FILES}out/RUNNER-sprint)")


def explain(verbs: Verbs) -> None:
    """Flags of the verb ``explain``."""
    explain = verbs.add_parser(
        "explain",
        help="say what every muscle does in a solved motion",
        description="Say in a few sentences what the muscles do in a solved motion, what loads the "
        "body and what it costs. --tables and --json add all numbers behind the sentences.",
        epilog=EPILOG,
    )
    explain.set_defaults(verb=Verb("hillrunner.cli.explain", "explain"))
    explain.add_argument("motion", type=Path, metavar="MOTION.nc", help=MOTION)
    explain.add_argument("--tables", action="store_true", help="print the tables too")
    add_output(explain)


def longrun(verbs: Verbs) -> None:
    """Flags of the verb ``longrun``."""
    longrun = verbs.add_parser(
        "longrun",
        help="simulate a long run in which muscles tire",
        description="Run a distance at an even pace or by splits, on the level or along a course: "
        "muscles tire, the run is solved again every few kilometres with the force that is left, "
        "and oxygen says how fast it can be. Tells by kilometre what is left and how form changes, "
        "and when it ends. Solved runs are kept in the folder, so that the same command goes on "
        "where it was interrupted.",
        epilog=EPILOG,
    )
    longrun.set_defaults(verb=Verb("hillrunner.cli.longrun", "longrun"))
    longrun.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    what = longrun.add_argument_group("what is run")
    far = "5km, 'half marathon', marathon or metres, 1500 m to marathon (default: the course's)"
    what.add_argument("--distance", metavar="D", help=far)
    even = "min:s a kilometre, as 4:45 (default: the best that oxygen allows)"
    what.add_argument("--pace", metavar="PACE", help=even)
    what.add_argument("--time", metavar="TIME", help="finish time, as 3:20 or 42:30, for a pace")
    marks = "the clock at kilometres, as 10,48:20 21.0975,1:43:00, or a file of one a line"
    what.add_argument("--splits", nargs="+", metavar="KM,TIME", help=marks)
    track = ".gpx, .tcx or .fit file whose grade by kilometre is run (within 3 %% of the distance)"
    what.add_argument("--course", type=Path, metavar="FILE", help=track)
    slopes = "grade from each kilometre on, as 10,2%% 20,-1%% (default level)"
    what.add_argument("--profile", nargs="+", metavar="KM,GRADE", help=slopes)
    none = "nothing tires and nothing drifts"
    what.add_argument("--fresh", action="store_true", help=none)
    alone = "oxygen drifts by tired muscles alone"
    what.add_argument("--no-drift", action="store_true", help=alone)
    more = "also run with 10 %% more muscle of these groups, as calves glutes"
    what.add_argument("--buffer", nargs="+", metavar="GROUP", help=more)
    less = "also run with 10 %% less muscle of these groups, as glutes left:calves"
    what.add_argument("--weaker", nargs="+", metavar="PLACE", help=less)
    weeks = "also run with the muscles that a plan leaves, as heavy-legs or PLAN.toml"
    what.add_argument("--plan", metavar="PLAN", help=weeks)
    what.add_argument("--weeks", type=number, metavar="N", help="over N weeks (default the plan's)")
    solve = longrun.add_argument_group("how it is solved")
    parts = "stretches, each solved anew (1 to 50; default 10)"
    solve.add_argument("--steps", type=number, default=10, metavar="N", help=parts)
    start = "start from this fresh run at the speed of the long one, or from a measured "
    start += "runner's own way, as style writes it (default: the run of least effort is solved)"
    solve.add_argument("--start", type=Path, metavar="MOTION.nc", help=start)
    limit = "give up a solve after S seconds (default none)"
    solve.add_argument("--time-limit", type=number, metavar="S", help=limit)
    add_output(
        longrun, "also write a page, the fresh and the last motion, and what is solved, here"
    )
