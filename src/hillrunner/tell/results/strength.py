"""How an estimate of strength is shown: as text and as JSON."""

from __future__ import annotations

from typing import Any

from hillrunner.tell import show
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.tables.strength import strength_table
from hillrunner.tell.words.strength import assumptions, source, warnings
from hillrunner.worth.strength.estimate import Evidence, Strength


@show.text.register
def _(result: Strength) -> str:
    return strength_table(result)


@show.plain.register
def _(result: Strength) -> dict[str, Any]:
    return result_object(
        {
            "status": "done",
            "factors": result.factors,
            "sd": result.sd,
            "informed": result.informed,
            "uninformed": result.uninformed,
            "tests": [_evidence_object(one) for one in result.evidence],
            "warnings": warnings(result),
            "assumptions": assumptions(result),
        }
    )


def _evidence_object(evidence: Evidence) -> dict[str, Any]:
    return {
        "test": evidence.test,
        "value": evidence.value,
        "unit": evidence.unit,
        "ratio": evidence.ratio,
        "shares": evidence.shares,
        "fitted": evidence.fitted,
        "source": source(evidence),
    }
