"""Lifts side by side: those that are found are shown, and of the others it is said why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hillrunner import Motion
from hillrunner.analysis.lift import lift_numbers
from hillrunner.errors import SolveError, TaskError
from hillrunner.groups import GROUPS
from hillrunner.motion.solved import Status
from hillrunner.tasks.deadlift import Deadlift
from hillrunner.tasks.squat import Squat
from hillrunner.tell import show
from hillrunner.worth.lift import Lifted
from hillrunner.worth.lifts_beside import LiftsBeside, lifts_beside


@pytest.fixture(scope="module")
def squat(pytestconfig: pytest.Config) -> Lifted:
    motion = Motion.load(pytestconfig.rootpath / "docs" / "gallery" / "squat.nc")
    return Lifted("squat", motion, {"one": lift_numbers(motion)})


def solver(squat: Lifted):
    """No solver: a squat with the load that was asked for; no deadlift is ever found."""

    def solve(task, share=None, start=None):
        if isinstance(task, Deadlift):
            raise SolveError("it ran out of iterations.", status=Status.ITERATIONS)
        load = task.mass_carried if share is None else 100.0 * share
        return replace(squat, legs={"one": replace(squat.numbers, load=load)})

    return solve


def test_each_lift_has_its_column_and_what_is_not_found_is_told(squat: Lifted):
    asked = [(Squat(20.0), None), (Deadlift(20.0), None), (Squat("max"), 0.6)]
    beside = lifts_beside(asked, solver(squat))
    assert list(beside.lifts) == ["squat 20 kg", "squat 60 kg"]
    assert beside.unsolved == {"deadlift with 20 kg": "it ran out of iterations."}
    text = str(beside)
    head, *lines = text.splitlines()
    assert head.split("  ")[-2:] == ["squat 20 kg", "squat 60 kg"]
    assert "Not found: deadlift with 20 kg. it ran out of iterations." in text
    for group in GROUPS:
        assert sum(line.strip().startswith(f"{group} ") for line in lines) == 3
    quadriceps = next(line for line in lines if line.startswith("  quadriceps"))
    relative = squat.numbers.peak_force["quadriceps"]["relative"]
    assert quadriceps.split()[1:] == [f"{100 * relative:.0f}"] * 2


def test_each_lift_starts_from_the_last_of_its_kind(squat: Lifted):
    starts, solve = [], solver(squat)

    def watched(task, share=None, start=None):
        starts.append(start)
        return solve(task, share)

    lifts_beside([(Squat(20.0), None), (Deadlift(20.0), None), (Squat(40.0), None)], watched)
    assert starts == [None, None, squat.motion]


def test_where_all_are_needed_one_that_fails_ends_it(squat: Lifted):
    asked = [(Squat(20.0), None), (Deadlift(20.0), None)]
    with pytest.raises(SolveError, match="iterations"):
        lifts_beside(asked, solver(squat), all_needed=True)
    with pytest.raises(SolveError):
        lifts_beside(asked[1:], solver(squat))

    def refused(task, **how):
        raise TaskError("its maximum is 10 kg.")

    with pytest.raises(TaskError):
        lifts_beside(asked, refused)


def test_json_and_files_hold_every_lift(squat: Lifted, tmp_path):
    beside = LiftsBeside({"squat 20 kg": squat, "squat 40 kg": squat}, {"deadlift": "why."})
    shown = show.plain(beside)
    assert [one["lift"] for one in shown["lifts"]] == ["squat 20 kg", "squat 40 kg"]
    assert shown["lifts"][0]["peak_force"]["glutes"]["length"] > 0.3
    assert shown["unsolved"] == [{"lift": "deadlift", "why": "why."}]
    show.files(beside, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {"squat-20-kg.nc", "squat-20-kg.html", "squat-40-kg.html"}
