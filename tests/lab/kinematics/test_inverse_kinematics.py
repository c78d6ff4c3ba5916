"""Angles from markers of a body whose angles are known."""

from __future__ import annotations

import numpy as np
import pytest
from marked_body import marker_names, markers, places, postures, running, standing, write_lab

import hillrunner as hr
from hillrunner.errors import MeasuredError
from hillrunner.lab.storage import read_storage
from hillrunner.model.body.default import default_body
from hillrunner.model.body.pose import mirrored
from hillrunner.motion.library import load_shipped
from hillrunner.sides import other_side

KNOWN = 1e-6  # rad or m


@pytest.fixture(scope="module")
def body():
    return default_body()


@pytest.fixture(scope="module")
def run(body):
    """Time, coordinates and markers of a run."""
    time, q = running(body)
    return time, q, markers(body, places(toes=True), q, time)


def solved(body, made, **how):
    return hr.lab.inverse_kinematics(made, body, places=places(toes=True), **how)


def shifted(made, name, by):
    """The markers with one of them moved (m)."""
    return made.where(made["marker"] != name, made + np.asarray(by))


@pytest.mark.parametrize("seed", range(2))
def test_angles_of_any_posture_come_back(body, seed):
    q = postures(body, seed=seed)
    apart = 1.0 * np.arange(len(q))  # s: each frame has to be found for itself
    found = solved(body, markers(body, places(toes=True), q, apart), smoothness=0.0)
    np.testing.assert_allclose(found.coordinates.values, q, atol=KNOWN)
    assert found.rms < KNOWN and not found.held and not found.warnings


def test_a_run_comes_back(body, run):
    time, q, made = run
    found = solved(body, made, smoothness=0.0)
    np.testing.assert_allclose(found.coordinates.values, q, atol=KNOWN)
    smoothed = solved(body, made).coordinates.values
    assert np.sqrt(np.mean((smoothed - q) ** 2)) < np.deg2rad(0.1)  # the prior is weak
    assert found.coordinates.dims == ("time", "coordinate")
    assert set(found.coordinates["unit"].values) == {"rad", "m"}
    assert found.data["marker_error"].attrs["units"] == "m"
    np.testing.assert_allclose(found.data["marker_position"].values, made.values, atol=KNOWN)


def test_missing_markers_count_nothing(body, run):
    _, q, made = run
    lost = np.random.default_rng(3).uniform(size=made.shape[:2]) < 0.15
    found = solved(body, made.where(~lost[:, :, None]), smoothness=0.0)
    toes = [name.startswith("mtp") for name in body.coordinate_names]  # one marker shows each
    off = np.where(toes, 0.0, found.coordinates.values - q)
    known = np.abs(off).max(axis=1) < 1e-5
    assert known.mean() > 0.95  # a segment may have too few markers left in a frame
    np.testing.assert_array_equal(np.isnan(found.data["marker_error"].values), lost)
    legs = [i for i, name in enumerate(body.coordinate_names) if name.startswith(("hip", "knee"))]
    close = solved(body, made.where(~lost[:, :, None])).coordinates.values
    np.testing.assert_allclose(close[:, legs], q[:, legs], atol=np.deg2rad(0.5))


def test_the_prior_goes_on_where_nothing_is_seen(body):
    """A motion at constant speed costs the prior nothing: it comes back, and across a gap too."""
    time = 0.01 * np.arange(30)
    slow = 0.2 * np.ones(len(body.coordinates))
    q = standing(body, 30) + 0.3 * np.array([c.name != "pelvis_ty" for c in body.coordinates])
    q = np.clip(q, *(0.6 * np.array([c.range for c in body.coordinates])).T) + time[:, None] * slow
    q[:, body.coordinate_names.index("pelvis_ty")] = 0.95
    made = markers(body, places(toes=True), q, time)
    made[12:18] = np.nan
    found = solved(body, made)
    np.testing.assert_allclose(found.coordinates.values, q, atol=KNOWN)
    assert "6 frames, first at 0.120 s, show less than 3 markers" in found.warnings[0]


def test_moving_and_turning_all_markers_moves_and_turns_the_pelvis(body, run):
    _, q, made = run
    angle = np.deg2rad(130.0)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    away = made.copy(data=made.values @ turn.T + [3.0, 0.5, -7.0])
    plain = solved(body, made, smoothness=0.0).coordinates
    found = solved(body, away, smoothness=0.0).coordinates
    for name in body.coordinate_names:
        if not name.startswith("pelvis"):
            np.testing.assert_allclose(
                found.sel(coordinate=name), plain.sel(coordinate=name), atol=KNOWN
            )


def test_the_mirror_image_has_mirrored_angles(body, run):
    _, q, made = run
    names = marker_names()
    of = {landmark: name for name, landmark in names.items()}
    swapped = [of[other_side(names[str(name)])] for name in made["marker"].values]
    image = made.assign_coords(marker=swapped) * np.array([1.0, 1.0, -1.0])
    found = solved(body, image, smoothness=0.0).coordinates.values
    for row, seen in zip(q, found, strict=True):
        expected = mirrored(body, dict(zip(body.coordinate_names, row, strict=True)))
        np.testing.assert_allclose(seen, [expected[n] for n in body.coordinate_names], atol=1e-5)


def test_joints_stay_in_their_ranges(body):
    q = standing(body)
    k = body.coordinate_names.index("knee_angle_r")
    q[:, k] = body.coordinates[k].range[0] - 0.2
    found = solved(body, markers(body, places(toes=True), q))
    assert found.coordinates.values[:, k].min() >= body.coordinates[k].range[0]
    assert found.at_range == {"knee_angle_r": 1.0}
    assert "knee_angle_r is at an end of its range in 100 % of the frames." in found.warnings


def test_errors_are_told_by_marker_and_frame(body, run):
    _, _, made = run
    bent = shifted(made, "RTH2", [0.0, 0.0, 0.03])
    bent[40] = shifted(bent[40], "C7", [0.1, 0.0, 0.0])
    found = solved(body, bent, smoothness=0.0)
    by_marker = found.by_marker
    assert by_marker["marker"].values[0] == "RTH2"
    assert 0.01 < by_marker["rms"].values[0] < 0.03
    assert float(by_marker["max"].sel(marker="C7")) > 0.05
    assert found.worst_frames(1) == [pytest.approx(0.4)]
    off = found.data["marker_error"]
    assert found.rms == pytest.approx(float(np.sqrt((off**2).mean())))
    assert "RTH2" in str(found)


def test_weights_pull(body, run):
    """A marker without weight is as good as absent, and more weight brings its place nearer."""
    _, q, made = run
    bent = shifted(made, "RTH2", [0.0, 0.0, 0.05])
    without = solved(body, bent, weights={"RTH2": 0.0}, smoothness=0.0)
    np.testing.assert_allclose(without.coordinates.values, q, atol=KNOWN)
    assert "RTH2" not in without.data["marker"].values
    off = [
        float(solved(body, bent, weights={"RTH2": w}).by_marker["rms"].sel(marker="RTH2"))
        for w in (0.1, 1.0, 100.0)
    ]
    assert off[0] > off[1] > off[2] and off[2] < 0.01


def test_what_no_marker_shows_is_held_and_said(body, run):
    _, q, made = run
    legs = [n for n, landmark in marker_names().items() if not landmark.startswith("toe")]
    found = solved(body, made.sel(marker=legs), smoothness=0.0)
    assert found.held == ("mtp_angle_r", "mtp_angle_l")
    assert "no marker shows mtp_angle_r and mtp_angle_l" in found.warnings[0]
    index = [i for i, n in enumerate(body.coordinate_names) if not n.startswith("mtp")]
    np.testing.assert_allclose(found.coordinates.values[:, index], q[:, index], atol=KNOWN)


def test_a_file_for_opensim_holds_degrees(body, run, tmp_path):
    time, q, made = run
    path = solved(body, made, smoothness=0.0).write_mot(tmp_path / "angles.mot")
    table = read_storage(path)
    assert table.in_degrees
    k = body.coordinate_names.index("knee_angle_r")
    np.testing.assert_allclose(table.columns["knee_angle_r"], np.rad2deg(q[:, k]), atol=1e-4)
    np.testing.assert_allclose(table.time, time)
    again = hr.read(path).recordings[0].coordinates.sel(coordinate="knee_angle_r")
    np.testing.assert_allclose(again, q[:, k], atol=1e-6)


def exchanged(made, *pairs):
    """Markers with the names of some pairs exchanged."""
    new = {a: b for one, other in pairs for a, b in ((one, other), (other, one))}
    return made.assign_coords(marker=[new.get(str(n), str(n)) for n in made["marker"].values])


def all_pairs():
    names = list(marker_names())
    return [(n, "L" + n[1:]) for n in names if n.startswith("R") and "L" + n[1:] in names]


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (lambda m: m * 1000.0, r"1e\+03 times as far .* seem to be in mm, but must be in m"),
        (lambda m: m * 100.0, "seem to be in cm"),
        (lambda m: m / 1000.0, "seem to be in km"),
        (lambda m: m * 7.0, "they are no person's in any unit"),
        (lambda m: exchanged(m, *all_pairs()), "right and left are swapped in all markers"),
        (lambda m: exchanged(m, ("RLFC", "LLFC")), "swapped in LLFC and RLFC"),
        (
            lambda m: m.assign_coords(marker=[f"m{i}" for i in range(m.sizes["marker"])]),
            "is on the body",
        ),
        (lambda m: m.isel(marker=[0, 1]), "at least three must have the same names"),
        (lambda m: m.where(m["marker"] == "RASI"), "at least three"),
        (lambda m: m.isel(axis=[0, 1]), "2 axes and 80 frames"),
        (lambda m: m.isel(time=[]), "3 axes and 0 frames"),
        (lambda m: m.isel(time=[1, 0]), "must be finite and increase"),
        (lambda m: m.drop_vars("time"), "no coordinate 'time'"),
        (lambda m: m.mean("axis"), "must be a recording or an array"),
        (lambda m: m.values, "must be a recording or an array"),
        (
            lambda m: exchanged(m.assign_coords(marker=["C7", *m["marker"].values[1:]])),
            "two markers",
        ),
    ],
)
def test_what_is_wrong_gets_one_sentence(body, run, trouble, says):
    with pytest.raises(MeasuredError, match=says) as caught:
        solved(body, trouble(run[2]))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"weights": {"RASl": 1.0}}, "unknown marker in weights 'RASl'.*'RASI' was meant"),
        ({"weights": {"RASI": -1.0}}, "weight of RASI is -1"),
        ({"weights": {"RASI": float("nan")}}, "not a finite number"),
        ({"smoothness": -1.0}, "smoothness is -1"),
        ({"smoothness": "much"}, "smoothness is 'much'"),
    ],
)
def test_wrong_arguments_get_one_sentence(body, run, how, says):
    with pytest.raises(MeasuredError, match=says):
        solved(body, run[2], **how)


def test_a_place_on_no_segment_gets_one_sentence(body, run):
    on = [p.changed(segment="tail") if p.name == "C7" else p for p in places()]
    with pytest.raises(MeasuredError, match="marker C7 sits on tail, but body .* has no such"):
        hr.lab.inverse_kinematics(run[2], body, places=on)


@pytest.mark.parametrize("smoothness", [0.0, 1.0])
def test_a_long_gap_of_all_markers_leaves_the_rest_alone(body, run, smoothness):
    _, q, made = run
    gap = made.copy()
    gap[5:45] = np.nan
    found = solved(body, gap, smoothness=smoothness)
    kept = np.r_[0:5, 45:80]
    np.testing.assert_allclose(found.coordinates.values[kept], q[kept], atol=np.deg2rad(1.0))
    assert np.isfinite(found.coordinates.values).all()
    assert any("40 frames, first at 0.050 s" in warning for warning in found.warnings)


def test_one_frame_is_enough(body):
    q = postures(body, 1, seed=5)
    found = solved(body, markers(body, places(toes=True), q))
    np.testing.assert_allclose(found.coordinates.values, q, atol=KNOWN)


def test_a_simulated_run_through_a_lab_has_the_angles_of_the_simulation(tmp_path):
    """Markers on our own runner, written as files, read, scaled and solved again."""
    motion = load_shipped("run-3.5.nc")
    _, q = write_lab(tmp_path, motion)
    reading = hr.read([tmp_path / "run.trc", tmp_path / "static.trc"])
    assert reading.recording.movement == "running"
    scaled = hr.lab.scale(reading.static, mass=motion.body.mass)
    assert scaled.body.height == pytest.approx(motion.body.height, abs=0.01)
    found = hr.lab.inverse_kinematics(reading.recording, scaled)
    assert found.rms < 0.005
    for k, name in enumerate(motion.body.coordinate_names):
        if name.startswith(("pelvis_t", "hip_flexion", "knee", "ankle", "lumbar")):
            off = found.coordinates.sel(coordinate=name).values - q[:, k]
            assert np.sqrt(np.mean(off**2)) < np.deg2rad(0.1), name
