"""What a lab's files hold as text for the terminal, with what is wrong with them."""

from __future__ import annotations

import numpy as np
import xarray as xr

from hillrunner.checks import some_of
from hillrunner.lab.recording.reading import Reading
from hillrunner.lab.recording.recording import Recording, rate_of
from hillrunner.lab.watch import WatchRun
from hillrunner.quantities import decimal, pace, significant
from hillrunner.sides import SIDES
from hillrunner.tell.tables.table import table, wrapped

MOST_LEFT_OUT = 6  # strides whose reason is printed; --json has them all
WHAT = {"plates": "force plates"}
MOVEMENTS = {
    "running": "running",
    "walking": "walking",
    "standing": "standing still",
    "other": "neither running nor walking",
    "unknown": "not known",
}


def reading_table(reading: Reading) -> str:
    """The whole text: each recording, then each watch file, then files that cannot be read."""
    parts = [recording_table(one) for one in reading.recordings]
    parts += [_watch(one) for one in reading.watches]
    parts += [wrapped(finding.sentence, "Error: ") for finding in reading.findings]
    return "\n\n".join(parts)


def recording_table(one: Recording) -> str:
    """One recording: what is in it, its strides, and what is wrong with it."""
    rows = [["files", _files(one)]]
    for kind in ("markers", "plates", "analogs", "coordinates"):
        held = getattr(one, kind)
        if held is not None:
            rows.append([WHAT.get(kind, kind), f"{_count(held)}; {_more(one, kind)}".rstrip("; ")])
    if one.axes is not None:
        rows.append(["up", f"{one.axes.up}, as {one.axes.up_by}"])
        rows.append(["forward", f"{one.axes.forward}, as {one.axes.forward_by}"])
    rows.append(["movement", _movement(one)])
    if np.isfinite(one.mass):
        rows.append(["mass", f"{decimal(one.mass, 1)} kg, which the forces carry on average"])
    if one.strides:
        rows += [
            ["contacts", _timing(one)],
            *([f"{side} strides", _strides(one, side)] for side in SIDES),
        ]
    lines = [one.name, table(["", ""], rows, "<<")]
    lines += _left_out(one)
    lines += [wrapped(sentence, "Error: ") for sentence in one.errors]
    lines += [wrapped(sentence, "Warning: ") for sentence in one.warnings]
    if not one.errors:
        lines.append("It can be used." if not one.warnings else "It can be used, but see above.")
    return "\n".join(lines)


def _files(one: Recording) -> str:
    return "; ".join(
        f"{source.path} ({', '.join(WHAT.get(kind, kind) for kind in source.holds)})"
        for source in one.sources
    )


def _count(held: xr.DataArray | xr.Dataset) -> str:
    """How many there are, how often and when."""
    time = held["time"].values
    number = next(size for dim, size in held.sizes.items() if dim not in ("time", "axis"))
    return (
        f"{number} at {significant(rate_of(time))} Hz from {decimal(float(time[0]), 2)} to "
        f"{decimal(float(time[-1]), 2)} s"
    )


def _more(one: Recording, kind: str) -> str:
    if kind == "markers" and one.markers is not None:
        lost = float(np.isnan(one.markers.values[:, :, 0]).mean())
        named = int((one.markers["landmark"].values != "").sum())
        whole = "no gaps" if not lost else f"{decimal(100 * lost, 1)} % missing"
        known = (
            f"{named} known of the set {one.marker_set}" if one.marker_set else "of no known set"
        )
        return f"{known}; {whole}"
    if kind == "plates":
        return ", ".join(f"{name}: {foot}" for name, foot in one.plates_by_foot.items())
    if kind == "analogs" and one.analogs is not None:
        return some_of([str(name) for name in one.analogs["channel"].values])
    return ""


def _movement(one: Recording) -> str:
    said = MOVEMENTS[one.movement]
    if np.isfinite(one.speed):
        said += f" at {decimal(one.speed, 2)} m/s ({pace(one.speed)}/km)"
    return said


def _timing(one: Recording) -> str:
    seen = f"by {one.cut_by}"
    if np.isfinite(one.timing_error):
        seen += f", within {decimal(1000 * one.timing_error)} ms"
    return seen


def _strides(one: Recording, side: str) -> str:
    mine = [stride for stride in one.strides if stride.side == side]
    kept = [stride for stride in mine if not stride.left_out]
    mean, sd = one.stride_time(side)  # type: ignore[arg-type]
    lasting = f", {decimal(mean, 3)} s" if kept else ""
    spread = f" (SD {decimal(sd, 3)} s)" if np.isfinite(sd) else ""
    return f"{len(kept)} of {len(mine)} kept{lasting}{spread}"


def _left_out(one: Recording) -> list[str]:
    out = [stride for stride in one.strides if stride.left_out]
    lines = [
        wrapped(f"{s.side} stride at {decimal(s.start, 2)} s: {s.left_out}.", "Left out: ")
        for s in out[:MOST_LEFT_OUT]
    ]
    if len(out) > MOST_LEFT_OUT:
        lines.append(f"Left out: {len(out) - MOST_LEFT_OUT} more; --json has them all.")
    return lines


def _watch(run: WatchRun) -> str:
    rows = [
        ["steady running", f"{run.records} of {run.total} records, {decimal(run.duration)} s"],
        ["speed", f"{decimal(run.speed, 2)} m/s ({pace(run.speed)}/km)"],
        ["step rate", f"{decimal(run.cadence, 1)} steps/min"],
    ]
    if run.contact_time is not None:
        rows.append(["contact time", f"{decimal(1000 * run.contact_time)} ms"])
    if run.oscillation is not None:
        rows.append(["oscillation", f"{decimal(1000 * run.oscillation)} mm, of the watch or strap"])
    if run.heart_rate is not None:
        rows.append(["heart rate", f"{decimal(run.heart_rate)}/min"])
    lines = [run.source, table(["", ""], rows, "<<")]
    return "\n".join([*lines, *(wrapped(text, "Warning: ") for text in run.warnings)])
