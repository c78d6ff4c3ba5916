"""The verb ``explain``: what every muscle does in a motion, in sentences, tables or JSON."""

from __future__ import annotations

import argparse
import json
import textwrap
from typing import Any

import hillrunner
from hillrunner.analysis.analysis import ROOMS, Analysis
from hillrunner.motion.motion import Motion
from hillrunner.tell.plain import plain, plain_dataset
from hillrunner.tell.tables.analyses import tables
from hillrunner.tell.words.explain import explain as sentences_of
from hillrunner.tell.words.trust import trust_in_words


def explain(options: argparse.Namespace) -> int:
    """Explain a motion that was solved before."""
    motion = Motion.load(options.motion)
    analysis = Analysis(motion)
    sentences = sentences_of(motion, analysis)
    if options.json:
        print(json.dumps(explanation(analysis, sentences), allow_nan=False))
        return 0
    for sentence in sentences:
        print(textwrap.fill(sentence, 96, initial_indent="- ", subsequent_indent="  "))
    if options.tables:
        print("\n\n".join(["", *tables(analysis)]))
    return 0


def explanation(analysis: Analysis, sentences: list[str]) -> dict[str, Any]:
    """Everything ``--json`` prints: SI units, null for what does not exist.

    Every analysis has ``coords``, ``variables`` (each with ``dims``, ``units``, ``long_name`` and
    ``values``) and ``attrs``; ``missing`` says of those that this body has no place for why.
    """
    motion = analysis.motion
    found = {name: analysis.find(name) for name in ROOMS}
    return {
        "status": motion.status.word,
        "speed": motion.speed,
        "grade": motion.grade,
        "sentences": sentences,
        "warnings": trust_in_words(analysis.warnings),
        "summary": plain(analysis.summary.to_dict()),
        **{
            name: plain_dataset(data.drop_vars("weight", errors="ignore"))
            for name, data in found.items()
            if data is not None
        },
        "missing": analysis.missing(),
        "runner": json.loads(motion.runner.model_dump_json()),
        "body_hash": motion.body_hash,
        "hillrunner_version": hillrunner.__version__,
    }
