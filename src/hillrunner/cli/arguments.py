"""The grammar of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from hillrunner import __version__
from hillrunner.cli.folder import folder_named
from hillrunner.cli.notation import grade, number, speed
from hillrunner.cli.parser import Parser

EPILOG = """exit codes: 0 done, 1 no solution was found (nothing is written), 2 the input is wrong,
130 interrupted"""
TRY = "try: hillrunner answer me.toml --quick"
ALL_FILES = "folder for all files (default "
MOTIONS_TOO = "also write motions and result here"
RUNNER = "who runs: height, mass and more; examples/runner.toml shows all"
MOTION = "a motion.nc written by run or sprint"
RUN = "a motion.nc written by run"

Verbs = argparse._SubParsersAction
Group = argparse._ArgumentGroup


@dataclass(frozen=True)
class Verb:
    """A function that does a verb, imported when it is called, so that ``--help`` is quick.

    Attributes
    ----------
    module, name
        Where it is.
    """

    module: str
    name: str

    def __call__(self, options: argparse.Namespace) -> int:
        return int(getattr(import_module(self.module), self.name)(options))


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line; ``verb`` of the result is the :class:`Verb` to call with it."""
    options, unknown = grammar().parse_known_args(argv)
    if unknown:
        options.parser.refuse(unknown)
    return options


def grammar() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = Parser(
        prog="hillrunner",
        description="Simulates how one person's body runs, and says whether more leg muscle would "
        "help.",
        epilog=f"{TRY}\n\n{EPILOG}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"hillrunner {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    _answer(verbs)
    _run(verbs)
    _sprint(verbs)
    _lift(verbs)
    _train(verbs)
    _longrun(verbs)
    _explain(verbs)
    _what_if(verbs)
    _technique(verbs)
    _strength(verbs)
    _design(verbs)
    _study(verbs)
    _read(verbs)
    _track(verbs)
    _validate(verbs)
    _body(verbs)
    return parser


def _answer(verbs: Verbs[Parser]) -> None:
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
    quick = "answer from the runner's own run and sprint alone, without intervals"
    answer.add_argument("--quick", action="store_true", help=quick)
    _output(answer, f"{ALL_FILES}out/answer-RUNNER)")


def _run(verbs: Verbs[Parser]) -> None:
    run = verbs.add_parser(
        "run",
        help="simulate a run at a speed and report it",
        description="Simulate how a runner runs at a speed; write the motion, tables for OpenSim "
        "and a report.",
        epilog=EPILOG,
    )
    run.set_defaults(verb=Verb("hillrunner.cli.run", "run"))
    _who(run)
    what = run.add_argument_group("what is simulated")
    what.add_argument(
        "--speed",
        type=speed,
        metavar="V",
        help="m/s, 2 to 6, or as 12km/h or 5:00/km (required)",
    )
    _grade(what)
    _how(run)
    _output(run, f"{ALL_FILES}out/RUNNER-SPEED)").add_argument(
        "--measured",
        type=Path,
        metavar="IK.mot",
        help="your measured joint angles (OpenSim inverse kinematics, .mot), to compare",
    )


def _sprint(verbs: Verbs[Parser]) -> None:
    sprint = verbs.add_parser(
        "sprint",
        help="simulate the fastest sprint and report it",
        description="Simulate how fast a runner can sprint; write the motion, tables for OpenSim "
        "and a report. The speed is part of the result.",
        epilog=EPILOG,
    )
    sprint.set_defaults(verb=Verb("hillrunner.cli.run", "sprint"))
    _who(sprint)
    _grade(sprint.add_argument_group("what is simulated"))
    _how(sprint)
    _output(sprint, f"{ALL_FILES}out/RUNNER-sprint)")


def _lift(verbs: Verbs[Parser]) -> None:
    lift = verbs.add_parser(
        "lift",
        help="simulate a lift, or the most that can be lifted",
        description="Simulate one repetition of a lift: squat (a bar on the shoulders), deadlift "
        "(a bar from the floor), calf-raise (standing, a bar on the shoulders), seated-calf-raise "
        "(a load on the knees), split-squat or step-up (one foot ahead, or on a box; a bar or "
        "dumbbells). Tempo and way are given; posture, balance and muscles are found.",
        epilog=EPILOG,
    )
    lift.set_defaults(verb=Verb("hillrunner.cli.lift", "lift"))
    exercise = "squat, deadlift, calf-raise, seated-calf-raise, split-squat or step-up; none with "
    exercise += "--table"
    lift.add_argument("exercise", nargs="?", metavar="EXERCISE", help=exercise)
    lift.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    what = lift.add_argument_group("what is lifted, and how")
    load = "kg, or %% of the largest load (as 70%%), or max: the largest load (default 0)"
    what.add_argument("--load", default="0", metavar="LOAD", help=load)
    depth = "of a squat: knee flexion in deg, or half (90), parallel (110), full (125); of a "
    depth += "split squat or step-up: flexion of the front knee in deg (default 90)"
    what.add_argument("--depth", type=number, metavar="DEPTH", help=depth)
    rise = "of a calf raise: deg of the soles from the ground (default 30; seated 25)"
    what.add_argument("--rise", type=number, metavar="DEG", help=rise)
    height = "of a deadlift: m of the bar over the floor, at its lowest (default 0.225)"
    what.add_argument("--height", type=number, metavar="M", help=height)
    stride = "of a split squat: how far one foot is ahead, in body heights (default 0.4)"
    what.add_argument("--stride", type=number, metavar="SHARE", help=stride)
    carry = "of a split squat or step-up: shoulders (a bar, the default) or hands (dumbbells)"
    what.add_argument("--carry", metavar="WHERE", help=carry)
    front = "of a split squat or step-up: the leg ahead, right (the default) or left"
    what.add_argument("--front", metavar="SIDE", help=front)
    for flag in ("--down", "--up"):
        way = f"time for the way {flag[2:]}, s (default 1)"
        what.add_argument(flag, type=number, metavar="S", help=way)
    beside = lift.add_argument_group("side by side")
    table = "all exercises with one load, by muscle group, instead of one"
    beside.add_argument("--table", action="store_true", help=table)
    compare = "also with this load, or this other exercise, beside the first"
    beside.add_argument("--compare", metavar="LOAD|EXERCISE", help=compare)
    solve = lift.add_argument_group("how it is solved")
    start = "start from this lift (default: from none)"
    solve.add_argument("--start", type=Path, metavar="MOTION.nc", help=start)
    mesh = "intervals each way (8 to 400; default 30)"
    solve.add_argument("--mesh", type=number, metavar="N", help=mesh)
    limit = "give up after S seconds (default none)"
    solve.add_argument("--time-limit", type=number, metavar="S", help=limit)
    _output(lift, "also write motion, tables for OpenSim and a report here")


def _train(verbs: Verbs[Parser]) -> None:
    train = verbs.add_parser(
        "train",
        help="say what weeks of strength training are worth",
        description="Say what a plan of strength training does to a runner, week by week: lifts, "
        "strength, size, tendons, and with them economy, race time, top speed and loads, with "
        "intervals over plausible responders. The plan's lifts are simulated for this body, and "
        "the run again with the changed muscles. What is solved is kept in the folder, so that "
        "the same command goes on where it was interrupted.",
        epilog=EPILOG,
    )
    train.set_defaults(verb=Verb("hillrunner.cli.train", "train"))
    train.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    what = train.add_argument_group("what is trained")
    plan = "a plan's file (examples/plan.toml), or one that ships: heavy-legs, calf-tendon, "
    what.add_argument("--plan", metavar="PLAN", help=f"{plan}bodyweight, maintenance")
    best = "instead of a plan: find the one that serves a goal best"
    what.add_argument("--best", action="store_true", help=best)
    what.add_argument("--weeks", type=number, metavar="N", help="weeks, in place of the plan's")
    after = "weeks to look on after it, in place of the plan's"
    what.add_argument("--after", type=number, metavar="N", help=after)
    found = train.add_argument_group("what the best plan is found by (with --best)")
    goal = "race (default), 'top speed', or a load to lower, as kneecap or 'Achilles tendon'"
    found.add_argument("--goal", metavar="GOAL", help=goal)
    found.add_argument("--sessions", type=number, metavar="N", help="a week (default 2)")
    found.add_argument("--minutes", type=number, metavar="M", help="of a session (default 40)")
    among = "one that may be chosen; may be repeated (default: all that are simulated)"
    found.add_argument("--exercise", action="append", metavar="NAME", help=among)
    found.add_argument("--running", type=number, metavar="KM", help="a week (default 40)")
    who = train.add_argument_group("who trains")
    race = "distance whose time is asked for, as '10 km' (default: that of the runner's race)"
    who.add_argument("--race", metavar="D", help=race)
    who.add_argument("--vo2max", type=number, metavar="X", help="maximal oxygen uptake, mL/kg/min")
    most = "your own largest load, as 'half squat=100' (kg); may be repeated"
    who.add_argument("--one-rep-max", action="append", metavar="LIFT=KG", help=most)
    age = "years of strength training before (default 0)"
    who.add_argument("--training-age", type=number, metavar="YEARS", help=age)
    how = train.add_argument_group("how it is solved")
    again = "weeks whose run is solved again (default: the last, and the last one after it)"
    how.add_argument("--solve", type=number, nargs="+", metavar="WEEK", help=again)
    how.add_argument("--quick", action="store_true", help="solve no run again: prices alone")
    bodies = "plausible bodies for the intervals too (8 or more; minutes each; default 0)"
    how.add_argument("--bodies", type=number, metavar="N", help=bodies)
    how.add_argument("--jobs", type=number, metavar="N", help="processes at a time (default 2)")
    _output(train, f"{ALL_FILES}out/train-RUNNER-PLAN)")


def _longrun(verbs: Verbs[Parser]) -> None:
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
    solve = longrun.add_argument_group("how it is solved")
    parts = "stretches, each solved anew (1 to 50; default 10)"
    solve.add_argument("--steps", type=number, default=10, metavar="N", help=parts)
    start = "start from this fresh run at the speed of the long one (default: it is solved)"
    solve.add_argument("--start", type=Path, metavar="MOTION.nc", help=start)
    limit = "give up a solve after S seconds (default none)"
    solve.add_argument("--time-limit", type=number, metavar="S", help=limit)
    _output(longrun, "also write a page, the fresh and the last motion, and what is solved, here")


def _who(run: Parser) -> None:
    run.add_argument("runner", nargs="?", type=Path, metavar="RUNNER.toml", help=RUNNER)
    who = run.add_argument_group("who runs (instead of the file, or in place of what it says)")
    who.add_argument("--height", type=number, metavar="M", help="m, 1.3 to 2.2")
    who.add_argument("--mass", type=number, metavar="KG", help="kg, 35 to 150")
    who.add_argument("--sex", metavar="SEX", help="male (default) or female")
    who.add_argument("--age", type=number, metavar="YEARS", help="years, 14 to 90 (default 30)")
    who.add_argument("--body", type=Path, metavar="BODY.json", help="a body other than the default")


def _grade(what: Group) -> None:
    what.add_argument(
        "--grade",
        type=grade,
        default=0.0,
        metavar="G",
        help="slope as rise over run, -0.2 to 0.2 (0.05 or 5%% is 5 %% uphill; default 0)",
    )


def _how(run: Parser) -> None:
    solve = run.add_argument_group("how it is solved")
    solve.add_argument(
        "--start",
        type=Path,
        metavar="MOTION.nc",
        help="start from this motion (default: the nearest that comes with hillrunner)",
    )
    solve.add_argument("--cold", action="store_true", help="start from no earlier motion (slow)")
    mesh = "intervals per step (8 to 400; default 30)"
    solve.add_argument("--mesh", type=number, metavar="N", help=mesh)
    starts = "first guesses to try, where it starts from no motion (default 1)"
    solve.add_argument("--starts", type=number, metavar="K", help=starts)
    limit = "give up after S seconds (default none)"
    solve.add_argument("--time-limit", type=number, metavar="S", help=limit)


def _output(verb: Parser, out: str | None = None) -> Group:
    """``--json``, and ``--out`` with what is said of it where files are written."""
    group = verb.add_argument_group("what is shown and written")
    if out:
        group.add_argument("--out", type=folder_named, metavar="DIR", help=out)
    group.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return group


def _explain(verbs: Verbs[Parser]) -> None:
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
    _output(explain)


def _what_if(verbs: Verbs[Parser]) -> None:
    change = verbs.add_parser(
        "whatif",
        help="simulate a run again with other muscles, and show both side by side",
        description="Simulate a run again with other muscles, and show form, cost, forces and "
        "loads before and after. NAME is a muscle (soleus), a muscle group (calves) or all, every "
        "leg muscle. Write changes as +10% or -20%. Both legs change, or one of them with "
        "left:glutes=-30%; then both runs are solved as whole strides, which takes minutes.",
        epilog=EPILOG,
    )
    change.set_defaults(verb=Verb("hillrunner.cli.what_if", "what_if"))
    change.add_argument("base", type=Path, metavar="MOTION.nc", help=MOTION)
    what = change.add_argument_group("what changes (each may be repeated)")
    for flag, words in (
        ("--muscle", "force capacity, with the mass that goes with it"),
        ("--muscle-mass", "muscle mass; without it mass follows from force and fibre length"),
        ("--tendon", "tendon stiffness; without it the tendon stays as it is"),
        ("--fibre", "optimal fibre length, with the mass that goes with it"),
        ("--slow", "share of slow-twitch fibres: +10%% is ten percentage points more"),
    ):
        what.add_argument(flag, action="append", metavar="NAME=+10%", help=words)
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
    _output(change, MOTIONS_TOO)


def _technique(verbs: Verbs[Parser]) -> None:
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
    _output(way, MOTIONS_TOO)


def _strength(verbs: Verbs[Parser]) -> None:
    tests = verbs.add_parser(
        "strength",
        help="turn strength tests into strength factors of muscle groups",
        description="Compare strength tests with what the model's muscles can do in them: strength "
        "factors of the muscle groups, how sure they are, and which groups the tests say nothing "
        "about. Tests not given as flags are read from [tests] in the runner's file.",
        epilog=EPILOG,
    )
    tests.set_defaults(verb=Verb("hillrunner.cli.strength", "strength"))
    tests.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    for flag, unit, words in (
        ("--squat", "KG", "one-repetition maximum, both legs"),
        ("--deadlift", "KG", "one-repetition maximum, both legs"),
        ("--split-squat", "KG", "one-repetition maximum of split squat or lunge"),
        ("--calf-raise", "KG", "one-repetition maximum, standing on one leg"),
        ("--jump", "M", "height of a vertical jump, m"),
        ("--leg-muscle-volume", "L", "all muscles of one leg, by magnetic resonance"),
    ):
        tests.add_argument(flag, type=number, metavar=unit, help=words)
    torque = "best isometric torque of one leg, as 'knee extension=220'; may be repeated"
    tests.add_argument("--isometric", action="append", metavar="'TEST=N m'", help=torque)
    tests.add_argument(
        "--training",
        metavar="LEVEL",
        help="training level, used where no test is given: untrained, recreational, endurance or "
        "sprint",
    )
    _output(tests)


def _design(verbs: Verbs[Parser]) -> None:
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
    _output(design, MOTIONS_TOO)


def _study(verbs: Verbs[Parser]) -> None:
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
    _output(study, f"{ALL_FILES}out/study-NAME)")


def _read(verbs: Verbs[Parser]) -> None:
    read = verbs.add_parser(
        "read",
        help="say what is in a lab's or watch's files, and what is wrong with them",
        description="Say what is in measured files and what is wrong with them, before anything "
        "is solved: markers, force plates, coordinates, axes, feet on plates, strides with the "
        "reason for every one left out. Files of one trial are put together. Exits with 2 where "
        "something forbids their use.",
        epilog=EPILOG,
    )
    read.set_defaults(verb=Verb("hillrunner.cli.read", "read"))
    kinds = ".c3d, .trc, .mot, .sto, .csv, or .fit, .tcx, .gpx of a watch"
    read.add_argument("files", nargs="+", type=Path, metavar="FILE", help=kinds)
    mapping = "what names and columns mean, as a TOML file (a .csv needs one)"
    read.add_argument("--map", type=Path, metavar="MAP.toml", help=mapping)
    _output(read)


def _track(verbs: Verbs[Parser]) -> None:
    track = verbs.add_parser(
        "track",
        help="find the muscle forces of strides that were measured",
        description="Find the muscles, tendons and joints of measured strides: the motion of all "
        "muscles that stays as near to the measured angles as markers can tell, under the measured "
        "forces of the ground, and costs least otherwise. Where none were measured they are found "
        "too. Says first what of it can be believed.",
        epilog=EPILOG,
    )
    track.set_defaults(verb=Verb("hillrunner.cli.track", "track"))
    track.add_argument("runner", nargs="?", type=Path, metavar="RUNNER.toml", help=RUNNER)
    files = track.add_argument_group("what was measured")
    files.add_argument("--markers", type=Path, metavar="RUN", help="a .c3d or .trc of running")
    angles = "instead of markers: inverse kinematics, in OpenSim's names (needs RUNNER.toml)"
    files.add_argument("--angles", type=Path, metavar="IK.mot", help=angles)
    forces = "forces of the ground, where they were measured and are in a file of their own"
    files.add_argument("--forces", type=Path, metavar="GRF.mot", help=forces)
    aside = "find the forces of the ground without the measured ones, and compare with these"
    files.add_argument("--hold-back", action="store_true", help=aside)
    static = "markers of the same person standing, for the size of the body"
    files.add_argument("--static", type=Path, metavar="STATIC", help=static)
    mapping = "what names mean, as a TOML file"
    files.add_argument("--map", type=Path, metavar="MAP.toml", help=mapping)
    pace = "of the ground under the runner (default: that of feet that stand)"
    files.add_argument("--speed", type=speed, metavar="V", help=pace)
    _grade(files)
    how = track.add_argument_group("what is found")
    strides = "how many steady strides, or mean: all right ones as one (default 1)"
    how.add_argument("--strides", default="1", metavar="N", help=strides)
    mesh = "intervals per step (8 to 400; default 30)"
    how.add_argument("--mesh", type=number, metavar="N", help=mesh)
    jobs = "strides at a time, once the first is found (default 2)"
    how.add_argument("--jobs", type=number, metavar="N", help=jobs)
    limit = "give up after S seconds a stride (default none)"
    how.add_argument("--time-limit", type=number, metavar="S", help=limit)
    _output(track, "folder for motions, reports and tables (default: none are written)")


def _validate(verbs: Verbs[Parser]) -> None:
    check = verbs.add_parser(
        "validate",
        help="compare the simulator with published measurements",
        description="Simulate the default body over speeds and slopes and compare it with what is "
        "published of runners: a table, a page and a JSON file. Solved motions are kept in the "
        "folder, so that the same command goes on where it was interrupted.",
        epilog=EPILOG,
    )
    check.set_defaults(verb=Verb("hillrunner.cli.validate", "validate"))
    quick = "use the motions that come with hillrunner; solve nothing"
    check.add_argument("--quick", action="store_true", help=quick)
    check.add_argument(
        "--speeds", type=speed, nargs="+", metavar="V", help="compare at these speeds only, m/s"
    )
    check.add_argument(
        "--individuals",
        type=Path,
        metavar="DATA_DIR",
        help="also simulate the measured runners whose strides are in this folder",
    )
    check.add_argument("--jobs", type=number, metavar="N", help="processes at a time (default 2)")
    _output(check, f"{ALL_FILES}out/validate)")


def _body(verbs: Verbs[Parser]) -> None:
    brief = "import a musculoskeletal model, or show one"
    body = verbs.add_parser("body", help=brief, description=f"{brief.capitalize()}.", epilog=EPILOG)
    actions = body.add_subparsers(title="verbs", metavar="VERB", required=True)
    bring = actions.add_parser(
        "import",
        help="make a body file from an OpenSim model",
        description="Make a body file from an OpenSim model. Needs the extra 'opensim', in this "
        "Python or in the one that HILLRUNNER_OPENSIM_PYTHON names.",
        epilog=EPILOG,
    )
    bring.set_defaults(verb=Verb("hillrunner.cli.body", "import_body"))
    bring.add_argument("model", type=Path, metavar="MODEL.osim", help="an OpenSim model")
    file = "the body file to write (required)"
    bring.add_argument("--out", type=Path, required=True, metavar="BODY.json", help=file)
    height = "height of the person the model describes, m"
    bring.add_argument("--height", type=number, metavar="M", help=height)
    show = actions.add_parser(
        "show",
        help="print the anatomy",
        description="Print segments, joints and muscles of a body.",
        epilog=EPILOG,
    )
    show.set_defaults(verb=Verb("hillrunner.cli.body", "show_body"))
    show.add_argument(
        "--body", type=Path, metavar="BODY.json", help="a body other than the default"
    )
    one = "one muscle in full: soleus, or left:soleus"
    show.add_argument("--muscle", metavar="NAME", help=one)
