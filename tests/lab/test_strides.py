"""Cutting measured angles into strides, and comparing them with a motion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fake_motion import CONTACT as CONTACT_LENGTH
from fake_motion import PEAK, STRIDE, TOUCH, fake_motion
from hypothesis import example, given, settings
from hypothesis import strategies as st
from measured import strides_of
from synthetic import leg_angles

from hillrunner.errors import MeasuredError, MotionError
from hillrunner.lab.compare import compare
from hillrunner.lab.storage import Table, read_storage
from hillrunner.lab.strides import MeasuredStrides, cut_strides
from hillrunner.motion import library
from hillrunner.motion.phase import at_times, contact_time
from hillrunner.published.bands import bands_for, minetti_cost


def measured(strides: float = 6.0, stride: float = 0.7, rate: float = 150.0, **other) -> Table:
    """A made-up recording in degrees."""
    time = np.arange(0.0, strides * stride, 1.0 / rate)
    columns = {}
    for side, shift in (("r", 0.1), ("l", 0.6)):
        for name, values in leg_angles((time / stride - shift) % 1.0).items():
            columns[f"{name}_{side}"] = values
    columns["pelvis_tilt"] = -5.0 + np.sin(4 * np.pi * time / stride)
    columns["pelvis_ty"] = 0.95 - 0.04 * np.cos(4 * np.pi * (time / stride - 0.26))
    columns["knee_angle_r_beta"] = time
    table = Table("t", time, columns, True, {}, (), "made_up.mot")
    return replace(table, **other)


def scaled(table: Table, factor: float, names: str = "") -> dict[str, np.ndarray]:
    return {
        name: values * (factor if names in name and name != "pelvis_ty" else 1.0)
        for name, values in table.columns.items()
    }


def assert_same(a: MeasuredStrides, b: MeasuredStrides) -> None:
    assert a.count == b.count
    for name in a.mean:
        np.testing.assert_allclose(a.mean[name], b.mean[name], atol=1e-9)


def test_strides_are_whole_and_periodic():
    strides = cut_strides(measured())
    assert strides.count in (4, 5)
    assert strides.stride_time == pytest.approx(0.7, abs=0.002)
    assert strides.phase[[0, -1]].tolist() == [0.0, 100.0]
    assert "knee_angle_r_beta" not in strides.mean and "pelvis_ty" not in strides.mean
    knee = strides.mean["knee_angle_r"]
    assert knee[0] == pytest.approx(knee[-1], abs=0.01)
    assert np.rad2deg(knee.max()) == pytest.approx(103.0, abs=0.5)
    assert strides.sd["knee_angle_r"].max() < 0.02
    assert strides.strides["knee_angle_r"].shape == (strides.count, 101)
    assert any("pro_sup_r" in warning for warning in strides.warnings)  # never changes: locked


def test_summary_names_the_peaks():
    numbers = cut_strides(measured()).summary()
    assert numbers["cadence"] == pytest.approx(120 / 0.7, rel=0.005)
    assert numbers["knee_swing_max"] == pytest.approx(103.0, abs=0.5)
    assert numbers["knee_stance_max"] == pytest.approx(45.0, abs=0.5)
    assert numbers["hip_flexion_max"] == pytest.approx(36.0, abs=0.2)
    assert numbers["ankle_plantarflexion_max"] == pytest.approx(-25.0, abs=1.0)


def test_radians_are_understood_with_and_without_a_header():
    table = measured()
    expected = cut_strides(table)
    radians = scaled(table, np.pi / 180.0)
    told = cut_strides(replace(table, columns=radians, in_degrees=False))
    assert_same(told, expected)
    assert told.warnings == expected.warnings
    for said in (None, True):  # silent, and lying
        strides = cut_strides(replace(table, columns=radians, in_degrees=said))
        assert_same(strides, expected)
        assert any("radians" in warning for warning in strides.warnings)
    lying = cut_strides(replace(table, in_degrees=False))
    assert_same(lying, expected)
    assert any("taken as degrees" in warning for warning in lying.warnings)


def test_negative_knee_flexion_is_turned_and_told():
    table = measured()
    strides = cut_strides(replace(table, columns=scaled(table, -1.0, "knee_angle_r")))
    assert_same(strides, cut_strides(table))
    assert any("knee_angle_r is negative" in warning for warning in strides.warnings)


def test_paths_as_labels():
    table = measured()
    columns = {f"/jointset/j/{name}/value": values for name, values in table.columns.items()}
    assert_same(cut_strides(replace(table, columns=columns)), cut_strides(table))


def test_no_stride_spans_a_gap():
    table = measured(8)
    keep = (table.time < 2.3) | (table.time > 3.9)
    broken = replace(
        table,
        time=table.time[keep],
        columns={name: values[keep] for name, values in table.columns.items()},
    )
    strides = cut_strides(broken)
    assert any("1 gaps" in warning for warning in strides.warnings)
    assert strides.stride_time_sd < 0.01
    ends = strides.contacts + strides.stride_time
    assert not any(a < 2.3 and b > 3.9 for a, b in zip(strides.contacts, ends, strict=True))


def test_single_strides_strung_together():
    whole = measured()
    times, parts = [], {name: [] for name in whole.columns}
    for k in range(3):  # each a closed cycle that starts somewhere, with a gap after it
        pick = slice(20 * k, 20 * k + 106)
        times.append(whole.time[pick] + 5.0 * k)
        for name, values in whole.columns.items():
            parts[name].append(values[pick])
    table = replace(
        whole,
        time=np.concatenate(times),
        columns={name: np.concatenate(values) for name, values in parts.items()},
    )
    strides = cut_strides(table)
    assert strides.count == 3
    expected = cut_strides(whole).mean["knee_angle_r"]
    assert np.sqrt(np.mean((strides.mean["knee_angle_r"] - expected) ** 2)) < np.deg2rad(1.0)


def test_what_cannot_be_cut():
    table = measured()
    with pytest.raises(MeasuredError, match=r"no knee_angle_r.*hip_flexion_r, knee_angle_r"):
        cut_strides(replace(table, columns={"hip_flexion_r": table.columns["hip_flexion_r"]}))
    with pytest.raises(MeasuredError, match="no whole right running stride"):
        cut_strides(measured(0.8))
    still = {name: np.full(table.time.size, 20.0) for name in table.columns}
    with pytest.raises(MeasuredError, match="hip_flexion_r never changes"):
        cut_strides(replace(table, columns=still))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), size=st.integers(1, 400), rate=st.sampled_from([25, 60, 1000])
)
@example(seed=336, size=336, rate=25)  # strides of which none is near the median
def test_noise_is_cut_or_refused_in_a_sentence(seed, size, rate):
    random = np.random.default_rng(seed)
    names = ("hip_flexion_r", "knee_angle_r", "ankle_angle_r", "pelvis_ty")
    columns = {name: 50.0 * random.standard_normal(size) for name in names}
    time = np.cumsum(random.choice([1, 1, 1, 30], size) / rate)
    try:
        strides = cut_strides(Table("noise", time, columns, True, {}))
    except MeasuredError:
        return
    assert strides.count and all(np.isfinite(v).all() for v in strides.mean.values())


def known_contacts(rate: float = 150.0, noise: float = 0.0) -> tuple[Table, np.ndarray]:
    """A runner in free flight whose foot bears (1 - cos) of the load from known instants on."""
    step, contact = 0.35, 0.24
    fine = np.arange(0.0, 12 * step, 1e-4)
    since = (fine - 0.1) % step
    load = np.where(since < contact, 1.0 - np.cos(2 * np.pi * since / contact), 0.0)
    acceleration = 9.81 * (load * step / contact - 1.0)
    velocity = np.cumsum(acceleration) * 1e-4
    height = np.cumsum(velocity - velocity.mean()) * 1e-4
    time = np.arange(0.0, fine[-1], 1.0 / rate)
    stride = 2 * step
    columns = {f"{k}_r": v for k, v in leg_angles(((time - 0.1) / stride) % 1.0).items()}
    random = np.random.default_rng(0)
    columns["pelvis_ty"] = 0.9 + np.interp(time, fine, height)
    columns["pelvis_ty"] += noise * random.standard_normal(time.size)
    return Table("t", time, columns, True, {}), 0.1 + stride * np.arange(6)


@pytest.mark.parametrize("rate", [30.0, 60.0, 150.0, 500.0])
def test_contact_is_when_the_pelvis_stops_falling(rate):
    table, landings = known_contacts(rate)
    strides = cut_strides(table)
    error = np.array([c - landings[np.argmin(np.abs(landings - c))] for c in strides.contacts])
    # This load rises from zero with zero slope: people's is at 50 N some 12 ms later.
    assert strides.count == 4 and 0.0 < error.mean() < 0.024 and error.std() < 0.004
    assert strides.timing_error == pytest.approx(np.hypot(0.005, 0.2 / rate), rel=0.02)
    assert not any("foot contact" in text for text in strides.warnings)


def test_contact_without_a_pelvis_is_stated_as_uncertain():
    table, _ = known_contacts()
    bare = {name: v for name, v in table.columns.items() if name != "pelvis_ty"}
    strides = cut_strides(replace(table, columns=bare))
    assert strides.timing_error > 0.03
    assert any("from the knee alone" in text for text in strides.warnings)


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1e3), ("cm", 1e2)])
def test_the_unit_of_the_pelvis_height_is_told_by_its_size(unit, factor):
    table, _ = known_contacts()
    columns = table.columns | {"pelvis_ty": factor * table.columns["pelvis_ty"]}
    strides = cut_strides(replace(table, columns=columns))
    np.testing.assert_allclose(strides.contacts, cut_strides(table).contacts, atol=1e-6)
    assert any(f"was taken as {unit}" in text for text in strides.warnings)
    absurd = cut_strides(replace(table, columns=table.columns | {"pelvis_ty": 7 + table.time}))
    assert any("is no height of a pelvis" in text for text in absurd.warnings)


@pytest.mark.parametrize("heading", [90.0, 180.0, -178.0])
def test_a_runner_who_heads_elsewhere_is_turned(heading):
    table, _ = known_contacts()
    turn = 10.0 * np.sin(2 * np.pi * table.time / 0.7)
    along = cut_strides(replace(table, columns=table.columns | {"pelvis_rotation": turn}))
    wrapped = (turn + heading + 180.0) % 360.0 - 180.0
    away = cut_strides(replace(table, columns=table.columns | {"pelvis_rotation": wrapped}))
    gap = away.mean["pelvis_rotation"] - along.mean["pelvis_rotation"]
    assert np.abs(gap).max() < np.deg2rad(1.0)
    assert len(away.warnings) == len(along.warnings) + 1
    assert any("off the x axis" in text for text in away.warnings)


def test_walking_is_refused():
    table, _ = known_contacts()
    walk = 0.9 + 0.02 * np.cos(4 * np.pi * table.time / 0.7)
    with pytest.raises(MeasuredError, match="walking, not running.*the pelvis never falls freely"):
        cut_strides(replace(table, columns=table.columns | {"pelvis_ty": walk}))
    slow = {name: v for name, v in table.columns.items() if name != "pelvis_ty"}
    slow["knee_angle_r"] = 0.6 * slow["knee_angle_r"]
    with pytest.raises(MeasuredError, match="walking, not running.*the knee flexes to 6"):
        cut_strides(replace(table, time=1.5 * table.time, columns=slow))


def test_a_bad_cell_matters_in_the_columns_that_are_needed():
    table, _ = known_contacts()
    few = {name: v for name, v in table.columns.items() if name != "knee_angle_r"}
    sentence = "t.mot, line 9: column knee_angle_r holds 'nan', which is no finite number."
    with pytest.raises(MeasuredError, match="line 9: column knee_angle_r"):
        cut_strides(replace(table, columns=few, unusable={"knee_angle_r": sentence}))
    spare = cut_strides(replace(table, unusable={"mtp_angle_r": sentence}))
    assert_same(spare, cut_strides(table))


def test_contact_of_our_own_motion_is_that_of_its_forces(shared_cases):
    """Of a run at 3.5 m/s whose right force rises through 50 N at 0.0235 s, every 0.6601 s."""
    for name in ("10-own-motion-roundtrip/m00_plain.mot", "18-header-and-format/m12_fs30.mot"):
        strides = cut_strides(read_storage(shared_cases / name))
        error = (strides.contacts - 0.0235 + 0.33) % 0.6601 - 0.33
        assert abs(error.mean()) < strides.timing_error < 0.01


@pytest.mark.parametrize("speed", ["2", "2.5", "3", "3.5", "4", "4.5", "5"])
def test_contact_of_shipped_runs_is_that_of_their_forces(speed):
    motion = library.load_shipped(f"run-{speed}.nc")
    stride, touch = motion.stride_time, contact_time(motion)
    time = np.arange(0.0, 4 * stride, 0.01)
    columns = {
        c: at_times(motion, motion["position"].sel(coordinate=c).values, time)
        for c in ("hip_flexion_r", "knee_angle_r", "ankle_angle_r", "pelvis_tilt", "pelvis_ty")
    }
    strides = cut_strides(Table("own", time, columns, False, {}))
    error = (strides.contacts - touch + stride / 2) % stride - stride / 2
    assert abs(error.mean()) < 2.0 * strides.timing_error < 0.011


@pytest.mark.parametrize(
    "name", ["m01_negknee", "m02_lie", "m03_t0", "m07_dup", "m12_fs30", "m16_rows"]
)
def test_headers_and_formats_that_gave_trouble(shared_cases, name):
    strides = cut_strides(read_storage(shared_cases / "18-header-and-format" / f"{name}.mot"))
    assert strides.stride_time == pytest.approx(0.6601, abs=0.002)
    assert strides.summary()["knee_swing_max"] == pytest.approx(107.7, abs=0.5)
    assert strides.warnings or name in ("m03_t0", "m12_fs30")


@pytest.mark.parametrize(("speed", "stride"), [("25", 0.76), ("35", 0.70), ("45", 0.647)])
def test_real_strides_agree_with_those_cut_by_forces(shared_data, speed, stride):
    folder = shared_data / "rbds_S011"
    strides = cut_strides(read_storage(folder / f"RBDS011_T{speed}_ik_complex.mot"))
    reference = np.load(folder / "rbds_mean_cycles.npz")
    names = reference["angle_names"].tolist()
    assert strides.count == 8  # of 10: the file begins and ends at a contact
    assert strides.stride_time == pytest.approx(stride, abs=0.008)
    assert strides.warnings == ()
    for name in ("hip_flexion_r", "knee_angle_r", "ankle_angle_r", "knee_angle_l"):
        by_force = reference[f"RBDS011_T{speed}_angle_mean"][names.index(name)]
        error = np.rad2deg(strides.mean[name]) - by_force
        assert np.sqrt(np.mean(error**2)) < 1.5, name


def test_real_contacts_against_a_force_plate(shared_data):
    """Another runner, laboratory and model: 60 Hz, knee flexion negative, locked feet."""
    folder = shared_data / "hamner2010_subject02"
    strides = cut_strides(read_storage(folder / "subject02_running_ik.mot"))
    forces = read_storage(folder / "subject02_running_grf.mot")
    force = forces.columns["ground_force_vy"]
    k = np.flatnonzero((force[:-1] < 50.0) & (force[1:] >= 50.0))
    share = (50.0 - force[k]) / (force[k + 1] - force[k])
    plate = forces.time[k] + share * (forces.time[k + 1] - forces.time[k])
    error = np.array([c - plate[np.argmin(np.abs(plate - c))] for c in strides.contacts])
    assert strides.count == 13
    assert abs(error.mean()) < 0.008 and error.std() < 0.008  # s
    assert any("knee_angle_r is negative" in warning for warning in strides.warnings)
    assert any("locked" in warning for warning in strides.warnings)


def test_squats_hold_no_running_stride(shared_data):
    with pytest.raises(MeasuredError, match="no whole right running stride"):
        cut_strides(read_storage(shared_data / "squat_opencap_S4" / "Subject4_squats1_ik.mot"))


def test_a_motion_compared_with_itself():
    motion = fake_motion()
    same = compare(motion, strides_of(motion))
    assert same.rms < 1e-12 and same.shift == pytest.approx(0.0, abs=1e-9)
    knee = same.coordinates["knee_angle_r"]
    assert knee.spread == pytest.approx(0.02)
    assert same.timing_uncertainty == pytest.approx(100 * 0.004 / STRIDE)
    moved = compare(motion, strides_of(motion, offset=-0.1))
    assert moved.coordinates["knee_angle_r"].offset == pytest.approx(0.1)
    assert moved.rms == pytest.approx(0.1)


def test_a_shift_in_time_is_found_and_bounded():
    motion = fake_motion()
    early = compare(motion, strides_of(motion, shift=0.02))
    assert early.shift == pytest.approx(2.0, abs=0.11)
    knee = early.coordinates["knee_angle_r"]
    assert knee.rms_shifted < 0.1 * knee.rms
    assert compare(motion, strides_of(motion, shift=0.2)).shift == pytest.approx(3.0)


def test_nothing_in_common():
    strides = strides_of(fake_motion())
    with pytest.raises(MeasuredError, match="nothing to compare"):
        compare(fake_motion(), replace(strides, mean={"elbow_flex_r": strides.phase}))


def test_contact_is_when_the_force_rises_through_the_threshold():
    motion = fake_motion(points=400)
    weight = motion.runner.mass * 9.80665
    late = np.arcsin(50.0 / (PEAK * weight)) / np.pi * CONTACT_LENGTH
    assert contact_time(motion) == pytest.approx(TOUCH + late, abs=2e-4)
    assert contact_time(motion, "left") == pytest.approx(TOUCH + STRIDE / 2 + late, abs=2e-4)
    motion.data["ground_force"][:] = 0.0
    with pytest.raises(MotionError, match="right foot is never on the ground"):
        contact_time(motion)


def test_interpolation_is_periodic_and_exact_at_its_points():
    motion = fake_motion(points=60)
    time, values = motion.data["time"].values, motion["activation"].values
    np.testing.assert_allclose(at_times(motion, values, time), values, atol=1e-12)
    np.testing.assert_allclose(at_times(motion, values, time - 3 * STRIDE), values, atol=1e-9)
    seam = at_times(motion, values, np.array([0.0, STRIDE]))
    np.testing.assert_allclose(seam[0], seam[1], atol=1e-12)


def test_bands_mark_inside_and_outside():
    bands = {band.key: band for band in bands_for(3.5)}
    assert len(bands) == 15
    assert bands["cadence"].status(172 + 21) == "inside"
    assert bands["cadence"].status(172 + 23) == "outside"
    assert bands["knee_swing_max"].status(97.0) == "outside"
    assert bands["peak_braking_force"].status(-3.0) is None  # no published spread
    assert [band.key for band in bands_for(3.0)] == ["cost_of_transport"]
    assert {band.key for band in bands_for(2.5)} == {"cadence", "cost_of_transport"}


@pytest.mark.parametrize(
    ("grade", "mean", "sd"), [(0.45, 18.93, 1.74), (0.0, 3.40, 0.24), (-0.2, 1.73, 0.36)]
)
def test_cost_on_slopes_is_that_measured(grade, mean, sd):
    assert minetti_cost(grade) == pytest.approx(mean, abs=sd)


def test_slopes_have_a_cost_only():
    assert [band.key for band in bands_for(3.5, 0.1)] == ["cost_of_transport"]
    assert bands_for(3.5, 0.6) == ()
