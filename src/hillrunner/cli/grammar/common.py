"""What the grammar of several verbs has in common."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from hillrunner.cli.folder import folder_named
from hillrunner.cli.notation import grade, number
from hillrunner.cli.parser import Parser

EPILOG = """exit codes: 0 done, 1 no solution was found (nothing is written), 2 the input is wrong,
130 interrupted"""
TRY = "try: hillrunner answer me.toml --quick"
ALL_FILES = "folder for all files (default "
MOTIONS_TOO = "also write motions and result here"
RUNNER = "who runs: height, mass and more; examples/runner.toml shows all"
MOTION = "a motion.nc written by run or sprint"
RUN = "a motion.nc written by run"
OWN = "start from a measured runner's own way, as style writes it (default: from least effort)"

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[Parser]
else:  # not generic when the program runs
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


def add_who(run: Parser) -> None:
    """A runner's file, and flags in place of what it says."""
    run.add_argument("runner", nargs="?", type=Path, metavar="RUNNER.toml", help=RUNNER)
    who = run.add_argument_group("who runs (instead of the file, or in place of what it says)")
    who.add_argument("--height", type=number, metavar="M", help="m, 1.3 to 2.2")
    who.add_argument("--mass", type=number, metavar="KG", help="kg, 35 to 150")
    who.add_argument("--sex", metavar="SEX", help="male (default) or female")
    who.add_argument("--age", type=number, metavar="YEARS", help="years, 14 to 90 (default 30)")
    who.add_argument("--body", type=Path, metavar="BODY.json", help="a body other than the default")


def add_grade(what: Group) -> None:
    """``--grade``."""
    what.add_argument(
        "--grade",
        type=grade,
        default=0.0,
        metavar="G",
        help="slope as rise over run, -0.2 to 0.2 (0.05 or 5%% is 5 %% uphill; default 0)",
    )


def add_how(run: Parser) -> None:
    """Starts, mesh and time limit of a solve."""
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


def add_output(verb: Parser, out: str | None = None) -> Group:
    """``--json``, and ``--out`` with what is said of it where files are written."""
    group = verb.add_argument_group("what is shown and written")
    if out:
        group.add_argument("--out", type=folder_named, metavar="DIR", help=out)
    group.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return group
