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


def pressing(tmp_path, unknown: slice, kind: str = "v", amount: float = 800.0):
    """A foot that presses from 0.1 to 0.3 s, with rows that are no numbers."""
    push = amount * np.sin(np.pi * (np.arange(20) + 0.5) / 20.0)
    columns = {f"ground_force_{k}{a}": np.zeros(50) for k in "vp" for a in "xyz"}
    columns["ground_force_vy"][10:30] = push
    own = [3 * "vp".index(kind) + k + 1 for k in range(3)]
    path = write_storage(tmp_path / "grf.mot", "a", TIME, columns, False)
    lines = path.read_text().splitlines()
    for row in range(50)[unknown]:
        cells = lines[row - 50].split("\t")
        lines[row - 50] = "\t".join("nan" if i in own else cell for i, cell in enumerate(cells))
    path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize(
    ("unknown", "kind", "said"),
    [
        (
            slice(None),
            "v",
            r"grf\.mot: the force ground_force is no number \(NaN\) at any time: give",
        ),
        (
            slice(12, 28),
            "v",
            r"ground_force is no number \(NaN\) from 0\.120 to 0\.270 s, while a foot",
        ),
        (
            slice(25, 50),
            "v",
            r"ground_force is no number \(NaN\) from 0\.250 to 0\.490 s, while a foot",
        ),
        (slice(0, 11), "v", r"from 0\.000 to 0\.100 s, while a foot presses there: fill the gap"),
        (
            slice(9, 31),
            "p",
            r"ground_force's centre of pressure is no number \(NaN\) from 0\.100 to",
        ),
    ],
)
def test_a_force_that_is_not_known_is_not_taken_for_none(tmp_path, unknown, kind, said):
    with pytest.raises(MeasuredError, match=said):
        read_table(pressing(tmp_path, unknown, kind))


@pytest.mark.parametrize("unknown", [slice(30, 50), slice(0, 10), slice(35, 48)])
def test_no_numbers_while_nobody_presses_are_nothing(tmp_path, unknown):
    force = read_table(pressing(tmp_path, unknown)).plates["force"].sel(axis="y").values[:, 0]
    assert force[unknown].tolist() == [0.0] * len(TIME[unknown]) and force.max() > 790.0


def test_a_short_gap_under_a_foot_is_bridged(tmp_path):
    part = read_table(pressing(tmp_path, slice(17, 22)))
    assert part.plates["force"].sel(axis="y").values[15:25, 0].min() > 550.0
    assert any("were bridged by straight lines" in note for note in part.notes)


def test_nothing_but_time_is_refused(tmp_path):
    with pytest.raises(MeasuredError, match="holds nothing but time"):
        hr.read(write_storage(tmp_path / "a.mot", "a", TIME, {}, False))
