"""The verbs ``body import`` and ``body show``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from hillrunner.checks import number_in
from hillrunner.errors import BodyError
from hillrunner.files import whole_file, why_not
from hillrunner.model.body.anatomy import format_body
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.opensim.fit_report import describe_fit
from hillrunner.model.opensim.importing import import_opensim
from hillrunner.person.runner import LIMITS

INTERPRETER = "HILLRUNNER_OPENSIM_PYTHON"  # environment variable: a Python that has opensim


def bring(options: argparse.Namespace) -> int:
    """Make a body file from an OpenSim model, and say how well it fits."""
    height = None
    if options.height is not None:
        try:
            height = number_in("--height", options.height, *LIMITS["height"])
        except ValueError as error:
            raise BodyError(str(error)) from None
    place: Path = options.out
    if not place.parent.is_dir():
        raise BodyError(f"cannot write {place}: there is no folder {place.parent}.")
    print(f"importing {options.model} (some minutes)", file=sys.stderr)
    body, report = import_opensim(options.model, python=os.environ.get(INTERPRETER), height=height)
    try:
        with whole_file(place) as part:
            body.save(part)
    except OSError as error:
        raise BodyError(f"cannot write {place}: {why_not(error)}.") from None
    print(describe_fit(report))
    print(f"\nBody file: {place}")
    return 0


def show(options: argparse.Namespace) -> int:
    """Print the anatomy of a body."""
    body = Body.load(options.body) if options.body else default_body()
    print(format_body(body, muscle=options.muscle))
    return 0
