"""From files to muscle forces: what is refused, and a computed run that is found again."""

import json

import numpy as np
import pytest
from made_up_lab import Steps, put_forces, put_trc, standing
from measured_run import recorded

import hillrunner as hr
from hillrunner.analysis.free_body import motion_kinematics
from hillrunner.analysis.residuals import residual_forces
from hillrunner.cli.main import main
from hillrunner.errors import MeasuredError
from hillrunner.lab.storage import read_storage, write_storage
from hillrunner.lab.trc_file import write_trc
from hillrunner.model.body.default import default_body
from hillrunner.model.body.parts import hind_foot
from hillrunner.model.mechanics.sole_forces import sole_points
from hillrunner.model.mechanics.supports import FRICTION
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion import library
from hillrunner.sides import SIDES
from hillrunner.tracking.measured_stride import measured_stride
from hillrunner.tracking.quality import quality
from hillrunner.tracking.track import Tracked, TrackedStride
from hillrunner.validate.by_opensim import MODEL, by_opensim, of_motion
from hillrunner.validate.followed import contact_apart, moments_apart
from hillrunner.validate.following import NO_OPENSIM, figures
from hillrunner.validate.people import Recorded, people


@pytest.fixture(scope="module")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Markers and forces of a made-up runner, and markers of them standing."""
    folder = tmp_path_factory.mktemp("lab")
    steps = Steps()
    put_trc(folder / "run.trc", steps)
    put_forces(folder / "run_grf.mot", steps)
    put_trc(folder / "static.trc", Steps(lasts=1.0), standing())
    return folder


def test_what_is_followed_is_said_once(files):
    for markers, angles in ((None, None), (files / "run.trc", files / "ik.mot")):
        with pytest.raises(MeasuredError, match="give either markers or angles"):
            hr.track(markers, angles=angles)


def test_who_stands_takes_no_strides(files):
    with pytest.raises(MeasuredError, match=r"somebody stands in static\.trc, and nobody moves"):
        hr.track(files / "static.trc")


def test_forces_that_carry_nobody_are_not_left_out_in_silence(files, tmp_path):
    """In kilonewtons, of which a file says nothing."""
    table = read_storage(files / "run_grf.mot")
    columns = {
        name: 1e-3 * values if "force_v" in name else values
        for name, values in table.columns.items()
    }
    small = write_storage(tmp_path / "kN.mot", "forces", table.time, columns, False)
    runner = hr.Runner(height=1.75, mass=70.0)
    with pytest.raises(MeasuredError, match=r"nobody is on a plate: .* \(are the forces in N\?\)"):
        hr.track(files / "run.trc", forces=small, static=files / "static.trc", runner=runner)


def test_somebody_else_who_stands_is_refused(shared_data, tmp_path):
    own = shared_data / "rajagopal_subject01_run4"
    small = 0.85 * hr.read(own / "static_run.trc").static.markers
    static = write_trc(tmp_path / "child.trc", small)
    with pytest.raises(MeasuredError, match=r"from a body of the size of who stands in child\.trc"):
        hr.track(own / "motion_capture_run.trc", forces=own / "grf_run.mot", static=static)


@pytest.mark.parametrize("strides", [0, 41, True, "two", 1.5])
def test_strides_are_counted(files, strides):
    runner = hr.Runner(height=1.75, mass=70.0)
    with pytest.raises(MeasuredError, match="strides is .*, but must be a whole number from 1"):
        hr.track(
            files / "run.trc",
            forces=files / "run_grf.mot",
            static=files / "static.trc",
            runner=runner,
            strides=strides,
        )


@pytest.mark.parametrize("jobs", [0, 65, "two"])
def test_jobs_are_counted(files, jobs):
    with pytest.raises(MeasuredError, match="jobs is .*, but must be a whole number from 1 to 64"):
        hr.track(files / "run.trc", jobs=jobs)


def test_another_persons_forces_are_refused(files):
    with pytest.raises(MeasuredError, match=r"mass is 90 kg, but the forces of run.trc carry 70"):
        hr.track(
            files / "run.trc",
            forces=files / "run_grf.mot",
            runner=hr.Runner(height=1.75, mass=90.0),
        )


@pytest.fixture(scope="module")
def angles(run, tmp_path_factory):
    coordinates, _, _ = recorded(run, belt=True)
    columns = {
        str(name): np.rad2deg(column) if unit == "rad" else column
        for name, unit, column in zip(
            coordinates["coordinate"].values,
            coordinates["unit"].values,
            coordinates.values.T,
            strict=True,
        )
    }
    return write_storage(
        tmp_path_factory.mktemp("angles") / "ik.mot",
        "Coordinates",
        coordinates["time"].values,
        columns,
        in_degrees=False,  # its head lies
    )


@pytest.fixture(scope="module")
def forces(run, tmp_path_factory):
    _, ground, _ = recorded(run, belt=True)
    columns = {}
    for foot in ground["foot"].values.tolist():
        one, letter = ground.sel(foot=foot), foot[0]
        for kind, name in (
            ("force_v", "force"),
            ("force_p", "centre_of_pressure"),
            ("torque_", "torque"),
        ):
            for axis in "xyz":
                values = np.nan_to_num(one[name].sel(axis=axis).values)
                columns[f"{letter}_ground_{kind}{axis}"] = values
    path = tmp_path_factory.mktemp("forces") / "grf.mot"
    return write_storage(path, "forces", ground["time"].values, columns, False)


def test_angles_need_a_runner(angles, forces):
    with pytest.raises(MeasuredError, match="give a runner"):
        hr.track(angles=angles, forces=forces, speed=3.5)


def test_without_forces_a_mass_is_needed(files):
    with pytest.raises(MeasuredError, match=r"run\.trc has no forces that tell the runner's mass"):
        hr.track(files / "run.trc", static=files / "static.trc")


def test_what_was_not_measured_is_not_held_back(files):
    with pytest.raises(MeasuredError, match=r"run\.trc has no forces of the ground that could be"):
        hr.track(files / "run.trc", hold_back=True)


def test_the_command_speaks_in_sentences_and_writes_nothing(files, tmp_path, capsys):
    out = tmp_path / "out"
    args = ["track", "--markers", str(files / "run.trc"), "--strides", "many", "--out", str(out)]
    assert main(args) == 2
    assert "--strides is 'many', but must be a whole number from 1" in capsys.readouterr().err
    assert not out.exists()
    args = ["track", "--markers", str(files / "run.trc"), "--hold-back", "--out", str(out)]
    assert main(args) == 2
    assert "no forces of the ground that could be held back" in capsys.readouterr().err
    assert not out.exists()
    assert main(["track", "--markers", str(files / "static.trc"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["status"] == "bad input"


@pytest.fixture(scope="module")
def followed(run, files) -> Tracked:
    """A computed run's own angles and forces, followed."""
    coordinates, ground, stride = recorded(run, belt=True)
    measured = measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground)
    motion = hr.simulate(run.runner, measured.task, start="cold", mesh=12)
    return Tracked(
        runner=run.runner,
        recording=hr.read([files / "run.trc", files / "run_grf.mot"]).recording,
        strides=(TrackedStride(measured, motion, quality(motion, measured)),),
        averaged=0,
    )


@pytest.fixture(scope="module")
def found(run, angles, forces) -> Tracked:
    """A computed run's own angles, followed without its forces, which are held back."""
    return hr.track(
        angles=angles,
        forces=forces,
        hold_back=True,
        runner=run.runner,
        settings=run.settings.changed(mesh=12),
    )


@pytest.fixture(scope="module")
def alone(found) -> TrackedStride:
    return found.strides[0]


@pytest.mark.slow
def test_angles_alone_give_the_forces_of_the_ground(run, alone):
    weight = run.body.mass * GRAVITY
    off = alone.quality.force_rms
    assert off["vertical"] < 0.25 * weight  # of 2.5 at the peak; markers as people's give the same
    assert off["fore"] < 0.12 * weight
    assert off["side"] < 0.08 * weight
    angles = [v for n, v in alone.quality.angle_rms.items() if not n.startswith("pelvis_t")]
    assert np.rad2deg(np.sqrt(np.mean(np.square(angles)))) < 1.5
    for name in ("hip_flexion_r", "knee_angle_r", "ankle_angle_r"):
        found, known = (m["joint_moment"].sel(coordinate=name).values for m in (alone.motion, run))
        assert np.abs(found).max() == pytest.approx(np.abs(known).max(), rel=0.25)


@pytest.mark.slow
def test_forces_that_are_found_are_the_grounds(run, alone):
    """It carries the weight, does not pull, holds by friction, under the sole, and in no flight."""
    motion, weight = alone.motion, run.body.mass * GRAVITY
    share = motion["duration"].values / motion.stride_time
    force = motion["ground_force"].values
    left = residual_forces(motion)
    carried = share @ (force[..., 1].sum(axis=1) + left.sel(coordinate="pelvis_ty").values)
    assert carried == pytest.approx(weight, rel=0.01)
    x, y, z = np.moveaxis(force, -1, 0)
    assert (y > -1e-6 * weight).all()
    assert (np.abs(x) + np.abs(z) <= FRICTION * y + 1e-4 * weight).all()
    edges = np.append(0.0, np.cumsum(share))
    most = alone.measured.task.pushes(motion.body, edges).most.reshape(share.size, 2, -1)
    flies = most.max(axis=2) == 0.0
    assert flies.any()
    assert np.abs(force[flies]).max() < 1e-6 * weight
    kinematics = motion_kinematics(motion)
    for i, side in enumerate(SIDES):
        frame = kinematics.frames[hind_foot(motion.body, side)]
        sole = np.stack(
            [np.stack(frame.point(p), axis=-1) for _, p in sole_points(motion.body, side)], axis=1
        )
        loaded = y[:, i] > 0.2 * weight
        centre = motion["centre_of_pressure"].values[loaded, i]
        for axis in (0, 2):
            own = sole[loaded, :, axis]
            assert (centre[:, axis] > own.min(axis=1) - 0.01).all()
            assert (centre[:, axis] < own.max(axis=1) + 0.01).all()


@pytest.mark.slow
def test_what_was_found_is_told_as_such(found, alone, tmp_path):
    assert "found from the motion alone" in str(found)
    assert any("degrees" in note for note in found.notes)  # what was taken for what
    found.save(tmp_path / "all")
    told = json.loads((tmp_path / "all" / "result.json").read_text())
    assert told["forces"] == "found"
    off = told["strides"][0]["force_rms"]
    assert set(off) == {"vertical", "fore", "side"}
    assert 0.0 < off["side"] < off["vertical"] < 0.3
    page = (tmp_path / "all" / "stride-1" / "report.html").read_text()
    assert "the ground's forces are found from these" in page.replace("&#39;", "'")
    motion = alone.motion
    assert hr.Motion.load(motion.save(tmp_path / "motion.nc")).task == motion.task
    assert set(hr.Analysis(motion).missing()) == {"ground_work"}


@pytest.mark.slow
def test_a_computed_run_is_found_again(run, followed):
    """Its angles and forces alone, as a laboratory would have them, give its moments back."""
    one = followed.strides[0]
    motion, how = one.motion, one.quality
    angles = [np.rad2deg(v) for n, v in how.angle_rms.items() if not n.startswith("pelvis_t")]
    assert np.sqrt(np.mean(np.square(angles))) < 2.0
    assert how.residual_force[1] < 0.05 * how.peak_force
    assert max(how.reserve.values()) < 0.05 * how.peak_moment
    for name in ("hip_flexion_r", "knee_angle_r", "ankle_angle_r"):
        found, known = (m["joint_moment"].sel(coordinate=name).values for m in (motion, run))
        assert np.abs(found).max() == pytest.approx(np.abs(known).max(), rel=0.15)


@pytest.mark.slow
def test_its_moments_and_contact_forces_are_opensims(followed, opensim_python, shared_data):
    """Of the same angles, forces of the ground and forces of the muscles."""
    motion = followed.strides[0].motion
    taller = motion.body.height / default_body().height
    factors = {segment.name: np.full(3, taller) for segment in motion.body.segments}
    model = shared_data / "models" / MODEL
    theirs = by_opensim(of_motion(motion), motion.body, model, opensim_python, factors)
    assert all(one.rms < 0.02 for one in moments_apart(motion, theirs).values())  # N m/kg
    for joint, one in contact_apart(motion, theirs).items():
        assert one.rms < 0.03 * one.other, joint


@pytest.mark.slow
def test_it_is_held_against_its_plates(followed, found, alone, tmp_path):
    """As a validation does with measured people."""
    person = people()[0]
    recorded = Recorded(markers="run.trc", static="static.trc")
    told = figures(person, recorded, followed, found, tmp_path, None)
    assert told.why == (NO_OPENSIM,) and not told.moments and not told.timing
    assert len(told.curves["knee_angle"]) == 1 and len(told.curves["knee_angle"][0]) == 101
    knee = followed.strides[0].motion["joint_moment"].sel(coordinate="knee_angle_r").values
    most = np.abs(told.curves["knee_angle"]).max() * alone.motion.body.mass
    assert most == pytest.approx(np.abs(knee).max(), rel=0.1)
    free, weight = told.without, alone.motion.body.mass * GRAVITY
    assert free.rms["side"] == pytest.approx(alone.quality.force_rms["side"] / weight)
    assert free.correlation > 0.95
    assert free.peak[0] == pytest.approx(alone.quality.peak_force / weight)
    assert abs(free.centre) < 0.05 and abs(free.unbalanced) < 0.01


@pytest.mark.slow
def test_the_measured_forces_act_as_they_were(run, followed):
    motion = followed.strides[0].motion
    weight = run.body.mass * GRAVITY
    share = motion["duration"].values / motion.stride_time
    total = motion["ground_force"].sum("foot")
    assert share @ total.sel(axis="y").values == pytest.approx(weight, rel=0.01)
    # spread over the soles they balance the body: what is left is the residual that was told
    left = residual_forces(motion).sel(coordinate="pelvis_ty").values
    mass, up = run.body.mass, motion["com_acceleration"].sel(axis="y").values
    needed = mass * (up + GRAVITY) - total.sel(axis="y").values
    np.testing.assert_allclose(left, needed, atol=1e-3 * weight)


@pytest.mark.slow
def test_it_is_a_motion_like_any_other(followed, tmp_path):
    motion = followed.strides[0].motion
    assert hr.Motion.load(motion.save(tmp_path / "motion.nc")).task == motion.task
    missing = hr.Analysis(motion).missing()
    assert set(missing) == {"ground_work"}  # contact's, and there is none
    written = followed.save(tmp_path / "all")
    assert {"result.json", "motion.nc", "report.html"} <= {path.name for path in written}
    told = json.loads((tmp_path / "all" / "result.json").read_text())
    own = told["strides"][0]
    assert own["residual_force"]["max"] >= own["residual_force"]["rms"] > 0.0
    assert {"hip", "knee", "ankle", "patellofemoral", "achilles"} <= set(own["peak"])
    assert own["force_rms"] is None
    assert told["forces"] == "measured"
    assert all(sentence.endswith(".") for sentence in told["believed"])
    assert "lower bounds" in str(followed)
