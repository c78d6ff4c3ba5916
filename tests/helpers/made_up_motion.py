"""Series made up for a body as a motion: their labels, and the attributes of a solved one."""

from __future__ import annotations

from typing import Any

import numpy as np

from hillrunner import Motion, Run, Runner
from hillrunner.model.body.model import Body
from hillrunner.motion.schema import labelled

GRAVITY = 9.80665
STRIDE = 0.70  # s


def grid(points: int, unevenness: float) -> tuple[np.ndarray, np.ndarray]:
    """Midpoints and lengths (s) of the intervals of a stride, not all of one length."""
    steps = 1 + unevenness * np.cos(np.linspace(0, 4 * np.pi, points))
    duration = steps / steps.sum() * STRIDE
    return np.cumsum(duration) - duration / 2, duration


def made_up_motion(
    body: Body,
    table: dict[str, np.ndarray],
    time: np.ndarray,
    duration: np.ndarray,
    runner: Runner,
    task: Run,
) -> Motion:
    """The motion that holds these series; its figures of the solver are made up, too."""
    solver: dict[str, Any] = {
        "iterations": 123,
        "solve_time": 45.6,
        "objective": 3.21,
        "residual": 1e-7,
        "starts_tried": 3,
        "starts_agreed": 2,
    }
    data = labelled(
        table,
        time=time,
        duration=duration,
        coordinates=body.coordinate_names,
        muscles=body.muscle_names,
        segments=[s.name for s in body.segments],
        spheres=[c.name for c in body.contacts],
        actuators=[a.coordinate for a in body.actuators],
    ).assign_attrs(
        {
            "format": "hillrunner-motion",
            "version": 1,
            "hillrunner_version": "0.1.0",
            "status": "converged",
            "speed": task.speed,
            "grade": task.grade,
            "runner": runner.model_dump_json(),
            "task": task.model_dump_json(),
            "body": body.model_dump_json(),
            "body_hash": body.hash,
            "settings": {"mesh": time.size // 2},
            "solver": solver,
            "created": "2026-11-23T12:00:00+00:00",
        }
    )
    return Motion(data)
