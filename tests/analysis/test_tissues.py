"""Loads on tissues: published check values, closed forms, sums a kilometre, comparison of runs."""

import json

import numpy as np
import pytest
from fake_motion import fake_motion
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.analysis.elongation import elongation
from hillrunner.analysis.patellofemoral import contact_area, patellofemoral, reaction_ratio
from hillrunner.analysis.phases import stride_phases
from hillrunner.analysis.tissue_table import MEASURES, TISSUES
from hillrunner.analysis.tissues import compare_tissues, tissue_loads
from hillrunner.errors import BodyError
from hillrunner.model.body.paths import path_length
from hillrunner.model.physics.damage import EXPONENTS, damage_rate
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.library import load_shipped
from hillrunner.motion.motion import Motion
from hillrunner.sides import SIDES, on_side


@pytest.fixture(scope="module")
def run():
    return load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def loads(run):
    return tissue_loads(run)


def changed(motion: Motion, muscles: dict[str, float | np.ndarray], name: str = "tendon_force"):
    """The motion with a series of some muscles replaced."""
    data = motion.data.copy()
    values = data[name].values.copy()
    for muscle, value in muscles.items():
        values[:, motion.body.muscle_names.index(muscle)] = value
    data[name] = (data[name].dims, values)
    return Motion(data)


def at_speed(motion: Motion, speed: float) -> Motion:
    """The same stride said to be at another speed: the belt runs faster, nothing else."""
    return Motion(motion.data.assign_attrs(speed=speed))


# --- the published check values -------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "exponent", "ratio"),
    [
        (1.10, 6.6, 1.88),
        (1.10, 9.0, 2.36),
        (1.10, 13.0, 3.45),
        (0.95, 6.6, 0.713),
        (0.95, 9.0, 0.630),
        (0.95, 13.0, 0.513),
    ],
)
def test_damage_sensitivity(change, exponent, ratio):
    # To the three digits that are printed there.
    assert f"{float(damage_rate(change, 1.0, exponent, 1.0)):.3g}" == f"{ratio:.3g}"


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(6, 13), st.floats(1, 2000))
def test_damage_counts_cycles_at_the_reference(peak, reference, exponent, cycles):
    damage = damage_rate(peak, reference, exponent, cycles)
    assert damage_rate(peak, peak, exponent, cycles) == pytest.approx(cycles)
    assert damage_rate(2 * peak, 2 * reference, exponent, cycles) == pytest.approx(damage)
    assert damage_rate(peak, reference, exponent, 2 * cycles) == pytest.approx(2 * damage)
    assert damage_rate(-peak, reference, exponent, cycles) == 0


def test_exponents_are_ordered_and_those_of_the_reference_sheet():
    assert {name: (e.low, e.high) for name, e in EXPONENTS.items()} == {
        "bone": (6, 7),
        "tendon": (9, 12),
        "cartilage": (9, 13),
    }
    assert EXPONENTS["bone"].middle == 6.6
    assert all(e.low < e.middle < e.high for e in EXPONENTS.values())


@pytest.mark.parametrize(
    ("angle", "ratio"),
    [(10, 0.5545), (20, 0.6500), (30, 0.7430), (45, 0.8640), (60, 0.9465), (90, 0.9813)],
)
def test_kneecap_reaction_ratio(angle, ratio):
    assert reaction_ratio(np.deg2rad(angle)) == pytest.approx(ratio, abs=5e-5)


def test_kneecap_reaction_of_roos_2012():
    force = 3928.0 * reaction_ratio(np.deg2rad(44.0))  # N: 157 N m over van Eijden's lever arm
    assert force == pytest.approx(3367, rel=1e-3)
    assert force / (70 * GRAVITY) == pytest.approx(4.9, abs=0.01)
    stress = force / contact_area(np.deg2rad(44.0), "male")
    assert stress == pytest.approx(6e6, rel=0.03)
    old_fit = 0.0781 * 44**2 + 0.6763 * 44 + 151.75  # mm2, which is not used
    assert force / old_fit == pytest.approx(10.1, abs=0.05)


def test_contact_area_is_besiers():
    angles = np.deg2rad([0, 30, 60, 100])
    assert contact_area(angles, "male", False) == pytest.approx([210e-6, 414e-6, 520e-6, 520e-6])
    assert contact_area(angles, "female", False) == pytest.approx([210e-6, 269e-6, 396e-6, 396e-6])
    loaded, free = contact_area(angles, "male"), contact_area(angles, "male", False)
    assert loaded / free == pytest.approx(1.24)


# --- single tissues ---------------------------------------------------------------------------


def test_kneecap_of_a_made_up_motion():
    motion = fake_motion()
    knee = patellofemoral(motion)
    for side in SIDES:
        pull = motion["tendon_force"].sel(muscle=on_side("vaslat", side)).values
        flexion = motion["position"].sel(coordinate=on_side("knee_angle", side)).values
        mine = knee.sel(side=side)
        assert mine["tendon_force"].values == pytest.approx(pull)
        assert mine["force"].values == pytest.approx(pull * reaction_ratio(flexion))
        area = contact_area(flexion, motion.runner.sex)
        assert mine["stress"].values == pytest.approx(mine["force"].values / area)
        assert mine["stress_unloaded_area"].values == pytest.approx(1.24 * mine["stress"].values)


def test_elongation_is_measured_from_standing(run):
    path = run.body.muscle("tfl_r").path
    standing = path_length(path, dict.fromkeys(path.coordinates, 0.0))
    grown = changed(run, {"tfl_r": 1.05 * standing}, "muscle_tendon_length")
    band = elongation(grown, ["tfl_r"])
    assert band["strain"].values == pytest.approx(0.05)
    assert band["standing_length"].values == pytest.approx([0.569], abs=1e-3)


@pytest.mark.parametrize("muscle", ["tfl_r", "bflh_l"])
def test_strain_rate_is_the_rate_of_strain(run, muscle):
    path = elongation(run, [muscle]).isel(muscle=0)
    duration = run["duration"].values
    strain, rate = path["strain"].values, path["strain_rate"].values
    # Over the whole periodic stride it comes back to where it was.
    assert abs((rate * duration).sum()) < 1e-3 * np.ptp(strain)
    rise = np.diff(strain)
    mean = 0.5 * (rate[1:] * duration[1:] + rate[:-1] * duration[:-1])
    assert np.abs(rise - mean).max() < 0.05 * np.ptp(strain)
    assert np.ptp(strain) > 0.02


def test_the_bands_path_is_drawn_from_pelvis_over_thigh_to_shin(run):
    for side in SIDES:
        places = [p.segment for p in run.body.muscle(on_side("tfl", side)).points]
        femur, tibia = on_side("femur", side), on_side("tibia", side)
        assert places == ["pelvis", femur, femur, tibia]


# --- all together -----------------------------------------------------------------------------


def test_every_load_is_there_and_says_what_it_rests_on(run, loads):
    assert loads["measure"].values.tolist() == [m.name for m in MEASURES]
    assert loads["tissue"].values.tolist() == [t.name for t in TISSUES]
    assert loads["series"].shape == (run.data.sizes["time"], len(MEASURES), 2)
    for name in loads.data_vars:
        assert loads[name].attrs["units"] and loads[name].attrs["long_name"]
        assert np.isfinite(loads[name].values).all() or name == "peak_body_weights"
    assert set(loads["measure_grade"].values.tolist()) <= {"A", "M", "model"}
    assert all(loads["measure_assumption"].values.tolist())
    assert all("grade" in s or "model" in s for s in loads["tissue_reference_source"].values)
    assert "not verified" in loads["damage_per_km"].attrs["assumption"]
    assert "injury" in loads.attrs["note"]
    told = json.dumps([loads.attrs, *(loads[n].values.tolist() for n in loads.coords)])
    assert "prevent" not in told


def test_estimates_are_ordered(loads):
    for name in ("peak", "impulse", "per_km"):
        values = loads[name].values
        assert (np.diff(values, axis=2) >= 0).all()
    spread = loads["peak"].sel(side="right")
    for name in ("achilles_stress", "patellofemoral_stress", "tibia_stress", "tibia_strain"):
        own = spread.sel(measure=name)
        assert own.sel(estimate="high") > own.sel(estimate="low")
    stress = loads["peak"].sel(measure="achilles_stress", side="right").values
    force = float(loads["peak"].sel(measure="achilles_force", side="right", estimate="low"))
    assert stress == pytest.approx(force / np.array([70e-6, 60e-6, 50e-6]))


def test_legs_of_a_symmetric_stride_bear_the_same(loads):
    for name in ("peak", "impulse", "per_km"):
        right, left = loads[name].sel(side="right").values, loads[name].sel(side="left").values
        assert left == pytest.approx(right, rel=1e-3, abs=1e-6)


def test_sums_over_a_step_and_a_kilometre(run):
    pulls = {f"{m}_{s}": 1000.0 for m in ("soleus", "gasmed", "gaslat") for s in "rl"}
    loads = tissue_loads(changed(run, pulls))
    own = loads.sel(measure="achilles_force", side="left", estimate="middle")
    weight = run.runner.mass * GRAVITY
    assert float(own["peak"]) == pytest.approx(3000)
    assert float(own["peak_body_weights"]) == pytest.approx(3000 / weight)
    assert float(own["impulse"]) == pytest.approx(3000 * run.stride_time)
    # A constant force over a kilometre is the force times the time that a kilometre takes.
    assert float(own["per_km"]) == pytest.approx(3000 * 1000 / run.speed)
    steps = 1000 / (run.speed * run.stride_time)
    assert float(loads["steps_per_km"]) == pytest.approx(steps)
    damage = loads["damage_per_km"].sel(tissue="achilles_tendon", side="left", estimate="middle")
    for choice, exponent in zip(("low", "middle", "high"), (9.0, 10.5, 12.0), strict=True):
        expected = steps * (3000 / (8.2 * weight)) ** exponent
        assert float(damage.sel(exponent=choice)) == pytest.approx(expected)


def test_achilles_strain_is_that_of_the_tendons(run, loads):
    lengths = [run["tendon_length"].sel(muscle=f"{m}_r") for m in ("soleus", "gasmed", "gaslat")]
    slacks = [run.body.muscle(f"{m}_r").slack_length for m in ("soleus", "gasmed", "gaslat")]
    strain = np.mean([x.values / s - 1 for x, s in zip(lengths, slacks, strict=True)], axis=0)
    own = loads["series"].sel(measure="achilles_strain", side="right").values
    assert own == pytest.approx(strain)
    assert 0.02 < own.max() < 1.2 * run.body.muscle("soleus_r").tendon_strain


def test_hamstrings_count_in_late_swing_and_the_band_in_stance(run, loads):
    weight = stride_phases(run)["weight"].sel(foot="right")
    duration = run["duration"].values
    late = weight.sel(phase="late swing").values > 0.99 * duration
    air = weight.sel(phase="early swing").values > 0.99 * duration
    assert late.sum() > 3 and air.sum() > 3
    force = run["tendon_force"].sel(muscle="bflh_r").values

    def peak(motion, measure):
        return float(
            tissue_loads(motion)["peak"].sel(measure=measure, side="right", estimate="middle")
        )

    before = float(loads["peak"].sel(measure="bflh_force", side="right", estimate="middle"))
    spike = changed(run, {"bflh_r": np.where(air, 5000.0, force)})
    assert peak(spike, "bflh_force") == pytest.approx(before)
    spike = changed(run, {"bflh_r": np.where(late, 5000.0, force)})
    assert peak(spike, "bflh_force") == pytest.approx(5000)
    path = run["muscle_tendon_length"].sel(muscle="tfl_r").values
    spike = changed(run, {"tfl_r": np.where(air, 0.7, path)}, "muscle_tendon_length")
    band = loads["peak"].sel(measure="iliotibial_strain", side="right", estimate="middle")
    assert peak(spike, "iliotibial_strain") == pytest.approx(float(band))


def loaded(change):
    """The change of measures that there was a load of before, of fibres stretched, say."""
    kept = (change["peak_before"] > 0).all("side")
    assert int(kept.sum()) > 0.8 * kept.size
    return change.sel(measure=kept)


def test_a_run_against_itself_changes_nothing(run):
    same = compare_tissues(run, run)
    assert same["peak_change"].values == pytest.approx(0)
    assert same["damage_ratio"].values == pytest.approx(1)
    for name in ("peak_ratio", "per_km_ratio"):
        assert loaded(same)[name].values == pytest.approx(1)


def test_a_stronger_pull_counts_by_the_power(run):
    stem = ("soleus", "gasmed", "gaslat")
    force = run["tendon_force"]
    more = changed(run, {f"{m}_r": 1.1 * force.sel(muscle=f"{m}_r").values for m in stem})
    change = compare_tissues(run, more)
    tendon = change.sel(tissue="achilles_tendon", measure="achilles_force")
    assert tendon["peak_ratio"].sel(side="right").values == pytest.approx(1.1)
    assert tendon["per_km_ratio"].sel(side="right").values == pytest.approx(1.1)
    assert tendon["damage_ratio"].sel(side="right", estimate="low").values == pytest.approx(
        [1.1**9, 1.1**10.5, 1.1**12]
    )
    assert float(tendon["damage_ratio_low"].sel(side="right")) == pytest.approx(2.36, rel=2e-3)
    assert float(tendon["damage_ratio_high"].sel(side="right")) == pytest.approx(1.1**12)
    assert tendon["damage_ratio"].sel(side="left").values == pytest.approx(1)
    assert float(tendon["peak_change"].sel(side="right")) == pytest.approx(
        0.1 * float(tendon["peak_before"].sel(side="right"))
    )
    # The shin bone feels the calf, the kneecap does not.
    peaks = change["peak_ratio"].sel(side="right", estimate="middle")
    assert float(peaks.sel(measure="tibia_compression")) > 1.03
    assert float(peaks.sel(measure="patellofemoral_stress")) == pytest.approx(1)


def test_fewer_steps_a_kilometre_count_in_proportion(run):
    change = compare_tissues(run, at_speed(run, 1.25 * run.speed))
    assert loaded(change)["peak_ratio"].values == pytest.approx(1)
    assert loaded(change)["per_km_ratio"].values == pytest.approx(0.8)
    assert change["damage_ratio"].values == pytest.approx(0.8)


def test_ratios_do_not_depend_on_the_reference_loads(run):
    other = load_shipped("run-4.5.nc")
    old, new = tissue_loads(run), tissue_loads(other)
    change = compare_tissues(run, other)
    # The same body: its references are the same, and cancel.
    ratio = (new["damage_per_km"] / old["damage_per_km"]).values
    assert change["damage_ratio"].values == pytest.approx(ratio, rel=1e-9)
    assert (change["damage_ratio_low"] <= change["damage_ratio_high"]).all()
    peaks = (new["peak"] / old["peak"].where(old["peak"] > 0)).values
    assert change["peak_ratio"].values == pytest.approx(peaks, nan_ok=True)


def test_no_ratio_where_there_was_no_load(run):
    path = run.body.muscle("tfl_r").path
    standing = path_length(path, dict.fromkeys(path.coordinates, 0.0))
    slack = changed(run, {"tfl_r": 0.99 * standing}, "muscle_tendon_length")
    change = compare_tissues(slack, run).sel(measure="iliotibial_strain")
    assert np.isnan(change["peak_ratio"].sel(side="right").values).all()
    assert np.isfinite(change["peak_ratio"].sel(side="left").values).all()
    assert float(change["peak_change"].sel(side="right")) > 0.01


def test_another_body_is_refused_in_a_sentence():
    with pytest.raises(BodyError, match="no muscle gasmed_r, which its tissue loads need"):
        tissue_loads(fake_motion())
