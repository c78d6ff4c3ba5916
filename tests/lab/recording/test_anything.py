"""Whatever numbers stand in a file: it is read, with complaints, or refused in a sentence."""

from __future__ import annotations

import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_lab import Steps

from hillrunner.errors import MeasuredError
from hillrunner.lab.lab_map import LabMap
from hillrunner.lab.part import Part, marker_array, plate_data
from hillrunner.lab.recording.assemble import recording_of
from hillrunner.lab.storage import Table
from hillrunner.tell.show import plain, text

NAMES = list(Steps(lasts=0.1).markers())


def some_markers(random: np.random.Generator, frames: int, kind: str) -> Part:
    time = (
        np.sort(random.uniform(-5, 5, frames)) if kind == "odd clock" else np.arange(frames) / 100
    )
    names = NAMES[: random.integers(1, len(NAMES) + 1)]
    if kind == "person":
        made = Steps(lasts=frames / 100.0, first=random.uniform(0, 0.7)).markers()
        values = np.stack([made[name][:frames] for name in names], axis=1)
        values = values + random.normal(0, 0.02, values.shape)
    else:
        values = random.normal(0, 10.0 ** random.uniform(-6, 6), (frames, len(names), 3))
    if kind == "constant":
        values[:] = values[:1]
    values[random.random(values.shape[:2]) < random.choice([0, 0.2, 0.9, 1])] = np.nan
    return Part("any.trc", "trc", markers=marker_array(time, names, values, "mm"))


def some_plates(random: np.random.Generator, frames: int) -> Part:
    shape = (frames, int(random.integers(1, 4)), 3)
    force = random.normal(0, 10.0 ** random.uniform(-3, 4), shape)
    point = random.normal(0, 1, shape)
    names = ["1", "R", "left"][: shape[1]]
    time = np.arange(frames) / 300 + random.choice([0.0, 0.0, 3.0])
    return Part("any.mot", "mot", plates=plate_data(time, names, force, point, np.zeros(shape)))


def some_angles(random: np.random.Generator, frames: int) -> Part:
    time = np.arange(frames) / 100
    names = ["hip_flexion_r", "knee_angle_r", "knee_angle_l", "pelvis_ty", "ankle_angle_r"]
    columns = {name: random.normal(0, 50, frames) for name in names[: random.integers(1, 6)]}
    return Part("any.mot", "mot", coordinates=Table("", time, columns, None, {}, (), "any.mot"))


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    frames=st.integers(1, 120),
    kind=st.sampled_from(["person", "noise", "constant", "odd clock"]),
    held=st.sets(st.sampled_from(["markers", "plates", "angles"]), min_size=1),
)
def test_any_numbers_are_read_or_refused_in_a_sentence(seed, frames, kind, held):
    random = np.random.default_rng(seed)
    parts = []
    if "markers" in held:
        parts.append(some_markers(random, frames, kind))
    if "plates" in held:
        parts.append(some_plates(random, 3 * frames))
    if "angles" in held:
        parts.append(some_angles(random, frames))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            one = recording_of(parts, LabMap())
        except MeasuredError as error:
            assert "\n" not in str(error)
            return
        assert text(one) and plain(one)["status"] in ("usable", "unusable")
    for finding in one.findings:
        assert finding.sentence.endswith((".", "?")) and "\n" not in finding.sentence
