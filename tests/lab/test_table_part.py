"""What the columns of OpenSim's tables are taken as."""

from __future__ import annotations

import numpy as np
import pytest

import hillrunner as hr
from hillrunner.errors import MeasuredError
from hillrunner.lab.storage import write_storage
from hillrunner.lab.table_part import read_table

TIME = np.arange(50) / 100.0
THREE = {axis: np.full(50, float(i + 1)) for i, axis in enumerate("xyz")}


@pytest.mark.parametrize(
    ("force", "point", "torque", "plate"),
    [
        ("ground_force_r_v", "ground_force_r_p", "ground_torque_r_", "r"),
        ("R_ground_force_v", "R_ground_force_p", "R_ground_torque_", "R"),
        ("ground_force_1_v", "ground_force_1_p", "ground_force_1_m", "1"),
        ("1_ground_force_v", "1_ground_force_p", "1_ground_torque_", "1"),
        ("ground_force_v", "ground_force_p", "ground_torque_", "1"),
    ],
)
def test_external_loads_by_the_names_in_circulation(tmp_path, force, point, torque, plate):
    columns = {
        f"{name}{axis}": 100.0 * (k + 1) * values
        for k, name in enumerate((force, point, torque))
        for axis, values in THREE.items()
    }
    part = read_table(write_storage(tmp_path / "a.mot", "a", TIME, columns, False))
    assert part.kinds == ("plates",) and part.plates["plate"].values.tolist() == [plate]
    for k, name in enumerate(("force", "centre_of_pressure", "torque")):
        np.testing.assert_allclose(part.plates[name][0, 0], 100.0 * (k + 1) * np.array([1, 2, 3]))


def test_coordinates_that_are_all_zero_beside_forces_are_none(tmp_path):
    columns = {"knee_angle_r": np.zeros(50), **{f"ground_force_v{a}": v for a, v in THREE.items()}}
    part = read_table(write_storage(tmp_path / "a.mot", "a", TIME, columns, False))
    assert part.kinds == ("plates",)


def test_what_is_neither_are_channels(tmp_path):
    path = write_storage(tmp_path / "a.sto", "a", TIME, {"soleus_r": TIME}, False)
    part = read_table(path)
    assert part.kinds == ("analogs",) and part.notes == ()
    (note,) = read_table(write_storage(path, "a", TIME, {"r_knee": TIME}, True)).notes
    assert "r_knee are no names of OpenSim's coordinates" in note


def test_short_gaps_are_bridged_and_long_ones_cost_the_column(tmp_path):
    columns = {"hip_flexion_r": 10.0 * TIME, "knee_angle_r": 20.0 * TIME}
    path = write_storage(tmp_path / "a.mot", "a", TIME, columns, True)
    lines = path.read_text().splitlines()
    for row, gaps in ((20, 1), (21, 1), *((k, 2) for k in range(30, 50))):
        cells = lines[7 + row].split("\t")
        cells[gaps] = "nan"
        lines[7 + row] = "\t".join(cells)
    path.write_text("\n".join(lines))
    part = read_table(path)
    np.testing.assert_allclose(part.coordinates.columns["hip_flexion_r"], 10.0 * TIME, atol=1e-9)
    assert list(part.coordinates.columns) == ["hip_flexion_r"]
    assert "line 38: column knee_angle_r holds 'nan'" in part.notes[0]
    assert "gaps of up to 0.1 s in hip_flexion_r were bridged" in part.notes[1]


def test_nothing_but_time_is_refused(tmp_path):
    with pytest.raises(MeasuredError, match="holds nothing but time"):
        hr.read(write_storage(tmp_path / "a.mot", "a", TIME, {}, False))
