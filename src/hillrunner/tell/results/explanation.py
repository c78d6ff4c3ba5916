"""What ``explain`` says as JSON: the sentences, and every analysis behind them."""

from __future__ import annotations

from typing import Any

from hillrunner.analysis.analysis import ANALYSES, Analysis
from hillrunner.tell.jsonable import jsonable_dataset, result_object
from hillrunner.tell.words.trust import trust_in_words

NAMES = {"stride_phases": "phases", "joint_mechanics": "joints"}  # in JSON, where it differs


def explanation_object(analysis: Analysis, sentences: list[str]) -> dict[str, Any]:
    """SI units, null for what does not exist.

    Every analysis has ``coords``, ``variables`` (each with ``dims``, ``units``, ``long_name`` and
    ``values``) and ``attrs``; ``missing`` says of those that this body has no place for why.
    """
    motion = analysis.motion
    data = {name: analysis.find(name) for name in ANALYSES}
    return result_object(
        {
            "status": motion.status.word,
            "speed": motion.speed,
            "grade": motion.grade,
            "sentences": sentences,
            "warnings": trust_in_words(analysis.warnings),
            "summary": analysis.spatiotemporal.to_dict(),
            **{
                NAMES.get(name, name): jsonable_dataset(table.drop_vars("weight", errors="ignore"))
                for name, table in data.items()
                if table is not None
            },
            "missing": {NAMES.get(name, name): why for name, why in analysis.missing().items()},
            "runner": motion.runner.model_dump(mode="json"),
            "body_hash": motion.body_hash,
        }
    )
