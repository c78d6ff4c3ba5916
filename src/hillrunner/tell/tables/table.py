"""The one printer of tables for the terminal: plain text, columns as wide as they must be."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 100  # characters, of text around tables
GAP = "  "  # between columns

Line = Sequence[str] | str  # the cells of a row, or a line across the table


def table(head: Sequence[str], lines: Sequence[Line], align: str = "") -> str:
    """A table.

    Parameters
    ----------
    head
        Of the columns; all empty where there is none to print.
    lines
        Rows, each with a cell for every column, or fewer; a plain string is a line across: a
        heading, or blank.
    align
        ``<`` for a column aligned to the left, ``>`` for one to the right; where not given, the
        first column is to the left and all others to the right.
    """
    align = align or "<" + ">" * (len(head) - 1)
    rows: list[Line] = [list(head), *lines] if any(head) else list(lines)
    cells = [row for row in rows if not isinstance(row, str)]
    width = [
        max((len(row[k]) for row in cells if k < len(row)), default=0) for k in range(len(align))
    ]
    printed = []
    for row in rows:
        if isinstance(row, str):
            printed.append(row)
            continue
        padded = (
            cell.ljust(w) if side == "<" else cell.rjust(w)
            for cell, w, side in zip(row, width, align, strict=False)
        )
        printed.append(GAP.join(padded).rstrip())
    return "\n".join(printed)


def wrapped(text: str, mark: str = "") -> str:
    """A paragraph, with ``mark`` before it and the following lines under its first word."""
    return textwrap.fill(
        text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False
    )
