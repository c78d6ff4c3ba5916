"""A MATLAB table in a ``.mat`` file, as columns.

MATLAB keeps an object of its class ``table`` apart from the variables: in the part of the file that
:func:`scipy.io.loadmat` calls ``__function_workspace__``, which is a ``.mat`` file again, without
the text at its head. In it lie, one after the other, the names of the columns and their values.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hillrunner.checks import listed
from hillrunner.errors import MeasuredError
from hillrunner.files import why_not

Array = NDArray[np.float64]

INSIDE = "__function_workspace__"
SKIPPED, TAG = 8, 8  # bytes of that part before its first element, and of what says its size
HEAD = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM"


def read_mat_table(path: str | Path) -> dict[str, Array]:
    """The columns of the first table of a ``.mat`` file: name -> (rows,), in the file's order.

    Raises
    ------
    MeasuredError
        If it cannot be read, or holds no table of numbers.
    """
    from scipy.io import loadmat  # takes long to import

    path = Path(path)
    try:
        with path.open("rb") as file:
            inside = loadmat(file)[INSIDE].tobytes()[SKIPPED:]
        size = TAG + int.from_bytes(inside[4:TAG], "little")
        found = loadmat(io.BytesIO(HEAD + inside[:size]))[INSIDE]
        cells = found["MCOS"][0, 0]["arr"][0]
    except OSError as error:
        raise MeasuredError(f"cannot read {path}: {why_not(error)}.") from None
    except Exception as error:  # what scipy raises of a damaged file is of many kinds
        raise MeasuredError(
            f"{path} holds no MATLAB table: it must be a .mat file of version 5 with one "
            f"({type(error).__name__})."
        ) from None
    rows = [cell for cell in cells.ravel() if isinstance(cell, np.ndarray) and cell.dtype == object]
    for names, values in zip(rows, rows[1:], strict=False):
        if table := _columns(names.ravel(), values.ravel()):
            return table
    raise MeasuredError(f"{path} holds no MATLAB table with columns of numbers.")


def _columns(names: NDArray[np.object_], values: NDArray[np.object_]) -> dict[str, Array]:
    """Columns by name, where the one are texts and the other as many columns of numbers."""
    if not names.size or names.size != values.size:
        return {}
    called = [
        str(name[0])
        for name in names
        if getattr(name, "dtype", None) is not None and name.dtype.kind == "U" and name.size == 1
    ]
    if len(called) != names.size:
        return {}
    if not all(
        getattr(column, "dtype", None) is not None and column.dtype.kind in "fiu"
        for column in values
    ):
        return {}
    return {
        name: np.asarray(column, float).ravel() for name, column in zip(called, values, strict=True)
    }


def column(table: dict[str, Array], name: str, path: str | Path) -> Array:
    """A column of a table.

    Raises
    ------
    MeasuredError
        If there is none of that name.
    """
    if name not in table:
        raise MeasuredError(f"{path} has no column {name!r}: it has {listed(list(table))}.")
    return table[name]
