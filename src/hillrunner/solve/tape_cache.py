"""Where tapes are kept between runs: files of plain arrays, named by what they were made from.

The folder is ``tapes`` in the environment variable ``HILLRUNNER_CACHE``, if that is set, or else in
the user's cache directory. It may be deleted at any time. What cannot be read is made again, and
where nothing can be written nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

import casadi as ca
import numpy as np
import platformdirs

import hillrunner

VARIABLE = "HILLRUNNER_CACHE"
LIMIT = 500e6  # bytes, beyond which what was not used for longest is deleted
ROOMS = ("model", "person", "solve", "tasks")  # whose code decides what is in a tape
UNREADABLE = (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)


def folder() -> Path:
    """The folder of the tapes, which need not exist."""
    own = os.environ.get(VARIABLE)
    return (Path(own) if own else Path(platformdirs.user_cache_dir("hillrunner"))) / "tapes"


class TapeCache:
    """The files that hold what was made from one thing.

    Parameters
    ----------
    made_from
        All that decides what they hold, beside hillrunner's own code and CasADi: something that
        JSON can say. None if it cannot be told: then nothing is kept.
    """

    def __init__(self, made_from: object | None) -> None:
        self._key = None
        if made_from is not None:
            said = [hillrunner.__version__, ca.__version__, _code(), made_from]
            self._key = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]

    def path(self, name: str) -> Path | None:
        """The file of an entry."""
        return None if self._key is None else folder() / f"{self._key}-{name}.npz"

    def load(self, name: str) -> dict[str, np.ndarray] | None:
        """The arrays of an entry; None if there is none, or it is damaged."""
        path = self.path(name)
        if path is None:
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                loaded = {key: arrays[key] for key in arrays.files}
        except UNREADABLE:
            return None
        with suppress(OSError):
            os.utime(path)  # used now
        return loaded

    def save(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        """Keep the arrays of an entry, if they can be kept.

        Other processes see all of the file or nothing.
        """
        path = self.path(name)
        if path is None:
            return
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    np.savez_compressed(file, allow_pickle=False, **arrays)
                os.replace(unfinished, path)
            finally:
                Path(unfinished).unlink(missing_ok=True)
            _prune(path.parent)


def _prune(place: Path) -> None:
    """Delete what was not used for longest, down to the limit."""
    files = sorted(((f.stat(), f) for f in place.iterdir()), key=lambda one: -one[0].st_mtime)
    for (stat, file), total in zip(files, np.cumsum([s.st_size for s, _ in files]), strict=True):
        if total > LIMIT and stat.st_size:
            file.unlink(missing_ok=True)


@cache
def _code() -> str:
    """A fingerprint of the code that tapes are made by."""
    home = Path(__file__).parents[1]
    files = [*home.glob("*.py"), *(f for room in ROOMS for f in (home / room).rglob("*.py"))]
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.relative_to(home).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()
