"""Tables of a lab, wide and long, as a mapping file lays them out."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
from pages import ROOT, blocks

import hillrunner as hr
from hillrunner.errors import MeasuredError
from hillrunner.lab.csv_file import read_csv
from hillrunner.lab.lab_map import LabMap, read_lab_map

WIDE = "t,RASI_x,RASI_y,RASI_z,P_fx,P_fy,P_fz,knee\n0,1,2,3,0,10,0,5\n0.5,4,5,6,0,20,0,6\n"
LONG = "when,who,x,y,z\n0,RASI,1,2,3\n0,LASI,4,5,6\n0.5,RASI,7,8,9\n"
TIDY = "when;who;axis;value\n0;RASI;X;1,5\n0;RASI;Y;2\n0;RASI;Z;3\n0,5;RASI;X;4\n"


def put(tmp_path, text):
    path = tmp_path / "lab.csv"
    path.write_text(text, encoding="utf-8")
    return path


def layout(**csv):
    return LabMap(csv=csv)


def test_a_wide_table(tmp_path):
    part = read_csv(
        put(tmp_path, WIDE),
        layout(
            time="t",
            markers={"columns": "{name}_{axis}", "unit": "mm"},
            forces={"columns": "{name}_f{axis}", "unit": "kN"},
            analogs={"columns": "{name}ee", "unit": "V"},
        ),
    )
    np.testing.assert_allclose(
        part.markers.sel(marker="RASI"), [[1e-3, 2e-3, 3e-3], [4e-3, 5e-3, 6e-3]]
    )
    np.testing.assert_allclose(part.plates["force"].sel(plate="P", axis="y"), [1e4, 2e4])
    assert part.analogs["channel"].values.tolist() == ["kn"]
    np.testing.assert_allclose(part.markers["time"], [0, 0.5])


def test_a_long_table_with_a_column_for_each_axis(tmp_path):
    part = read_csv(
        put(tmp_path, LONG),
        layout(time="when", name="who", markers={"columns": "{axis}", "unit": "m"}),
    )
    assert part.markers["marker"].values.tolist() == ["RASI", "LASI"]
    np.testing.assert_allclose(part.markers.sel(marker="RASI"), [[1, 2, 3], [7, 8, 9]])
    assert np.isnan(part.markers.sel(marker="LASI").values[1]).all()  # not there at 0.5 s


def test_a_long_table_with_axes_in_rows_and_decimal_commas(tmp_path):
    part = read_csv(
        put(tmp_path, TIDY),
        layout(time="when", name="who", axis="axis", markers={"columns": "value", "unit": "m"}),
    )
    values = part.markers.sel(marker="RASI").values
    np.testing.assert_allclose(values[0], [1.5, 2, 3])
    np.testing.assert_array_equal(np.isnan(values[1]), [False, True, True])
    np.testing.assert_allclose(part.markers["time"], [0, 0.5])


@pytest.mark.parametrize(
    ("csv", "says"),
    [
        ({"markers": {"columns": "{name}_{axis}"}}, "one of time .a column., rate"),
        ({"rate": 1.0, "time": "t", "markers": {"columns": "{name}_{axis}"}}, "one of time"),
        ({"rate": -1.0, "markers": {"columns": "{name}_{axis}"}}, "rate is -1"),
        ({"rate": 100.0}, "says nothing of markers"),
        ({"rate": 100.0, "markers": {"columns": "{name}"}}, "must hold {axis} and {name}"),
        ({"rate": 100.0, "coordinates": {"columns": "{name}_{axis}"}}, "must hold {name}"),
        ({"time": "t", "name": "n", "markers": {"columns": "value"}}, "must hold {axis}"),
        ({"time": "t", "columns": "x"}, "unknown key 'columns'"),
    ],
)
def test_a_wrong_layout_gets_one_sentence(csv, says):
    with pytest.raises(MeasuredError, match=says):
        layout(**csv)


@pytest.mark.parametrize(
    ("text", "csv", "says"),
    [
        (WIDE, {"time": "s"}, "has no column 's'; it has t, RASI_x"),
        (WIDE, {"time": "t", "markers": {"columns": "{name}:{axis}"}}, "no column like"),
        (WIDE.replace("0.5,", "x,"), {"time": "t"}, "line 3: column t holds 'x'"),
        (WIDE.replace("0.5,", "-1,"), {"time": "t"}, "line 3: time goes back"),
        (WIDE.replace(",6\n", "\n"), {"time": "t"}, "line 3: 7 values for 8 columns"),
        (WIDE.replace("RASI_y", "RASI_x"), {"time": "t"}, "two columns named 'RASI_x'"),
        (WIDE[: WIDE.index("0,1")], {"time": "t"}, "no rows"),
        (
            WIDE,
            {"time": "t", "forces": {"columns": "{name}_f{axis}", "unit": "BW"}},
            "need mass .kg. in",
        ),
        (WIDE, {"time": "t", "forces": {"columns": "{name}_f{axis}", "unit": "t"}}, "N, kN or BW"),
    ],
)
def test_a_table_that_does_not_fit_gets_one_sentence(tmp_path, text, csv, says):
    if set(csv) == {"time"}:
        csv = {**csv, "markers": {"columns": "{name}_{axis}", "unit": "m"}}
    with pytest.raises(MeasuredError, match=says):
        read_csv(put(tmp_path, text), layout(**csv))


def test_without_a_mapping_file_it_says_what_is_needed(tmp_path):
    with pytest.raises(MeasuredError, match="needs a mapping file with a table .csv."):
        hr.read(put(tmp_path, WIDE))


def test_a_mapping_file_is_read_whole(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text('[markers]\na = "asis_r"\n[forces]\nsign = -1\nfeet = { "1" = "left" }\n')
    mapping = read_lab_map(path)
    assert mapping.forces.sign == -1 and mapping.forces.feet == {"1": "left"}
    path.write_text("[forces]\nsign = 2\n")
    with pytest.raises(MeasuredError, match=r"map.toml: \[forces\] sign is 2"):
        read_lab_map(path)
    path.write_text("[forces\n")
    with pytest.raises(MeasuredError, match="mapping file .* is not valid TOML"):
        read_lab_map(path)


BIOMAC = """
[csv]
duration = 0.7335
mass = 73.0
[csv.coordinates]
columns = "angle.{name}[rad] mean"
unit = "rad"
[csv.forces]
columns = "GRF.GRF_{axis}_{name}[BW] mean"
unit = "BW"
[csv.analogs]
columns = "acc.{name}[m/s^2] mean"
unit = "m/s2"
"""


def test_real_curves_of_a_stride(shared_data, tmp_path):
    """One stride from left toe-off: 3.47 m/s, 73 kg; knees are negative in flexion in the file."""
    mapping = tmp_path / "map.toml"
    mapping.write_text(BIOMAC)
    one = hr.read(shared_data / "biomac" / "P01_normrunning.csv", map=mapping).recordings[0]
    knee = one.coordinates.sel(coordinate="knee_angle_r").values
    assert np.rad2deg(knee.max()) > 80 and knee.min() > -0.1
    assert one.movement == "running"
    assert "pelvis.x" in one.analogs["channel"].values
    assert any("no forces along z" in sentence for sentence in one.warnings)
    peak = float(one.plates["force"].sel(axis="y").max())
    assert 2.0 < peak / (73 * 9.80665) < 3.0


def test_the_mapping_file_of_the_page_is_read():
    (text,) = blocks(ROOT / "docs" / "howto" / "lab_files.md", "toml")
    mapping = LabMap(**tomllib.loads(text))
    assert mapping.markers["Becken.1"] == "asis_r" and mapping.csv.mass == 70.0
