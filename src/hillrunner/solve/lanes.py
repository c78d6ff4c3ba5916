"""A tape run over many intervals at once: each instruction acts on a row of lanes.

CasADi's virtual machine spends most of its time on finding out what the next instruction is. Here
that is found out once for :data:`~hillrunner.solve.lane_kernel.LANES` intervals. Every lane goes
through the same operations in the same order as in CasADi, so that results are equal to the last
bit.
"""

from __future__ import annotations

import numpy as np

from hillrunner.solve.tape import Tape


class Lanes:
    """A tape that is ready to run.

    Raises
    ------
    ImportError
        If numba, which compiles the loop over the instructions, is missing or switched off.
    """

    def __init__(self, tape: Tape) -> None:
        from hillrunner.solve.lane_kernel import LANES, kernel  # brings numba, which takes long

        self.tape, self._width, self._kernel = tape, LANES, kernel()
        self._work = np.empty((tape.slots, LANES))

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Results at arguments: (numbers of all arguments, lanes) to (numbers of all results,
        lanes)."""
        lanes = values.shape[1]
        full = -(-lanes // self._width) * self._width
        x = np.empty((values.shape[0], full))
        x[:, :lanes] = values
        x[:, lanes:] = values[:, :1]  # a place where everything is finite
        y = np.zeros((sum(self.tape.results), full))
        self._kernel(self.tape.code, self.tape.constants, self._work, x, y)
        return y[:, :lanes]
