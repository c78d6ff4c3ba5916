"""The verb ``explain``: what every muscle does in a motion, in sentences, tables or JSON."""

from __future__ import annotations

import argparse
import json
import textwrap

import hillrunner as hr
from hillrunner.errors import HillrunnerError


def explain(options: argparse.Namespace) -> int:
    """Explain a motion that was solved before."""
    if options.tables and options.json:
        raise HillrunnerError("give either --tables or --json, not both.")
    motion = hr.Motion.load(options.motion)

    from hillrunner.tell.results.explanation import explanation_object
    from hillrunner.tell.tables.analyses import tables

    analysis = hr.Analysis(motion)
    sentences = hr.explain(motion, analysis)
    if options.json:
        print(json.dumps(explanation_object(analysis, sentences), allow_nan=False))
        return 0
    for sentence in sentences:
        print(textwrap.fill(sentence, 96, initial_indent="- ", subsequent_indent="  "))
    if options.tables:
        print("\n\n".join(["", *tables(analysis)]))
    return 0
