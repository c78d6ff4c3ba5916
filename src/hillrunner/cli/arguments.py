"""The grammar of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hillrunner import __version__
from hillrunner.cli.grammar import measured, movements, strength, worth
from hillrunner.cli.grammar.common import EPILOG, TRY
from hillrunner.cli.parser import Parser


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line; call ``verb`` of the result with it."""
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
    worth.answer(verbs)
    movements.run(verbs)
    movements.sprint(verbs)
    strength.lift(verbs)
    strength.train(verbs)
    movements.longrun(verbs)
    movements.explain(verbs)
    worth.what_if(verbs)
    worth.technique(verbs)
    strength.strength(verbs)
    worth.design(verbs)
    worth.study(verbs)
    measured.read(verbs)
    measured.track(verbs)
    measured.style(verbs)
    measured.validate(verbs)
    measured.body(verbs)
    return parser
