"""Roles of muscles: closed forms on made-up numbers, budgets on shipped runs."""

import numpy as np
import pytest
from fake_motion import GROUPS, STRIDE, fake_motion

from hillrunner import Motion
from hillrunner.analysis.muscles import (
    HOLD_SPEED,
    REST_FORCE,
    REST_WORK,
    group_roles,
    muscle_powers,
    muscle_roles,
)
from hillrunner.analysis.phases import PHASES, phase_weights
from hillrunner.errors import MotionError
from hillrunner.motion.library import load_shipped
from hillrunner.tell.words.roles import describe_role

MAX_FORCE, OPTIMAL = 3000.0, 0.08  # of the made-up muscles
ONE = {"muscle": "soleus_r", "phase": "push-off"}
WORKS = [
    f"{part}_work_{sign}"
    for part in ("fibre", "tendon", "muscle_tendon")
    for sign in ("positive", "negative")
]


def working(force: float, fibre_speed=0.0, tendon_speed=0.0, points: int = 200) -> Motion:
    """Every muscle at constant force (N); speeds (m/s) are numbers or functions of time."""
    motion = fake_motion(points=points)
    data = motion.data
    time = data["time"].values
    whole = np.zeros((time.size, data.sizes["muscle"]))
    fibre, tendon = (
        whole + np.reshape(s(time) if callable(s) else s + 0 * time, (-1, 1))
        for s in (fibre_speed, tendon_speed)
    )
    for name, values in (
        ("tendon_force", whole + force),
        ("active_force", whole + 0.8 * force),
        ("passive_force", whole + 0.2 * force),
        ("fibre_velocity", fibre),
        ("tendon_velocity", tendon),
        ("muscle_tendon_velocity", fibre + tendon),
    ):
        data[name].values[:] = values
    return motion


@pytest.fixture(scope="module", params=("run-2.nc", "run-3.5.nc", "run-3.5-grade-0.10.nc"))
def run(request):
    return load_shipped(request.param)


def test_constant_shortening_in_closed_form():
    motion = working(1500.0, fibre_speed=-0.2)
    roles = muscle_roles(motion)
    lasting = phase_weights(motion, motion.body.muscle_names, "muscle").sum("time")
    assert roles["fibre_power"].values == pytest.approx(300.0)
    assert roles["tendon_power"].values == pytest.approx(0.0)
    assert roles["muscle_tendon_power"].values == pytest.approx(300.0)
    assert roles["fibre_work_positive"].values == pytest.approx(300.0 * lasting.values)
    assert roles["fibre_work_negative"].values == pytest.approx(0.0)
    assert roles["force"].values == pytest.approx(1500.0)
    assert roles["peak_force"].values == pytest.approx(1500.0)
    assert roles["fibre_length"].values == pytest.approx(1.0)
    assert roles["fibre_velocity"].values == pytest.approx(-0.2 / OPTIMAL)
    assert roles["fibre_work_positive"].sum("phase").values == pytest.approx(300.0 * STRIDE)


def test_groups_add_up():
    groups = group_roles(working(1500.0, fibre_speed=-0.2))
    assert list(groups["group"].values) == ["quadriceps", "hamstrings", "calves", "glutes"]
    assert groups["force"].values == pytest.approx(1500.0)  # one muscle in each
    assert set(groups["doing"].values.ravel()) == {"driving"}


@pytest.mark.parametrize(
    "word, force, fibre, tendon",
    [
        ("driving", 1000, -0.1, 0.0),
        ("braking", 1000, 0.1, 0.0),
        ("braking", 1000, 0.1, -0.09),
        ("springing", 1000, 0.1, -0.11),
        ("springing", 1000, 0.02, 0.1),
        ("holding", 1000, 0.02, -0.01),
        ("holding", 1000, 0.0, 0.0),
        ("resting", 100, -0.02, 0.0),
        ("driving", 100, -0.5, 0.0),  # little force, but not little work
    ],
)
def test_words_follow_from_the_numbers(word, force, fibre, tendon):
    motion = working(force, fibre_speed=fibre, tendon_speed=tendon)
    assert str(muscle_roles(motion).sel(ONE)["doing"].item()) == word
    assert str(group_roles(motion).sel(side="right", group="calves", phase="push-off")[
        "doing"
    ].item()) == word  # fmt: skip
    assert describe_role(muscle_roles(motion).sel(ONE)).startswith(f"{word}: it")


def test_words_in_figures():
    roles = muscle_roles(working(1000, fibre_speed=0.1)).sel(ONE)
    joules = 100.0 * 0.5 * 0.23  # W, s: push-off is half of the contact, less its faint edge
    told = describe_role(roles)
    assert float(told.split()[-2]) == pytest.approx(joules, rel=0.02)


def test_a_leg_without_contact_is_refused():
    motion = working(1000)
    motion.data["ground_force"].values[:, 1] = 0
    for analysis in (muscle_roles, group_roles):
        with pytest.raises(MotionError, match="left foot is never on the ground"):
            analysis(motion)


def test_power_of_the_whole_is_that_of_its_parts(run):
    """Exact but for the force equilibrium of fibre and tendon, which the solver leaves at 1e-5."""
    powers = muscle_powers(run)
    whole = powers["muscle_tendon_power"]
    stray = abs(whole - powers["fibre_power"] - powers["tendon_power"]).max()
    assert float(stray) < 2e-6 * float(abs(whole).max())


def test_works_of_phases_are_those_of_the_stride(run):
    roles, powers = muscle_roles(run), muscle_powers(run)
    for name in WORKS:
        part, sign = name.rsplit("_work_", 1)
        power = powers[f"{part}_power"]
        some = power.clip(min=0) if sign == "positive" else power.clip(max=0)
        stride = (some * run["duration"]).sum("time")
        assert np.abs(roles[name].sum("phase") - stride).max() < 1e-11
        assert (roles[name] * (1 if sign == "positive" else -1) >= 0).all()
    # and so is the work of the parts: net fibre + net tendon = net of the whole
    net = {
        part: roles[f"{part}_work_positive"] + roles[f"{part}_work_negative"]
        for part in ("fibre", "tendon", "muscle_tendon")
    }
    assert np.abs(net["muscle_tendon"] - net["fibre"] - net["tendon"]).max() < 1e-4


def test_groups_are_sums_and_means_of_their_muscles(run):
    roles, groups = muscle_roles(run), group_roles(run)
    assert groups["force"].dims == ("side", "group", "phase")
    for name in (*WORKS, "force", "fibre_power"):
        assert groups[name].sum().item() == pytest.approx(roles[name].sum().item())
    calves = [m for m in run.body.muscles if m.side == "left" and m.group == "calves"]
    mass = np.array([m.mass for m in calves])
    mine = roles.sel(muscle=[m.name for m in calves], phase="mid-stance")
    group = groups.sel(side="left", group="calves", phase="mid-stance")
    assert group["activation"].item() == pytest.approx(
        mass @ mine["activation"].values / mass.sum()
    )
    peak = group["peak_force"].item()
    assert mine["peak_force"].max().item() < peak < 1.000001 * mine["peak_force"].sum().item()
    assert {n: v.attrs["units"] for n, v in groups.items()} == {
        n: v.attrs["units"] for n, v in roles.items()
    }


def test_each_word_keeps_its_rule(run):
    roles = muscle_roles(run)
    scale = np.array([m.max_force * m.optimal_length for m in run.body.muscles])[:, None]
    capacity = np.array([m.max_force for m in run.body.muscles])[:, None]
    lasting = phase_weights(run, run.body.muscle_names, "muscle").sum("time").values
    given, taken = roles["fibre_work_positive"].values, -roles["fibre_work_negative"].values
    tendon = (roles["tendon_work_positive"] - roles["tendon_work_negative"]).values
    fibre = given + taken
    force = roles["force"].values
    word = roles["doing"].values
    assert word.shape == (80, len(PHASES))
    rests = word == "resting"
    assert (force[rests] < (REST_FORCE * capacity + 0 * force)[rests]).all()
    assert ((fibre + tendon)[rests] < (REST_WORK * scale + 0 * force)[rests]).all()
    speed = np.maximum(fibre, tendon) / (force * lasting * scale / capacity * 10.0)
    assert (speed[word == "holding"] < HOLD_SPEED).all()
    for other in ("driving", "braking", "springing"):
        assert (speed[word == other] >= HOLD_SPEED).all()
    assert (tendon[word == "springing"] > fibre[word == "springing"]).all()
    assert (given[word == "driving"] > taken[word == "driving"]).all()
    assert (given[word == "braking"] <= taken[word == "braking"]).all()
    assert set(word.ravel()) == {"resting", "holding", "springing", "driving", "braking"}


def test_what_running_muscles_are_known_to_do():
    """Level running at 3.5 m/s; see the function rows of the validation table for the sources."""
    roles = muscle_roles(load_shipped("run-3.5.nc"))
    groups = group_roles(load_shipped("run-3.5.nc"))
    right = groups.sel(side="right")
    assert str(roles.sel(muscle="soleus_r", phase="mid-stance")["doing"].item()) == "springing"
    assert float(right.sel(group="quadriceps", phase="mid-stance")["fibre_work_negative"]) < -5
    late = right.sel(group="hamstrings", phase="late swing")
    assert -float(late["muscle_tendon_work_negative"]) > float(late["muscle_tendon_work_positive"])
    push = right["muscle_tendon_work_positive"].sel(phase="push-off")
    assert str(push.idxmax().item()) == "calves"
    assert float(groups["activation"].max()) < 1


def test_groups_of_the_made_up_body_are_all_there():
    groups = group_roles(working(500.0))
    assert set(groups["group"].values) == set(GROUPS.values())
    assert list(groups["side"].values) == ["right", "left"]
