"""What is said of where a motion is from."""

import numpy as np
import pytest

import hillrunner as hr
from hillrunner.motion import library
from hillrunner.tasks.own_run import OwnRun
from hillrunner.tell.words.origin import IN_SHORT, in_short, origin_of


@pytest.fixture(scope="module")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


@pytest.fixture(scope="module")
def own(run) -> hr.Motion:
    still = tuple((0.0,) for _ in range(8))
    task = OwnRun(
        speed=3.5,
        lasting=0.7,
        coordinates=("knee_angle_r",),
        phases=tuple(np.linspace(0.0, 0.9, 8).tolist()),
        positions=still,
        velocities=still,
    )
    return hr.Motion(run.data.assign_attrs(task=task.model_dump(mode="json")))


def test_a_run_is_computed_and_an_own_one_held_near_what_was_measured(run, own):
    assert (origin_of(run), origin_of(own)) == ("computed", "own")
    assert in_short(run) == IN_SHORT["computed"]
    assert in_short(run, own) == in_short(own) == IN_SHORT["own"]


def test_sentences_and_pages_say_so(own, tmp_path):
    assert "only angles near these were measured" in hr.explain(own)[-1]
    page = hr.write_report(own, tmp_path / "own.html").read_text(encoding="utf-8")
    assert "held near angles that were measured" in page
    assert "nothing was tracked" not in page
