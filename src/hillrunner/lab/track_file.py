"""Activities as export sites write them in XML: Garmin's TCX, and GPX with its extensions."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import UTC, datetime

from hillrunner.errors import MeasuredError
from hillrunner.lab.activity import Activity, Record, Session, activity_of
from hillrunner.xml_tree import local_name, read_xml

EARTH = 6_371_000.0  # m, mean radius

QUANTITIES = {  # an element's name in TCX, GPX and their extensions -> ours
    "DistanceMeters": "distance",
    "Speed": "speed",
    "speed": "speed",
    "RunCadence": "cadence",
    "Cadence": "cadence",
    "cad": "cadence",
    "cadence": "cadence",
    "hr": "heart_rate",
    "heartrate": "heart_rate",
    "AltitudeMeters": "altitude",
    "ele": "altitude",
}
SPORTS = {"9": "running", "run": "running", "biking": "cycling", "other": "generic"}


def read_track(raw: bytes, where: str, *, timed: bool = True) -> Activity:
    """What a TCX or GPX file records; places become a distance run and are dropped.

    Parameters
    ----------
    timed
        Whether points without a time are left out. Planned courses and routes have none: then
        points are a second apart, in the order of the file.

    Raises
    ------
    MeasuredError
        One sentence about ``where``.
    """
    try:
        root = read_xml(raw)
    except ValueError as error:
        raise MeasuredError(f"cannot read {where}: {error}.") from None
    if local_name(root) == "TrainingCenterDatabase":
        kinds, point = ("Activity", "Course"), "Trackpoint"
    elif local_name(root) == "gpx":
        kinds, point = ("trk", "rte"), "trkpt"
    else:
        raise MeasuredError(
            f"cannot read {where}: its XML is <{local_name(root)[:40]}>, but must be TCX or GPX."
        )
    parts = [e for e in root.iter() if local_name(e) == kinds[0]]
    if not timed and not parts:
        parts = [e for e in root.iter() if local_name(e) == kinds[1]]
    records: list[Record] = []
    sessions = []
    for part in parts:
        made = _records([e for e in part.iter() if local_name(e) in (point, "rtept")])
        if not timed:
            made = [replace(one, time=float(len(records) + i)) for i, one in enumerate(made)]
        records += [one for one in made if math.isfinite(one.time)]
        if sport := _sport(part):
            known = [one.time for one in made if math.isfinite(one.time)]
            span = (known[0], known[-1]) if known else (None, None)
            sessions.append(Session(sport, "", *span))
    return activity_of(records, sessions)


def _sport(part: ElementTree.Element) -> str:
    """An activity's sport, as FIT names it; empty where it is not said."""
    said = part.get("Sport") or next((e.text for e in part if local_name(e) == "type"), None)
    word = (said or "").strip().lower().replace(" ", "_")
    if word.endswith("running"):  # trail_running, treadmill_running
        return "running"
    return SPORTS.get(word, word)


def _records(points: list[ElementTree.Element]) -> list[Record]:
    """A record of every point; the time of one that has none is not a number."""
    records = []
    run, last = 0.0, None
    for point in points:
        here = _place(point)
        if here is not None:
            run += 0.0 if last is None else _between(last, here)
            last = here
        time, numbers = _numbers(point)
        if here is not None and point.get("lat") is not None:  # GPX: no distance of its own
            numbers.setdefault("distance", run)
        records.append(Record(math.nan if time is None else time, **numbers))
    return records


def _numbers(point: ElementTree.Element) -> tuple[float | None, dict[str, float]]:
    """The clock (s) and the quantities of a point."""
    time = None
    numbers: dict[str, float] = {}
    for element in point.iter():
        name, text = local_name(element), (element.text or "").strip()
        if name in ("Time", "time"):
            time = _clock(text)
        elif name == "HeartRateBpm":
            text = next((e.text or "" for e in element if local_name(e) == "Value"), "")
            _keep(numbers, "heart_rate", text)
        elif name in QUANTITIES:
            _keep(numbers, QUANTITIES[name], text)
    return time, numbers


def _keep(numbers: dict[str, float], name: str, text: str) -> None:
    try:
        number = float(text)
    except ValueError:
        return
    if math.isfinite(number):
        numbers.setdefault(name, number)


def _clock(text: str) -> float | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()


def _place(point: ElementTree.Element) -> tuple[float, float] | None:
    """Latitude and longitude (rad) of a GPX point."""
    try:
        return math.radians(float(point.get("lat", ""))), math.radians(float(point.get("lon", "")))
    except ValueError:
        return None


def _between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance (m) over a sphere, by the haversine formula."""
    chord = (
        math.sin(0.5 * (b[0] - a[0])) ** 2
        + math.cos(a[0]) * math.cos(b[0]) * math.sin(0.5 * (b[1] - a[1])) ** 2
    )
    return 2.0 * EARTH * math.asin(math.sqrt(min(1.0, chord)))
