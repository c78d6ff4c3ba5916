"""Solves of a long run: kept, taken again, counted, and the same after an interruption."""

import numpy as np
import pytest
from tiring_solve import RuleSolve

from hillrunner import Motion
from hillrunner.motion import library
from hillrunner.worth.longrun.longrun import longrun
from hillrunner.worth.longrun.solves import Ahead, Solves

FRESH = library.load_shipped("run-2.5.nc")  # 6:40 a kilometre
RUNNER = FRESH.runner.model_copy(update={"fitness": None})
HILL = [(1.0, 0.05)]
SAME = np.ones(len(FRESH.body.muscles))


class Interrupted(RuleSolve):
    """Ctrl-C in the middle of a solve."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def __call__(self, *given) -> Motion:
        if self.calls == self.after:
            raise KeyboardInterrupt
        return super().__call__(*given)


def far(solve, folder=None, watch=None):
    return longrun(
        RUNNER, "2km", pace="6:40", profile=HILL, steps=1, start=FRESH, solve=solve, folder=folder,
        watch=watch,
    )  # fmt: skip


def test_what_was_solved_is_taken_again_and_the_rest_is_the_same(tmp_path):
    folder = tmp_path / "runs"
    whole = far(RuleSolve())
    with pytest.raises(KeyboardInterrupt):
        far(Interrupted(2), folder)
    assert len(list(folder.iterdir())) == 2
    rest, again = RuleSolve(), RuleSolve()
    resumed = far(rest, folder)
    assert far(again, folder).kilometres == resumed.kilometres == whole.kilometres
    assert again.calls == 0
    assert rest.calls == len(list(folder.iterdir())) - 2 == 1


def test_another_run_takes_nothing_of_it(tmp_path):
    far(RuleSolve(), tmp_path)
    other = RuleSolve()
    longrun(RUNNER, "3km", pace="6:40", steps=1, start=FRESH, solve=other, folder=tmp_path)
    assert other.calls == 1


def test_a_damaged_file_is_solved_again(tmp_path):
    far(RuleSolve(), tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:1000])
    again = RuleSolve()
    far(again, tmp_path)
    assert again.calls == len(list(tmp_path.iterdir()))


def test_solves_are_counted_and_what_is_left_told():
    told: list[Ahead] = []
    rule = RuleSolve()
    far(rule, watch=told.append)
    assert [one.done for one in told] == list(range(rule.calls))
    assert {one.total for one in told} == {rule.calls}
    assert told[0].left is None
    assert all(one.left is not None and one.left > 0.0 for one in told[1:])


def test_a_run_that_is_there_already_is_no_solve():
    rule = RuleSolve()
    assert Solves(rule)(FRESH, FRESH.task, SAME) is FRESH
    assert rule.calls == 0
