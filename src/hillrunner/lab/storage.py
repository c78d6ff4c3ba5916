"""OpenSim's text tables (.mot, .sto): reading what is really in the file, and writing.

The format is a free header, a line ``endheader``, a line of labels starting with ``time``, and
rows of numbers. Headers in circulation differ, lie about the number of rows and may lack their last
line, so only the labels and the rows themselves are believed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hillrunner.errors import MeasuredError
from hillrunner.files import whole_file, why_not

Array = NDArray[np.float64]

_SETTING = re.compile(r"^\s*([A-Za-z]+)\s*[=\s]\s*(.+?)\s*$")
_ROWS = ("nrows", "datarows")
_COLUMNS = ("ncolumns", "datacolumns")
_MAX_BYTES = 500_000_000  # a table of a whole day at 100 Hz; more is no motion file


@dataclass(frozen=True)
class Table:
    """A table of time series.

    Attributes
    ----------
    name
        First line of the header.
    time
        (n,) s, strictly increasing.
    columns
        Label -> (n,) values, in the file's order and the file's units.
    in_degrees
        Whether rotations are in degrees; None where the header does not say.
    header
        Lower-case keys of the header with their text.
    warnings
        Sentences about what was repaired or contradicts itself.
    source
        The file it came from.
    unusable
        Label -> sentence, of the columns that hold something else than finite numbers; they are not
        among ``columns``.
    gappy
        Label -> (n,) values of these columns, not a number where there is none.
    """

    name: str
    time: Array
    columns: dict[str, Array]
    in_degrees: bool | None
    header: dict[str, str]
    warnings: tuple[str, ...] = ()
    source: str = ""
    unusable: Mapping[str, str] = field(default_factory=dict)
    gappy: Mapping[str, Array] = field(default_factory=dict)

    def lacks(self, label: str) -> str:
        """Why there is no such column, to stand in a sentence."""
        if label in self.unusable:
            return self.unusable[label].rstrip(".")
        return f"{self.source or 'the table'} has no column {label!r}"


def read_storage(path: str | Path) -> Table:
    """Read a .mot or .sto file.

    Repeated times are dropped, a header that contradicts the rows is ignored, and a column with a
    cell that is no finite number is left out, each with a warning in the table.

    Raises
    ------
    MeasuredError
        If there is no such file, no table in it, a row that is cut off or has another number of
        values, or time that is no finite number or runs backwards; the message names the line.
    """
    path = Path(path)
    lines = text_lines(path)
    end, at, warnings = _body(path, lines)
    header = _header(lines[:end])
    labels = _labels(path, at, lines[at])
    numbers, rows, unusable = _rows(path, labels, lines, at + 1)
    warnings += [*_contradictions(header, len(numbers), len(labels)), *unusable.values()]
    kept, repeated = increasing(path, numbers, rows[:, 0])
    warnings += repeated
    rows = rows[kept]
    return Table(
        name=lines[0].strip() if end else "",
        time=rows[:, 0].copy(),
        columns={
            label: rows[:, i].copy()
            for i, label in enumerate(labels)
            if i and label not in unusable
        },
        in_degrees={"yes": True, "true": True, "no": False, "false": False}.get(
            header.get("indegrees", "").lower()
        ),
        header=header,
        warnings=tuple(warnings),
        source=str(path),
        unusable=unusable,
        gappy={label: rows[:, labels.index(label)].copy() for label in unusable},
    )


def write_storage(
    path: str | Path,
    name: str,
    time: ArrayLike,
    columns: Mapping[str, ArrayLike],
    in_degrees: bool,
) -> Path:
    """Write a table that OpenSim reads; the file appears whole or not at all.

    Parameters
    ----------
    path
        File to write (.mot or .sto).
    name
        First line of the header.
    time
        (n,) s, strictly increasing.
    columns
        Label -> (n,) values; labels without white space.
    in_degrees
        What the header says of rotations. Nothing is converted.

    Raises
    ------
    MeasuredError
        If time does not increase, a column has another length, a name would break the table, a
        value is not finite, or the file cannot be written.
    """
    path = Path(path)
    clock = np.asarray(time, float)
    if clock.ndim != 1 or not np.isfinite(clock).all() or (np.diff(clock) <= 0).any():
        raise MeasuredError(f"cannot write {path}: its time must be finite and increase.")
    if "\n" in name or "\r" in name or name.strip().lower() == "endheader":
        raise MeasuredError(f"cannot write {path}: {name!r} cannot be the first line of a table.")
    arrays = [clock]
    for label, values in columns.items():
        array = np.asarray(values, float)
        if not label or label != "".join(label.split()) or label.lower() == "time":
            raise MeasuredError(f"cannot write {path}: {label!r} cannot be the name of a column.")
        if array.shape != clock.shape:
            raise MeasuredError(
                f"cannot write {path}: column {label} has shape {array.shape}, time has "
                f"{clock.shape}."
            )
        if not np.isfinite(array).all():
            k = int(np.argmin(np.isfinite(array)))
            raise MeasuredError(
                f"cannot write {path}: column {label} is {array[k]} at {clock[k]:g} s."
            )
        arrays.append(array)
    head = [
        name,
        "version=1",
        f"nRows={clock.size}",
        f"nColumns={len(arrays)}",
        f"inDegrees={'yes' if in_degrees else 'no'}",
        "endheader",
        "\t".join(["time", *columns]),
    ]
    body = ("\t".join(repr(float(x)) for x in row) for row in zip(*arrays, strict=True))
    text = "\n".join([*head, *body]) + "\n"
    try:
        with whole_file(path) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise MeasuredError(f"cannot write {path}: {why_not(error)}.") from None
    return path


def increasing(
    path: Path, numbers: Sequence[int], time: Array
) -> tuple[NDArray[np.bool_], list[str]]:
    """Which rows of a clock (s) to keep, those after the row before, and what to say of the rest.

    ``numbers`` are the rows' lines in the file.

    Raises
    ------
    MeasuredError
        If time runs backwards.
    """
    step = np.diff(time)
    if (step < 0).any():
        k = int(np.argmax(step < 0))
        raise MeasuredError(
            f"{path}, line {numbers[k + 1]}: time goes back from {time[k]:g} to {time[k + 1]:g} s, "
            "but it must increase from row to row."
        )
    kept = np.concatenate([[True], step > 0])
    if kept.all():
        return kept, []
    k = int(np.argmin(kept))
    return kept, [
        f"{int((~kept).sum())} rows repeat the time of the row before and were left out, "
        f"first line {numbers[k]} ({time[k]:g} s)."
    ]


def text_lines(path: Path) -> list[str]:
    """The lines of a text file of numbers.

    Raises
    ------
    MeasuredError
        If it cannot be read, is empty, no text, or larger than any recording.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise MeasuredError(f"{path} is larger than {_MAX_BYTES // 1_000_000} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MeasuredError(f"cannot read {path}: {why_not(error)}.") from None
    except UnicodeDecodeError as error:
        raise MeasuredError(f"{path} is not a text file (byte {error.start}).") from None
    if "\0" in text:
        raise MeasuredError(f"{path} is not a text file (it holds zero bytes).")
    if not text.strip():
        raise MeasuredError(f"{path} is empty.")
    return text.split("\n")


def _body(path: Path, lines: list[str]) -> tuple[int, int, list[str]]:
    """Where the header ends and where the labels are (indices of lines), and what to say of it."""
    end = next((i for i, line in enumerate(lines) if line.strip().lower() == "endheader"), None)
    if end is not None:
        at = next((i for i in range(end + 1, len(lines)) if lines[i].strip()), None)
        if at is None:
            raise MeasuredError(f"{path}, line {end + 1}: nothing follows 'endheader'.")
        return end, at, []
    firsts = ("".join(line.split()[:1]).lower() for line in lines)
    at = next((i for i, first in enumerate(firsts) if first == "time"), None)
    if at is None:
        raise MeasuredError(
            f"{path} is no OpenSim table: none of its {len(lines)} lines is 'endheader', and none "
            "begins with 'time'."
        )
    return at, at, [f"no line is 'endheader': line {at + 1}, which begins with 'time', has labels."]


def _header(lines: list[str]) -> dict[str, str]:
    header: dict[str, str] = {}
    for line in lines:
        if match := _SETTING.match(line):
            header.setdefault(match[1].lower(), match[2])
    return header


def _labels(path: Path, at: int, line: str) -> list[str]:
    split = line.rstrip().split("\t") if "\t" in line.strip() else line.split()
    labels = [label.strip() for label in split]
    if labels[0].lower() != "time":
        raise MeasuredError(
            f"{path}, line {at + 1}: the first column must be 'time', not {labels[0][:40]!r}."
        )
    if "" in labels:
        raise MeasuredError(f"{path}, line {at + 1}: column {labels.index('') + 1} has no name.")
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise MeasuredError(f"{path}, line {at + 1}: there are two columns named {twice!r}.")
    return labels


def _rows(
    path: Path, labels: list[str], lines: list[str], start: int
) -> tuple[list[int], Array, dict[str, str]]:
    """Rows from line index ``start`` on.

    Returns
    -------
    Their line numbers (from 1) and values, not a number where a cell is none, and by label the
    sentence about the first such cell.
    """
    numbers, rows = [], []
    unusable: dict[str, str] = {}
    last = max(i for i, line in enumerate(lines) if line.strip())
    for i in range(start, last + 1):
        words = _words(lines[i], len(labels))
        if not words:
            continue
        if len(words) != len(labels):
            cut = " and the file ends there: is it complete?" if i == last else "."
            raise MeasuredError(
                f"{path}, line {i + 1}: {len(words)} values for {len(labels)} columns{cut}"
            )
        row = np.array([_number(word) for word in words])
        for k in np.flatnonzero(~np.isfinite(row)):
            sentence = (
                f"{path}, line {i + 1}: column {labels[k]} holds {words[k][:40]!r}, which is no "
                "finite number."
            )
            if k == 0:
                raise MeasuredError(sentence)
            unusable.setdefault(labels[k], sentence)
        numbers.append(i + 1)
        rows.append(row)
    if not rows:
        raise MeasuredError(f"{path}, line {start}: there are no rows below the labels.")
    return numbers, np.array(rows), unusable


def _words(line: str, columns: int) -> list[str]:
    """A row's cells, which may be empty only between tabs."""
    words = line.split()
    if words and len(words) != columns and line.count("\t") == columns - 1:
        return [word.strip() for word in line.split("\t")]
    return words


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return np.nan


def _contradictions(header: dict[str, str], rows: int, columns: int) -> list[str]:
    found = []
    for keys, what, real in ((_ROWS, "rows", rows), (_COLUMNS, "columns", columns)):
        told = next((header[key] for key in keys if key in header), None)
        if told is not None and told != str(real):
            found.append(f"the header says {told} {what}, but there are {real}, which were used.")
    return found
