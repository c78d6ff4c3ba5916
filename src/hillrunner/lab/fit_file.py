"""What a FIT file records of an activity, by fitdecode. Positions and dates are dropped."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fitdecode  # type: ignore[import-untyped]

from hillrunner.errors import MeasuredError
from hillrunner.files import why_not

KEPT = {  # the file's field -> ours, and the factor to SI
    "stance_time": ("contact_time", 1e-3),
    "vertical_oscillation": ("oscillation", 1e-3),
    "heart_rate": ("heart_rate", 1.0),
}


@dataclass(frozen=True)
class Activity:
    """A FIT file's records.

    Attributes
    ----------
    records
        In the order of time, each with what was recorded of ``time`` (s from the first), ``speed``
        (m/s), ``cadence`` (1/min, as the file counts it), ``contact_time`` (s), ``oscillation``
        (m), ``heart_rate`` (1/min).
    sports
        As told by its sessions, each once.
    running
        Start and end (s from the first record) of each session of running.
    """

    records: tuple[dict[str, float], ...]
    sports: tuple[str, ...]
    running: tuple[tuple[float, float], ...]


def read_activity(path: str | Path) -> Activity:
    """Read a FIT file.

    Raises
    ------
    MeasuredError
        One sentence: no such file, no FIT file, cut off, wrong checksum, or damaged.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MeasuredError(f"cannot read FIT file {path}: {why_not(error)}.") from None
    if not raw:
        raise MeasuredError(f"cannot read FIT file {path}: it is empty.")
    records: list[dict[str, float]] = []
    sports: list[str] = []
    spans: list[tuple[float, float]] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters of a malformed file is told below
            for message in _messages(raw):
                if message.name == "record":
                    records.append(_record(message))
                elif message.name in ("session", "sport"):
                    sport = _native(message).get("sport")
                    sports += [sport] if isinstance(sport, str) else []
                    if message.name == "session" and sport == "running":
                        spans += _span(message)
    except fitdecode.FitHeaderError:
        raise MeasuredError(
            f"cannot read {path}: it is not a FIT file, or its first bytes are damaged."
        ) from None
    except fitdecode.FitEOFError:
        raise MeasuredError(
            f"cannot read FIT file {path}: it is cut off after {len(raw)} bytes."
        ) from None
    except fitdecode.FitCRCError:
        raise MeasuredError(
            f"cannot use FIT file {path}: its checksum is wrong, so it was damaged or changed."
        ) from None
    except Exception:  # whatever the reader raises at bytes that make no sense
        raise MeasuredError(f"cannot read FIT file {path}: it is damaged.") from None
    records = sorted((r for r in records if "time" in r), key=lambda r: r["time"])
    if records:
        start = records[0]["time"]
        records = [{**r, "time": r["time"] - start} for r in records]
        spans = [(a - start, b - start) for a, b in spans]
    return Activity(tuple(records), tuple(sorted(set(sports))), tuple(spans))


def _messages(raw: bytes) -> Iterator[Any]:
    with fitdecode.FitReader(raw, check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield frame


def _native(message: Any) -> dict[str, Any]:
    """The message's own fields: those that an app added have names of its choice."""
    return {
        field.name: field.value
        for field in message.fields
        if field.value is not None and not getattr(field.field_def, "is_dev", False)
    }


def _seconds(value: object) -> float | None:
    """A time stamp in s: a date, or seconds since the watch was started."""
    if isinstance(value, int | float):
        return float(value)
    stamp = getattr(value, "timestamp", None)
    return float(stamp()) if callable(stamp) else None


def _span(message: Any) -> list[tuple[float, float]]:
    fields = _native(message)
    start, length = _seconds(fields.get("start_time")), fields.get("total_elapsed_time")
    if start is None or not isinstance(length, int | float):
        return []
    return [(start, start + length)]


def _record(message: Any) -> dict[str, float]:
    """What is used of a record; positions are not."""
    fields = _native(message)
    found: dict[str, float] = {}
    time = _seconds(fields.get("timestamp"))
    if time is not None:
        found["time"] = time
    speed = fields.get("enhanced_speed", fields.get("speed"))
    if isinstance(speed, int | float):
        found["speed"] = float(speed)
    cadence = fields.get("cadence256")
    if not isinstance(cadence, int | float) and isinstance(fields.get("cadence"), int | float):
        cadence = fields["cadence"] + float(fields.get("fractional_cadence", 0.0))
    if isinstance(cadence, int | float):
        found["cadence"] = float(cadence)
    for theirs, (ours, factor) in KEPT.items():
        if isinstance(fields.get(theirs), int | float):
            found[ours] = factor * float(fields[theirs])
    return found
