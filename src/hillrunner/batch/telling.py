"""What a running solve says of how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hillrunner.batch.job import Tell

if TYPE_CHECKING:  # the solver takes a second to import, and who hands out jobs does not need it
    from hillrunner.solve.ipopt import Progress, Watcher

EVERY = 10  # iterations


def iterations(tell: Tell) -> Watcher:
    """Watches :func:`~hillrunner.solve.simulate.simulate`: reports every tenth iteration."""

    def watch(progress: Progress) -> None:
        if progress.iteration % EVERY == 0:
            tell(f"{progress.phase}, iteration {progress.iteration}")

    return watch
