"""The grammar of the command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from hillrunner import __version__
from hillrunner.cli.folder import folder_named

EPILOG = """exit codes: 0 done, 1 the solve did not converge and nothing was written, 2 the input is
wrong, 130 interrupted"""
ALL_FILES = "folder for all files (default "
MOTIONS_TOO = "also write motions and result here"


class _Parser(argparse.ArgumentParser):
    """Complains in one line."""

    def error(self, message: str) -> NoReturn:
        print(f"hillrunner: {message.rstrip('.')}; see {self.prog} --help.", file=sys.stderr)
        raise SystemExit(2)


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
    return grammar().parse_args(argv)


def grammar() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(
        prog="hillrunner",
        description="How one person's body runs, by physics.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"hillrunner {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    _run(verbs)
    _sprint(verbs)
    _explain(verbs)
    _what_if(verbs)
    _technique(verbs)
    _design(verbs)
    _strength(verbs)
    _body(verbs)
    _validate(verbs)
    _answer(verbs)
    return parser


def _run(verbs: Verbs[_Parser]) -> None:
    run = verbs.add_parser(
        "run",
        help="solve how a runner runs at a speed, and show it",
        description="Solve how a runner runs at a speed; write the motion, tables for OpenSim and "
        "a report.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    run.set_defaults(verb=Verb("hillrunner.cli.run", "run"))
    _who(run)
    what = run.add_argument_group("what is requested")
    what.add_argument("--speed", type=_number, metavar="V", help="m/s, 2 to 6")
    _grade(what)
    _how(run)
    _output(run, f"{ALL_FILES}out/RUNNER-SPEED)").add_argument(
        "--measured", type=Path, metavar="IK.mot", help="your own inverse kinematics, to compare"
    )


def _sprint(verbs: Verbs[_Parser]) -> None:
    sprint = verbs.add_parser(
        "sprint",
        help="solve how fast a runner can sprint, and show it",
        description="Solve how fast a runner can sprint; write the motion, tables for OpenSim and "
        "a report. The speed is part of the answer.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    sprint.set_defaults(verb=Verb("hillrunner.cli.run", "sprint"))
    _who(sprint)
    _grade(sprint.add_argument_group("what is requested"))
    _how(sprint)
    _output(sprint, f"{ALL_FILES}out/RUNNER-sprint)")


def _who(run: _Parser) -> None:
    run.add_argument("runner", nargs="?", type=Path, metavar="RUNNER.toml", help="who runs")
    who = run.add_argument_group("who runs (instead of the file, or in place of what it says)")
    who.add_argument("--height", type=_number, metavar="M", help="m")
    who.add_argument("--mass", type=_number, metavar="KG", help="kg")
    who.add_argument("--sex", metavar="SEX", help="male or female")
    who.add_argument("--age", type=_number, metavar="YEARS", help="years")
    who.add_argument("--body", type=Path, metavar="BODY.json", help="a body other than the default")


def _grade(what: Group) -> None:
    what.add_argument(
        "--grade", type=_number, default=0.0, metavar="G", help="rise over run, -0.2 to 0.2"
    )


def _how(run: _Parser) -> None:
    solve = run.add_argument_group("how it is solved")
    solve.add_argument("--start", type=Path, metavar="MOTION.nc", help="start from this motion")
    solve.add_argument("--cold", action="store_true", help="start from no solved motion at all")
    solve.add_argument("--mesh", type=_number, metavar="N", help="intervals per step")
    solve.add_argument("--starts", type=_number, metavar="K", help="how many starts to try")
    solve.add_argument("--time-limit", type=_number, metavar="S", help="give up after S seconds")


def _output(verb: _Parser, out: str | None = None) -> Group:
    """``--json``, and ``--out`` with what is said of it where files are written."""
    group = verb.add_argument_group("what is shown and written")
    if out:
        group.add_argument("--out", type=folder_named, metavar="DIR", help=out)
    group.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return group


def _explain(verbs: Verbs[_Parser]) -> None:
    explain = verbs.add_parser(
        "explain",
        help="say what every muscle does in a solved motion",
        description="Say in a few sentences what the muscles do in a solved motion, what loads the "
        "body and what it costs; with tables or as JSON, everything behind them.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    explain.set_defaults(verb=Verb("hillrunner.cli.explain", "explain"))
    explain.add_argument("motion", type=Path, metavar="MOTION.nc")
    explain.add_argument("--tables", action="store_true", help="print the tables too")
    _output(explain)


def _what_if(verbs: Verbs[_Parser]) -> None:
    change = verbs.add_parser(
        "whatif",
        help="solve a run again with other muscles, and show both side by side",
        description="Solve a run again with other muscles, and show form, cost, forces and loads "
        "before and after. NAME is a muscle (soleus), a muscle group (calves) or all, every leg "
        "muscle. Both legs change, or one: --muscle left:glutes=-30%. Write changes as +10% or "
        "-20%.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    change.set_defaults(verb=Verb("hillrunner.cli.what_if", "what_if"))
    change.add_argument("base", type=Path, metavar="MOTION.nc", help="the run to start from")
    what = change.add_argument_group("what changes (each may be repeated)")
    for flag, words in (
        ("--muscle", "force capacity, with the mass that goes with it"),
        ("--muscle-mass", "mass of the muscle alone, or instead of what goes with its volume"),
        ("--tendon", "tendon stiffness; without it the tendon stays as it is"),
        ("--fibre", "optimal fibre length, with the mass that goes with it"),
        ("--slow", "share of slow-twitch fibres, in points"),
    ):
        what.add_argument(flag, action="append", metavar="NAME=+10%", help=words)
    how = change.add_argument_group("how it is done")
    how.add_argument("--each", action="store_true", help="every change alone, not all together")
    how.add_argument("--jobs", type=_number, metavar="N", help="processes for --each (default 2)")
    how.add_argument("--body", type=Path, metavar="BODY.json", help="the body of MOTION.nc")
    _output(change, MOTIONS_TOO)


def _technique(verbs: Verbs[_Parser]) -> None:
    way = verbs.add_parser(
        "technique",
        help="say what a way of running costs against the best one",
        description="Say what a technique costs in effort and energy against the free optimum. "
        "Write a change in percent as +5% or -5%, a change with its sign as +2deg, -0.01m or "
        "+5, and a value without a sign: 175. Changes count from the free run. What no flag sets "
        "is taken from the watch, then from the runner's file; the rest is left free.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    # what Python does itself from 3.14 on: -5% is a value, and no flag
    way._negative_number_matcher = re.compile(r"-\.?\d")
    way.set_defaults(verb=Verb("hillrunner.cli.technique", "technique"))
    way.add_argument("base", type=Path, metavar="BASE.nc", help="a run with free technique")
    what = way.add_argument_group("what is requested")
    for flag, metavar, words in (
        ("--step-rate", "+5%|+5|175", "steps/min"),
        ("--trunk-lean", "+2deg|8", "forwards from the vertical, mean over the step, deg"),
        ("--overstride", "-0.02m|0.2", "ankle ahead of the centre of mass at contact, m, cm, mm"),
        ("--oscillation", "-0.01m|0.08", "of the centre of mass, up and down, m, cm or mm"),
    ):
        what.add_argument(flag, metavar=metavar, help=words)
    what.add_argument(
        "--watch", type=Path, metavar="FILE.fit", help="step rate and oscillation of a watch's run"
    )
    what.add_argument(
        "--runner", type=Path, metavar="RUNNER.toml", help="what its [technique] says"
    )
    how = way.add_argument_group("how it is done")
    how.add_argument(
        "--each", action="store_true", help="also price every measure alone, not only all together"
    )
    _output(way, MOTIONS_TOO)


def _design(verbs: Verbs[_Parser]) -> None:
    design = verbs.add_parser(
        "design",
        help="find where a body would best carry more muscle",
        description="Spread a budget of muscle over the legs for the fastest sprint or the "
        "cheapest run: solve the body again and again, each time with muscle where its price is "
        "best. What is added is carried and makes heat.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    design.set_defaults(verb=Verb("hillrunner.cli.design", "design"))
    design.add_argument("base", type=Path, metavar="MOTION.nc", help="the run or sprint")
    design.add_argument(
        "--aim", metavar="AIM", help="speed (of a sprint), energy (default) or effort (of a run)"
    )
    design.add_argument("--budget", metavar="P%", help="muscle to add, of all in the legs (5%%)")
    design.add_argument("--most", metavar="P%", help="growth of one muscle at most (20%%)")
    _output(design, MOTIONS_TOO)


def _strength(verbs: Verbs[_Parser]) -> None:
    tests = verbs.add_parser(
        "strength",
        help="turn strength tests into strength factors of muscle groups",
        description="Set strength tests against what the model's muscles can do in them: strength "
        "factors of the muscle groups, how sure they are, and what the tests say nothing of. Tests "
        "that no flag gives are those of the runner's file.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    tests.set_defaults(verb=Verb("hillrunner.cli.strength", "strength"))
    tests.add_argument("runner", type=Path, metavar="RUNNER.toml", help="whose tests they are")
    for flag, unit, words in (
        ("--squat", "KG", "one-repetition maximum, both legs"),
        ("--deadlift", "KG", "one-repetition maximum, both legs"),
        ("--split-squat", "KG", "one-repetition maximum of split squat or lunge"),
        ("--calf-raise", "KG", "one-repetition maximum, standing on one leg"),
        ("--jump", "M", "height of a vertical jump, m"),
        ("--leg-muscle-volume", "L", "all muscles of one leg, by magnetic resonance"),
    ):
        tests.add_argument(flag, type=_number, metavar=unit, help=words)
    tests.add_argument(
        "--isometric",
        action="append",
        metavar="'TEST=N m'",
        help="best isometric torque of one leg, as 'knee extension=220'; may be repeated",
    )
    tests.add_argument(
        "--training",
        metavar="LEVEL",
        help="without tests: untrained, recreational, endurance or sprint",
    )
    _output(tests)


def _body(verbs: Verbs[_Parser]) -> None:
    body = verbs.add_parser("body", help="import a musculoskeletal model, or show one")
    actions = body.add_subparsers(title="verbs", metavar="VERB", required=True)
    bring = actions.add_parser(
        "import",
        help="make a body file from an OpenSim model",
        description="Make a body file from an OpenSim model. Needs the extra 'opensim', in this "
        "Python or in the one that HILLRUNNER_OPENSIM_PYTHON names.",
        allow_abbrev=False,
    )
    bring.set_defaults(verb=Verb("hillrunner.cli.body", "import_body"))
    bring.add_argument("model", type=Path, metavar="MODEL.osim")
    bring.add_argument("--out", type=Path, required=True, metavar="BODY.json")
    bring.add_argument("--height", type=_number, metavar="M", help="of the person it describes")
    show = actions.add_parser("show", help="print the anatomy", allow_abbrev=False)
    show.set_defaults(verb=Verb("hillrunner.cli.body", "show_body"))
    show.add_argument("--body", type=Path, metavar="BODY.json", help="default: the default body")
    show.add_argument("--muscle", metavar="NAME", help="one muscle in full, as soleus_r")


def _validate(verbs: Verbs[_Parser]) -> None:
    check = verbs.add_parser(
        "validate",
        help="hold the simulator against published measurements",
        description="Run the default body over speeds and slopes and hold it against what is "
        "published of people who run: a table, a page and a JSON file. Solved motions are kept in "
        "the folder, so that the command goes on where it was interrupted.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    check.set_defaults(verb=Verb("hillrunner.cli.validate", "validate"))
    check.add_argument("--quick", action="store_true", help="shipped motions only, as they are")
    check.add_argument(
        "--speeds", type=_number, nargs="+", metavar="V", help="rows at these speeds only, m/s"
    )
    check.add_argument(
        "--individuals",
        type=Path,
        metavar="DATA_DIR",
        help="also simulate the measured runners whose strides are in this folder",
    )
    check.add_argument("--jobs", type=_number, metavar="N", help="processes (default 2)")
    _output(check, f"{ALL_FILES}out/validate)")


def _answer(verbs: Verbs[_Parser]) -> None:
    answer = verbs.add_parser(
        "answer",
        help="say whether leg muscle helps a runner, beside oxygen and technique",
        description="Say what a realistic change of muscle, aerobic capacity or technique is worth "
        "in a runner's race, with intervals from an ensemble of plausible bodies. Solved bodies "
        "are kept in the folder, so that the command goes on where it was interrupted.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    answer.set_defaults(verb=Verb("hillrunner.cli.answer", "answer"))
    answer.add_argument("runner", type=Path, metavar="RUNNER.toml", help="who runs")
    answer.add_argument(
        "--distance",
        metavar="D",
        help="1500m, 3000m, 5km, 10km, 'half marathon', marathon or metres (default: the race's, "
        "or 10km)",
    )
    answer.add_argument("--vo2max", type=_number, metavar="X", help="mL/kg/min")
    answer.add_argument(
        "--race",
        nargs=2,
        action="append",
        metavar=("D", "TIME"),
        help="a race that was run, as '10 km' 42:30",
    )
    answer.add_argument(
        "--bodies",
        "--members",
        type=_number,
        metavar="N",
        help="plausible bodies to solve beside the runner's own (default 30)",
    )
    answer.add_argument("--jobs", type=_number, metavar="N", help="processes (default 2)")
    answer.add_argument(
        "--quick", action="store_true", help="first answer, from a shipped motion and its prices"
    )
    _output(answer, f"{ALL_FILES}out/answer-RUNNER)")


def _number(text: str) -> float | str:
    """A number, or the text itself for the field's own complaint."""
    try:
        return float(text)
    except ValueError:
        return text
