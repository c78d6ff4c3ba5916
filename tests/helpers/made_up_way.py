"""A measured runner's own way without a measurement: a shipped run, called that."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
from made_up_bodies import body
from made_up_training import runs

from hillrunner import Motion
from hillrunner.batch.job import Plain, Tell
from hillrunner.motion import library
from hillrunner.tasks.own_run import OwnRun
from hillrunner.worth.answer.body_job import BodyOrder
from hillrunner.worth.answer.priced_body import TechniqueResult

TRUNK = "lumbar_extension"


def own_task(run: Motion, speed: float, lean: float = 0.0, hold: float = 0.05) -> OwnRun:
    """To hold the trunk as a motion does, but ``lean`` (rad) further ahead."""
    names, count = (TRUNK,), 10
    at = np.linspace(0.0, 1.0, count, endpoint=False)
    when = run["time"].values / run.stride_time
    q, v = (
        np.interp(at, when, run[kind].sel(coordinate=TRUNK), period=1.0)[:, None]
        for kind in ("position", "velocity")
    )
    q -= lean
    nothing = tuple(map(tuple, np.zeros((count, len(names))).tolist()))
    return OwnRun(
        speed=speed,
        lasting=run.stride_time,
        coordinates=names,
        phases=tuple(at.tolist()),
        positions=tuple(map(tuple, q.tolist())),
        velocities=tuple(map(tuple, v.tolist())),
        preference=nothing,
        velocity_preference=nothing,
        hold=hold,
    )


def own_way(speed: float = 3.7, shipped: str = "run-3.5.nc") -> Motion:
    """The shipped run as the own way of a runner a little smaller."""
    run = library.load_shipped(shipped)
    who = run.runner.changed(height=0.98 * run.runner.height, mass=73.16)
    bare = run.data.drop_vars([name for name in run.data if str(name).startswith("warm_")])
    attrs = {"task": own_task(run, speed).model_dump_json(), "runner": who.model_dump_json()}
    return Motion(bare.assign_attrs(attrs | {"speed": speed}))


def own_run_work(order: Plain, tell: Tell) -> Plain:
    """No solve: the motion that an order starts from, and prices of a made-up body."""
    asked = BodyOrder.of(order)
    if asked.keep:
        assert asked.start is not None
        Motion.load(asked.start).save(asked.keep)
    found = {one.key: TechniqueResult(1.0, one.of(1.0), 1.0, 1.0) for one in asked.techniques}
    return asdict(replace(body(), techniques=found))


def own_trained_work(order: Plain, tell: Tell) -> Plain:
    """As :func:`own_run_work`, with prices of every muscle."""
    return own_run_work(order, tell) | asdict(runs())
