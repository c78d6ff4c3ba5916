"""A computed run that is followed is found again, with its forces and without; its runner
prefers to lean where it leans; and without a change the stride comes back."""

import json

import numpy as np
import pytest
from measured_run import recorded

import hillrunner as hr
from hillrunner.analysis.free_body import motion_kinematics
from hillrunner.analysis.residuals import residual_forces
from hillrunner.model.body.default import default_body
from hillrunner.model.body.parts import hind_foot
from hillrunner.model.mechanics.sole_forces import sole_points
from hillrunner.model.mechanics.supports import FRICTION
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.sides import SIDES
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.tracking.measured_stride import measured_stride
from hillrunner.tracking.on_ground import node_values
from hillrunner.tracking.quality import quality
from hillrunner.tracking.style import style
from hillrunner.tracking.track import Tracked, TrackedStride
from hillrunner.validate.by_opensim import MODEL, by_opensim, of_motion
from hillrunner.validate.followed import contact_apart, moments_apart
from hillrunner.validate.following import NO_OPENSIM, figures
from hillrunner.validate.people import Recorded, people
from hillrunner.worth.prices.prepared import generic_body

MESH = 12
COARSE = 8  # where forces are sought
TIGHT = 1e-6  # of the solver
SAME = 2e-4  # rad (a hundredth of a degree) and m: what the solver's tolerance leaves


@pytest.fixture(scope="module")
def followed(run, files) -> Tracked:
    """A computed run's own angles and forces, followed."""
    coordinates, ground, stride = recorded(run, belt=True)
    measured = measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground)
    motion = hr.simulate(run.runner, measured.task, start="cold", mesh=MESH)
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
        settings=run.settings.changed(mesh=COARSE),
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
    assert abs(how.feet.ahead) < 0.01
    assert how.feet.ankle == pytest.approx(how.feet.ankle_measured, rel=0.15)
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


# what the runner prefers


@pytest.fixture(scope="module")
def leaning(run, followed):
    """A computed run, recorded with its trunk held 5 deg further forward than it ran."""
    coordinates, ground, stride = recorded(run, belt=True)
    coordinates.loc[{"coordinate": "lumbar_extension"}] -= np.deg2rad(5.0)
    measured = measured_stride(run.body, coordinates, stride, stride.start, run.speed, ground)
    settings = hr.Settings().changed(mesh=MESH, tolerance=TIGHT)
    upright = followed.strides[0].motion
    return style(hr.simulate(run.runner, measured.task, start=upright, settings=settings))


@pytest.mark.slow
def test_without_a_change_the_stride_comes_back(leaning):
    own, ground = leaning.motion, leaning.ground.motion
    (q, v), (q0, v0) = (node_values(m, leaning.task.coordinates) for m in (own, ground))
    np.testing.assert_allclose(q, q0, rtol=0.0, atol=SAME)
    np.testing.assert_allclose(v, v0, rtol=0.0, atol=VELOCITY_SCALE * SAME)
    assert own.stride_time == pytest.approx(ground.stride_time, abs=1e-5)
    assert own["activation"].values == pytest.approx(ground["activation"].values, abs=2e-3)
    # and from elsewhere: there and back
    body = generic_body(own)
    more = hr.what_if(own, {"calves": 1.02})
    assert np.abs(more.after["position"].values - own["position"].values).max() > 2.0 * SAME
    back = hr.simulate(own.runner, own.task, body=body, start=more.after, settings=own.settings)
    np.testing.assert_allclose(back["position"].values, own["position"].values, atol=SAME)
    assert more.actual == pytest.approx(more.expected, abs=0.15 * abs(more.expected))


@pytest.mark.slow
def test_who_leans_prefers_to_lean(leaning):
    assert leaning.efforts[0] > leaning.efforts[1]
    saved = leaning.saved.sel(coordinate="lumbar_extension")
    assert (saved > 0.0).all()  # effort alone would have more extension, that is, less lean
    others = np.abs(leaning.saved.sel(coordinate=["hip_rotation_r", "ankle_angle_r"])).max()
    assert float(saved.max()) > 0.0 and np.isfinite(others)
    assert "Effort" in str(leaning) or "effort" in str(leaning)
    told = json.loads(leaning.to_json())
    assert told["effort"]["own"] == pytest.approx(leaning.efforts[0])
    assert set(told["saved_per_deg_or_cm"]) == set(leaning.task.coordinates)


@pytest.mark.slow
def test_it_is_saved_and_changed_again(leaning, tmp_path):
    path = leaning.motion.save(tmp_path / "own.nc")
    own = hr.Motion.load(path)
    assert own.task == leaning.task
    price = hr.prices(own)
    assert np.isfinite(price["stronger"]).all()
    assert price.attrs["value"] == pytest.approx(leaning.efforts[0], rel=1e-4)
    # of energy: without what is preferred, and without standing
    assert 0.8 < hr.prices(own, of="energy").attrs["value"] / leaning.costs[0] < 1.0
    quick = hr.technique(own, step_rate=1.02 * 120.0 / own.stride_time)
    assert quick.effort > -0.1
    assert quick.prices["step_rate"].motion.stride_time == pytest.approx(own.stride_time / 1.02)
