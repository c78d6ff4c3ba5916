"""One labelled data set of all members: what they were given, how they ended, what was measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from hillrunner import __version__
from hillrunner.batch.job import Done, Plain
from hillrunner.errors import HillrunnerError, JobError, SolveError
from hillrunner.motion.solved import Status
from hillrunner.person.runner import LIMITS as RUNNER_LIMITS
from hillrunner.person.shoe import LIMITS as SHOE_LIMITS
from hillrunner.quantities import QUANTITIES
from hillrunner.sides import SIDES
from hillrunner.study.inputs import Input
from hillrunner.study.keys import OF_ONE_LEG, OF_THE_RUNNER
from hillrunner.study.member import Member
from hillrunner.tasks.run import LIMITS as TASK_LIMITS

FORMAT = "hillrunner-study"
CONVERGED, UNSOLVED, IMPOSSIBLE, LOST = ENDS = ("converged", "unsolved", "impossible", "lost")
ENDS_NOTE = (
    "converged; unsolved: the solver found no run; impossible: there is no such runner, run or "
    "change; lost: its process died, and the same command tries again"
)
STATES = ("before", "after")  # of a change
SHOE = "shoe"
FACTORS = ("strength", "change")  # tables of factors without unit, in a path


def data_set(
    design: Plain, inputs: Sequence[Input], members: Sequence[Member], ends: Sequence[Done]
) -> xr.Dataset:
    """Everything that is known of every member.

    Parameters
    ----------
    design
        The design as JSON holds it.
    inputs
        What is varied.
    members, ends
        Each member, and how its job ended.

    Returns
    -------
    xarray.Dataset
        Along ``member`` (from 1), each variable with ``role``, ``units`` and ``long_name``:

        - of role ``input``: what is varied, by its keys in the design, as ``runner.mass``;
        - of role ``end``: ``status`` (converged, unsolved, impossible, lost), ``reason`` (a
          sentence; empty where it converged), ``iterations``, ``cpu_seconds``, ``seconds``;
          ``sample`` and ``row`` of Sobol's scheme;
        - of role ``output``: every key of :data:`~hillrunner.study.keys.OF_THE_RUNNER` and, for
          each ``side``, of :data:`~hillrunner.study.keys.OF_ONE_LEG`; with a change also along
          ``state``, before and after it. Not a number where a member has none.
    """
    changed = bool(design["change"])
    table = _inputs(inputs, members) | _ends(members, ends) | _outputs(ends, changed)
    coords: dict[str, Any] = {
        "member": ("member", [m.number for m in members], {"long_name": "number of the member"}),
        "side": list(SIDES),
    }
    if changed:
        coords["state"] = list(STATES)
    attrs = {
        "format": FORMAT,
        "title": design["name"] or "study",
        "design": json.dumps(design),
        "hillrunner_version": __version__,
    }
    return xr.Dataset(table, coords, attrs)


def status_of(error: HillrunnerError | None) -> str:
    """How a member ended, in one word of :data:`ENDS`."""
    if error is None:
        return CONVERGED
    if isinstance(error, SolveError):
        return UNSOLVED
    return LOST if isinstance(error, JobError) else IMPOSSIBLE


def _inputs(inputs: Sequence[Input], members: Sequence[Member]) -> dict[str, xr.Variable]:
    table = {}
    for one in inputs:
        values = [m.values[one.name] for m in members]
        kept = np.array(values, dtype=object if one.in_words else float)
        words = {"role": "input", "long_name": _label(one), "units": _units(one)}
        table[one.name] = xr.Variable("member", kept.astype(str) if one.in_words else kept, words)
    return table


def _label(one: Input) -> str:
    """``strength of glutes left``."""
    section, field, *rest = (part.replace("_", " ") for part in one.path)
    if not rest:
        return field
    if field == SHOE:
        return f"{rest[0]} of the shoe"
    where = " ".join(rest).replace("left:", "left ").replace("right:", "right ")
    what = f"change of {field}" if section == "change" else field
    return f"{what} of {where}"


def _units(one: Input) -> str:
    if one.in_words or set(FACTORS) & set(one.path[:2]):
        return "1"
    section, field = one.path[:2]
    if field == "segment_lengths":
        return "m"
    if field == SHOE:
        return SHOE_LIMITS[one.path[2]][2] or "1"
    limits = {"runner": RUNNER_LIMITS, "task": TASK_LIMITS}.get(section, {})
    return limits[field][2] if field in limits else "as in Settings"


def _ends(members: Sequence[Member], ends: Sequence[Done]) -> dict[str, xr.Variable]:
    def spent(name: str) -> list[float]:
        return [float(done.result[name]) if done.result else np.nan for done in ends]

    status = np.array([status_of(done.error) for done in ends])
    reason = np.array([_reason(done.error) for done in ends])
    table = {
        "status": (status, "", "how the member ended", {"note": ENDS_NOTE}),
        "reason": (reason, "", "why it is not solved", {}),
        "iterations": (spent("iterations"), "1", "iterations of all its solves", {}),
        "cpu_seconds": (spent("cpu_seconds"), "s", "CPU time of solving and measuring", {}),
        "seconds": ([done.seconds for done in ends], "s", "time of solving and measuring", {}),
    }
    if any(m.sample for m in members):
        table["sample"] = (np.array([m.sample for m in members]), "", "sample of the scheme", {})
        table["row"] = (np.array([m.row for m in members]), "1", "row of the sample", {})
    return {
        name: xr.Variable(
            "member", values, {"role": "end", "long_name": label, "units": units, **more}
        )
        for name, (values, units, label, more) in table.items()
    }


def _reason(error: HillrunnerError | None) -> str:
    if error is None:
        return ""
    status = getattr(error, "status", None)
    return f"{status.word}: {error}" if isinstance(status, Status) else str(error)


def _outputs(ends: Sequence[Done], changed: bool) -> dict[str, xr.Variable]:
    """Every number that at least one member has."""
    states = STATES if changed else STATES[:1]
    table = {}
    for key in (*OF_THE_RUNNER, *OF_ONE_LEG):
        quantity, of_leg = QUANTITIES[key], key in OF_ONE_LEG
        values = np.array(
            [
                [[_number(done, state, side, key) for side in SIDES] for state in states]
                for done in ends
            ],
            dtype=float,
        )
        if np.isnan(values).all():
            continue
        dims = ["member", "state", "side"]
        if not of_leg:
            values, dims = values[..., 0], dims[:2]
        if not changed:
            values, dims = values[:, 0], [dim for dim in dims if dim != "state"]
        words = {"role": "output", "long_name": quantity.label, "units": quantity.unit}
        table[key] = xr.Variable(dims, values, words)
    return table


def _number(done: Done, state: str, side: str, key: str) -> float:
    if done.result is None:
        return np.nan
    found = done.result[state]
    table = found["legs"][side] if key in OF_ONE_LEG else found["runner"]
    return float(table.get(key, np.nan))
