"""Reading motion-capture files, real ones and small ones made here."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_lab import Steps, put_c3d

from hillrunner.errors import MeasuredError
from hillrunner.lab.c3d_file import read_c3d


def test_markers_come_out_as_they_went_in(tmp_path):
    steps = Steps(lasts=0.5)
    part = read_c3d(put_c3d(tmp_path / "a.c3d", steps))
    made = steps.markers()
    assert part.kinds == ("markers", "plates", "analogs")
    assert part.markers["marker"].values.tolist() == list(made)
    np.testing.assert_allclose(part.markers["time"], steps.clock(100.0), atol=1e-9)
    for name, values in made.items():
        np.testing.assert_allclose(part.markers.sel(marker=name), values, atol=1e-6)


def test_a_plates_force_is_the_grounds_on_the_foot(tmp_path):
    steps = Steps(lasts=0.5)
    plates = read_c3d(put_c3d(tmp_path / "a.c3d", steps)).plates
    time, made = steps.plates()
    np.testing.assert_allclose(plates["time"], time, atol=1e-9)
    for plate, table in zip(("1", "2"), made.values(), strict=True):
        one = plates.sel(plate=plate)
        np.testing.assert_allclose(one["force"], table[:, :3], atol=1e-2)
        on = table[:, 1] > 100.0
        np.testing.assert_allclose(one["centre_of_pressure"][on], table[on, 3:6], atol=1e-4)
        assert np.isnan(one["centre_of_pressure"].values[table[:, 1] < 1.0]).all()


def test_channels_that_are_no_plate_are_analogs(tmp_path):
    analogs = read_c3d(put_c3d(tmp_path / "a.c3d", Steps(lasts=0.5))).analogs
    assert analogs["channel"].values.tolist() == ["EMG soleus"]
    assert analogs["unit"].values.tolist() == ["V"]


def test_points_without_a_name_and_names_of_a_person_are_cleaned(tmp_path):
    rename = {"C7": "*12", "RASI": "Jo:RASI", "LASI": "Jo:LASI"}
    part = read_c3d(put_c3d(tmp_path / "a.c3d", Steps(lasts=0.2), rename=rename))
    names = part.markers["marker"].values.tolist()
    assert "RASI" in names and "LASI" in names and len(names) == 15
    assert part.notes == ("1 points without a name were left out.",)


def test_gaps_are_kept(tmp_path):
    steps = Steps(lasts=0.2)
    made = steps.markers()
    made["RASI"][3:6] = np.nan
    part = read_c3d(put_c3d(tmp_path / "a.c3d", steps, made))
    lost = np.isnan(part.markers.sel(marker="RASI").values[:, 0])
    np.testing.assert_array_equal(np.flatnonzero(lost), [3, 4, 5])


def _free_and_pressed(steps: Steps) -> tuple[slice, slice]:
    """Ten samples of the first plate with nobody on it, and with somebody."""
    force = next(iter(steps.plates()[1].values()))[:, 1]
    on = force > 100.0
    free = np.flatnonzero(~np.convolve(force > 0.0, np.ones(31), "same").astype(bool))[0]
    pressed = np.flatnonzero(np.convolve(on, np.ones(31), "same") == 31)[0]
    return slice(free, free + 10), slice(pressed, pressed + 10)


def test_a_force_that_is_no_number_is_zero_where_nobody_presses(tmp_path):
    steps = Steps(lasts=0.5)
    free, _ = _free_and_pressed(steps)
    part = read_c3d(put_c3d(tmp_path / "a.c3d", steps, lost=free))
    assert part.notes == ("forces that are no numbers, while nobody pressed, were taken as zero.",)
    whole = read_c3d(put_c3d(tmp_path / "b.c3d", steps)).plates["force"]
    np.testing.assert_allclose(part.plates["force"], whole, atol=1e-6)


def test_a_force_that_is_no_number_under_a_foot_is_refused(tmp_path):
    steps = Steps(lasts=0.5)
    _, pressed = _free_and_pressed(steps)
    time = steps.plates()[0][pressed.start]
    with pytest.raises(MeasuredError, match=rf"a\.c3d: the force of plate 1 .*{time:.3g}"):
        read_c3d(put_c3d(tmp_path / "a.c3d", steps, lost=pressed))


def test_what_is_no_c3d_gets_one_sentence(tmp_path):
    whole = put_c3d(tmp_path / "a.c3d", Steps(lasts=0.2)).read_bytes()
    bad = tmp_path / "bad.c3d"
    for content, says in (
        (b"", "is empty"),
        (b"x", "no C3D file"),
        (b"\0" * 600, "no C3D file"),
        (whole[:700], "damaged, or cut off"),
    ):
        bad.write_bytes(content)
        with pytest.raises(MeasuredError, match=says):
            read_c3d(bad)
    with pytest.raises(MeasuredError, match="no such file"):
        read_c3d(tmp_path / "nowhere.c3d")


def damaged(whole: bytes, seed: int) -> bytes:
    """The file with twenty bytes of its header and parameters changed."""
    random = np.random.default_rng(seed)
    content = bytearray(whole)
    for k in random.integers(0, 2000, 20):
        content[k] = int(random.integers(256))
    content[1] = 0x50
    return bytes(content)


@pytest.mark.parametrize("seed", [0, 1, 32, 46, 85])  # the last three crash ezc3d 1.6
def test_no_damage_ends_the_process(tmp_path, seed):
    whole = put_c3d(tmp_path / "a.c3d", Steps(lasts=0.2)).read_bytes()
    bad = tmp_path / "bad.c3d"
    bad.write_bytes(damaged(whole, seed))
    try:
        assert read_c3d(bad).kinds
    except MeasuredError as error:
        assert str(bad) in str(error) and "\n" not in str(error)


@pytest.mark.parametrize("happens", ["import os; os.abort()", "import time; time.sleep(60)"])
def test_a_reader_that_crashes_or_never_ends_is_told(tmp_path, monkeypatch, happens):
    path = put_c3d(tmp_path / "a.c3d", Steps(lasts=0.2))
    worker = tmp_path / "worker.py"
    worker.write_text(happens)
    monkeypatch.setattr("hillrunner.lab.c3d_file.WORKER", worker)
    monkeypatch.setattr("hillrunner.lab.c3d_file.LONGEST", 0.5)
    with pytest.raises(MeasuredError, match="damaged, or cut off"):
        read_c3d(path)


def test_a_file_that_is_cut_off_is_told(tmp_path):
    path = put_c3d(tmp_path / "a.c3d", Steps(lasts=0.2))
    path.write_bytes(path.read_bytes()[:-6000])
    part = read_c3d(path)
    assert part.notes == ("it is cut off: of 20 frames it has the first 12.",)
    assert part.markers.sizes["time"] == 12


def test_an_empty_c3d_is_told(tmp_path):
    with pytest.raises(MeasuredError, match="is empty: it holds no markers"):
        read_c3d(put_c3d(tmp_path / "a.c3d", Steps(lasts=0.2), {}, forces=False))


def test_a_real_treadmill(shared_data):
    part = read_c3d(shared_data / "rbds_S011" / "RBDS011runT35.c3d")
    assert part.markers.shape == (4500, 33, 3) and part.notes == () and part.analogs is None
    assert not np.isnan(part.markers.values).any()
    force = part.plates["force"].sel(plate="1")
    assert force.shape == (9000, 3)
    assert 1900 < float(force.sel(axis="y").max()) < 2100  # N: 2.6 times the weight of 75 kg
    assert float(force.sel(axis="y").mean()) == pytest.approx(0.975 * 75 * 9.80665, rel=0.01)
