"""A function of one interval, evaluated at many intervals at once.

It is found as a tape in the cache, or made from its symbols and put there. Where it is no tape
(LLVM is missing, or an operation unknown), CasADi evaluates it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

import casadi as ca
import numpy as np

from hillrunner.interruption import ctrl_c_noted
from hillrunner.solve.lanes import Lanes
from hillrunner.solve.tape import Tape, tape_of
from hillrunner.solve.tape_cache import TapeCache

Evaluation = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class PointFunction:
    """A function of dense columns: ``function(*arguments) -> result``, or a tuple of results.

    Each argument is (its numbers, intervals), one column or a scalar where it is the same for all;
    each result is (its numbers, intervals).

    Attributes
    ----------
    arguments, results
        How many numbers each has.
    at
        The same with all arguments, and all results, one below the other.
    pattern
        Where the result's numbers are nonzeros of a matrix: which of them.
    """

    arguments: tuple[int, ...]
    results: tuple[int, ...]
    at: Evaluation
    pattern: ca.Sparsity | None = None

    @property
    def triplet(self) -> tuple[list[int], list[int]]:
        """Rows and columns of the pattern.

        Raises
        ------
        ValueError
            If the results are no nonzeros.
        """
        if self.pattern is None:
            raise ValueError("not the nonzeros of a matrix")
        rows, columns = self.pattern.get_triplet()
        return rows, columns

    def __call__(self, *arguments: np.ndarray | float) -> np.ndarray | tuple[np.ndarray, ...]:
        columns = [
            np.asarray(a, dtype=float).reshape(size, -1)
            for a, size in zip(arguments, self.arguments, strict=True)
        ]
        lanes = max(c.shape[1] for c in columns)
        values = np.vstack([np.broadcast_to(c, (len(c), lanes)) for c in columns])
        results = np.split(self.at(values), np.cumsum(self.results)[:-1])
        return results[0] if len(results) == 1 else tuple(results)


class Symbols(Protocol):
    """What point functions are made from."""

    def function(self, name: str) -> tuple[ca.Function, ca.Sparsity | None]:
        """The function of that name, and its pattern if its results are nonzeros of a matrix."""


S = TypeVar("S", bound=Symbols, covariant=True)


class PointFunctions(Generic[S]):
    """The point functions of one kind, by name; each is found or made when first asked for."""

    def __init__(self, kind: str, build: Callable[[], S], cache: TapeCache) -> None:
        self._kind, self._build, self._cache = kind, build, cache
        self._known: dict[str, PointFunction] = {}

    @cached_property
    def symbols(self) -> S:
        """What they are made from: seconds, and needed only for what is not in the cache."""
        return self._build()

    def __getitem__(self, name: str) -> PointFunction:
        if name not in self._known:
            self._known[name] = self._found(name) or self._made(name)
        return self._known[name]

    def _found(self, name: str) -> PointFunction | None:
        arrays = self._cache.load(f"{self._kind}-{name}")
        if arrays is None:
            return None
        try:
            return _of_tape(Tape.from_arrays(arrays), _pattern(arrays))
        except (ImportError, KeyError, ValueError, RuntimeError):
            return None

    @ctrl_c_noted()
    def _made(self, name: str) -> PointFunction:
        function, pattern = self.symbols.function(name)
        tape = tape_of(function)
        if tape is not None:
            try:
                made = _of_tape(tape, pattern)
            except ImportError:
                return by_casadi(function, pattern)
            self._cache.save(f"{self._kind}-{name}", tape.arrays() | _pattern_arrays(pattern))
            return made
        return by_casadi(function, pattern)


@dataclass(frozen=True)
class PointProblem:
    """What is said of one interval: some values, with what the whole program needs of them.

    Attributes
    ----------
    functions
        All of the below, by name.
    """

    functions: PointFunctions[Symbols]

    @property
    def value(self) -> PointFunction:
        """The values."""
        return self.functions["value"]

    @property
    def first(self) -> PointFunction:
        """Jacobian of the rows."""
        return self.functions["first"]

    @property
    def second(self) -> PointFunction:
        """Hessian of the weighed values, upper triangle."""
        return self.functions["second"]

    @property
    def adjoint(self) -> PointFunction:
        """Gradient of the weighed values in the parameters."""
        return self.functions["adjoint"]

    @property
    def coupling(self) -> PointFunction:
        """Gradient in the parameters of the weighed values' change."""
        return self.functions["coupling"]


def _of_tape(tape: Tape, pattern: ca.Sparsity | None) -> PointFunction:
    return PointFunction(tape.arguments, tape.results, Lanes(tape), pattern)


def by_casadi(function: ca.Function, pattern: ca.Sparsity | None = None) -> PointFunction:
    """The function as CasADi's virtual machine evaluates it, one interval after the other."""
    arguments = tuple(function.numel_in(i) for i in range(function.n_in()))
    results = tuple(function.numel_out(i) for i in range(function.n_out()))

    def at(values: np.ndarray) -> np.ndarray:
        mapped = function.map(values.shape[1])
        parts = mapped.call([ca.DM(a) for a in np.split(values, np.cumsum(arguments)[:-1])])
        return np.vstack([np.asarray(part) for part in parts])

    return PointFunction(arguments, results, at, pattern)


def _pattern_arrays(pattern: ca.Sparsity | None) -> dict[str, np.ndarray]:
    if pattern is None:
        return {}
    return {
        "shape": np.array(pattern.shape),
        "starts": np.array(pattern.colind()),
        "rows": np.array(pattern.row()),
    }


def _pattern(arrays: dict[str, np.ndarray]) -> ca.Sparsity | None:
    if "shape" not in arrays:
        return None
    rows, columns = arrays["shape"].tolist()
    return ca.Sparsity(rows, columns, arrays["starts"].tolist(), arrays["rows"].tolist())
