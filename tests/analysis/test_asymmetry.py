"""Left against right: known differences, and runs in a mirror, whose sides change places."""

import numpy as np
import pytest
from fake_motion import PEAK, STRIDE, fake_motion
from lopsided import copied, later, mirrored, stronger

from hillrunner.analysis.asymmetry import LEFT_OPEN, asymmetry, differs, symmetry_index
from hillrunner.analysis.contact_forces import joint_contact
from hillrunner.analysis.energy import energy
from hillrunner.analysis.induced import induced_shares, induced_shares_by_foot
from hillrunner.analysis.joints import joint_mechanics
from hillrunner.analysis.muscles import group_roles, muscle_roles
from hillrunner.analysis.phases import stride_phases
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.springs import springs
from hillrunner.analysis.steps import step_numbers
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.analysis.validity import validity
from hillrunner.motion.library import load_shipped
from hillrunner.sides import SIDES, opposite, other_side, side_of

FACTOR, DELAY = 0.8, 0.02  # of the left leg's forces; s


@pytest.fixture(scope="module")
def run():
    return load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def limping(run):
    """The left leg pushes less, and later."""
    return later(stronger(run, FACTOR), DELAY)


@pytest.fixture(scope="module")
def image(limping):
    return mirrored(limping)


@pytest.fixture(scope="module")
def found(limping):
    return asymmetry(limping)


def test_the_index_in_closed_form():
    right, left = np.array([3.0, 1.0, 0.0, 0.0, 2.0]), np.array([1.0, 3.0, 0.0, 5.0, 2.0])
    assert symmetry_index(right, left) == pytest.approx([100.0, -100.0, 0.0, -200.0, 0.0])


def test_a_symmetric_run_has_no_difference(run):
    found = asymmetry(run)
    assert not differs(found)
    assert float(abs(found["difference"]).max()) < 0.05
    assert set(found["section"].values) == {
        "step",
        "ground",
        "joint",
        "contact",
        "tissue",
        "muscle",
    }
    assert (found["right"] >= 0).all() and (found["left"] >= 0).all()
    for name in found.data_vars:
        assert found[name].attrs["units"] and found[name].attrs["long_name"]


def test_forces_times_a_factor_are_that_far_apart(run):
    found = asymmetry(stronger(run, FACTOR)).set_index(measure=["section", "part", "quantity"])
    expected = 100 * (1 - FACTOR) / (0.5 * (1 + FACTOR))
    for key in (
        ("ground", "", "peak_vertical_force"),
        ("ground", "", "braking_impulse"),
        ("joint", "knee", "extension_moment"),
        ("joint", "ankle", "work_positive"),
        ("tissue", "achilles_force", "impulse"),
        ("tissue", "patellofemoral_stress", "peak"),
        ("muscle", "glutes", "peak_force"),
        ("muscle", "calves", "force_impulse"),
        ("muscle", "hamstrings", "work_negative"),
    ):
        assert float(found["difference"].sel(measure=key)) == pytest.approx(expected, abs=0.05), key
    for key in (("step", "", "step_time"), ("muscle", "glutes", "activation")):
        assert abs(float(found["difference"].sel(measure=key))) < 1.0, key
    assert differs(asymmetry(stronger(run, FACTOR)))


def test_a_late_foot_changes_steps_and_no_peak(run):
    found = asymmetry(later(run, DELAY)).set_index(measure=["section", "part", "quantity"])
    steps = found.sel(measure=("step", "", "step_time"))
    half = 0.5 * run.stride_time
    # A force that is moved between points of a coarse mesh rises earlier: half a point's length.
    rise = 0.5 * float(run["duration"].max())
    assert float(steps["right"]) == pytest.approx(half + DELAY, abs=rise)
    assert float(steps["left"]) == pytest.approx(half - DELAY, abs=rise)
    ratio = float(steps["right"] - steps["left"]) / half
    assert float(steps["difference"]) == pytest.approx(100 * ratio, rel=1e-3)
    impulse = found["difference"].sel(measure=("muscle", "calves", "force_impulse"))
    assert abs(float(impulse)) < 1.0


def test_small_differences_are_left_open_by_the_solver(run):
    assert not differs(asymmetry(stronger(run, 1 - 0.005 * LEFT_OPEN)))
    assert differs(asymmetry(stronger(run, 1 - 0.02 * LEFT_OPEN)))


def test_a_mirror_changes_the_sign(found, image):
    seen = asymmetry(image)
    assert seen["measure"].values.tolist() == found["measure"].values.tolist()
    for ours, theirs in (("right", "left"), ("left", "right")):
        assert seen[ours].values == pytest.approx(found[theirs].values, rel=1e-3, abs=1e-6)
    difference = found["difference"].values
    assert seen["difference"].values == pytest.approx(-difference, abs=0.1)
    assert np.abs(difference).max() > 20


def swapped(data, dim):
    """With the sides of a dimension in each other's place; what belongs to no side is left out."""
    names = [n for n in data[dim].values.tolist() if n in SIDES or side_of(n)]
    others = [opposite(n) if n in SIDES else other_side(n) for n in names]
    return data.sel({dim: others}).assign_coords({dim: names}), data.sel({dim: names})


@pytest.mark.parametrize(
    ("analysis", "dim", "names"),
    [
        (step_numbers, "side", None),
        (stride_phases, "foot", ["weight"]),
        (muscle_roles, "muscle", ["force", "activation", "fibre_work_positive", "peak_force"]),
        (group_roles, "side", ["force", "activation", "fibre_work_negative", "peak_force"]),
        (springs, "side", ["achilles_energy", "achilles_tendon_share", "achilles_net_work"]),
        (springs, "muscle", ["energy_stored", "peak_strain", "tendon_share"]),
        (joint_contact, "joint", ["magnitude", "peak", "peak_bw"]),
        (joint_mechanics, "foot", ["stance_work_positive", "stance_share", "pelvic_drop"]),
        (joint_mechanics, "joint", ["joint_work_positive", "joint_power_max"]),
        (tissue_loads, "side", ["series", "peak", "impulse", "damage_per_km"]),
        (energy, "side", ["group_cost", "group_phase_cost"]),
        (validity, "muscle", ["fibre_shortest", "fibre_at", "activation_highest", "fibre_share"]),
        (validity, "sphere", ["depth", "depth_at"]),
        (induced_shares_by_foot, "foot", ["contribution_bw"]),
    ],
)
def test_in_a_mirror_the_sides_change_places(limping, image, analysis, dim, names):
    """So no analysis takes one leg for the other, or half a stride later for the other leg."""
    ours, theirs = analysis(limping), analysis(image)
    compared = 0
    for name in names or list(ours.data_vars):
        swap, _ = swapped(ours[name], dim)
        _, seen = swapped(theirs[name], dim)
        if "axis" in swap.dims:  # sideways, a mirror turns
            swap, seen = swap.sel(axis=["x", "y"]), seen.sel(axis=["x", "y"])
        size = float(np.nanmax(np.abs(swap.values)))
        np.testing.assert_allclose(
            seen.values, swap.transpose(*seen.dims).values, atol=2e-3 * size, rtol=0
        )
        compared += seen.size
    assert compared > 1


def test_shares_of_both_feet_are_the_mean_of_each(limping):
    each, both = induced_shares_by_foot(limping), induced_shares(limping)
    right, left = (each["contribution"].sel(foot=side) for side in SIDES)
    assert both["contribution"].values == pytest.approx(0.5 * (right + left).values)
    assert both["contribution"].attrs == each["contribution"].attrs
    gap = abs(right - left).sel(phase="stance", axis="y").max()
    assert float(gap) > 0.1  # m/s2


def test_a_foot_that_never_brakes_leaves_the_others_braking(run):
    motion = copied(run)
    along = motion.data["ground_force"].loc[dict(foot="left", axis="x")]
    motion.data["ground_force"].loc[dict(foot="left", axis="x")] = abs(along) + 1e-3
    each, both = induced_shares_by_foot(motion), induced_shares(motion)
    braking = dict(phase="braking", axis="x", source_group="quadriceps")
    assert np.isnan(float(each["contribution"].sel(foot="left", **braking)))
    assert float(both["contribution"].sel(braking)) == pytest.approx(
        float(each["contribution"].sel(foot="right", **braking))
    )


def test_a_body_without_tissues_has_the_rest():
    found = asymmetry(fake_motion(points=200))
    assert "tissue" not in found["section"].values
    peaks = found.sel(measure="peak_vertical_force")
    assert float(peaks["right"]) == pytest.approx(PEAK * 75 * 9.80665, rel=1e-3)
    assert float(found["right"].sel(measure="step_time")) == pytest.approx(STRIDE / 2, abs=1e-3)


def test_numbers_of_the_left_leg_are_the_left_legs(limping, image):
    left, seen = spatiotemporal(limping, "left"), spatiotemporal(image, "right")
    for name in ("knee_stance_max", "knee_contact", "peak_plantarflexion_moment"):
        assert getattr(left, name) == pytest.approx(getattr(seen, name), rel=1e-3)
    assert left.peak_group_force == pytest.approx(seen.peak_group_force, rel=1e-3)
    right = spatiotemporal(limping, "right")
    assert left.peak_knee_extension_moment < 0.9 * right.peak_knee_extension_moment
    assert left.cadence == right.cadence
