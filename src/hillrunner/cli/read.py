"""The verb ``read``: what is in a lab's files, and what is wrong with them."""

from __future__ import annotations

import argparse

import hillrunner as hr
from hillrunner.cli.output import finish

UNUSABLE = 2  # exit code: an error forbids the use of a file


def read(options: argparse.Namespace) -> int:
    """Read files and say what they hold; nothing is solved or written."""
    reading = hr.read(options.files, map=options.map)
    finish(reading, None, as_json=options.json)
    return UNUSABLE if reading.errors else 0
