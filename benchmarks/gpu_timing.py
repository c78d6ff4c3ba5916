"""How long something takes on a graphics card: medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

TURNS, LONG, FEW = 11, 0.5, 3  # times a run is timed, and one that takes more seconds than that


def by_events(run: Callable[[], object]) -> float:
    """Median of a run's seconds on the card, the first one's aside."""
    import cupy as cp

    took: list[float] = []
    while len(took) < 1 + (FEW if took and took[0] > LONG else TURNS):
        began, ended = cp.cuda.Event(), cp.cuda.Event()
        began.record()
        run()
        ended.record()
        ended.synchronize()
        took.append(cp.cuda.get_elapsed_time(began, ended) / 1e3)
    return statistics.median(took[1:])


def by_clock(run: Callable[[], Any], turns: int = TURNS) -> float:
    """Median of a run's seconds, until its results are there."""
    import jax

    jax.block_until_ready(run())
    took = []
    for _ in range(turns):
        began = time.perf_counter()
        jax.block_until_ready(run())
        took.append(time.perf_counter() - began)
    return statistics.median(took)
