"""Followed strides against what is independent of them: the measures, and how they are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from measured_run import recorded

from hillrunner.batch.store import Store
from hillrunner.errors import MeasuredError, SolveError
from hillrunner.lab.mat_table import column, read_mat_table
from hillrunner.motion.library import load_shipped
from hillrunner.tell.tables.followed import followed_blocks, followed_markdown, followed_text
from hillrunner.tell.validation_shown import followed_object
from hillrunner.tracking.measured_stride import measured_stride
from hillrunner.validate import following
from hillrunner.validate.followed import (
    VERTICAL,
    Apart,
    Followed,
    Timing,
    WithoutPlates,
    beside,
    spreads,
    unbalanced,
)
from hillrunner.validate.following import PLAIN, follow_jobs, followed_people
from hillrunner.validate.people import people

PHASE = np.linspace(0.0, 1.0, 101)


def burst(at: float) -> np.ndarray:
    """A bell over the stride."""
    away = (PHASE - at + 0.5) % 1.0 - 0.5
    return np.exp(-((away / 0.08) ** 2))


def test_a_muscle_that_is_late_is_told_as_late():
    late = beside(burst(0.36), burst(0.30))
    assert late.lag == pytest.approx(6.0)
    assert late.shifted == pytest.approx(1.0)
    assert late.correlation < 0.9
    assert beside(burst(0.28), burst(0.30)).lag == pytest.approx(-2.0)
    assert beside(burst(0.30), 3.0 * burst(0.30) + 1.0).correlation == pytest.approx(1.0)
    assert abs(beside(burst(0.8), burst(0.3)).lag) == 15.0  # no farther


def test_plates_that_would_turn_the_runner_over_are_told():
    """A computed run's own forces do not; moved ahead by 3 cm they do."""
    run = load_shipped("run-3.5.nc")
    coordinates, ground, stride = recorded(run, belt=True)
    measured = measured_stride(
        run.body, coordinates, stride, stride.start, run.speed, ground, hold_back=True
    )
    own = unbalanced(measured, run.body)
    assert abs(own) < 0.01
    forces = np.array(measured.held_back)
    for foot in (0, 6):
        forces[:, foot + 5] += 0.03 * forces[:, foot + 1]
    ahead = replace(measured, held_back=tuple(map(tuple, forces.tolist())))
    assert unbalanced(ahead, run.body) == pytest.approx(own + 0.03, abs=1e-3)


def test_files_that_are_missing_are_told_before_anything_is_solved(tmp_path):
    with pytest.raises(MeasuredError, match=r"cannot read .*RBDS011runT35\.c3d: no such file"):
        follow_jobs(tmp_path)


def test_a_person_who_could_not_be_followed_is_told(shared_data, tmp_path, monkeypatch):
    def fails(*_, **__):
        raise SolveError("no way there.")

    monkeypatch.setattr(following, "track", fails)
    found = followed_people(follow_jobs(shared_data)[:1], Store(tmp_path))
    assert [(one.person, one.speed) for one in found] == [("RBDS 11", 3.5)]
    assert found[0].why == ("not followed: no way there.",)


def test_strides_of_one_person_and_people_are_told_apart():
    flat = np.ones((2, 101))
    own = np.array([[1.0], [-1.0]]) * flat  # SD 2**0.5 at every instant
    several = [
        Followed(name, 3.5, curves={VERTICAL: (mean + 0.1 * own).tolist()})
        for name, mean in (("one", 0.0), ("two", 1.0), ("three", 2.0))
    ]
    spread = spreads(several)[VERTICAL]
    assert spread.within == pytest.approx(0.1 * 2**0.5)
    assert spread.between == pytest.approx(1.0)
    assert spreads(several[:1]) == {}
    alone = [Followed(n, 3.5, curves={VERTICAL: flat[:1].tolist()}) for n in ("one", "two")]
    assert spreads(alone) == {}  # one stride each tells nothing


def made_up(name: str = "Someone") -> Followed:
    """Numbers that nobody measured."""
    apart = Apart(0.01, 2.5, 2.6)
    moments = dict.fromkeys(("hip_flexion", "hip_adduction", "knee_angle", "ankle_angle"), apart)
    return Followed(
        person=name,
        speed=3.5,
        angle_rms=1.2,
        marker_rms=0.03,
        residual_force=12.0,
        residual_moment=3.0,
        moments=moments,
        measured=moments,
        contact=dict.fromkeys(("hip", "knee", "ankle", "patellofemoral"), Apart(0.1, 8.0, 8.1)),
        without=WithoutPlates(
            {"vertical": 0.2, "fore": 0.07, "side": 0.05},
            0.99,
            (2.5, 2.6),
            -0.0404,
            0.019,
            {"hip_flexion": 0.4, "knee_angle": 0.3, "ankle_angle": 0.5},
        ),
        timing={"SOL": Timing(0.95, -2.0, 0.97)},
        curves={VERTICAL: [[0.0] * 101, [1.0] * 101]},
        why=("nothing of this is true.",),
    )


def test_every_table_is_told():
    several = [made_up(), made_up("Somebody")]
    blocks = followed_blocks(several)
    assert len(blocks) == 6
    assert all(len(row) == len(block.head) for block in blocks for row in block.rows)
    text = followed_text(several)
    for part in (
        "-40 (+19)",
        "0.95",
        "8.0 / 8.1",
        "AddBiomechanics",
        "Bergmann",
        "nothing of this is",
    ):
        assert part in text
    assert "| Somebody |" in "\n".join(followed_markdown(several))
    assert PLAIN.validate_python(followed_object(made_up())) == made_up()


def test_what_is_not_there_is_not_told():
    lost = Followed("Someone", 3.5, why=("not followed: no way there.",))
    assert followed_blocks([lost]) == []
    assert "not followed: no way there" in followed_text([lost])


def test_a_table_of_matlab_is_read(shared_data):
    path = shared_data / "rajagopal_subject01_run4" / "emg_run.mat"
    table = read_mat_table(path)
    assert list(table)[:3] == ["time", "SOL", "GASLAT"] and len(table) == 12
    assert {values.shape for values in table.values()} == {(5590,)}
    np.testing.assert_allclose(np.diff(table["time"]), 1.0 / 960.0, rtol=1e-6)
    with pytest.raises(MeasuredError, match=r"no column 'XX': it has time, SOL"):
        column(table, "XX", path)


def test_what_is_no_table_is_told(tmp_path):
    from scipy.io import savemat

    with pytest.raises(MeasuredError, match=r"cannot read .*gone\.mat: no such file"):
        read_mat_table(tmp_path / "gone.mat")
    savemat(tmp_path / "plain.mat", {"x": np.eye(3)})
    (tmp_path / "text.mat").write_text("hello " * 100)
    for name in ("plain.mat", "text.mat"):
        with pytest.raises(MeasuredError, match=f"{name} holds no MATLAB table"):
            read_mat_table(tmp_path / name)


def test_three_people_have_recordings(shared_data):
    found = [(p, t.recorded) for p in people() for t in p.trial if t.recorded]
    assert len(found) == 3
    for person, files in found:
        for name in (files.markers, files.forces, files.static):
            assert not name or (shared_data / person.folder / name).is_file()
