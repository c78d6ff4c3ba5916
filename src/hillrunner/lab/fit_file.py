"""FIT files, the watches' own format, by fitdecode."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import fitdecode  # type: ignore[import-untyped]

from hillrunner.errors import MeasuredError
from hillrunner.lab.activity import Activity, Record, Session, activity_of

SIGNATURE = b".FIT"  # at byte 8

NATIVE = {  # the profile's field -> ours, and the factor to SI
    "stance_time": ("contact_time", 1e-3),
    "vertical_oscillation": ("oscillation", 1e-3),
    "heart_rate": ("heart_rate", 1.0),
    "distance": ("distance", 1.0),
}
ADDED = {  # letters of the name that an app or pod gave its field -> ours
    "groundtime": "contact_time",
    "groundcontacttime": "contact_time",
    "contacttime": "contact_time",
    "stancetime": "contact_time",
    "gct": "contact_time",
    "verticaloscillation": "oscillation",
    "oscillation": "oscillation",
    "cadence": "cadence",
    "runcadence": "cadence",
    "runningcadence": "cadence",
    "speed": "speed",
}
OVERRIDDEN = {39: "oscillation", 41: "contact_time"}  # by number of the profile's record field
UNITS: dict[str, dict[str, float]] = {  # letters of a unit as apps write it -> factor to ours
    "contact_time": {
        **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), 1e-3),
        **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    },
    "oscillation": {
        **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre", "millimetres"), 1e-3),
        **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre", "centimetres"), 1e-2),
        **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), 1.0),
        **dict.fromkeys(("in", "inch", "inches"), 0.0254),
    },
    "cadence": dict.fromkeys(
        ("rpm", "spm", "stridesmin", "stepsmin", "strides", "steps", "stepsperminute"), 1.0
    ),
    "speed": {
        **dict.fromkeys(("ms", "mps", "meterspersecond", "metrespersecond"), 1.0),
        **dict.fromkeys(("kmh", "kph"), 1.0 / 3.6),
        "mph": 0.44704,
    },
}


def read_fit(raw: bytes, where: str) -> Activity:
    """What the bytes of a FIT file (or of several, one after another) record.

    Quantities of a running pod or app, in fields of their own (developer fields), are taken where
    the watch has none, converted from the unit that they state.

    Raises
    ------
    MeasuredError
        One sentence about ``where``: no FIT file, cut off, wrong checksum, or damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters of a malformed file is said below
            messages = list(_messages(raw))
    except fitdecode.FitHeaderError:
        raise MeasuredError(
            f"cannot read {where}: it is not a FIT file, or its first bytes are damaged."
        ) from None
    except fitdecode.FitEOFError:
        raise MeasuredError(
            f"cannot read FIT file {where}: it is cut off after {len(raw)} bytes."
        ) from None
    except fitdecode.FitCRCError:
        raise MeasuredError(
            f"cannot use FIT file {where}: its checksum is wrong, so it was damaged or changed."
        ) from None
    except Exception:  # whatever the reader raises at bytes that make no sense
        raise MeasuredError(f"cannot read FIT file {where}: it is damaged.") from None
    unknown: dict[str, str] = {}
    made = (_record(m, unknown) for m in messages if m.name == "record")
    records = [record for record in made if record is not None]
    notes = [
        f"the field {name!r} was left out: its unit {unit!r} is not known."
        for name, unit in unknown.items()
    ]
    return activity_of(records, _sessions(messages), notes)


def _messages(raw: bytes) -> Iterator[Any]:
    with fitdecode.FitReader(raw, check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield frame


def _native(message: Any) -> dict[str, object]:
    """The message's own fields: those that an app added have names of its choice."""
    return {field.name: field.value for field in message.fields if _given(field, added=False)}


def _given(field: Any, *, added: bool) -> bool:
    return field.value is not None and getattr(field.field_def, "is_dev", False) is added


def _seconds(value: object) -> float | None:
    """A time stamp in s: a date, or seconds since the watch was started."""
    if isinstance(value, int | float):
        return float(value)
    stamp = getattr(value, "timestamp", None)
    return float(stamp()) if callable(stamp) else None


def _sessions(messages: list[Any]) -> list[Session]:
    """Sessions, or the sport alone where there are none."""
    named = {name: [m for m in messages if m.name == name] for name in ("session", "sport")}
    return [
        session
        for message in named["session"] or named["sport"]
        if (session := _session(_native(message))) is not None
    ]


def _session(fields: Mapping[str, object]) -> Session | None:
    sport, kind = (fields.get(name) for name in ("sport", "sub_sport"))
    if not isinstance(sport, str):
        return None
    kind = kind if isinstance(kind, str) else ""
    start, length = _seconds(fields.get("start_time")), fields.get("total_elapsed_time")
    if start is None or not isinstance(length, int | float):
        return Session(sport, kind)
    return Session(sport, kind, start, start + length)


def _record(message: Any, unknown: dict[str, str]) -> Record | None:
    """What is used of a record; positions are not."""
    fields = _native(message)
    time = _seconds(fields.get("timestamp"))
    if time is None:
        return None
    numbers = _added(message, unknown)
    numbers |= {
        ours: factor * float(value)
        for theirs, (ours, factor) in NATIVE.items()
        if isinstance(value := fields.get(theirs), int | float)
    }
    for ours in ("speed", "altitude"):
        value = fields.get(f"enhanced_{ours}", fields.get(ours))
        if isinstance(value, int | float):
            numbers[ours] = float(value)
    cadence = _cadence(fields)
    if cadence is not None:
        numbers["cadence"] = cadence
    return Record(time, **numbers)


def _cadence(fields: Mapping[str, object]) -> float | None:
    fine, whole = fields.get("cadence256"), fields.get("cadence")
    if isinstance(fine, int | float):
        return float(fine)
    if isinstance(whole, int | float):
        part = fields.get("fractional_cadence")
        return whole + (float(part) if isinstance(part, int | float) else 0.0)
    return None


def _added(message: Any, unknown: dict[str, str]) -> dict[str, float]:
    """What an app or pod added, in SI units; ``unknown`` receives fields of unknown unit."""
    numbers: dict[str, float] = {}
    for field in message.fields:
        if not _given(field, added=True) or not isinstance(field.value, int | float):
            continue
        number = getattr(field.field, "native_field_num", None)
        ours = OVERRIDDEN.get(number or 0) or ADDED.get(_letters(field.name))
        if ours is None:
            continue
        factor = UNITS[ours].get(_letters(field.units))
        if factor is None:
            unknown[str(field.name)] = str(field.units or "")
        else:
            numbers.setdefault(ours, factor * float(field.value))
    return numbers


def _letters(text: object) -> str:
    return re.sub(r"[^a-z]", "", str(text or "").lower())
