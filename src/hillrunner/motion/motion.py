"""A solved movement: labelled time series with units, status, settings and provenance."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import xarray as xr

from hillrunner.checks import listed
from hillrunner.errors import HillrunnerError, MotionError
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import World
from hillrunner.motion.netcdf import load_netcdf, save_netcdf
from hillrunner.motion.schema import ATTRIBUTES, FORMAT, REQUIRED, SCHEMA, VERSION
from hillrunner.motion.solved import Solved, Status
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.tasks.known import task_from
from hillrunner.tasks.task import Task


class Motion:
    """One solved movement, as labelled data.

    Parameters
    ----------
    data : xarray.Dataset
        The time series, on the midpoints of the solver's intervals over one whole cycle, with units
        in their ``attrs``; ``duration`` (s) is what each point stands for. A stride of running is
        a right step, then a left one, and starts in mid-flight before right foot contact. Tables
        among the attributes are JSON.

    Notes
    -----
    Vectors are in the ground frame: x forward, y up, z to the right. What is there, and in which
    units, is in :data:`hillrunner.motion.schema.SCHEMA`, and in ``motion["activation"].attrs``.
    """

    def __init__(self, data: xr.Dataset) -> None:
        attrs = {k: json.dumps(v) if isinstance(v, dict) else v for k, v in data.attrs.items()}
        self.data = data.assign_attrs(attrs)

    def __getitem__(self, name: str) -> xr.DataArray:
        """A time series or coordinate by name.

        Raises
        ------
        MotionError
            If there is none, with the nearest names.
        """
        if name not in self.data.variables:
            near = get_close_matches(name, [str(n) for n in self.data.data_vars], n=3, cutoff=0.4)
            hint = f": the nearest names are {listed(near)}" if near else ""
            raise MotionError(f"this motion holds nothing called {name!r}{hint}.")
        return self.data[name]

    def __contains__(self, name: object) -> bool:
        return name in self.data.variables

    def __iter__(self) -> Iterator[str]:
        return map(str, self.data.data_vars)

    @cached_property
    def status(self) -> Status:
        """How the solve ended; a saved motion is always converged."""
        return Status[str(self.data.attrs["status"]).upper()]

    @property
    def speed(self) -> float:
        """Mean speed (m/s)."""
        return float(self.data.attrs["speed"])

    @property
    def mass_carried(self) -> float:
        """Load (kg) in hands or on shoulders: the one that was found, where it was sought."""
        return float(self.data.attrs.get("load", self.task.mass_carried))

    @property
    def grade(self) -> float:
        """Rise over run."""
        return float(self.data.attrs["grade"])

    @property
    def body_hash(self) -> str:
        """First digits of the hash of the body that ran."""
        return str(self.data.attrs["body_hash"])

    @cached_property
    def runner(self) -> Runner:
        """Who ran."""
        return Runner(**self._table("runner"))

    @cached_property
    def task(self) -> Task:
        """What the body was asked to do."""
        return task_from(self._table("task"))

    @cached_property
    def body(self) -> Body:
        """The body that ran, scaled to the runner."""
        return Body.model_validate(self._table("body"))

    @cached_property
    def settings(self) -> Settings:
        """Every setting of the solve."""
        return Settings(**self._table("settings"))

    @cached_property
    def solver(self) -> Solved:
        """What the solver reported: iterations, solve_time (s), objective, residual, starts ..."""
        return Solved(**self._table("solver"))

    @property
    def world(self) -> World:
        """Gravity, belt, ground and load of the motion as it was solved."""
        world = self.task.world(self.body, self.settings)
        return replace(world, belt_speed=self.speed, load=self.mass_carried)

    @cached_property
    def pushed(self) -> bool:
        """Whether angles were measured and followed, under forces that no contact law gave."""
        return self.task.pushed is not None

    @property
    def seeks(self) -> Literal["speed", "load"] | None:
        """What was maximised; None where nothing was."""
        return self.task.goal(self.settings).seeks

    @property
    def minimised(self) -> float:
        """Value (J/kg/m) of what was minimised, less what no motion of its task can change."""
        return self.solver.objective - self.task.offset(self.body, self.settings.mesh)

    @property
    def label(self) -> str:
        """What was done, in a few words: at which speed, up which slope; or with which load."""
        if not self.speed:
            return self.task.label
        pace = f" at {self.speed:.4g} m/s"
        slope = f", grade {100 * self.grade:g} %" if self.grade else ""
        return f"{self.task.kind}{pace}{slope}"

    @property
    def stride_time(self) -> float:
        """Duration of the cycle (s): of the whole stride, in running."""
        return float(self.data["duration"].sum())

    def _table(self, name: str) -> dict[str, Any]:
        table = json.loads(self.data.attrs[name])
        if not isinstance(table, dict):
            raise ValueError(f"attribute {name} is not a table")
        return table

    def save(self, path: str | Path) -> Path:
        """Write the motion to a NetCDF file, whole or not at all.

        Raises
        ------
        MotionError
            If the motion is not converged or not complete, or the file cannot be written.
        """
        path = Path(path)
        complaint = _complaint(self)
        if complaint:
            raise MotionError(f"cannot save this motion: {complaint}.")
        data = self.data.assign_attrs(checksum=_checksum(self.data))
        save_netcdf(data, path, "motion file", MotionError)
        return path

    @classmethod
    def load(cls, path: str | Path) -> Motion:
        """Read a motion file.

        Raises
        ------
        MotionError
            If the file is missing, broken, foreign, of another version, or was changed since it
            was written.
        """
        path = Path(path)
        motion = load_netcdf(path, "motion file", MotionError, cls)
        complaint = _complaint(motion)
        if complaint:
            raise MotionError(f"cannot use motion file {path}: {complaint}.")
        if motion.data.attrs.get("checksum") != _checksum(motion.data):
            raise MotionError(f"cannot use motion file {path}: it was changed after it was saved.")
        return motion

    def __repr__(self) -> str:
        return "\n".join(f"{name:10} {value}" for name, value in self._summary())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{name}</th><td>{html.escape(value)}</td></tr>"
            for name, value in self._summary()
        )
        return f"<table>{rows}</table>"

    def _summary(self) -> list[tuple[str, str]]:
        runner = self.runner
        sizes = self.data.sizes
        who = f"{runner.sex}, {runner.age:g} years, {runner.height:g} m, {runner.mass:g} kg"
        solver = self.solver
        took = (
            f"iterations {solver.iterations}, time {solver.solve_time:.4g} s, "
            f"objective {solver.objective:.4g}"
        )
        return [
            ("Motion", self.label),
            ("status", self.status.word),
            ("runner", f"{runner.name}: {who}" if runner.name else who),
            ("body", f"{sizes['muscle']} muscles, {sizes['coordinate']} coordinates"),
            ("stride", f"{self.stride_time:.3f} s, {sizes['time']} points"),
            ("solver", took),
        ]


def _complaint(motion: Motion) -> str | None:
    """What makes this no usable motion, or None."""
    data = motion.data
    attrs = data.attrs
    if attrs.get("format") != FORMAT:
        return "it is not a hillrunner motion"
    if attrs.get("version") != VERSION:
        return f"it has format version {attrs.get('version')}, and this hillrunner reads {VERSION}"
    for name, kind in ATTRIBUTES.items():
        if name not in attrs:
            return f"attribute {name} is missing"
        if not _is_kind(attrs[name], kind):
            return f"attribute {name} is not a {'table' if kind is dict else kind.__name__}"
    if attrs["status"] != Status.CONVERGED.word:
        return f"its solve did not converge (status {attrs['status']})"
    for name, dims in REQUIRED.items():
        if name not in data.variables:
            return f"variable {name} is missing"
        if data[name].dims != dims:
            return f"variable {name} has dimensions {data[name].dims} instead of {dims}"
        if data[name].dtype.kind not in "fiu":
            return f"variable {name} is not made of numbers"
        gaps = name in SCHEMA and SCHEMA[name].gaps
        if not gaps and not np.isfinite(data[name].values).all():
            return f"variable {name} holds values that are not finite"
    if "time" not in data.coords or data.sizes["time"] < 2:
        return "it has no time axis"
    time, duration = data["time"].values, data["duration"].values
    if not (np.diff(time) > 0).all() or not (duration > 0).all():
        return "its time does not increase"
    try:
        body = motion.body
        _ = motion.runner, motion.task, motion.settings, motion.solver
    except (HillrunnerError, TypeError, ValueError) as error:
        sentence = " ".join(ascii(str(error))[1:-1].split())
        return (
            "what it says of its runner, task, body, settings or solver is wrong "
            f"({sentence[:200].rstrip('.')})"
        )
    if motion.body_hash != body.hash:
        return "its body is not the one that its body_hash names"
    for dim, names in (("coordinate", body.coordinate_names), ("muscle", body.muscle_names)):
        if dim not in data.coords or tuple(data[dim].values.tolist()) != names:
            return f"its {dim} names are not those of its body"
    return None


def _is_kind(value: object, kind: type) -> bool:
    if kind is dict:
        try:
            return isinstance(value, str) and isinstance(json.loads(value), dict)
        except ValueError:
            return False
    if kind is str:
        return isinstance(value, str)
    numeric = (int, np.integer) if kind is int else (int, float, np.integer, np.floating)
    return isinstance(value, numeric) and bool(np.isfinite(value))


def _checksum(data: xr.Dataset) -> str:
    """SHA-256 of everything in the data set but the checksum itself."""
    digest = hashlib.sha256()

    def add(*parts: object) -> None:
        digest.update(json.dumps(parts, default=_plain).encode())

    for key, value in sorted(data.attrs.items()):
        if key != "checksum":
            add(key, value)
    for name in sorted(str(name) for name in data.variables):
        array = data.variables[name]
        attrs = sorted((k, v) for k, v in array.attrs.items() if not k.startswith("_"))
        add(name, array.dims, array.shape, attrs)
        if array.dtype.kind in "fiub":
            values = np.ascontiguousarray(array.values, dtype=np.float64)
            # One bit pattern for every NaN and every zero, whichever a file format keeps.
            digest.update(np.where(np.isnan(values), np.nan, values + 0.0).tobytes())
        else:
            add([str(item) for item in array.values.ravel()])
    return digest.hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    return str(value)
