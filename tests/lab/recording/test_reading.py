"""Files of a made-up lab from end to end: what is found in them, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_lab import MASS, Steps, put_c3d, put_forces, put_trc, standing

import hillrunner as hr
from hillrunner.cli.main import main
from hillrunner.errors import MeasuredError
from hillrunner.lab.recording.recording import Recording
from hillrunner.lab.storage import read_storage, write_storage
from hillrunner.lab.trc_file import write_trc
from hillrunner.sides import LEFT, RIGHT, SIDES

RUN = Steps()
WALK = Steps(speed=1.3, stride=1.1, contact=0.66, lasts=6.0)
Z_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])  # to a lab with z up
LATE = 0.012  # s: contacts by markers are found within this of the made-up person's


def turned(steps: Steps, turn: np.ndarray) -> dict[str, np.ndarray]:
    return {name: values @ turn.T for name, values in steps.markers().items()}


def of(folder: Path, steps: Steps = RUN, turn: np.ndarray | None = None, **how) -> Recording:
    """The recording of markers and forces of a made-up person."""
    turn = np.eye(3) if turn is None else turn
    files = [put_trc(folder / "a.trc", steps, turned(steps, turn))]
    files.append(put_forces(folder / "a.mot", steps, turn=turn, **how))
    (one,) = hr.read(files).recordings
    return one


def about(one: Recording) -> set[str]:
    return {finding.about for finding in one.findings}


def contacts(steps: Steps, side: str) -> np.ndarray:
    late = 0.0 if side == RIGHT else 0.5 * steps.stride
    first = (steps.first + late) % steps.stride
    return steps.start + np.arange(first, steps.lasts, steps.stride)


def test_a_run_is_read_with_all_that_is_in_it(tmp_path):
    one = of(tmp_path)
    assert one.findings == () and one.usable() is one
    assert one.movement == "running" and one.marker_set == "Rajagopal 2016"
    assert one.speed == pytest.approx(RUN.speed, rel=0.01)
    assert one.mass == pytest.approx(MASS, rel=0.002)
    assert (one.axes.up, one.axes.forward) == ("+y", "+x")
    assert one.plates_by_foot == {"R": "right", "L": "left"}
    assert one.cut_by == "forces" and len(one.steady) == len(one.strides) == 9
    for side in SIDES:
        mean, sd = one.stride_time(side)
        assert mean == pytest.approx(RUN.stride, abs=1e-4) and sd < 1e-4
        starts = [stride.start for stride in one.steady if stride.side == side]
        np.testing.assert_allclose(starts, contacts(RUN, side)[: len(starts)], atol=0.01)
    force = one.ground["force"].sel(axis="y").mean("time")
    assert float(force.sum()) > 0.9 * MASS * 9.80665
    assert one.markers.sel(marker="RTOE")["landmark"].item() == "toe_r"


@pytest.mark.parametrize("belt", [True, False])
def test_without_forces_contacts_come_from_the_markers(tmp_path, belt):
    steps = Steps(belt=belt)
    one = hr.read(put_trc(tmp_path / "a.trc", steps)).recording
    assert one.cut_by == "markers" and one.movement == "running"
    assert one.speed == pytest.approx(steps.speed, rel=0.01)
    for side in SIDES:
        for stride in one.steady:
            if stride.side == side:
                away = np.abs(contacts(steps, side) - stride.start).min()
                assert away < LATE < one.timing_error


def test_one_belt_for_both_feet_is_split_at_the_crossings(tmp_path):
    apart, together = of(tmp_path), of(tmp_path, one=True)
    assert together.plates_by_foot == {"1": "both"} and together.findings == ()
    for name in ("force", "centre_of_pressure"):
        np.testing.assert_allclose(
            together.ground[name].fillna(0.0), apart.ground[name].fillna(0.0), atol=1e-6
        )
    alone = hr.read(tmp_path / "a.mot").recording  # no markers: by where the feet are
    assert alone.plates_by_foot == {"1": "both"}
    np.testing.assert_allclose(alone.ground["force"], apart.ground["force"], atol=1e-6)


def test_a_c3d_holds_the_same_as_files_of_its_parts(tmp_path):
    whole, parts = hr.read(put_c3d(tmp_path / "a.c3d", RUN)).recording, of(tmp_path)
    assert whole.findings == () and whole.plates_by_foot == {"1": "right", "2": "left"}
    assert len(whole.steady) == len(parts.steady)
    np.testing.assert_allclose(whole.ground["force"], parts.ground["force"], atol=0.1)
    assert whole.mass == pytest.approx(parts.mass, rel=1e-4)


@pytest.mark.parametrize("turn", [Z_UP, Z_UP.T, np.roll(np.eye(3), 1, axis=0)])
@pytest.mark.parametrize("quarters", range(4))
def test_turning_the_axes_of_the_lab_changes_nothing(tmp_path, turn, quarters):
    about_y = np.linalg.matrix_power(np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]]), quarters)
    plain, other = of(tmp_path), of(tmp_path, turn=turn @ about_y)
    assert other.findings == plain.findings and other.strides == plain.strides
    assert (other.speed, other.mass) == pytest.approx((plain.speed, plain.mass))
    np.testing.assert_allclose(other.markers, plain.markers, atol=1e-12)
    for name in ("force", "centre_of_pressure", "torque"):
        np.testing.assert_allclose(other.ground[name], plain.ground[name], atol=1e-9)
    assert (
        other.axes.up == "+-"[int(turn[:, 1].sum() < 0)] + "xyz"[int(np.abs(turn[:, 1]).argmax())]
    )


def test_a_way_between_the_axes_is_followed(tmp_path):
    c, s = np.cos(0.6), np.sin(0.6)
    other = of(tmp_path, turn=np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]]))
    assert other.axes.forward == "34 deg from +x"
    np.testing.assert_allclose(other.markers, of(tmp_path).markers, atol=0.01)


@settings(max_examples=5)
@given(start=st.floats(-100.0, 1000.0))
def test_shifting_time_shifts_the_strides_and_nothing_else(tmp_path_factory, start):
    folder = tmp_path_factory.mktemp("t")
    plain, late = of(folder), of(folder, Steps(start=start))
    assert len(late.strides) == len(plain.strides) and late.findings == plain.findings
    for a, b in zip(plain.strides, late.strides, strict=True):
        assert (b.side, b.left_out) == (a.side, a.left_out)
        assert (b.start - start, b.end - start) == pytest.approx((a.start, a.end), abs=1e-6)


def test_a_recording_written_as_trc_and_read_again_is_the_same(tmp_path):
    steps = Steps(belt=False)
    first = hr.read(put_trc(tmp_path / "a.trc", steps, turned(steps, Z_UP))).recording
    write_trc(tmp_path / "b.trc", first.markers)
    again = hr.read(tmp_path / "b.trc").recording
    np.testing.assert_allclose(again.markers, first.markers, atol=1e-6)
    np.testing.assert_array_equal(again.axes.turn, np.eye(3))
    assert again.strides == first.strides and again.findings == first.findings


def test_walking_is_allowed_but_said(tmp_path):
    for one in (of(tmp_path, WALK), hr.read(tmp_path / "a.trc").recording):
        assert one.movement == "walking" and one.errors == ()
        assert about(one) == {"walking"} and "not running" in one.warnings[0]
        assert one.speed == pytest.approx(WALK.speed, rel=0.02)
        assert one.stride_time(LEFT)[0] == pytest.approx(WALK.stride, abs=0.002)


def test_somebody_who_stands_is_the_static_trial(tmp_path):
    still = put_trc(tmp_path / "still.trc", Steps(lasts=1.0), standing())
    reading = hr.read(
        [still, put_forces(tmp_path / "a.mot", RUN), put_trc(tmp_path / "a.trc", RUN)]
    )
    assert reading.static.name == "still.trc" and reading.static.strides == ()
    assert [Path(s.path).name for s in reading.recording.sources] == ["a.trc", "a.mot"]


def test_two_trials_are_told_apart_by_their_names(tmp_path):
    files = [put_trc(tmp_path / f"{n}.trc", RUN) for n in ("easy", "hard")]
    files += [put_forces(tmp_path / f"{n}_grf.mot", RUN) for n in ("hard", "easy")]
    reading = hr.read(files)
    for one in reading.recordings:
        trial, forces = (Path(source.path).stem for source in one.sources)
        assert forces == f"{trial}_grf"
    with pytest.raises(MeasuredError, match="2 recordings of a movement were read: easy.trc and"):
        _ = reading.recording


def swapped(names: tuple[str, ...]) -> dict[str, np.ndarray]:
    made = RUN.markers()
    return {
        (("L" if name[0] == "R" else "R") + name[1:] if name[1:] in names else name): values
        for name, values in made.items()
    }


def with_gaps(share: float) -> dict[str, np.ndarray]:
    random, made = np.random.default_rng(1), RUN.markers()
    for values in made.values():
        values[random.random(len(values)) < share] = np.nan
    return made


HIPS = ("ASI", "PSI")
PAIRS = ("ASI", "PSI", "ACR", "LFC", "CAL", "TOE", "MT5")
WRONG = {  # markers in m -> the error, and what it says
    "all swapped": (swapped(PAIRS), "swapped sides", "all 7 pairs of markers"),
    "hips swapped": (swapped(("ASI",)), "swapped sides", "swapped in RASI and LASI"),
    "a small animal": (
        {name: 0.2 * values for name, values in RUN.markers().items()},
        "size",
        "0.17 m above the feet, which is no person's, whatever the unit: from 0.4 to 1.3 m",
    ),
    "30 % gaps": (with_gaps(0.3), "gaps", "30 % of all marker positions are missing"),
    "names of no set": (
        {f"M{i}": values for i, values in enumerate(RUN.markers().values())},
        "marker names",
        "M0, M1, M2, M3, M4, M5, M6, M7 and 8 more match no marker set",
    ),
    "heel and toe swapped": (
        {
            name.replace("CAL", "x").replace("TOE", "CAL").replace("x", "TOE"): values
            for name, values in RUN.markers().items()
            if "MT5" not in name
        },
        "backwards",
        "the feet point against the way the body travels",
    ),
    "no pelvis": (
        {
            name: np.where(np.arange(len(v))[:, None] < 250, np.nan, v) if name[1:] in HIPS else v
            for name, v in RUN.markers().items()
        },
        "marker names",
        "the markers of the pelvis or of a foot are there in less than half of the frames",
    ),
    "leaning axes": (
        turned(RUN, np.array([[0.7071, 0.7071, 0.0], [-0.7071, 0.7071, 0.0], [0.0, 0.0, 1.0]])),
        "axes",
        "lies between the axes",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_used_is_refused_in_one_sentence(tmp_path, case):
    made, key, says = WRONG[case]
    one = hr.read(put_trc(tmp_path / "a.trc", RUN, made)).recordings[0]
    assert [f.about for f in one.findings if f.level == "error"] == [key]
    assert says in one.errors[0] and "\n" not in one.errors[0]
    with pytest.raises(MeasuredError):
        one.usable()


def test_millimetres_called_metres_are_told_and_mended(tmp_path):
    made = {name: 1000.0 * values for name, values in RUN.markers().items()}
    one = hr.read(put_trc(tmp_path / "a.trc", RUN, made)).recording
    assert about(one) == {"unit"} and "calls its lengths m" in one.warnings[0]
    assert "taken as mm" in one.warnings[0]
    np.testing.assert_allclose(one.markers, of(tmp_path).markers, atol=1e-9)


def test_a_swap_for_a_while_is_told(tmp_path):
    made = RUN.markers()
    made["RASI"][:40], made["LASI"][:40] = made["LASI"][:40].copy(), made["RASI"][:40].copy()
    one = hr.read(put_trc(tmp_path / "a.trc", RUN, made)).recording
    assert "RASI and LASI are swapped in 10 % of the frames." in one.warnings


def test_forces_and_markers_of_other_times_are_refused(tmp_path):
    files = put_trc(tmp_path / "a.trc", RUN), put_forces(tmp_path / "a.mot", Steps(start=10.0))
    (one,) = hr.read(files).recordings
    assert "no overlap" in about(one)
    assert "from 0.00 to 3.99 s) and forces (from 10.00 to" in one.errors[0]


def test_forces_in_other_axes_than_markers_are_refused(tmp_path):
    files = put_trc(tmp_path / "a.trc", RUN, turned(RUN, Z_UP)), put_forces(tmp_path / "a.mot", RUN)
    (one,) = hr.read(files).recordings
    assert "stands along +z by its markers but the forces push along +y" in one.errors[0]


def test_forces_somewhere_else_are_refused(tmp_path):
    time_shifted = Steps(first=RUN.first + 0.11)
    made = {name: values + [3.0, 0.0, 0.0] for name, values in RUN.markers().items()}
    files = put_trc(tmp_path / "a.trc", RUN, made), put_forces(tmp_path / "a.mot", time_shifted)
    (one,) = hr.read(files).recordings
    assert "no foot is where the plates are pressed" in one.errors[0]


def test_a_plate_upside_down_is_refused_and_can_be_turned(tmp_path):
    trc = put_trc(tmp_path / "a.trc", RUN)
    mot = put_forces(tmp_path / "a.mot", RUN, turn=np.diag([1.0, -1.0, -1.0]))
    (one,) = hr.read([trc, mot]).recordings
    assert [f.about for f in one.findings] == ["plate upside down"] * 2
    assert "plate R is upside down" in one.errors[0] and "1715 N" in one.errors[0]

    action = _negated(tmp_path / "b.mot")
    assert "upside down" in hr.read([trc, action]).errors[0]
    mapping = tmp_path / "map.toml"
    mapping.write_text("[forces]\nsign = -1\n")
    mended = hr.read([trc, action], map=mapping).recording
    np.testing.assert_allclose(mended.ground["force"], of(tmp_path).ground["force"], atol=1e-9)


def _negated(path: Path) -> Path:
    """Forces that the foot exerts on the plate."""
    table = read_storage(put_forces(path, RUN))
    turned_columns = {n: -v if "force_v" in n else v for n, v in table.columns.items()}
    return write_storage(path, "forces", table.time, turned_columns, False)


@pytest.mark.parametrize("kind", ["trc", "mot"])
def test_half_a_stride_is_refused(tmp_path, kind):
    short = Steps(lasts=0.4)
    put = put_trc if kind == "trc" else put_forces
    (one,) = hr.read(put(tmp_path / f"a.{kind}", short)).recordings
    assert "no whole stride" in about(one) and "in 0.40 s" in one.errors[0].replace("0.39", "0.40")


def test_a_stride_with_a_long_gap_is_left_out_with_the_reason(tmp_path):
    made = RUN.markers()
    made["RASI"][150:175] = np.nan
    one = hr.read(put_trc(tmp_path / "a.trc", RUN, made)).recording
    left = [stride for stride in one.strides if stride.left_out]
    assert left and all(s.start < 1.75 and s.end > 1.5 for s in left)
    assert all(s.left_out for s in one.strides if s.start < 1.6 and s.end > 1.6)


def test_a_stride_of_another_length_or_speed_is_left_out_with_the_reason(tmp_path):
    made, fast = RUN.markers(), Steps(speed=4.3).markers()
    for name in made:
        made[name][283:] = fast[name][283:]
    one = hr.read(put_trc(tmp_path / "a.trc", RUN, made)).recordings[0]
    reasons = [stride.left_out for stride in one.strides if stride.left_out]
    assert reasons and all("m/s are" in why and "faster" in why for why in reasons)
    assert len(one.steady) >= 4


def test_a_marker_that_is_never_there_is_no_gap(tmp_path):
    made = RUN.markers()
    made["C7"][:] = 0.0
    one = hr.read(put_trc(tmp_path / "a.trc", RUN, made)).recording
    assert about(one) == {"absent markers"} and "C7 is missing" in one.warnings[0]


def test_a_plate_that_is_not_zeroed_and_a_wrong_name_are_told(tmp_path):
    table = read_storage(put_forces(tmp_path / "a.mot", RUN))
    other = {"R": "L", "L": "R"}
    columns = {other[name[0]] + name[1:]: values for name, values in table.columns.items()}
    columns["L_ground_force_vy"] = columns["L_ground_force_vy"] + 30.0
    write_storage(tmp_path / "a.mot", "forces", table.time, columns, False)
    one = hr.read([put_trc(tmp_path / "a.trc", RUN), tmp_path / "a.mot"]).recording
    assert about(one) == {"plate's name", "plate not zeroed"}
    assert any("plate L shows 30 N while nobody is on it" in s for s in one.warnings)


def test_ones_own_names_of_markers(tmp_path):
    made = {f"Punkt {i}".replace(" ", ""): v for i, v in enumerate(RUN.markers().values())}
    trc = put_trc(tmp_path / "a.trc", RUN, made)
    marks = of(tmp_path).markers
    put_trc(trc, RUN, made)
    lines = [
        f'{name} = "{mark}"'
        for name, mark in zip(made, marks["landmark"].values.tolist(), strict=True)
    ]
    mapping = tmp_path / "map.toml"
    mapping.write_text("[markers]\n" + "\n".join(lines))
    one = hr.read(trc, map=mapping).recording
    assert one.marker_set == "the mapping file's own" and len(one.steady) == 8


def test_a_file_that_cannot_be_read_hides_no_other(tmp_path):
    trc = put_trc(tmp_path / "a.trc", RUN)
    reading = hr.read([trc, tmp_path / "nowhere.c3d"])
    assert len(reading.recordings) == 1 and "no such file" in reading.errors[0]
    with pytest.raises(MeasuredError, match="no such file"):
        _ = reading.recording
    with pytest.raises(MeasuredError, match=r"must end in \.c3d, .* or \.gpx"):
        hr.read(tmp_path / "notes.txt")
    with pytest.raises(MeasuredError, match="no file is given"):
        hr.read([])


def test_a_reading_is_printed_and_is_json(tmp_path, capsys):
    files = [str(put_trc(tmp_path / "a.trc", RUN)), str(put_forces(tmp_path / "a.mot", RUN))]
    assert main(["read", *files]) == 0
    text = capsys.readouterr().out
    assert "running at 3.50 m/s (4:46/km)" in text and "R: right, L: left" in text
    assert "5 of 5 kept, 0.700 s" in text and "It can be used." in text
    assert main(["read", *files, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "usable" and found["errors"] == []
    (one,) = found["recordings"]
    assert one["markers"]["rate"] == pytest.approx(100.0) and len(one["strides"]) == 9
    assert one["axes"]["up"] == "+y" and one["plates"]["foot"] == {"R": "right", "L": "left"}


def test_an_error_ends_with_2(tmp_path, capsys):
    trc = str(put_trc(tmp_path / "a.trc", RUN, swapped(PAIRS)))
    assert main(["read", trc]) == 2
    assert "Error: right and left are swapped" in capsys.readouterr().out
    assert main(["read", trc, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["status"] == "unusable"
    assert main(["read", str(tmp_path / "no.c3d")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_ones_own_names_of_coordinates(tmp_path, shared_cases):
    case = shared_cases / "10-own-motion-roundtrip" / "m00_plain.mot"
    table = read_storage(case)
    columns = {name.replace("knee_angle", "kneeflexion"): v for name, v in table.columns.items()}
    own = write_storage(tmp_path / "own.mot", "Coordinates", table.time, columns, True)
    (one,) = hr.read(own).recordings
    assert "has no knee_angle_r" in one.errors[0]
    assert any("kneeflexion_r and kneeflexion_l are no coordinates" in s for s in one.warnings)
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[coordinates]\nkneeflexion_r = "knee_angle_r"\nkneeflexion_l = "knee_angle_l"\n'
    )
    mended, plain = (hr.read(file, map=mapping).recording for file in (own, case))
    assert mended.strides == plain.strides and mended.findings == plain.findings


def test_forces_in_kilonewtons_are_told(tmp_path):
    table = read_storage(put_forces(tmp_path / "a.mot", RUN))
    columns = {n: 1e-3 * v if "force_v" in n else v for n, v in table.columns.items()}
    write_storage(tmp_path / "a.mot", "forces", table.time, columns, False)
    one = hr.read([put_trc(tmp_path / "a.trc", RUN), tmp_path / "a.mot"]).recording
    assert about(one) == {"no contact"}
    assert "largest vertical force is 1.72" in one.warnings[0] and "in N?" in one.warnings[0]


def test_forces_of_no_person_are_refused(tmp_path):
    table = read_storage(put_forces(tmp_path / "a.mot", RUN))
    columns = {n: 4.4482 * v if "force_v" in n else v for n, v in table.columns.items()}
    write_storage(tmp_path / "a.mot", "forces", table.time, columns, False)
    (one,) = hr.read([put_trc(tmp_path / "a.trc", RUN), tmp_path / "a.mot"]).recordings
    assert "carry 311 kg on average" in one.errors[0]


def test_both_feet_on_one_plate_at_once_give_no_force_of_a_foot(tmp_path):
    one = of(tmp_path, WALK, one=True)
    assert about(one) == {"walking", "both feet on a plate"} and one.errors == ()
    assert one.ground is None and one.plates_by_foot == {"1": "unknown"}
    assert one.cut_by == "markers" and len(one.steady) == len(one.strides) == 8


def test_over_ground_a_plate_that_one_foot_hits_is_that_foots(tmp_path):
    steps = Steps(belt=False)
    whole = of(tmp_path, steps)
    assert whole.findings == () and whole.cut_by == "forces"
    table = read_storage(tmp_path / "a.mot")
    hit = (table.time > 1.45) & (table.time < 1.8)  # one right contact
    columns = {
        name.removeprefix("R_"): np.where(hit, values, 0.0)
        for name, values in table.columns.items()
        if name.startswith("R_")
    }
    write_storage(tmp_path / "b.mot", "forces", table.time, columns, False)
    one = hr.read([tmp_path / "a.trc", tmp_path / "b.mot"]).recording
    assert one.plates_by_foot == {"1": "right"} and one.findings == ()
    assert one.cut_by == "markers" and len(one.steady) == 8
    impulse = one.ground["force"].sel(foot="right", axis="y").sum() / 1000.0
    assert float(impulse) == pytest.approx(MASS * 9.80665 * 0.5 * steps.stride, rel=0.01)


def test_a_swap_in_a_static_trial_is_seen(tmp_path):
    still = standing()
    other = {
        (("L" if n[0] == "R" else "R") + n[1:] if n[1:] in PAIRS else n): v
        for n, v in still.items()
    }
    (one,) = hr.read(put_trc(tmp_path / "a.trc", Steps(lasts=1.0), other)).recordings
    assert [f.about for f in one.findings] == ["swapped sides"]


def test_a_recording_can_be_printed_by_itself(tmp_path):
    one = of(tmp_path)
    assert "It can be used." in str(one) and json.loads(one.to_json())["movement"] == "running"
