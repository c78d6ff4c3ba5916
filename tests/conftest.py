"""What several tests need: OpenSim in a process of its own, the measured data, one cache of tapes.

And what all of them keep to: only tests marked slow solve an optimal control problem.
"""

import importlib
import importlib.util
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import browser
import pytest
from hypothesis import settings
from once import FOLDER
from opensim_once import started

# No deadlines: the machine may be busy with a solve. In CI the same examples every time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Tapes of programs lie in pytest's own cache, for all workers, never in the user's.

    And each worker calculates on one core, as long as nobody says otherwise.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # dozens of processes would compile it all
    kept = getattr(config, "cache", None)  # none with -p no:cacheprovider
    place = kept.mkdir("hillrunner") if kept else tempfile.mkdtemp(prefix="hillrunner-")
    os.environ["HILLRUNNER_CACHE"] = str(place)
    if not hasattr(config, "workerinput"):  # xdist's workers have it from the process they serve
        shared = tempfile.TemporaryDirectory(prefix="hillrunner-shared-")
        config.add_cleanup(shared.cleanup)
        os.environ[FOLDER] = shared.name
    # xdist would begin with the files that hold the most tests, and end on long solves.
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_sessionfinish() -> None:
    """The browser of this process has shown its last page."""
    browser.close_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with the most solves first, so that no worker is left with one at the end."""
    solves = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -solves[item.path])


RUNNING: list[pytest.Item] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Know which test runs, also while the fixtures of its module are made."""
    RUNNING[:] = [item]
    return (yield)


@pytest.fixture(scope="session", autouse=True)
def only_slow_tests_solve() -> Iterator[None]:
    """A test that reaches the solver, in this process, without the mark fails."""
    solver = importlib.import_module("hillrunner.solve.attempts").Attempts

    def guarded(solves: Callable[..., object]) -> Callable[..., object]:
        def solve(*args, **how):
            if not RUNNING[0].get_closest_marker("slow"):
                pytest.fail("it solves an optimal control problem: mark it slow")
            return solves(*args, **how)

        return solve

    with pytest.MonkeyPatch.context() as patch:
        for name in ("_solve", "_by_newton"):
            patch.setattr(solver, name, guarded(getattr(solver, name)))
        yield


@pytest.fixture(scope="session")
def opensim_python() -> Iterator[str]:
    """An interpreter that has the opensim package, and has it loaded."""
    given = os.environ.get("HILLRUNNER_OPENSIM_PYTHON")
    if not given and not importlib.util.find_spec("opensim"):
        pytest.skip("needs OpenSim: set HILLRUNNER_OPENSIM_PYTHON to a Python that has it")
    with started(given or sys.executable) as python:
        yield python


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    """The folder of measured data that lies beside the repository."""
    folder = pytestconfig.rootpath.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the measured data in {folder}, which is not there")
    return folder


@pytest.fixture(scope="session")
def shared_cases(pytestconfig: pytest.Config) -> Path:
    """The folder of small files, each with a trouble that somebody had, beside the repository."""
    folder = pytestconfig.rootpath.parent / "shared" / "cases"
    if not folder.is_dir():
        pytest.skip(f"needs the collected cases in {folder}, which is not there")
    return folder
