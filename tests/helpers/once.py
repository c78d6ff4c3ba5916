"""What takes many seconds and several files need: made once in a run of the tests, by whichever
process comes first, and read from a file by the others."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = "HILLRUNNER_TESTS_SHARED"  # environment variable; conftest makes the folder
PATIENCE = 900.0  # s


def once(name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` returns, as JSON holds it; the same for all who ask by this name."""
    path = Path(os.environ[FOLDER]) / f"{name}.json"
    by_one(path, lambda: path.with_suffix(".new").write_text(json.dumps(make())))
    return json.loads(path.read_text())


def by_one(path: Path, write: Callable[[], object]) -> None:
    """Let one process ``write`` a file, under the suffix ``.new``, while the others wait for it."""
    lock, began = path.with_suffix(".lock"), time.monotonic()
    while not path.exists():
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            assert time.monotonic() - began < PATIENCE, f"nobody makes {path}"
            time.sleep(0.1)
            continue
        try:
            if not path.exists():
                write()
                path.with_suffix(".new").replace(path)
        finally:
            lock.unlink()
