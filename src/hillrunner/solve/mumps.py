"""MUMPS, the factorisation of sparse symmetric matrices that comes with CasADi and its IPOPT.

CasADi's own door to it tells nothing of the signs of the eigenvalues, which decide whether a step
leads to a minimum. So the library is called as from C; how its arguments lie in memory is read
from the header that comes with it, whatever its version. Amestoy et al. 2001,
doi:10.1137/S0895479899358194.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import weakref
from functools import cache
from pathlib import Path
from typing import Any

import casadi as ca
import numpy as np

from hillrunner.solve.tape_cache import TapeCache

_LIBRARIES = ("libcoinmumps*.so*", "libcoinmumps*.dylib", "libcoinmumps*.dll", "coinmumps*.dll")
_HEADER = "include/coin-or/mumps/dmumps_c.h"
_BEGIN, _END, _ANALYSE, _FACTOR, _SOLVE = -1, -2, 1, 2, 3  # jobs
_SYMMETRIC = 2  # indefinite
_NO_MPI = -987654
_GIVEN, _METIS = 1, 5  # order of the pivots
_PERMUTATION = 7  # chosen by MUMPS, as IPOPT lets it
# None: what MUMPS would choose takes a tenth of the time and leaves residuals seven
# times as large.
_SCALING = 0
_PIVOT = 1e-6  # a pivot is at least that share of its column, as IPOPT begins
_SPARE_MEMORY = 50  # %, more than what the analysis says
_LARGE = 1000  # rows from which on it pays to keep the order
_TOO_LITTLE_MEMORY = (-8, -9)
_TYPES = {
    "MUMPS_INT": ctypes.c_int,
    "MUMPS_INT8": ctypes.c_int64,
    "DMUMPS_REAL": ctypes.c_double,
    "DMUMPS_COMPLEX": ctypes.c_double,
    "char": ctypes.c_char,
}


class NoMumps(Exception):
    """The library, or its header, is not where CasADi keeps it, or is not what it seems."""


class Singular(Exception):
    """A matrix has no inverse."""


@cache
def _arguments() -> type[ctypes.Structure]:
    """The type of the structure that holds all arguments, as the header tells it."""
    try:
        text = (Path(ca.__file__).parent / _HEADER).read_text(encoding="latin-1")
    except OSError as error:
        raise NoMumps(str(error)) from error
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    known = dict(re.findall(r"#define\s+(\w+)\s+(\d+)", text))
    body = re.search(r"typedef struct\s*\{(.*?)\}\s*DMUMPS_STRUC_C", text, flags=re.DOTALL)
    if body is None:
        raise NoMumps("The header of MUMPS holds no structure of arguments.")
    fields: list[tuple[str, Any]] = []
    for line in body.group(1).split(";"):
        if not line.strip():
            continue
        word, names = line.split(maxsplit=1)
        for name in names.split(","):
            found = re.fullmatch(r"(\*?)\s*(\w+)(?:\[([\w+ ]+)\])?", name.strip())
            if word not in _TYPES or found is None:
                raise NoMumps(f"The header of MUMPS holds {line.strip()!r}.")
            star, called, size = found.groups()
            kind: Any = ctypes.c_void_p if star else _TYPES[word]
            if size is not None:
                kind = kind * sum(int(known.get(k.strip(), k)) for k in size.split("+"))
            fields.append((called, kind))
    return type("Arguments", (ctypes.Structure,), {"_fields_": fields})


@cache
def _library() -> Any:
    folder = Path(ca.__file__).parent
    for pattern in _LIBRARIES:
        for path in sorted(folder.glob(pattern)):
            try:
                if hasattr(os, "add_dll_directory"):
                    os.add_dll_directory(str(folder))
                function = ctypes.CDLL(str(path)).dmumps_c
            except (OSError, AttributeError):
                continue
            function.restype = None
            return function
    raise NoMumps(f"There is no library of MUMPS in {folder}.")


def _order(found: dict[str, np.ndarray] | None, size: int) -> np.ndarray | None:
    """An order of pivots that was kept, where it is one."""
    order = None if found is None else found.get("order")
    if order is None or not np.array_equal(np.sort(order.ravel()), np.arange(1, size + 1)):
        return None
    return np.ascontiguousarray(order, dtype=np.intc)


def _end(call: Any, arguments: Any) -> None:
    """Free what the library holds."""
    arguments.job = _END
    call(ctypes.byref(arguments))


class Mumps:
    """Factorisations of symmetric matrices with one pattern.

    Parameters
    ----------
    size
        Rows of the matrix.
    rows, columns
        Places of its nonzeros in one triangle, each once.

    Raises
    ------
    NoMumps
        If the library cannot be used.
    """

    def __init__(self, size: int, rows: np.ndarray, columns: np.ndarray) -> None:
        self._call = _library()
        self._all = arguments = _arguments()()
        self.size, self.factored = size, 0
        arguments.sym, arguments.par, arguments.comm_fortran = _SYMMETRIC, 1, _NO_MPI
        self._job(_BEGIN)
        # Not by __del__: at the end of the program it comes when half of this module is gone.
        weakref.finalize(self, _end, self._call, arguments)
        version = bytes(arguments.version_number).split(b"\0")[0]
        if arguments.infog[0] < 0 or not re.match(rb"\d+\.\d+", version):
            raise NoMumps("The library of MUMPS does not answer as its header says.")
        for place in (1, 2, 3, 4):  # what it would print, and where
            arguments.icntl[place - 1] = 0
        arguments.icntl[6 - 1] = _PERMUTATION
        arguments.icntl[7 - 1] = _METIS
        arguments.icntl[8 - 1] = _SCALING
        arguments.icntl[13 - 1] = 1
        arguments.icntl[14 - 1] = _SPARE_MEMORY
        arguments.cntl[1 - 1] = _PIVOT
        self._rows = np.ascontiguousarray(rows + 1, dtype=np.intc)
        self._columns = np.ascontiguousarray(columns + 1, dtype=np.intc)
        self._values = np.zeros(len(rows))
        arguments.n, arguments.nnz = size, len(rows)
        arguments.irn, arguments.jcn = self._rows.ctypes.data, self._columns.ctypes.data
        arguments.a = self._values.ctypes.data
        self._analysed = False

    def _job(self, job: int) -> int:
        self._all.job = job
        self._call(ctypes.byref(self._all))
        return int(self._all.infog[0])

    def factor(self, values: np.ndarray) -> int:
        """Factorise the matrix of these nonzeros; how many of its eigenvalues are negative.

        Raises
        ------
        Singular
            If it has no inverse, or holds numbers that are none.
        """
        if not np.isfinite(values).all():
            raise Singular
        self._values[:] = values
        if not self._analysed:
            self._analyse()
        while (error := self._job(_FACTOR)) in _TOO_LITTLE_MEMORY:
            self._all.icntl[14 - 1] *= 2
        self.factored += 1
        if error < 0:
            raise Singular
        return int(self._all.infog[12 - 1])

    def _analyse(self) -> None:
        """Plan the factorisation, by an order of pivots that is found once for a pattern: by METIS,
        which takes longer than a factorisation."""
        order = None
        if self.size >= _LARGE:
            pattern = hashlib.sha256(self._rows.tobytes() + self._columns.tobytes()).hexdigest()
            cache = TapeCache(["order of pivots", self.size, pattern])
            order = _order(cache.load("order"), self.size)
        if order is None:
            if self._job(_ANALYSE) < 0:
                raise Singular
            if self.size >= _LARGE:
                pointer = ctypes.cast(self._all.sym_perm, ctypes.POINTER(ctypes.c_int))
                order = np.ctypeslib.as_array(pointer, (self.size,)).copy()
                cache.save("order", {"order": order})
        if order is not None:  # again where it is new, so that results are the same from then on
            self._order = order
            self._all.perm_in = self._order.ctypes.data
            self._all.icntl[7 - 1] = _GIVEN
            if self._job(_ANALYSE) < 0:
                raise Singular
        self._analysed = True

    def solve(self, right: np.ndarray) -> np.ndarray:
        """The vector that the matrix last factorised takes to ``right``.

        Raises
        ------
        Singular
            If there is none.
        """
        x = np.array(right, dtype=float)
        self._all.nrhs, self._all.lrhs, self._all.rhs = 1, self.size, x.ctypes.data
        if self._job(_SOLVE) < 0:
            raise Singular
        return x
