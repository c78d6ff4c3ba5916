"""A made-up person in a made-up lab: markers and forces of steps that obey Newton's law.

Each foot pushes with a half sine, the pelvis moves as these forces let it, and a foot on the ground
moves with it. Everything is in m, N and s, x forward, y up, z right; nothing in here is a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from hillrunner.lab.part import marker_array
from hillrunner.lab.storage import write_storage
from hillrunner.lab.trc_file import write_trc

GRAVITY = 9.80665
MASS = 70.0
SIDES = {"R": 1.0, "L": -1.0}
WIDTH = 0.06  # m, a foot from the midline


@dataclass(frozen=True)
class Steps:
    """Strides of ``stride`` s at ``speed`` m/s, each foot on the ground for ``contact`` s.

    ``rate`` Hz of markers; forces are sampled ten times as often. ``belt``: the body stays in
    place. ``first``: right contact (s from the start).
    """

    speed: float = 3.5
    stride: float = 0.7
    contact: float = 0.22
    lasts: float = 4.0
    rate: float = 100.0
    belt: bool = True
    first: float = 0.13
    start: float = 0.0

    def clock(self, rate: float) -> np.ndarray:
        return np.arange(0.0, self.lasts, 1.0 / rate)

    def phase(self, time: np.ndarray, letter: str) -> np.ndarray:
        """s since the last contact of a foot."""
        late = 0.0 if letter == "R" else 0.5 * self.stride
        return (time - self.first - late) % self.stride

    def force(self, time: np.ndarray, letter: str) -> np.ndarray:
        """(time, 3) N on one foot."""
        own = self.phase(time, letter) / self.contact
        weight = MASS * GRAVITY
        peak = 0.25 * np.pi * weight * self.stride / self.contact
        push = np.zeros((time.size, 3))
        on = own < 1.0
        push[on, 1] = peak * np.sin(np.pi * own[on])
        push[on, 0] = -0.3 * weight * np.sin(2.0 * np.pi * own[on])
        push[on, 2] = -0.03 * weight * SIDES[letter] * np.sin(np.pi * own[on])
        return push

    def height(self, time: np.ndarray) -> np.ndarray:
        """m, of the pelvis: the forces integrated twice over one period."""
        fine = np.linspace(0.0, self.stride, 20001)
        total = sum(self.force(fine, letter)[:, 1] for letter in SIDES)
        pull = total / MASS - GRAVITY
        step = fine[1]
        speed = np.concatenate([[0.0], np.cumsum(0.5 * (pull[1:] + pull[:-1]) * step)])
        speed -= np.mean(speed[:-1])
        rise = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]) * step)])
        return 0.95 + np.interp(time % self.stride, fine, rise - rise.mean())

    def foot(self, time: np.ndarray, letter: str) -> np.ndarray:
        """(time, 3) m of the middle of a foot, as seen from the pelvis along x."""
        own = self.phase(time, letter)
        half = 0.5 * self.speed * self.contact
        swing = self.stride - self.contact
        s = np.clip((own - self.contact) / swing, 0.0, 1.0)
        drift = -self.speed * swing  # both ends move back with the ground
        there = (
            (2 * s**3 - 3 * s**2 + 1) * -half
            + (s**3 - 2 * s**2 + s) * drift
            + (-2 * s**3 + 3 * s**2) * half
            + (s**3 - s**2) * drift
        )
        on = own < self.contact
        x = np.where(on, half - self.speed * own, there)
        y = 0.05 + np.where(on, 0.0, 0.25 * np.sin(np.pi * s) ** 2)
        return np.stack([x, y, np.full(time.size, SIDES[letter] * WIDTH)], axis=1)

    def travelled(self, time: np.ndarray) -> np.ndarray:
        """(time, 3) m that the body has gone."""
        gone = np.zeros((time.size, 3))
        gone[:, 0] = 0.0 if self.belt else self.speed * time
        return gone

    def markers(self) -> dict[str, np.ndarray]:
        """Rajagopal's names -> (time, 3)."""
        time = self.clock(self.rate)
        gone, height = self.travelled(time), self.height(time)
        pelvis = gone.copy()
        pelvis[:, 1] += height
        made = {"C7": pelvis + [-0.05, 0.5, 0.0], "CLAV": pelvis + [0.08, 0.42, 0.0]}
        for letter, sign in SIDES.items():
            foot = gone + self.foot(time, letter)
            made[f"{letter}ASI"] = pelvis + [0.08, 0.02, 0.12 * sign]
            made[f"{letter}PSI"] = pelvis + [-0.12, 0.02, 0.05 * sign]
            made[f"{letter}ACR"] = pelvis + [0.0, 0.45, 0.18 * sign]
            made[f"{letter}LFC"] = 0.5 * (pelvis + foot) + [0.1, 0.0, 0.06 * sign]
            made[f"{letter}CAL"] = foot + [-0.1, 0.0, 0.0]
            made[f"{letter}TOE"] = foot + [0.12, -0.02, 0.0]
            made[f"{letter}MT5"] = foot + [0.08, -0.02, 0.04 * sign]
        return made

    def plates(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Clock (s), and for each foot (time, 9): force, centre of pressure, torque."""
        time = self.clock(10.0 * self.rate)
        made = {}
        for letter in SIDES:
            force = self.force(time, letter)
            point = self.travelled(time) + self.foot(time, letter)
            point[:, 1] = 0.0
            point[force[:, 1] <= 0.0] = 0.0
            made[letter] = np.concatenate([force, point, np.zeros_like(force)], axis=1)
        return time + self.start, made


def as_markers(steps: Steps, made: dict[str, np.ndarray] | None = None) -> xr.DataArray:
    """Markers as labelled data."""
    made = made or steps.markers()
    values = np.stack(list(made.values()), axis=1)
    return marker_array(steps.clock(steps.rate) + steps.start, list(made), values, "m")


def put_trc(path: Path, steps: Steps, made: dict[str, np.ndarray] | None = None) -> Path:
    """Write markers of the made-up person."""
    return write_trc(path, as_markers(steps, made))


def put_forces(path: Path, steps: Steps, one: bool = False, turn: np.ndarray | None = None) -> Path:
    """Write forces, of a plate for each foot or of ``one`` for both; ``turn`` (3, 3) is theirs."""
    time, made = steps.plates()
    if one:
        made = {"": sum(made.values())}
    columns = {}
    for name, table in made.items():
        between = f"{name}_" if name else ""
        for k, kind in enumerate(("force_v", "force_p", "torque_")):
            part = table[:, 3 * k : 3 * k + 3] @ (np.eye(3) if turn is None else turn).T
            for axis, values in zip("xyz", part.T, strict=True):
                columns[f"{between}ground_{kind}{axis}"] = values
    return write_storage(path, "forces", time, columns, False)


def standing(lasts: float = 1.0) -> dict[str, np.ndarray]:
    """Markers of the same person standing still."""
    steps = Steps(lasts=lasts)
    time = steps.clock(steps.rate)
    still = {name: np.repeat(v[:1], time.size, axis=0) for name, v in steps.markers().items()}
    pelvis = np.array([0.0, 0.95, 0.0])
    for letter, sign in SIDES.items():
        foot = np.array([0.0, 0.05, sign * WIDTH])
        for name, away in (("CAL", -0.1), ("TOE", 0.12), ("MT5", 0.08)):
            still[letter + name] = np.tile(foot + [away, 0.0, 0.0], (time.size, 1))
        still[f"{letter}LFC"] = np.tile(0.5 * (pelvis + foot) + [0, 0, 0.06 * sign], (time.size, 1))
    return still


def put_c3d(
    path: Path,
    steps: Steps,
    made: dict[str, np.ndarray] | None = None,
    *,
    forces: bool = True,
    rename: dict[str, str] | None = None,
    lost: slice | None = None,
) -> Path:
    """Write markers (mm) and two plates of type 2, whose axes are z down, in a lab that is y up.

    What the first plate gave in the samples ``lost`` is no number.
    """
    import ezc3d

    made = steps.markers() if made is None else made
    names = [(rename or {}).get(name, name) for name in made]
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    file["parameters"]["POINT"]["RATE"]["value"] = [steps.rate]
    file["parameters"]["POINT"]["LABELS"]["value"] = names
    frames = steps.clock(steps.rate).size if made or forces else 1
    points = np.ones((4, len(names), frames))
    if made:
        points[:3] = 1000.0 * np.stack(list(made.values())).transpose(2, 0, 1)
    file["data"]["points"] = points
    if forces:
        _put_plates(file, steps)
        if lost is not None:
            file["data"]["analogs"][0, :6, lost] = np.nan
    file.write(str(path))
    return path


def _put_plates(file, steps: Steps) -> None:
    """Plates side by side, both 2 m long (x) and 0.5 m wide (z)."""
    import ezc3d

    _, made = steps.plates()
    channels, corners = [], []
    for letter, sign in SIDES.items():
        middle = np.array([0.0, 0.0, 0.25 * sign])
        force, point = made[letter][:, :3], made[letter][:, 3:6]
        moment = np.cross(point - middle, force)
        # The plate's axes in the lab: x forward, y to the left... z down, as its maker has them.
        own = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, -1.0, 0.0]])
        own[1] = np.cross(own[2], own[0])
        channels += [*(force @ own.T).T, *(1000.0 * moment @ own.T).T]
        x, y = own[0], own[1]
        corner = [x * 1.0 + y * 0.25, -x + y * 0.25, -x - y * 0.25, x - y * 0.25]
        corners.append(1000.0 * (np.array(corner) + middle).T)
    samples = channels[0].size
    rate = 10.0 * steps.rate
    analog = file["parameters"]["ANALOG"]
    labels = [f"{kind}{axis}{plate}" for plate in (1, 2) for kind in "FM" for axis in "xyz"]
    analog["LABELS"]["value"] = [*labels, "EMG soleus"]
    analog["RATE"]["value"] = [rate]
    analog["UNITS"]["value"] = [*(["N"] * 3 + ["Nmm"] * 3) * 2, "V"]
    file["data"]["analogs"] = np.stack([*channels, np.zeros(samples)])[None]
    whole = {"USED": [2], "TYPE": [2, 2], "ZERO": [1, 0], "CHANNEL": list(range(1, 13))}
    for name, values in whole.items():
        parameter = ezc3d.ezc3d.Parameter(name, "")
        shape = [6, 2] if name == "CHANNEL" else [len(values)]
        parameter.set(ezc3d.ezc3d.VecInt(values), shape)  # a list would become floats
        file["parameters"].add_parameter("FORCE_PLATFORM", parameter)
    file.add_parameter("FORCE_PLATFORM", "CORNERS", np.stack(corners, axis=2))
    file.add_parameter("FORCE_PLATFORM", "ORIGIN", np.zeros((3, 2)))
