"""Dask, left aside by processes that are hillrunner's own and need no cluster."""

from __future__ import annotations

import sys
from typing import Any


def leave_dask_aside() -> None:
    """Let this process import no Dask: xarray does wherever it is installed, which takes a second.

    Only for a process that does nothing else: what imports Dask there is told that there is none.
    """
    modules: dict[str, Any] = sys.modules
    modules.setdefault("dask", None)
