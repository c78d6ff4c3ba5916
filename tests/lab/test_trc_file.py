"""Reading and writing marker files, whole and broken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_lab import Steps, as_markers, put_trc

from hillrunner.errors import MeasuredError
from hillrunner.lab.part import marker_array
from hillrunner.lab.trc_file import read_trc, write_trc

GOOD = (
    "PathFileType\t4\t(X/Y/Z)\trun.trc\n"
    "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
    "OrigNumFrames\n"
    "10\t10\t3\t2\tmm\t10\t1\t3\n"
    "Frame#\tTime\tRASI\t\t\tLASI\t\t\n"
    "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n"
    "\n"
    "1\t0.0\t1\t2\t3\t4\t5\t6\n"
    "2\t0.1\t1\t2\t3\t4\t5\t6\n"
    "3\t0.2\t1\t2\t3\t4\t5\t7\n"
)


def put(tmp_path, text):
    path = tmp_path / "run.trc"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.replace("\n\n", "\n"),
        GOOD.rstrip("\n") + "\n\n",
        GOOD.replace("\t6\n", "\t6\t\t\n"),
        GOOD.replace("\tmm\t", "\t   mm\t"),
        GOOD.replace("X1", "X1\t").replace("X1\t\tY1", "X1\tY1"),
    ],
)
def test_variants_in_circulation(tmp_path, text):
    part = read_trc(put(tmp_path, text))
    assert part.kinds == ("markers",) and part.notes == ()
    assert part.markers["marker"].values.tolist() == ["RASI", "LASI"]
    np.testing.assert_allclose(part.markers.values[-1], [[1e-3, 2e-3, 3e-3], [4e-3, 5e-3, 7e-3]])
    np.testing.assert_allclose(part.markers["time"], [0, 0.1, 0.2])


@pytest.mark.parametrize("old", ["1\t2\t3\t4\t5\t6\n3", "1\t0.0\t1\t2\t3"])
def test_gaps_are_empty_cells_zeros_and_words(tmp_path, old):
    for gap in ("\t\t", "0\t0\t0", "nan\tnan\tnan"):
        text = GOOD.replace("2\t0.1\t1\t2\t3", f"2\t0.1\t{gap}")
        values = read_trc(put(tmp_path, text)).markers.values
        np.testing.assert_array_equal(np.isnan(values[:, 0, 0]), [False, True, False])
        assert np.isfinite(values[:, 1]).all()


def test_a_row_may_end_early(tmp_path):
    values = read_trc(put(tmp_path, GOOD.replace("\t4\t5\t7\n", "\n"))).markers.values
    assert np.isnan(values[2, 1]).all() and np.isfinite(values[2, 0]).all()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("\t3\t2\tmm", "\t901\t2\tmm", "901 frames, but there are 3"),
        ("\t3\t2\tmm", "\t3\t9\tmm", "9 markers, but there are 2"),
        ("10\t10\t3", "200\t10\t3", "200 Hz, but the times are those of 10 Hz"),
        ("\tmm\t", "\t\t", "in which unit"),
        ("3\t0.2", "3\t0.1", "1 rows repeat the time"),
    ],
)
def test_a_header_that_lies_is_told(tmp_path, old, new, says):
    assert old in GOOD
    (note,) = read_trc(put(tmp_path, GOOD.replace(old, new))).notes
    assert says in note


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Frame#", "Frame", "lines begins with 'Frame#'"),
        ("RASI\t\t\tLASI", "RASI\t\t\tRASI", "line 4: there are two markers named 'RASI'"),
        ("RASI\t\t\tLASI", "\t\t\t", "line 4: there are no names"),
        ("3\t0.2", "3\tx", "line 9: the time is no finite number"),
        ("3\t0.2", "3\t0.05", "line 9: time goes back"),
        ("\t7\n", "\t7\t8\n", "line 9: 7 values for 2 markers"),
        (GOOD[GOOD.index("1\t0.0") :], "", "no rows"),
    ],
)
def test_broken_files_get_one_sentence_with_the_line(tmp_path, old, new, says):
    assert old in GOOD
    with pytest.raises(MeasuredError) as caught:
        read_trc(put(tmp_path, GOOD.replace(old, new)))
    assert says in str(caught.value) and "run.trc" in str(caught.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "any.trc"
    path.write_bytes(GOOD[: GOOD.index("1\t0.0")].encode() + data)
    try:
        part = read_trc(path)
    except MeasuredError as error:
        assert "\n" not in str(error)
        return
    assert (np.diff(part.markers["time"]) > 0).all()


@given(st.integers(0, 2**32 - 1))
def test_markers_written_and_read_again_are_the_same(tmp_path_factory, seed):
    made = as_markers(Steps(lasts=0.2))
    random = np.random.default_rng(seed)
    values = made.values * random.uniform(0.5, 2.0, made.shape)
    values[random.random(values.shape[:2]) < 0.2] = np.nan
    markers = made.copy(data=values)
    path = write_trc(tmp_path_factory.mktemp("w") / "w.trc", markers)
    part = read_trc(path)
    assert part.notes == ()
    np.testing.assert_allclose(part.markers.values, values, atol=1e-6)
    np.testing.assert_allclose(part.markers["time"], made["time"], atol=1e-9)


def test_writing_refuses_what_no_one_could_read(tmp_path):
    markers = marker_array(np.zeros(1), ["R ASI"], np.ones((1, 1, 3)), "m")
    with pytest.raises(MeasuredError, match="'R ASI' cannot be the name of a marker"):
        write_trc(tmp_path / "a.trc", markers)
    with pytest.raises(MeasuredError, match="cannot write"):
        put_trc(tmp_path / "no" / "a.trc", Steps(lasts=0.1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("hamner2010_subject02/subject02_running.trc", (600, 41, 3)),
        ("rajagopal_subject01_run4/motion_capture_run.trc", (510, 42, 3)),
        ("rajagopal_subject01_run4/static_run.trc", (397, 64, 3)),
        ("squat_opencap_S4/Subject4_squats1.trc", (1346, 51, 3)),
    ],
)
def test_real_files(shared_data, name, shape):
    part = read_trc(shared_data / name)
    assert part.markers.shape == shape and part.notes == ()
    assert 1.2 < float(np.nanmax(part.markers.sel(axis="y"))) < 2.0  # m
