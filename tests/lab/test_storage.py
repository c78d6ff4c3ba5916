"""Reading and writing OpenSim's tables, whole and broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.errors import MeasuredError
from hillrunner.lab.storage import read_storage, write_storage

GOOD = (
    "run\nnRows=3\nnColumns=3\ninDegrees=yes\nendheader\n"
    "time\ta\tb\n0\t1\t2\n0.1\t3\t4\n0.2\t5\t6\n"
)

labels = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=("C", "Z")),
    min_size=1,
    max_size=12,
).filter(lambda text: text.lower() != "time" and text == "".join(text.split()))
numbers = st.floats(allow_nan=False, allow_infinity=False)


def put(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.mot"
    path.write_text(text, encoding="utf-8")
    return path


@given(
    data=st.data(),
    names=st.lists(labels, max_size=5, unique=True),
    time=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20, unique=True).map(sorted),
    degrees=st.booleans(),
)
def test_round_trip_is_exact(tmp_path_factory, data, names, time, degrees):
    columns = {
        name: data.draw(st.lists(numbers, min_size=len(time), max_size=len(time))) for name in names
    }
    path = write_storage(tmp_path_factory.mktemp("t") / "t.sto", "any", time, columns, degrees)
    table = read_storage(path)
    assert table.in_degrees is degrees
    assert table.warnings == ()
    assert table.name == "any"
    np.testing.assert_array_equal(table.time, time)
    assert list(table.columns) == names
    for name in names:
        np.testing.assert_array_equal(table.columns[name], columns[name])


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.replace("=", " "),
        GOOD.replace("nRows", "datarows").replace("nColumns", "datacolumns"),
        GOOD.replace("\t", "   "),
        GOOD.replace("time\ta\tb", "\n  Time\ta\t  b\t\t"),
        GOOD.replace("endheader", "ENDHEADER  "),
        GOOD + "\n\n",
        GOOD.rstrip("\n"),
    ],
)
def test_variants_in_circulation(tmp_path, text):
    table = read_storage(put(tmp_path, text))
    np.testing.assert_array_equal(table.time, [0, 0.1, 0.2])
    np.testing.assert_array_equal(table.columns["b"], [2, 4, 6])
    assert table.in_degrees is True
    assert table.warnings == ()


def test_a_missing_end_of_the_header_is_told(tmp_path):
    table = read_storage(put(tmp_path, GOOD.replace("endheader\n", "")))
    np.testing.assert_array_equal(table.columns["b"], [2, 4, 6])
    assert table.in_degrees is True and table.name == "run"
    assert table.warnings == (
        "no line is 'endheader': line 5, which begins with 'time', has labels.",
    )


@pytest.mark.parametrize(
    ("line", "expected"), [("inDegrees=no", False), ("nothing=said", None), ("inDegrees yes", True)]
)
def test_degrees_as_the_header_says(tmp_path, line, expected):
    table = read_storage(put(tmp_path, GOOD.replace("inDegrees=yes", line)))
    assert table.in_degrees is expected


def test_a_header_that_lies_is_told_and_ignored(tmp_path):
    table = read_storage(put(tmp_path, GOOD.replace("nRows=3", "nRows=901")))
    assert table.time.size == 3
    assert "901 rows" in table.warnings[0] and "3" in table.warnings[0]


def test_repeated_times_are_told_and_left_out(tmp_path):
    table = read_storage(put(tmp_path, GOOD.replace("0.2\t5", "0.1\t5")))
    np.testing.assert_array_equal(table.time, [0, 0.1])
    np.testing.assert_array_equal(table.columns["a"], [1, 3])
    assert any("line 9" in warning for warning in table.warnings)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("endheader\ntime", "frame", "lines is 'endheader', and none begins with 'time'"),
        ("0.1\t3\t4", "0.1\t3", "line 8: 2 values for 3 columns."),
        ("0.2\t5\t6\n", "0.2\t5", "line 9: 2 values for 3 columns and the file ends there"),
        ("0.1\t3\t4", "0.1\t3\t4\t5", "line 8: 4 values"),
        ("0.2\t5", "0.05\t5", "line 9: time goes back"),
        ("0.2\t5", "nan\t5", "line 9: column time holds 'nan', which is no finite number"),
        ("time\ta\tb", "frame\ta\tb", "line 6: the first column must be 'time'"),
        ("time\ta\tb", "time\ta\ta", "line 6: there are two columns named 'a'"),
        ("time\ta\tb", "time\t\tb", "line 6: column 2 has no name"),
    ],
)
def test_broken_files_get_one_sentence_with_the_line(tmp_path, old, new, says):
    assert old in GOOD
    with pytest.raises(MeasuredError) as caught:
        read_storage(put(tmp_path, GOOD.replace(old, new)))
    assert says in str(caught.value)
    assert "table.mot" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("cell", ["nan", "inf", "three", "1,5", "-", ""])
def test_a_bad_cell_costs_its_column_and_no_other(tmp_path, cell):
    table = read_storage(put(tmp_path, GOOD.replace("0.1\t3\t4", f"0.1\t3\t{cell}")))
    np.testing.assert_array_equal(table.columns["a"], [1, 3, 5])
    assert list(table.columns) == ["a"] and table.time.size == 3
    np.testing.assert_array_equal(np.isfinite(table.gappy["b"]), [True, False, True])
    assert f"line 8: column b holds {cell!r}" in table.warnings[0]
    assert f"line 8: column b holds {cell!r}" in table.lacks("b")
    assert table.lacks("c").endswith("table.mot has no column 'c'")


@pytest.mark.parametrize("rest", ["", "\n\n"])
def test_files_without_rows(tmp_path, rest):
    head = GOOD[: GOOD.index("time")]
    with pytest.raises(MeasuredError, match="nothing follows"):
        read_storage(put(tmp_path, head + rest))
    with pytest.raises(MeasuredError, match="no rows"):
        read_storage(put(tmp_path, head + "time\ta" + rest))


def test_what_is_no_table_at_all(tmp_path):
    with pytest.raises(MeasuredError, match="is empty"):
        read_storage(put(tmp_path, ""))
    with pytest.raises(MeasuredError, match="[Nn]o such file"):
        read_storage(tmp_path / "nowhere.mot")
    with pytest.raises(MeasuredError, match="cannot read"):
        read_storage(tmp_path)
    (tmp_path / "binary.mot").write_bytes(bytes(range(256)))
    with pytest.raises(MeasuredError, match="not a text file"):
        read_storage(tmp_path / "binary.mot")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "any.mot"
    path.write_bytes(b"x\nendheader\ntime a\n" + data)
    try:
        table = read_storage(path)
    except MeasuredError:
        return
    assert (np.diff(table.time) > 0).all()
    assert np.isfinite(table.columns["a"]).all()


@pytest.mark.parametrize(
    ("time", "columns", "says"),
    [
        ([0, 0], {}, "increase"),
        ([0, 1], {"a": [1]}, "shape"),
        ([0, 1], {"a": [1, np.nan]}, "column a is nan at 1 s"),
        ([0, 1], {"a b": [1, 2]}, "'a b' cannot be the name"),
        ([0, 1], {"": [1, 2]}, "cannot be the name"),
    ],
)
def test_writing_refuses_what_no_one_could_read(tmp_path, time, columns, says):
    with pytest.raises(MeasuredError, match=says):
        write_storage(tmp_path / "t.mot", "t", time, columns, False)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = write_storage(tmp_path / "t.mot", "old", [0.0], {"a": [1.0]}, True)
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "disk full")))
    with pytest.raises(MeasuredError, match="no space left on device"):
        write_storage(path, "new", [0.0], {"a": [2.0]}, True)
    assert read_storage(path).name == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["t.mot"]
    with pytest.raises(MeasuredError, match="cannot write"):
        write_storage(tmp_path / "no" / "t.mot", "t", [0.0], {}, True)


def test_real_files_with_a_lying_header(shared_data):
    table = read_storage(shared_data / "hamner2010_subject02" / "subject02_running_grf.mot")
    assert table.time.size == 601 and table.time[-1] == 10.0
    assert "901 rows" in table.warnings[0]
    assert table.in_degrees is None
    assert len(table.columns) == 41
    assert 1500 < table.columns["ground_force_vy"].max() < 1700  # N, of 65.9 kg


@pytest.mark.parametrize(
    ("name", "rows", "columns", "degrees"),
    [
        ("rbds_S011/RBDS011_T35_ik_complex.mot", 1059, 18, True),
        ("squat_opencap_S4/Subject4_squats1_ik.mot", 1346, 33, False),
        ("squat_opencap_S4/opencap_squats1_videoAndMocap.mot", 801, 35, True),
        ("rajagopal_subject01_run4/grf_run.mot", 5091, 18, None),
    ],
)
def test_real_files(shared_data, name, rows, columns, degrees):
    table = read_storage(shared_data / name)
    assert (table.time.size, len(table.columns), table.in_degrees) == (rows, columns, degrees)
    assert table.warnings == ()
