"""Marker files (.trc): reading what is really in the file, and writing.

Two lines of header, a line of their values, a line of marker names over three columns each, a line
of axis names, and rows of frame number, time and positions; an empty cell is a gap.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.files import whole_file, why_not
from hillrunner.lab.part import Part, marker_array
from hillrunner.lab.storage import increasing, text_lines

Array = NDArray[np.float64]

RATE_ERROR = 0.05  # of the rate that the header says, by which the times may differ from it


def read_trc(path: str | Path) -> Part:
    """Read a .trc file.

    Raises
    ------
    MeasuredError
        If it cannot be read, has no marker names or rows, or time that is no number or runs
        backwards; the message names the line.
    """
    path = Path(path)
    lines = text_lines(path)
    at = next((i for i, line in enumerate(lines) if line.lower().startswith("frame#")), None)
    if at is None:
        raise MeasuredError(
            f"{path} is no .trc file: none of its {len(lines)} lines begins with 'Frame#'."
        )
    header = _header(lines[:at])
    names = _names(path, at, lines[at])
    numbers, clock, values = _rows(path, lines, at + 1, len(names))
    kept, notes = increasing(path, numbers, clock)
    notes += _contradictions(header, numbers, clock[kept], len(names))
    unit = header.get("units", "")
    if not unit:
        notes.append("the header does not say in which unit the markers are.")
    return Part(
        str(path),
        "trc",
        markers=marker_array(clock[kept], names, values[kept], unit),
        notes=tuple(notes),
    )


def write_trc(path: str | Path, markers: xr.DataArray) -> Path:
    """Write markers as OpenSim reads them, in m; the file appears whole or not at all.

    Parameters
    ----------
    path
        File to write.
    markers
        (time, marker, axis) m, as of a recording; gaps become empty cells.

    Raises
    ------
    MeasuredError
        If a name would break the table, or the file cannot be written.
    """
    path = Path(path)
    time = np.asarray(markers["time"].values, float)
    names = [str(name) for name in markers["marker"].values]
    for name in names:
        if not name or name != "".join(name.split()):
            raise MeasuredError(f"cannot write {path}: {name!r} cannot be the name of a marker.")
    rate = (time.size - 1) / np.ptp(time) if time.size > 1 else 0.0
    said = [f"{rate:.10g}", f"{rate:.10g}", time.size, len(names), "m", f"{rate:.10g}", 1]
    rows = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
        "OrigNumFrames",
        "\t".join(map(str, [*said, time.size])),
        "Frame#\tTime\t" + "\t\t\t".join(names),
        "\t\t" + "\t".join(f"{axis}{i + 1}" for i in range(len(names)) for axis in "XYZ"),
        "",
    ]
    values = markers.transpose("time", "marker", "axis").values.reshape(time.size, -1)
    for i, (instant, row) in enumerate(zip(time, values, strict=True)):
        cells = ("" if np.isnan(x) else repr(float(x)) for x in row)
        rows.append("\t".join([str(i + 1), repr(float(instant)), *cells]))
    try:
        with whole_file(path) as part:
            part.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise MeasuredError(f"cannot write {path}: {why_not(error)}.") from None
    return path


def _header(lines: list[str]) -> dict[str, str]:
    """Lower-case keys of the header with what stands below them."""
    for keys, values in zip(lines, lines[1:], strict=False):
        if keys.lower().startswith("datarate"):
            words = (line.split("\t") if "\t" in line else line.split() for line in (keys, values))
            return {
                key.strip().lower(): value.strip()
                for key, value in zip(*words, strict=False)
                if key.strip()
            }
    return {}


def _names(path: Path, at: int, line: str) -> list[str]:
    cells = line.split("\t") if "\t" in line.strip() else line.split()
    names = [cell.strip() for cell in cells[2:] if cell.strip()]
    if not names:
        raise MeasuredError(f"{path}, line {at + 1}: there are no names of markers.")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise MeasuredError(f"{path}, line {at + 1}: there are two markers named {twice!r}.")
    return names


def _rows(path: Path, lines: list[str], start: int, markers: int) -> tuple[list[int], Array, Array]:
    """Line numbers (from 1), times (s) and values (row, marker, axis) of the rows."""
    width = 3 * markers
    numbers: list[int] = []
    clock, values = [], []
    for i in range(start, len(lines)):
        line = lines[i]
        cells = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or not cells[0].strip():
            continue  # the line of axis names begins with an empty cell
        row = [_number(cell) for cell in cells[1 : 2 + width]]
        if not np.isfinite(row[:1]).all() or not row:
            if not numbers and cells[0].strip().upper().startswith("X"):
                continue  # axis names without the cells before them
            raise MeasuredError(f"{path}, line {i + 1}: the time is no finite number.")
        extra = [cell for cell in cells[2 + width :] if cell.strip()]
        if extra or ("\t" not in line and len(row) != 1 + width):
            raise MeasuredError(
                f"{path}, line {i + 1}: {len(row) - 1 + len(extra)} values for {markers} markers "
                "with three each."
            )
        numbers.append(i + 1)
        clock.append(row[0])
        values.append(row[1:] + [np.nan] * (1 + width - len(row)))
    if not numbers:
        raise MeasuredError(f"{path}: there are no rows below the names of the markers.")
    table = np.array(values, float)
    table[~np.isfinite(table)] = np.nan
    return numbers, np.array(clock), table.reshape(len(numbers), markers, 3)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan


def _contradictions(
    header: dict[str, str], numbers: list[int], clock: Array, markers: int
) -> list[str]:
    found = []
    for key, what, real in (
        ("numframes", "frames", len(numbers)),
        ("nummarkers", "markers", markers),
    ):
        told = header.get(key)
        if told and told.replace(".0", "") != str(real):
            found.append(f"the header says {told} {what}, but there are {real}, which were used.")
    told_rate = _number(header.get("datarate", ""))
    if clock.size > 1 and np.isfinite(told_rate):
        rate = 1.0 / float(np.median(np.diff(clock)))
        if abs(rate / told_rate - 1.0) > RATE_ERROR if told_rate else False:
            found.append(
                f"the header says {told_rate:g} Hz, but the times are those of {rate:.4g} Hz, "
                "which were used."
            )
    return found
