"""The verbs ``body import`` and ``body show``."""

from __future__ import annotations

import argparse
import os
import sys

import hillrunner as hr
from hillrunner.cli.flag_values import flag_number
from hillrunner.errors import BodyError
from hillrunner.files import whole_file, why_not
from hillrunner.person.runner import LIMITS

INTERPRETER = "HILLRUNNER_OPENSIM_PYTHON"  # environment variable: a Python that has opensim


def import_body(options: argparse.Namespace) -> int:
    """Make a body file from an OpenSim model, and say how well it fits."""
    height = None
    if options.height is not None:
        height = flag_number("--height", options.height, *LIMITS["height"])
    if not options.out.parent.is_dir():
        raise BodyError(f"cannot write {options.out}: there is no folder {options.out.parent}.")
    if not options.model.is_file():
        raise BodyError(f"cannot read {options.model}: no such file or directory.")
    print(f"importing {options.model} (some minutes)", file=sys.stderr)
    python = os.environ.get(INTERPRETER)
    body, report = hr.import_opensim(options.model, python=python, height=height)
    try:
        with whole_file(options.out) as part:
            body.save(part)
    except OSError as error:
        raise BodyError(f"cannot write {options.out}: {why_not(error)}.") from None

    from hillrunner.tell.tables.fit_report import describe_fit

    print(f"{describe_fit(report)}\n\nBody file: {options.out}")
    return 0


def show_body(options: argparse.Namespace) -> int:
    """Print the anatomy of a body."""
    from hillrunner.tell.tables.anatomy import format_body

    body = hr.Body.load(options.body) if options.body else hr.default_body()
    print(format_body(body, muscle=options.muscle))
    return 0
