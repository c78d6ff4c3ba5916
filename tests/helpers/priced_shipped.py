"""The prices of the shipped motions that a first answer rests on: once for all tests."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from once import once

from hillrunner import Motion
from hillrunner.motion import library
from hillrunner.worth.answer import ensemble
from hillrunner.worth.answer.body_job import result_of
from hillrunner.worth.answer.priced_body import PricedBody, PricedSprint, priced, priced_sprint

RUN, SPRINT = "run-3.5.nc", "sprint.nc"


def priced_run() -> PricedBody:
    """Of the shipped run at 3.5 m/s, all that an answer asks of it."""
    return result_of(
        PricedBody, once("priced-run", lambda: asdict(priced(library.load_shipped(RUN))))
    )


def sprint_priced() -> PricedSprint:
    """Of the shipped sprint."""
    return result_of(
        PricedSprint,
        once("priced-sprint", lambda: asdict(priced_sprint(library.load_shipped(SPRINT)))),
    )


def _is(motion: Motion, name: str) -> bool:
    """Whether a motion is the one that ships, perhaps read again."""
    return motion.data.attrs == library.load_shipped(name).data.attrs


def take_known(patch: pytest.MonkeyPatch) -> None:
    """Let first answers take these prices; those of other motions are reckoned."""

    def of_run(motion: Motion) -> PricedBody:
        return priced_run() if _is(motion, RUN) else priced(motion)

    def of_sprint(motion: Motion) -> PricedSprint:
        return sprint_priced() if _is(motion, SPRINT) else priced_sprint(motion)

    patch.setattr(ensemble, "priced", of_run)
    patch.setattr(ensemble, "priced_sprint", of_sprint)
