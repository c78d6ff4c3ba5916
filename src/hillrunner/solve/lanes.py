"""A tape run over many intervals at once: each instruction acts on a row of lanes.

CasADi's virtual machine spends most of its time on finding out what the next instruction is. Here
that is found out once for 16 or 32 intervals. Every lane goes
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
        If LLVM, which makes machine code of the loop over the instructions, is missing.
    """

    def __init__(self, tape: Tape) -> None:
        from hillrunner.solve.lane_kernel import WIDTHS, kernel

        self.tape, self._widths, self._kernel = tape, WIDTHS, kernel
        self._code = np.ascontiguousarray(tape.code)
        self._constants = np.ascontiguousarray(tape.constants)
        self._work = _aligned(tape.slots, max(WIDTHS))
        kernel(max(WIDTHS))

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Results at arguments: (numbers of all arguments, lanes) to (numbers of all results,
        lanes)."""
        tape, lanes = self.tape, values.shape[1]
        if values.shape[0] != sum(tape.arguments):
            raise ValueError(f"{values.shape[0]} numbers for {sum(tape.arguments)}")
        width = min((w for w in self._widths if w >= lanes), default=max(self._widths))
        run, full = self._kernel(width), -(-lanes // width) * width
        x = np.empty((values.shape[0], full))
        x[:, :lanes] = values
        x[:, lanes:] = values[:, :1]  # a place where everything is finite
        y = np.zeros((sum(tape.results), full))
        arrays = self._code, self._constants, self._work
        code, constants, work = (a.ctypes.data for a in arrays)
        for start in range(0, full, width):
            first = start * x.itemsize
            at = x.ctypes.data + first, y.ctypes.data + first
            run(code, len(tape.code), constants, work, *at, full)
        return y[:, :lanes]


def _aligned(rows: int, columns: int) -> np.ndarray:
    """An array that begins where a line of the processor's cache does (64 bytes)."""
    numbers = np.empty(rows * columns + 8)
    ahead = -numbers.ctypes.data % 64 // numbers.itemsize
    return numbers[ahead : ahead + rows * columns].reshape(rows, columns)
