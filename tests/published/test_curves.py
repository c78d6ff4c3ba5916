"""People's mean cycles: the file that comes along, the data it is made of, and wrong files."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from hillrunner.published.curves import (
    CURVES,
    HEAD,
    PERCENT,
    CurvesError,
    curves_at,
    published_curves,
    read_curves,
)

RUNNERS = ("RBDS001", "RBDS002", "RBDS011", "RBDS03")
AXES = {"forward_force": 0, "vertical_force": 1}
TEXT = (resources.files("hillrunner.published") / "curves.csv").read_text(encoding="utf-8")


def test_the_curves_are_labelled_and_human():
    curves = published_curves()
    assert curves["mean"].dims == curves["sd"].dims == ("speed", "curve", "percent")
    assert curves["speed"].values.tolist() == [2.5, 3.5, 4.5]
    assert dict(zip(curves["curve"].values, curves["unit"].values, strict=True)) == CURVES
    mean = curves["mean"]
    force = mean.sel(curve="vertical_force")
    # Each foot carries half of the weight in the mean over the stride.
    np.testing.assert_allclose(force.mean("percent"), 0.5, atol=0.05)
    np.testing.assert_allclose(mean.sel(curve="forward_force").mean("percent"), 0.0, atol=0.01)
    assert (mean.sel(curve="knee_angle_r").idxmax("percent") > 55.0).all()  # folded in swing
    angles = mean.sel(curve=[name for name in CURVES if name not in AXES])
    closing = np.abs(angles.sel(percent=0.0) - angles.sel(percent=100.0))
    assert (closing < 1.0).all()  # deg: a stride ends as it began


def test_one_speed_and_none():
    at = curves_at(3.5)
    assert at["mean"].dims == ("curve", "percent") and float(at["speed"]) == 3.5
    with pytest.raises(CurvesError, match=r"at 3 m/s, but at 2.5, 3.5, 4.5 m/s\."):
        curves_at(3.0)


def test_the_curves_are_those_of_the_four_runners(shared_data):
    cycles = np.load(shared_data / "rbds_S011" / "rbds_mean_cycles.npz", allow_pickle=False)
    names = cycles["angle_names"].tolist()
    for speed in (2.5, 3.5, 4.5):
        for name in CURVES:
            kind = "grf" if name in AXES else "angle"
            index = AXES[name] if name in AXES else names.index(name)
            everyone = np.array(
                [cycles[f"{r}_T{round(10 * speed)}_{kind}_mean"][index, ::2] for r in RUNNERS],
                float,
            )
            mine = curves_at(speed).sel(curve=name)
            digits = {"rtol": 5.1e-3, "atol": 6e-5}  # three significant ones, four decimals
            np.testing.assert_allclose(mine["mean"], everyone.mean(axis=0), **digits)
            np.testing.assert_allclose(mine["sd"], everyone.std(axis=0, ddof=1), **digits)


def changed(change) -> str:
    """The file with its fields changed: ``change`` gets the lines as lists, the head first."""
    rows = [line.split(",") for line in TEXT.splitlines() if not line.startswith("#")]
    change(rows)
    return "\n".join(",".join(row) for row in rows)


def put(line: int, column: str, text: str):
    def change(rows):
        rows[line][HEAD.index(column)] = text

    return change


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the columns must be speed,percent,pelvis_list"),
        (changed(put(0, "pelvis_list", "pelvis_lost")), "the columns must be"),
        (changed(lambda rows: rows[3].pop()), "a line has 19 fields, but needs 20"),
        (changed(put(3, "knee_angle_r", "bent")), "could not convert string to float: 'bent'"),
        (changed(put(3, "knee_angle_r", "nan")), "every field must be a finite number"),
        (changed(put(3, "knee_angle_r_sd", "-0.1")), "an SD is below zero"),
        (changed(put(3, "percent", "5")), "percent must go from 0 to 100 in steps of 2"),
        (changed(lambda rows: rows.pop()), "percent must go from 0 to 100 in steps of 2"),
        (changed(lambda rows: rows.__delitem__(slice(1, None))), "percent must go"),
        (changed(put(3, "speed", "3.5")), "every speed must have one cycle"),
        (
            changed(lambda rows: rows.extend(rows[1 : 1 + PERCENT.size])),
            "every speed must have one cycle",
        ),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(tmp_path, text, said):
    path = tmp_path / "curves.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CurvesError, match=str(path)) as caught:
        read_curves(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(CurvesError, match="no such file or directory"):
        read_curves(tmp_path / "none.csv")
    (tmp_path / "image.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CurvesError, match="not a text file"):
        read_curves(tmp_path / "image.csv")


def test_what_people_write_between_the_lines_is_passed_over(tmp_path):
    path = tmp_path / "curves.csv"
    path.write_text(TEXT.replace("\n3.5,0,", "\n# the second speed\n\n3.5,0,"), encoding="utf-8")
    assert read_curves(path).identical(published_curves())
