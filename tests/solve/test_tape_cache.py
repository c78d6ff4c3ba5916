"""Tapes between runs: found again, never trusted when damaged, and never in the way of a solve."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import casadi as ca
import numpy as np
import pytest
from few_muscles import few_muscles

from hillrunner.model.body.default import default_body
from hillrunner.settings import Settings
from hillrunner.solve import tape_cache, transcription
from hillrunner.solve.lanes import Lanes
from hillrunner.solve.point_function import PointFunctions
from hillrunner.solve.tape import Operation
from hillrunner.solve.tape_cache import TapeCache, folder
from hillrunner.solve.transcription import Transcription, made_from, transcribe
from hillrunner.tasks.run import Run
from hillrunner.tasks.sprint import Sprint
from hillrunner.tasks.squat import Squat

VALUES = np.array([[1.0, 2.0], [3.0, -4.0]])


class Toy:
    """A small function with a pattern, which says how often it was made."""

    def __init__(self) -> None:
        self.made = 0

    def function(self, name: str) -> tuple[ca.Function, ca.Sparsity]:
        self.made += 1
        a = ca.SX.sym("a", 2)
        matrix = ca.diag(0.7 * ca.sin(a))
        return ca.Function(name, [a], [ca.vertcat(*matrix.nonzeros())]), matrix.sparsity()


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("HILLRUNNER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tapes"


def asked(toy: Toy) -> None:
    """Ask for the toy's function as a new process would, and check what comes."""
    function = PointFunctions("toy", lambda: toy, TapeCache("toy"))["some"]
    assert isinstance(function.at, Lanes)
    assert function(VALUES) == pytest.approx(0.7 * np.sin(VALUES), rel=1e-14)
    assert function.triplet == ([0, 1], [0, 1]) and function.pattern.shape == (2, 2)


def test_what_was_made_once_is_found_again(place):
    toy = Toy()
    asked(toy)
    asked(toy)
    assert toy.made == 1
    (file,) = place.iterdir()
    assert file.suffix == ".npz"
    with np.load(file, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "iuf" for name in arrays.files)


def wrong(**changes):
    """A file of arrays of the right names, some of them wrong."""

    def write(file: Path) -> None:
        with np.load(file) as arrays:
            good = dict(arrays)
        np.savez(file, **good | {key: change(good[key]) for key, change in changes.items()})

    return write


def with_code(row: int, column: int, value: int):
    def change(code: np.ndarray) -> np.ndarray:
        code = code.copy()
        code[row, column] = value
        return code

    return wrong(code=change)


DAMAGES = {
    "empty": lambda f: f.write_bytes(b""),
    "cut off": lambda f: f.write_bytes(f.read_bytes()[: f.stat().st_size // 2]),
    "no archive": lambda f: f.write_text("tape"),
    "a bit turned": lambda f: f.write_bytes(turned(f.read_bytes())),
    "a pickle": lambda f: np.savez(f, code=np.array([{}], dtype=object)),
    "an array lacks": lambda f: np.savez(f, code=np.zeros((1, 4), dtype=np.uint16)),
    "other numbers": wrong(constants=lambda c: c.astype(np.float32)),
    "an unknown operation": with_code(0, 0, len(Operation)),
    "an argument beyond": with_code(0, 2, 60000),
    "a slot beyond": with_code(-1, 2, 60000),
    "a result beyond": with_code(-1, 1, 60000),
    "a pattern beyond": wrong(rows=lambda r: r + 5),
}


def turned(data: bytes) -> bytes:
    middle = data.index(b"code.npy") + 200
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_made_again(place, damage):
    toy = Toy()
    asked(toy)
    (file,) = place.iterdir()
    DAMAGES[damage](file)
    asked(toy)
    assert toy.made == 2
    asked(toy)  # it was mended
    assert toy.made == 2


def test_a_place_that_cannot_be_is_no_matter(place):
    place.parent.write_text("a file where a folder should be")
    toy = Toy()
    asked(toy)
    asked(toy)
    assert toy.made == 2


def test_a_full_disk_is_no_matter_and_leaves_nothing(place, monkeypatch):
    def full(file, **arrays):
        file.write(b"the first bytes")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    asked(Toy())
    assert list(place.iterdir()) == []


WRITE_AND_READ = """
import sys
import numpy as np
from hillrunner.solve.tape_cache import TapeCache

cache, own = TapeCache("shared"), float(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(60):
    cache.save("some", {"a": np.full(20_000, own), "b": np.full(20_000, own)})
    seen = cache.load("some")
    assert seen is not None, "half a file"
    assert np.ptp(np.concatenate([seen["a"], seen["b"]])) == 0.0, "two files in one"
"""


def test_two_processes_at_once(place):
    """Each sees all of what one of them wrote."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE_AND_READ, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("1", "2")
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    for child in children:
        _, complaint = child.communicate(timeout=60)
        assert child.returncode == 0, complaint
    assert [f.suffix for f in place.iterdir()] == [".npz"]


def test_what_was_not_used_for_longest_goes_first(place, monkeypatch):
    big = {"a": np.random.default_rng(1).random(10_000)}  # 80 kB that cannot be made smaller
    monkeypatch.setattr(tape_cache, "LIMIT", 200e3)
    caches = [TapeCache(name) for name in "abc"]
    for age, cache in zip((300, 200), caches, strict=False):
        cache.save("some", big)
        file = cache.path("some")
        seen = file.stat().st_mtime - age
        os.utime(file, (seen, seen))
    assert caches[0].load("some") is not None  # used now
    caches[2].save("some", big)
    assert [c.path("some").exists() for c in caches] == [True, False, True]


def keys(*made) -> list[Path | None]:
    return [TapeCache(m).path("some") for m in made]


def test_the_key_is_what_decides_the_functions(place):
    body = default_body()
    longer = body.model_copy(
        update={
            "segments": (body.segments[0].model_copy(update={"name": "other"}), *body.segments[1:])
        }
    )
    half, whole, sprint, squat = (
        made_from(body, task.structure(body))
        for task in (Run(3.5), Run(3.5, stride="whole"), Sprint(), Squat(40.0))
    )
    assert half == whole == sprint
    assert len(set(keys(half, squat, made_from(longer, Run(3.5).structure(body))))) == 3


def test_another_version_has_other_files(place, monkeypatch):
    now = keys("toy")
    monkeypatch.setattr("hillrunner.__version__", "0.0.0")
    older = keys("toy")
    monkeypatch.setattr(ca, "__version__", "0.0.0")
    oldest = keys("toy")
    assert len({*now, *older, *oldest}) == 3


def test_the_code_is_part_of_the_key(tmp_path, monkeypatch):
    """Whoever changes the physics does not get the tapes of before."""
    home = tmp_path / "hillrunner"
    (home / "solve").mkdir(parents=True)
    monkeypatch.setattr(tape_cache, "__file__", str(home / "solve" / "tape_cache.py"))
    found = []
    for text in ("mass = 1.0", "mass = 2.0"):
        (home / "model").mkdir(exist_ok=True)
        (home / "model" / "physics.py").write_text(text)
        tape_cache._code.cache_clear()
        found.extend(keys("toy"))
    tape_cache._code.cache_clear()
    assert found[0] != found[1]


def test_a_strangers_rows_are_not_kept(place):
    """Their code may change without notice."""
    body, structure = default_body(), Squat(40.0).structure(default_body())
    assert made_from(body, structure) is not None
    assert made_from(body, replace(structure, rows=lambda body, now: ())) is None
    cache = TapeCache(None)
    cache.save("some", {"a": np.zeros(1)})
    assert cache.load("some") is None and not place.exists()


def test_with_all_in_the_cache_no_symbol_is_made(monkeypatch):
    """A solve starts from arrays alone."""
    body, task = few_muscles(), Run(3.5)

    def program() -> Transcription:
        transcription._of_an_interval.cache_clear()
        return transcribe(body, task.structure(body), task.shares(body, 8)).posed(task, body)

    made = program()
    made.functions.prepare()

    def never(*_: object) -> None:
        raise AssertionError("symbols were made")

    monkeypatch.setattr("hillrunner.solve.interval_symbols.IntervalSymbols", never)
    monkeypatch.setattr("hillrunner.solve.posture.PostureSymbols", never)
    found = program()
    found.functions.prepare()
    assert found.interval.rows == made.interval.rows
    x = np.clip(np.full(found.size, 0.1), *found.bounds(elastic=False))
    p = found.parameters(body, Settings(), task)
    lam = np.random.default_rng(2).normal(size=found.lower_rows.size)
    assert (found.value(x, p)[1] == made.value(x, p)[1]).all()
    assert (found.hessian(x, p, 1.0, lam) != made.hessian(x, p, 1.0, lam)).nnz == 0


def test_the_folder_is_the_users_unless_told(monkeypatch, tmp_path):
    monkeypatch.delenv("HILLRUNNER_CACHE", raising=False)
    assert folder().parent.name == "hillrunner" or "hillrunner" in folder().parts
    monkeypatch.setenv("HILLRUNNER_CACHE", str(tmp_path))
    assert folder() == tmp_path / "tapes"
