"""What a watch records of an activity, whatever the file. Places and dates are dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DISORDER = 30.0  # s: a record that is earlier by more comes after the clock began anew
PAUSE = 60.0  # s put between two stretches of a clock that began anew
SPAN = 5.0  # s to either side over which a speed is taken from distances
STANDING = 15.0  # s: a distance that stays for longer is a stop, for less is written now and then

INDOORS_OR_OUT = (  # kinds of running that stand as ``sub_sport`` of a sport that says nothing
    "treadmill",
    "indoor_running",
    "street",
    "trail",
    "track",
    "virtual_activity",
    "ultra",
)
VAGUE = ("generic", "all", "fitness_equipment", "training", "other", "multisport", "transition")


@dataclass(frozen=True)
class Record:
    """One instant; None where a quantity was not recorded.

    ``time`` (s), ``speed`` (m/s), ``distance`` (m from the start), ``cadence`` (1/min, as the file
    counts it), ``contact_time`` (s), ``oscillation`` (m), ``heart_rate`` (1/min), ``altitude`` (m
    above the sea, as the file has it).
    """

    time: float
    speed: float | None = None
    distance: float | None = None
    cadence: float | None = None
    contact_time: float | None = None
    oscillation: float | None = None
    heart_rate: float | None = None
    altitude: float | None = None


@dataclass(frozen=True)
class Session:
    """A part of an activity: its sport and kind as the file names them, by the file's clock (s).

    ``start`` and ``end`` are None where the file does not say them.
    """

    sport: str
    kind: str = ""
    start: float | None = None
    end: float | None = None

    @property
    def runs(self) -> bool:
        """Whether it is of running, by its sport or, where that says nothing, by its kind."""
        return self.sport == "running" or (self.sport in VAGUE and self.kind in INDOORS_OR_OUT)

    @property
    def vague(self) -> bool:
        """Whether it may be any sport."""
        return self.sport in VAGUE and not self.runs and self.kind in ("", "generic", "all")


@dataclass(frozen=True)
class Activity:
    """A file's records.

    Attributes
    ----------
    records
        In the order in which they were made, one a second at most, ``time`` from the first.
    running
        By record, whether it lies in a session of running.
    sessions
        As the file names them.
    notes
        Sentences about what was repaired or left out.
    """

    records: tuple[Record, ...]
    running: tuple[bool, ...]
    sessions: tuple[Session, ...]
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> Array:
        """(records,) one quantity; not a number where it was not recorded."""
        return np.array([getattr(record, name) for record in self.records], dtype=float)


def activity_of(
    records: Iterable[Record], sessions: Sequence[Session], notes: Sequence[str] = ()
) -> Activity:
    """Bring raw records in order: one a second, on a clock that only goes forward.

    Records that are late by up to half a minute are sorted in; where the clock goes back by more
    it began anew, and what follows is put a minute after what was.
    """
    notes = list(notes)
    stretches = _stretches(records)
    if len(stretches) > 1:
        notes.append(f"the clock began anew {len(stretches) - 1} times; the parts were joined.")
    spans = [(s.start, s.end) for s in sessions if s.runs]
    ordered: list[Record] = []
    running: list[bool] = []
    for stretch in stretches:
        merged = [_merged(list(same)) for _, same in groupby(stretch, key=lambda r: r.time)]
        offset = (ordered[-1].time + PAUSE if ordered else 0.0) - merged[0].time
        running += [
            any(a is not None and b is not None and a <= r.time <= b for a, b in spans)
            for r in merged
        ]
        moved = [replace(record, time=record.time + offset) for record in merged]
        ordered += with_speed(moved)
    return Activity(tuple(ordered), tuple(running), tuple(sessions), tuple(notes))


def _stretches(records: Iterable[Record]) -> list[list[Record]]:
    """Records by the runs of the clock, each in the order of time."""
    stretches: list[list[Record]] = []
    latest = -np.inf
    for record in records:
        if not stretches or record.time < latest - DISORDER:
            stretches.append([])
            latest = record.time
        stretches[-1].append(record)
        latest = max(latest, record.time)
    return [sorted(stretch, key=lambda r: r.time) for stretch in stretches]


def _merged(same: list[Record]) -> Record:
    """One record of several of the same second: what the first does not have, the next may."""
    first, *others = same
    for other in others:
        missing = {
            f.name: getattr(other, f.name) for f in fields(first) if getattr(first, f.name) is None
        }
        first = replace(first, **missing)
    return first


def with_speed(records: list[Record]) -> list[Record]:
    """Records of one stretch, with a speed from their distances where no speed was recorded.

    A treadmill's file may have a speed of 0 throughout while its distance grows.
    """
    if any(record.speed for record in records):
        return records
    known = [(r.time, r.distance) for r in records if r.distance is not None]
    if len(known) < 2 or known[-1][1] == known[0][1]:
        return records
    time, distance = _advances(*np.array(known, dtype=float).T)
    at = np.array([record.time for record in records])
    low, high = (np.clip(at + shift, time[0], time[-1]) for shift in (-SPAN, SPAN))
    travelled = np.interp(high, time, distance) - np.interp(low, time, distance)
    speed = travelled / np.maximum(high - low, 1e-9)
    return [
        replace(record, speed=float(v)) if 0.0 <= v < np.inf else record
        for record, v in zip(records, speed, strict=True)
    ]


def _advances(time: Array, distance: Array) -> tuple[Array, Array]:
    """The instants at which a distance, which may be written only every few seconds, moves on."""
    moves = np.diff(distance, prepend=np.nan) != 0.0
    at = np.flatnonzero(moves)
    ends = np.append(at[1:], time.size) - 1  # the last instant with the same distance
    stops = ends[time[ends] - time[at] > STANDING]
    kept = np.union1d(at, stops)
    return time[kept], distance[kept]
