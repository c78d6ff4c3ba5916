"""A run recorded by a watch: how the runner moved while running steadily.

What leaves this module are medians; positions and dates do not even come in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import MeasuredError
from hillrunner.lab.activity import Activity
from hillrunner.lab.activity_file import read_activity
from hillrunner.motion.motion import Motion
from hillrunner.published.bands import NEAR
from hillrunner.quantities import QUANTITIES

Array = NDArray[np.float64]

# What counts as steady running: choices of ours, to leave out walks, stops, starts and sprints.
RUNNING_CADENCE = 140.0  # steps/min, at least
RUNNING_SPEED = 1.4  # m/s, at least
WINDOW = 10.0  # s to either side in which all is running at one pace
PACE = 0.10  # share of the pace by which speeds within a window, and of the whole, may differ
LEAST = 8  # records of steady running
SHORT = 120.0  # s of steady running below which a warning is due

BELIEVABLE = {  # values outside are gaps
    "contact_time": (0.08, 0.6),  # s
    "oscillation": (0.01, 0.25),  # m
    "heart_rate": (30.0, 240.0),  # 1/min
}
FAST = 2.0  # m/s; people walk slower and run faster than about this
DOUBLED = 125.0  # a cadence of more strides/min at such speeds is one in steps/min
USUAL_STEP = 0.65  # m, walking or running slower than that: it tells strides from steps
BRIDGED = 5.0  # s for which a speed or cadence that is missing now and then is taken to go on
LONGEST_RECORD = 10.0  # s, what one record stands for at most


@dataclass(frozen=True)
class WatchRun:
    """Medians over steady running; None where the watch did not record a quantity.

    Attributes
    ----------
    speed
        m/s.
    cadence
        Steps/min (a FIT file counts strides).
    contact_time
        s, of a foot on the ground, as the watch estimates it.
    oscillation
        m, vertical, of the watch or chest strap.
    heart_rate
        Beats/min.
    quartiles
        By name of the above, the 25th and 75th percentile.
    records, duration
        How many records the medians are of, and the time (s) these stand for.
    total
        Records in the file.
    source, warnings
        File name, and sentences about what was left out or converted.
    """

    speed: float
    cadence: float
    contact_time: float | None
    oscillation: float | None
    heart_rate: float | None
    quartiles: dict[str, tuple[float, float]]
    records: int
    duration: float
    total: int
    source: str
    warnings: tuple[str, ...]

    def numbers(self) -> dict[str, float]:
        """What is known, by the names and in the units of ``Spatiotemporal``."""
        step = 60.0 / self.cadence
        known = {"cadence": self.cadence, "step_length": self.speed * step}
        if self.contact_time is not None:
            known["contact_time"] = self.contact_time
            known["flight_time"] = step - self.contact_time
            known["duty_factor"] = 0.5 * self.contact_time / step
        if self.oscillation is not None:
            known["com_oscillation"] = self.oscillation
        return known


@dataclass(frozen=True)
class Beside:
    """One quantity of the watch beside the same of a motion.

    ``measured`` and ``simulated`` in ``unit``; ``difference`` is simulated - measured; ``note``
    is a sentence where the two are not quite the same thing.
    """

    key: str
    label: str
    unit: str
    measured: float
    simulated: float
    note: str

    @property
    def difference(self) -> float:
        """Simulated - measured, in ``unit``."""
        return self.simulated - self.measured

    @property
    def percent(self) -> float:
        """Difference in percent of the measured value."""
        return 100.0 * self.difference / self.measured


_NOTES = {  # where the watch's quantity is not quite the simulation's
    "contact_time": (
        "a watch estimates it from accelerations, the simulation has it from the ground force"
    ),
    "flight_time": "the watch's follows from its contact time",
    "duty_factor": "the watch's follows from its contact time",
    "com_oscillation": (
        "a watch measures that of the wrist or chest, the simulation that of the centre of mass"
    ),
}


def beside(run: WatchRun, motion: Motion) -> tuple[Beside, ...]:
    """What the watch recorded beside the simulated runner, the speed first.

    Where the two speeds differ by more than 0.1 m/s, every note says so: speed alone changes these
    quantities.
    """
    numbers = spatiotemporal(motion).to_dict()
    apart = ""
    if not same_speed(run, motion):
        apart = f"the watch's is at {run.speed:.2f} m/s, the motion at {motion.speed:.2f} m/s"
    speed = QUANTITIES["speed"]
    rows = [Beside("speed", speed.label, speed.unit, run.speed, motion.speed, apart)]
    for key, measured in run.numbers().items():
        quantity = QUANTITIES[key]
        simulated = numbers[key]
        assert isinstance(simulated, float)
        notes = "; ".join(text for text in (apart, _NOTES.get(key, "")) if text)
        rows.append(Beside(key, quantity.label, quantity.unit, measured, simulated, notes))
    return tuple(rows)


def same_speed(run: WatchRun, motion: Motion) -> bool:
    """Whether a watch's run and a motion are near enough in speed (0.1 m/s) to be compared."""
    return abs(run.speed - motion.speed) <= NEAR


def read_watch(path: str | Path) -> WatchRun:
    """Read a watch's file (``.fit``, ``.tcx`` or ``.gpx``, also zipped): its steady running.

    Steady is what runs (140 steps/min and 1.4 m/s at least) with all that lies within 10 s at the
    same speed within 10 %, and is within 10 % of the median of that: one pace, the usual one.
    Values missing for up to 5 s break no steadiness. A speed that was not recorded is taken from
    the distance.

    Raises
    ------
    MeasuredError
        One sentence: no such file, none of these formats, cut off, wrong checksum, damaged, no
        records, not running, or no steady running.
    """
    path = Path(path)
    activity = read_activity(path)
    if not activity.records:
        raise MeasuredError(f"{path} holds no records: it is not the file of an activity.")
    used, notes = _of_running(path, activity)
    return _summarised(path, activity, used, [*activity.notes, *notes])


def _of_running(path: Path, activity: Activity) -> tuple[NDArray[np.bool_], list[str]]:
    """Which records are of running, by what the file says of its sessions."""
    sessions, total = activity.sessions, len(activity.records)
    everything = np.ones(total, dtype=bool)
    others = sorted({s.sport for s in sessions if not (s.runs or s.vague)})
    if not any(s.runs for s in sessions):
        if others:
            raise MeasuredError(f"{path} is of {' and '.join(others)}, not of running.")
        return everything, [f"{path.name} does not say which sport it is of: taken as running."]
    if not others or not any(s.runs and s.start is not None for s in sessions):
        return everything, []
    used = np.array(activity.running)
    if not used.any():
        raise MeasuredError(f"{path} holds no records of its running, only of {others[0]}.")
    out = total - int(used.sum())
    return used, [f"{out} of {total} records are of another sport and were left out."]


def _summarised(
    path: Path, activity: Activity, used: NDArray[np.bool_], notes: list[str]
) -> WatchRun:
    def column(name: str) -> Array:
        return activity.column(name)[used]

    time, speed, cadence = column("time"), column("speed"), column("cadence")
    for name, values in (("speed", speed), ("cadence", cadence)):
        if not np.isfinite(values).any():
            raise MeasuredError(
                f"{path} has no {name} in its {time.size} records: without it steady "
                "running and rest look alike."
            )
    if _in_steps(time, speed, cadence):
        notes.append(
            f"a median cadence of {np.nanmedian(cadence[cadence > 0.0]):.0f} was taken as "
            "steps/min, not strides/min."
        )
    else:
        cadence = 2.0 * cadence
    steady = _steady(time, bridged(time, speed), bridged(time, cadence))
    if int(steady.sum()) < LEAST:
        raise MeasuredError(
            f"{path} holds no steady running: of {time.size} records {int(steady.sum())} are at "
            f"{RUNNING_CADENCE:g} steps/min or more and at an even pace, and {LEAST} are needed."
        )
    after = np.diff(time, append=time[-1] + 1.0)
    duration = float(np.clip(after, 0.0, LONGEST_RECORD)[steady].sum())
    if duration < SHORT:
        notes.append(f"only {duration:.0f} s of steady running were found.")
    medians: dict[str, float] = {}
    quartiles: dict[str, tuple[float, float]] = {}
    known = {"speed": speed, "cadence": cadence}
    for ours, (low, high) in BELIEVABLE.items():
        values = column(ours)
        known[ours] = np.where((values >= low) & (values <= high), values, np.nan)
    for name, values in known.items():
        there = values[steady & np.isfinite(values)]
        if there.size >= LEAST or name in ("speed", "cadence"):
            medians[name] = float(np.median(there))
            quartiles[name] = (float(np.percentile(there, 25)), float(np.percentile(there, 75)))
    return WatchRun(
        speed=medians["speed"],
        cadence=medians["cadence"],
        contact_time=medians.get("contact_time"),
        oscillation=medians.get("oscillation"),
        heart_rate=medians.get("heart_rate"),
        quartiles=quartiles,
        records=int(steady.sum()),
        duration=duration,
        total=time.size,
        source=path.name,
        warnings=tuple(notes),
    )


def _in_steps(time: Array, speed: Array, cadence: Array) -> bool:
    """Whether a file counts steps a minute, where FIT has strides.

    Judged where it surely runs, so that walks in the file decide nothing; where it never does, by
    the length that a step would have.
    """
    speed, cadence = bridged(time, speed), bridged(time, cadence)
    moving = (cadence > 0.0) & (speed > 0.5)
    fast = moving & (speed >= FAST)
    if int(fast.sum()) >= LEAST:
        return bool(np.median(cadence[fast]) > DOUBLED)
    if not moving.any():
        return False
    lengths = 60.0 * speed[moving] / cadence[moving]
    return bool(np.median(lengths) < np.sqrt(2.0) * USUAL_STEP)


def bridged(time: Array, values: Array) -> Array:
    """Values with those missing for up to ``BRIDGED`` s after a known one taken to be like it."""
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return values
    before = np.searchsorted(known, np.arange(values.size), side="right") - 1
    last = known[np.maximum(before, 0)]
    near = (before >= 0) & (time - time[last] <= BRIDGED)
    return np.where(near, values[last], np.nan)


def _steady(time: Array, speed: Array, cadence: Array) -> NDArray[np.bool_]:
    """Which records are of running at one pace (see :func:`read_watch`)."""
    running = (cadence >= RUNNING_CADENCE) & (speed >= RUNNING_SPEED)  # False where not a number
    even = np.zeros_like(running)
    first = np.searchsorted(time, time - WINDOW, side="left")
    last = np.searchsorted(time, time + WINDOW, side="right")
    for i in np.flatnonzero(running):
        near = slice(first[i], last[i])
        even[i] = running[near].all() and bool(
            (np.abs(speed[near] - speed[i]) <= PACE * speed[i]).all()
        )
    if not even.any():
        return even
    usual = _usual(speed[even])
    return even & (np.abs(speed - usual) <= PACE * usual)


def _usual(speeds: Array) -> float:
    """The median pace, where somebody ran it; between two paces, the one that was kept longer.

    The median of an easy and a brisk half lies where nobody ran: then less than a third as many
    records are just there (within a fifth of ``PACE``) as are about the commonest pace.
    """
    ordered = np.sort(speeds)

    def near(pace: Array, within: float) -> NDArray[np.int_]:
        low, high = (pace * (1.0 + sign * within) for sign in (-1.0, 1.0))
        return np.searchsorted(ordered, high, "right") - np.searchsorted(ordered, low)

    middle = np.median(ordered)
    narrow = near(ordered, 0.2 * PACE)
    if 3 * near(np.array([middle]), 0.2 * PACE)[0] >= narrow.max():
        return float(middle)
    centre = ordered[int(np.argmax(near(ordered, PACE)))]
    return float(np.median(ordered[np.abs(ordered - centre) <= PACE * centre]))
