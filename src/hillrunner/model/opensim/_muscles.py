"""Builds the muscles of a body from what the OpenSim worker sampled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from hillrunner.model.body.model import Coordinate, Muscle, MusclePath, PathPoint
from hillrunner.model.opensim._skeleton import Skeleton
from hillrunner.model.opensim.conventions import (
    group_of,
    slow_fraction_of,
    specific_tension_of,
)
from hillrunner.model.opensim.fit import Sample, fit_path, low_discrepancy
from hillrunner.sides import LEFT, SIDES, on_side, other_side, side_of, stem

Ask = Callable[[dict[str, Any]], dict[str, Any]]
Range = tuple[float, float]

MIRROR_CHECKS = 40  # postures at which a left muscle is compared with its right one
MIRROR_TOLERANCE = 2e-4  # m: closer than this, the left muscle is the right one mirrored
EXPLORED = 24  # postures at which crossings are looked for


def drawing_postures(
    coordinates: tuple[Coordinate, ...], reverse: set[str]
) -> list[dict[str, float]]:
    """Standing and five postures of a running leg, both legs alike."""
    leg = [  # hip flexion, knee flexion, ankle dorsiflexion
        (0.0, 0.0, 0.0),
        (0.4, 0.4, 0.1),
        (0.2, 0.8, 0.4),
        (-0.3, 0.3, -0.3),
        (0.3, 1.7, -0.1),
        (0.7, 1.2, 0.1),
    ]
    names = {c.name for c in coordinates}
    postures = []
    for hip, knee, ankle in leg:
        posture = {}
        for side in SIDES:
            values = {"hip_flexion": hip, "knee_angle": knee, "ankle_angle": ankle}
            for joint, value in values.items():
                name = on_side(joint, side)
                if name in names:
                    posture[name] = -value if name in reverse else value
        postures.append(posture)
    return postures


def explore_postures(ranges: dict[str, Range]) -> list[dict[str, float]]:
    """Postures that fill the box of all ranges."""
    points = low_discrepancy(EXPLORED, list(ranges.values()))
    return [dict(zip(ranges, row.tolist(), strict=True)) for row in points]


def merge_points(
    skeleton: Skeleton, order: list[str], paths: list[list[dict[str, Any]]]
) -> tuple[PathPoint, ...]:
    """The drawn path: points present in most postures, wraps as points fixed in their body."""
    seen: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for path in paths:
        last, wraps = -1, 0
        for point in path:
            if point["wrap"]:
                wraps += 1
            else:
                last, wraps = order.index(point["name"]), 0
            seen.setdefault((last, wraps), []).append(point)
    points = []
    for key in sorted(seen):
        found = seen[key]
        if 2 * len(found) <= len(paths):
            continue
        segment = found[0]["segment"]
        centre = np.mean([p["location"] for p in found if p["segment"] == segment], axis=0)
        name, location = skeleton.place(segment, centre.tolist())
        points.append(PathPoint(segment=name, location=tuple(round(v, 7) for v in location)))
    return tuple(points)


def fit_paths(
    skeleton: Skeleton,
    crossings: dict[str, list[str]],
    ranges: dict[str, Range],
    ask: Ask,
    samples: int,
) -> dict[str, MusclePath]:
    """Fit every muscle; a left one takes its right one's polynomial where they mirror.

    Parameters
    ----------
    skeleton
        The rigid part; its notes receive what is found.
    crossings
        Coordinates each muscle crosses.
    ranges
        The box of each coordinate.
    ask
        Runs the worker.
    samples
        Postures a muscle is fitted to; a quarter as many fresh ones measure the errors.
    """
    order = list(ranges)
    crossed = {m: tuple(sorted(c, key=order.index)) for m, c in crossings.items()}
    twins = {
        m: other_side(m)
        for m in crossed
        if side_of(m) == LEFT
        and other_side(m) in crossed
        and all(side_of(c) == LEFT for c in crossed[m])  # trunk coordinates may change sign
        and crossed[m] == tuple(other_side(c) for c in crossed[other_side(m)])
    }
    paths: dict[str, MusclePath] = {}
    alone = [m for m in crossed if m not in twins]
    for muscle, sample, check in sample_muscles(alone, crossed, ranges, ask, samples):
        paths[muscle] = fit_path(crossed[muscle], sample, check)
    rights = list(twins.values())
    reference = {m: s for m, s, _ in sample_muscles(rights, crossed, ranges, ask, MIRROR_CHECKS)}
    uneven = []
    for muscle, sample, _ in sample_muscles(list(twins), crossed, ranges, ask, MIRROR_CHECKS):
        gap = np.abs(reference[twins[muscle]].length - sample.length).max()
        if gap > MIRROR_TOLERANCE:
            uneven.append(muscle)
        else:
            twin = paths[twins[muscle]]
            paths[muscle] = twin.model_copy(update={"coordinates": crossed[muscle]})
    for muscle, sample, check in sample_muscles(uneven, crossed, ranges, ask, samples):
        paths[muscle] = fit_path(crossed[muscle], sample, check)
    if uneven:
        skeleton.notes.append("Not mirror images of the right side: " + ", ".join(uneven) + ".")
    return paths


def sample_muscles(
    muscles: list[str],
    crossed: dict[str, tuple[str, ...]],
    ranges: dict[str, Range],
    ask: Ask,
    samples: int,
) -> Iterator[tuple[str, Sample, Sample]]:
    """Yield (muscle, sample, check) for each muscle, posing those that cross alike together."""
    batches: dict[tuple[str, ...], list[str]] = {}
    for muscle in muscles:
        batches.setdefault(crossed[muscle], []).append(muscle)
    if not batches:
        return
    fresh = samples // 4
    request = []
    for coordinates, names in batches.items():
        box = [ranges[c] for c in coordinates]
        points = low_discrepancy(samples + fresh, box)
        request.append({"coordinates": coordinates, "muscles": names, "values": points.tolist()})
    answers = ask({"task": "sample", "batches": request})["batches"]
    for batch, found in zip(request, answers, strict=True):
        q = np.asarray(batch["values"])
        lengths, arms = np.asarray(found["lengths"]), np.asarray(found["arms"])
        for i, muscle in enumerate(batch["muscles"]):
            fitted, kept = (
                Sample(q[cut], lengths[cut, i], arms[cut, i])
                for cut in (slice(samples), slice(samples, None))
            )
            yield muscle, fitted, kept


def build_muscles(
    skeleton: Skeleton, paths: dict[str, MusclePath], points: dict[str, tuple[PathPoint, ...]]
) -> tuple[Muscle, ...]:
    """Muscles with their parameters, sources as in :mod:`hillrunner.model.opensim.conventions`."""
    records = skeleton.data["muscles"]
    hamner = any(r["name"].startswith("glut_med1") for r in records)
    rigid = [r["name"] for r in records if r["rigid_tendon"]]
    if rigid:
        skeleton.notes.append("Rigid tendons made elastic: " + ", ".join(rigid) + ".")
    muscles = []
    for record in records:
        name = record["name"]
        plain = stem(name)
        numbers = {  # rounded, so that files diff well
            k: float(f"{v:.8g}") for k, v in record.items() if k not in ("name", "rigid_tendon")
        }
        muscles.append(
            Muscle(
                name=name,
                group=group_of(plain),
                slow_fraction=slow_fraction_of(plain),
                specific_tension=specific_tension_of(plain, hamner),
                path=paths[name],
                points=points[name],
                **numbers,
            )
        )
    return tuple(muscles)
