"""Tables of a lab (.csv), wide or long, read as a mapping file lays them out."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import some_of
from hillrunner.errors import MeasuredError
from hillrunner.lab.cutting import bridged
from hillrunner.lab.lab_map import FIELD, Columns, CsvLayout, LabMap
from hillrunner.lab.part import (
    AXES,
    Part,
    channel_array,
    known_while_loaded,
    marker_array,
    plate_data,
)
from hillrunner.lab.storage import Table, increasing, text_lines
from hillrunner.model.physics.spatial import GRAVITY

Array = NDArray[np.float64]

DELIMITERS = (";", "\t", ",")
FORCE_UNITS = {"n": 1.0, "kn": 1e3, "": 1.0}


@dataclass(frozen=True)
class _Cells:
    """A table of text: its columns by name, and the line of its first row."""

    path: Path
    columns: dict[str, list[str]]
    numbers: list[int]
    comma: bool  # decimals are written with one

    def values(self, name: str) -> Array:
        """A column as numbers; not a number where a cell holds none."""
        return np.array([_number(cell, self.comma) for cell in self.text(name)])

    def text(self, name: str) -> list[str]:
        """A column.

        Raises
        ------
        MeasuredError
        """
        if name not in self.columns:
            raise MeasuredError(
                f"{self.path} has no column {name!r}; it has {some_of(list(self.columns), 8)}."
            )
        return self.columns[name]


def read_csv(path: str | Path, mapping: LabMap) -> Part:
    """Read a .csv file as a mapping file lays it out.

    Raises
    ------
    MeasuredError
        One sentence: there is no layout, a column is not there, rows differ in length, or time is
        no finite number or runs backwards.
    """
    path = Path(path)
    layout = mapping.csv
    if layout is None:
        raise MeasuredError(
            f"{path} needs a mapping file with a table [csv] that says what its columns are."
        )
    cells = _cells(path)
    series = _long(cells, layout) if layout.name else _wide(cells, layout)
    clock, kept, notes = _clock(cells, layout, series)
    held = {
        kind: {name: values[kept] for name, values in columns.items()}
        for kind, columns in series.items()
    }
    return Part(
        str(path),
        "csv",
        markers=_markers(clock, held.get("markers"), layout.markers),
        plates=_forces(path, clock, held.get("forces"), layout, notes),
        analogs=_analogs(clock, held.get("analogs"), layout.analogs),
        coordinates=_coordinates(path, clock, held.get("coordinates"), layout, mapping, notes),
        notes=tuple(notes),
    )


def _cells(path: Path) -> _Cells:
    lines = [(i + 1, line) for i, line in enumerate(text_lines(path)) if line.strip()]
    delimiter = max(DELIMITERS, key=lambda mark: (lines[0][1].count(mark), mark != ","))
    rows = list(csv.reader([line for _, line in lines], delimiter=delimiter))
    head = [cell.strip() for cell in rows[0]]
    if len(set(head)) < len(head):
        twice = next(name for name in head if head.count(name) > 1)
        raise MeasuredError(f"{path}, line {lines[0][0]}: there are two columns named {twice!r}.")
    for (number, _), row in zip(lines[1:], rows[1:], strict=True):
        if len(row) != len(head):
            raise MeasuredError(
                f"{path}, line {number}: {len(row)} values for {len(head)} columns."
            )
    if len(rows) < 2:
        raise MeasuredError(f"{path}, line {lines[0][0]}: there are no rows below the labels.")
    columns = {name: [row[i] for row in rows[1:]] for i, name in enumerate(head)}
    return _Cells(path, columns, [number for number, _ in lines[1:]], delimiter == ";")


def _number(cell: str, comma: bool) -> float:
    try:
        return float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        return np.nan


def _pattern(columns: str) -> re.Pattern[str]:
    """A layout's columns as a pattern with a group for each of its fields."""
    parts = FIELD.split(columns)
    groups = {"name": "(?P<name>.+?)", "axis": "(?P<axis>[xyzXYZ])"}
    return re.compile("".join(groups[p] if i % 2 else re.escape(p) for i, p in enumerate(parts)))


def _kinds(layout: CsvLayout) -> dict[str, Columns]:
    kinds = ("markers", "forces", "coordinates", "analogs")
    return {kind: getattr(layout, kind) for kind in kinds if getattr(layout, kind)}


def _wide(cells: _Cells, layout: CsvLayout) -> dict[str, dict[str, Array]]:
    """By kind and name, (rows,) or (rows, 3) numbers."""
    found: dict[str, dict[str, Array]] = {}
    rows = len(cells.numbers)
    for kind, where in _kinds(layout).items():
        matches = [m for label in cells.columns if (m := _pattern(where.columns).fullmatch(label))]
        if not matches:
            raise MeasuredError(
                f"{cells.path} has no column like {where.columns!r} ([csv] {kind}.columns); it has "
                f"{some_of(list(cells.columns), 8)}."
            )
        series = found.setdefault(kind, {})
        for match in matches:
            values, name = cells.values(match.string), match["name"]
            if "axis" in match.groupdict():
                three = series.setdefault(name, np.full((rows, 3), np.nan))
                three[:, AXES.index(match["axis"].lower())] = values
            else:
                series[name] = values
    return found


def _long(cells: _Cells, layout: CsvLayout) -> dict[str, dict[str, Array]]:
    """The same of a table with a row for each name at each instant; all share one clock."""
    ((kind, where),) = _kinds(layout).items()
    clock = cells.values(layout.time) if layout.time else None
    names = np.array(cells.text(layout.name))
    order = list(dict.fromkeys(names.tolist()))
    if clock is None:
        raise MeasuredError(
            f"{cells.path} is a long table, so time in [csv] must name its column of time."
        )
    instants = np.unique(clock[np.isfinite(clock)])
    at = np.searchsorted(instants, clock).clip(max=instants.size - 1)
    three = kind in ("markers", "forces")
    series = {
        name: np.full((instants.size, 3) if three else (instants.size,), np.nan) for name in order
    }
    if three and layout.axis:
        axes = np.array([axis.strip().lower() for axis in cells.text(layout.axis)])
        values = cells.values(where.columns)
        for name in order:
            for i, axis in enumerate(AXES):
                mine = (names == name) & (axes == axis)
                series[name][at[mine], i] = values[mine]
    else:
        labels = [where.columns.replace("{axis}", a) for a in AXES] if three else [where.columns]
        table = np.stack([cells.values(label) for label in labels], axis=1)
        for name in order:
            mine = names == name
            series[name][at[mine]] = table[mine] if three else table[mine, 0]
    return {kind: series}


def _clock(
    cells: _Cells, layout: CsvLayout, series: dict[str, dict[str, Array]]
) -> tuple[Array, NDArray[np.bool_], list[str]]:
    """Times (s), which rows to keep, and what to say of it."""
    if layout.name:
        clock = cells.values(layout.time)
        instants = np.unique(clock[np.isfinite(clock)])
        return instants, np.ones(instants.size, dtype=bool), []
    rows = len(cells.numbers)
    if layout.rate is not None:
        return np.arange(rows) / layout.rate, np.ones(rows, dtype=bool), []
    if layout.duration is not None:
        return layout.duration * np.arange(rows) / max(rows - 1, 1), np.ones(rows, dtype=bool), []
    clock = cells.values(layout.time)
    if not np.isfinite(clock).all():
        k = int(np.argmin(np.isfinite(clock)))
        raise MeasuredError(
            f"{cells.path}, line {cells.numbers[k]}: column {layout.time} holds "
            f"{cells.text(layout.time)[k][:40]!r}, which is no finite number."
        )
    kept, notes = increasing(cells.path, cells.numbers, clock)
    return clock[kept], kept, notes


def _markers(
    clock: Array, series: dict[str, Array] | None, where: Columns | None
) -> xr.DataArray | None:
    if series is None or where is None:
        return None
    return marker_array(clock, list(series), np.stack(list(series.values()), axis=1), where.unit)


def _forces(
    path: Path,
    clock: Array,
    series: dict[str, Array] | None,
    layout: CsvLayout,
    notes: list[str],
) -> xr.Dataset | None:
    if series is None or layout.forces is None:
        return None
    unit = layout.forces.unit.lower()
    if unit == "bw":
        if layout.mass is None:
            raise MeasuredError(f"{path}: forces in body weights (BW) need mass (kg) in [csv].")
        factor = layout.mass * GRAVITY
    elif unit in FORCE_UNITS:
        factor = FORCE_UNITS[unit]
    else:
        raise MeasuredError(
            f"[csv] forces.unit is {layout.forces.unit!r}, but must be N, kN or BW."
        )
    force = factor * np.stack(list(series.values()), axis=1)
    empty = [axis for i, axis in enumerate(AXES) if np.isnan(force[:, :, i]).all()]
    if empty:
        notes.append(f"there are no forces along {' and '.join(empty)}: they were taken as zero.")
        force[:, :, [AXES.index(axis) for axis in empty]] = 0.0
    for i, name in enumerate(series):
        known_while_loaded(clock, f"{path}: the force {name}", force[:, i])
    nothing = np.full_like(force, np.nan)
    return plate_data(clock, list(series), np.nan_to_num(force), nothing, np.zeros_like(force))


def _analogs(
    clock: Array, series: dict[str, Array] | None, where: Columns | None
) -> xr.DataArray | None:
    if series is None or where is None:
        return None
    return channel_array(clock, series, dict.fromkeys(series, where.unit))


def _coordinates(
    path: Path,
    clock: Array,
    series: dict[str, Array] | None,
    layout: CsvLayout,
    mapping: LabMap,
    notes: list[str],
) -> Table | None:
    if series is None or layout.coordinates is None:
        return None
    unit = layout.coordinates.unit.lower()
    if unit not in ("deg", "rad", ""):
        raise MeasuredError(
            f"[csv] coordinates.unit is {layout.coordinates.unit!r}, but must be deg or rad."
        )
    own = mapping.coordinates
    named = {own.get(name, name): bridged(clock, values) for name, values in series.items()}
    whole = {name: values for name, values in named.items() if np.isfinite(values).all()}
    broken = [name for name in named if name not in whole]
    if broken:
        notes.append(f"{some_of(broken)} have long gaps and were left out.")
    said = {"deg": True, "rad": False}.get(unit)
    return Table("", clock, whole, said, {}, (), str(path))
