"""What an OpenSim table (.mot, .sto) holds: coordinates, force plates, or other channels.

External loads are known by three columns of force that end in ``vx``, ``vy`` and ``vz``; point and
torque have the names that OpenSim and OpenCap give them: ``ground_force_r_px`` beside
``ground_torque_r_x`` or ``ground_force_r_mx``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.checks import some_of
from hillrunner.lab.angles import ANGLES, PLACE, coordinate_of
from hillrunner.lab.cutting import BRIDGED, bridged
from hillrunner.lab.lab_map import LabMap
from hillrunner.lab.part import AXES, Part, channel_array, known_while_loaded, plate_data
from hillrunner.lab.storage import Table, read_storage

Array = NDArray[np.float64]

_WORDS = re.compile(r"ground|force|_+", re.IGNORECASE)


def read_table(path: str | Path, lab_map: LabMap | None = None) -> Part:
    """Read a .mot or .sto file and know what its columns are.

    Parameters
    ----------
    lab_map
        Names of coordinates that are not OpenSim's.

    Raises
    ------
    MeasuredError
        As :func:`hillrunner.lab.storage.read_storage`.
    """
    table = read_storage(path)
    own = lab_map.coordinates if lab_map else {}
    table = _bridged(table)
    columns = {**table.columns, **table.gappy}
    plates, taken = _plates(table.source, table.time, columns)
    # A table of forces may carry columns of coordinates that are all zero.
    angles = {
        name
        for name, values in columns.items()
        if name not in taken and coordinate_of(name) in (*ANGLES, *PLACE, *own)
    }
    moved = any(np.ptp(columns[name]) > 0 for name in angles if name in table.columns)
    rest = {
        name: values for name, values in columns.items() if name not in taken and name not in angles
    }
    coordinates = None
    if moved:  # what else is in such a table are coordinates that OpenSim's models add
        coordinates = replace(table, warnings=())
        rest = {}
    notes = table.warnings
    if rest and table.in_degrees:
        notes += (
            f"{some_of(rest)} are no names of OpenSim's coordinates: they were taken as other "
            "channels; say what they are in [coordinates] of a mapping file.",
        )
    analogs = channel_array(table.time, rest, {}) if rest else None
    return Part(table.source, "mot", None, plates, analogs, coordinates, notes)


def _bridged(table: Table) -> Table:
    """A table whose short gaps are filled; what has longer ones stays unusable."""
    filled = {name: bridged(table.time, values) for name, values in table.gappy.items()}
    whole = {name: values for name, values in filled.items() if np.isfinite(values).all()}
    if not whole:
        return table
    said = {table.unusable[name] for name in whole}
    note = f"gaps of up to {BRIDGED:g} s in {some_of(whole)} were bridged by straight lines."
    return replace(
        table,
        columns={**table.columns, **whole},
        gappy={name: values for name, values in filled.items() if name not in whole},
        unusable={name: why for name, why in table.unusable.items() if name not in whole},
        warnings=(*(warning for warning in table.warnings if warning not in said), note),
    )


def _plates(
    source: str, time: Array, columns: dict[str, Array]
) -> tuple[xr.Dataset | None, set[str]]:
    """Force plates by the names of their columns, and which columns these are."""
    starts = [
        name[:-2]
        for name in columns
        if name.endswith("vx") and {name[:-1] + axis for axis in "yz"} <= set(columns)
    ]
    if not starts:
        return None, set()
    taken: set[str] = set()
    stacked: list[list[Array]] = [[], [], []]
    for start in starts:
        torque = re.sub("force", "torque", start)
        for held, names in zip(
            stacked, ([start + "v"], [start + "p"], [torque, start + "m"]), strict=True
        ):
            name = next((n for n in names if n + "x" in columns), None)
            found = [columns.get(f"{name}{axis}", np.zeros(time.size)) for axis in AXES]
            held.append(np.stack(found, axis=1))
            taken |= {f"{name}{axis}" for axis in AXES}
        what = f"{source}: the force {start.rstrip('_')}"
        known_while_loaded(time, what, stacked[0][-1], stacked[1][-1])
    names = [_WORDS.sub(" ", start).strip().replace(" ", "_") for start in starts]
    names = [name or str(i + 1) for i, name in enumerate(names)]
    if len(set(names)) < len(names):
        names = [start.rstrip("_") for start in starts]
    force, point, torque_ = (np.nan_to_num(np.stack(held, axis=1)) for held in stacked)
    return plate_data(time, names, force, point, torque_), taken
