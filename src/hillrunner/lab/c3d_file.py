"""Motion-capture files (.c3d), by ezc3d: markers, analog channels and force plates.

The format is that of c3d.org. Forces come out as the ground's on the foot, in the axes of the
markers, with the centre of pressure and the torque about it, whatever the type of the plate.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.files import why_not
from hillrunner.lab.part import (
    LENGTHS,
    Part,
    channel_array,
    known_while_loaded,
    left_out,
    marker_array,
    plate_data,
)

Array = NDArray[np.float64]

WORKER = Path(__file__).with_name("_c3d_worker.py")
LONGEST = 15.0  # s that reading may take, and
SLOWEST = 2e6  # bytes a second: what takes longer is damaged
LONG = 65535  # the last frame of files with so many that the header cannot hold the number
SIGNATURE = 0x50  # the second byte of every C3D file
COMPUTED = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS")  # points that are no markers
UNNAMED = re.compile(r"\*\d*|[UC]_\d+|uname.*|.*unlabell?ed.*|", re.IGNORECASE)
FORCES = {"n": 1.0, "kn": 1e3, "lbf": 4.4482}  # to N
MOMENTS = {"nm": 1.0, "n.m": 1.0, "nmm": 1e-3, "n.mm": 1e-3, "n-mm": 1e-3, "n-m": 1.0}  # to N m


def read_c3d(path: str | Path) -> Part:
    """Read a .c3d file.

    Raises
    ------
    MeasuredError
        If it cannot be read, is no C3D file, is damaged, or holds neither markers nor forces.
    """
    path = Path(path)
    file = _opened(path)
    rate = float(_value(file, "POINT", "RATE", 0.0))
    notes = _cut_off(path, file)
    markers = _markers(file, rate, notes)
    plates, used = _plates(path, file, rate, notes)
    analogs = _analogs(file, rate, used)
    if markers is None and plates is None and analogs is None:
        raise MeasuredError(f"{path} is empty: it holds no markers, forces or analog channels.")
    return Part(str(path), "c3d", markers, plates, analogs, notes=tuple(notes))


@dataclass(frozen=True)
class _Plate:
    """Units, and (axis, time) of a plate."""

    unit_force: str
    unit_position: str
    unit_moment: str
    force: Array
    centre: Array
    torque: Array


@dataclass(frozen=True)
class _File:
    """What a file holds: parameters by group and name, and arrays as ezc3d lays them out."""

    first_frame: int
    parameters: Mapping[str, Mapping[str, list[Any]]]
    points: Array
    analogs: Array
    plates: list[_Plate]


def _opened(path: Path) -> _File:
    """Read by ezc3d, in a process of its own: damaged bytes may crash it or hold it up."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise MeasuredError(f"cannot read {path}: {why_not(error)}.") from None
    if not start:
        raise MeasuredError(f"{path} is empty.")
    if len(start) < 512 or start[1] != SIGNATURE:
        raise MeasuredError(f"{path} is no C3D file, or its first bytes are damaged.")

    limit = LONGEST + path.stat().st_size / SLOWEST
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.npz")
        command = [sys.executable, "-P", str(WORKER), str(path), str(answer)]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=limit)
        except subprocess.TimeoutExpired:
            raise MeasuredError(f"cannot read {path}: it is damaged, or cut off.") from None
        if done.returncode or not answer.exists():
            raise MeasuredError(f"cannot read {path}: it is damaged, or cut off.")
        with np.load(answer, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
    told = json.loads(arrays.pop("told").tobytes())
    plates = [
        _Plate(
            units["unit_force"],
            units["unit_position"],
            units["unit_moment"],
            arrays[f"force_{k}"],
            arrays[f"center_of_pressure_{k}"],
            arrays[f"Tz_{k}"],
        )
        for k, units in enumerate(told["plates"])
    ]
    return _File(
        told["first_frame"], told["parameters"], arrays["points"], arrays["analogs"], plates
    )


def _cut_off(path: Path, file: _File) -> list[str]:
    """What to say of a file that ends before its last frame; nothing where it is whole."""
    with path.open("rb") as opened:
        start = opened.read(512)
        opened.seek(512 * (max(start[0], 1) - 1) + 3)
        big = opened.read(1) == b"\x56"  # written on a machine that puts the high byte first
    first, last = (int.from_bytes(start[k : k + 2], "big" if big else "little") for k in (6, 8))
    frames = file.points.shape[2]
    if last == LONG or frames >= last - first + 1:
        return []
    return [f"it is cut off: of {last - first + 1} frames it has the first {frames}."]


def _value(file: _File, group: str, name: str, otherwise: Any) -> Any:
    """The first value of a parameter."""
    values = _values(file, group, name)
    return values[0] if len(values) else otherwise


def _values(file: _File, group: str, name: str) -> list[Any]:
    return file.parameters.get(group, {}).get(name, [])


def _clock(file: _File, count: int, rate: float, point_rate: float) -> Array:
    """Times (s) of samples at ``rate``; the first frame of a file may not be the trial's first."""
    return file.first_frame / point_rate + np.arange(count) / rate


def _markers(file: _File, rate: float, notes: list[str]) -> xr.DataArray | None:
    points = file.points
    labels = [str(label).strip() for label in _values(file, "POINT", "LABELS")]
    k = 2
    while more := _values(file, "POINT", f"LABELS{k}"):
        labels += [str(label).strip() for label in more]
        k += 1
    labels += ["*"] * (points.shape[1] - len(labels))
    computed = {str(name).strip() for group in COMPUTED for name in _values(file, "POINT", group)}
    unnamed = [i for i, label in enumerate(labels) if UNNAMED.fullmatch(label)]
    own = [
        i
        for i, label in enumerate(labels[: points.shape[1]])
        if i not in unnamed and label not in computed and label not in labels[:i]
    ]
    if unnamed:
        notes.append(f"{len(unnamed)} points without a name were left out.")
    twice = [x for i, x in enumerate(labels) if i not in unnamed and x in labels[:i]]
    notes += left_out(twice, "are in the file twice: the first of each was taken")
    notes += left_out([x for x in labels if x in computed], "are no markers and were left out")
    if not own or not points.shape[2] or not rate:
        return None
    time = _clock(file, points.shape[2], rate, rate)
    names = [labels[i].rpartition(":")[2] for i in own]
    if len(set(names)) < len(names):
        names = [labels[i] for i in own]
        notes.append("markers of several people are in the file, as their names begin differently.")
    unit = str(_value(file, "POINT", "UNITS", "")).strip()
    return marker_array(time, names, points[:3, own].transpose(2, 1, 0), unit)


def _plates(
    path: Path, file: _File, point_rate: float, notes: list[str]
) -> tuple[xr.Dataset | None, set[int]]:
    """Force plates, and the analog channels that are theirs (from 0)."""
    count = int(_value(file, "FORCE_PLATFORM", "USED", 0))
    if not count:
        return None, set()
    platforms = file.plates
    if not platforms:
        kinds = [f"{int(kind)}" for kind in _values(file, "FORCE_PLATFORM", "TYPE")]
        notes.append(
            f"its {count} force plates (type {', '.join(kinds)}) could not be made into forces."
        )
        return None, set()
    if not platforms[0].force.shape[1]:
        return None, set()
    rate = float(_value(file, "ANALOG", "RATE", point_rate)) or point_rate
    time = _clock(file, platforms[0].force.shape[1], rate, point_rate or rate)
    force, point, torque = [], [], []
    for plate in platforms:
        push = FORCES.get(plate.unit_force.lower(), 1.0)
        length = LENGTHS.get(plate.unit_position.lower(), 1e-3)
        turn = MOMENTS.get(plate.unit_moment.replace(" ", "").lower(), 1e-3)
        force.append(push * plate.force.T)
        point.append(length * plate.centre.T)
        torque.append(turn * plate.torque.T)
    names = [str(i + 1) for i in range(len(platforms))]
    for name, own in zip(names, force, strict=True):
        known_while_loaded(time, f"{path}: the force of plate {name}", own)
    made = [np.stack(values, axis=1) for values in (force, point, torque)]
    if not np.isfinite(made[0]).all():
        made[0] = np.nan_to_num(made[0])
        notes.append("forces that are no numbers, while nobody pressed, were taken as zero.")
    used = {int(channel) - 1 for channel in _values(file, "FORCE_PLATFORM", "CHANNEL")}
    return plate_data(time, names, *made), used


def _analogs(file: _File, point_rate: float, used: set[int]) -> xr.DataArray | None:
    values = file.analogs[0]
    labels = [str(label).strip() for label in _values(file, "ANALOG", "LABELS")]
    units = [str(unit).strip() for unit in _values(file, "ANALOG", "UNITS")]
    rest = [i for i in range(min(values.shape[0], len(labels))) if i not in used]
    if not rest or not values.shape[1]:
        return None
    rate = float(_value(file, "ANALOG", "RATE", point_rate)) or point_rate
    names = [f"{labels[i]} {i + 1}" if labels.count(labels[i]) > 1 else labels[i] for i in rest]
    given = {n: units[i] for n, i in zip(names, rest, strict=True) if i < len(units)}
    time = _clock(file, values.shape[1], rate, point_rate or rate)
    return channel_array(time, dict(zip(names, values[rest], strict=True)), given)
