"""What becomes of a body when its muscles change: every knob moves what it says, nothing else."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillrunner import Run, Runner
from hillrunner.errors import BodyError, RunnerError
from hillrunner.groups import GROUPS
from hillrunner.model.body.bellies import bellies, carried, matrix_of
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import MUSCLE_DENSITY, Segment
from hillrunner.model.body.one_metre import of_one_metre, of_size
from hillrunner.model.body.pose import asymmetry, segment_poses
from hillrunner.model.mechanics.changed_body import (
    added_mass,
    changed_body,
    muscle_factors,
    unchanged_body,
)
from hillrunner.model.mechanics.instant import instant, muscle_parameters
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.physics.muscle import tendon_force, tendon_strain
from hillrunner.motion import library
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.places import parted, place_on
from hillrunner.settings import Settings
from hillrunner.sides import RIGHT, SIDES, on_side, opposite, other_side, side_of, stem
from hillrunner.solve.interval import VELOCITY_SCALE
from hillrunner.solve.program import program_for
from hillrunner.solve.warm_start import warm_start

ME = Runner(height=1.795, mass=75.0)
BODY = runner_body(ME, Settings())
NAMES = sorted({stem(m.name) for m in BODY.muscles})


def changed(force=None, **knobs):
    return runner_body(ME.stronger(force, **knobs), Settings())


def moved(body) -> dict[str, dict[str, float]]:
    """Ratio of every field of a muscle that is not what it was, by muscle."""
    out = {}
    for before, after in zip(BODY.muscles, body.muscles, strict=True):
        one, other = before.model_dump(), after.model_dump()
        one["mass"], other["mass"] = before.mass, after.mass
        ratios = {
            key: other[key] / one[key]
            for key in one
            if isinstance(one[key], float) and not math.isclose(one[key], other[key])
        }
        assert all(one[k] == other[k] for k in ("path", "points", "name", "group"))
        if ratios:
            out[after.name] = ratios
    return out


def both(name: str) -> set[str]:
    return {f"{name}_r", f"{name}_l"}


def test_a_stronger_muscle_has_more_force_and_mass_and_the_same_tendon_fibres_and_type():
    body = changed({"soleus": 1.10})
    found = moved(body)
    assert set(found) == both("soleus")
    for name, ratios in found.items():
        strain = math.log(5 * 1.10 + 1) / math.log(6)
        assert ratios == pytest.approx({"max_force": 1.1, "mass": 1.1, "tendon_strain": strain})
        before, after = BODY.muscle(name), body.muscle(name)
        # The tendon's force over stretch stays: exact at the new maximum, near it below.
        newtons = before.max_force * np.array([0.5, 0.7, 0.9, 1.0, 1.1])
        there, here = (
            m.slack_length * m.tendon_strain * tendon_strain(newtons / m.max_force)
            for m in (before, after)
        )
        off = here / there - 1.0
        assert off[-1] == pytest.approx(0.0, abs=1e-12)
        assert (np.diff(np.abs(off)) < 0).all() and np.abs(off).max() < 0.012
    kept = body.model_copy(update={"muscles": BODY.muscles, "segments": BODY.segments})
    assert kept == BODY  # geometry, joints, contact, passive tissue, actuators


def test_drive_is_force_with_its_heat_and_nothing_to_carry():
    body = changed(drive={"left:soleus": 1.10})
    strain = math.log(5 * 1.10 + 1) / math.log(6)
    ratios = {"max_force": 1.1, "mass": 1.1, "tendon_strain": strain}
    assert moved(body) == {"soleus_l": pytest.approx(ratios)}
    assert body.segments == BODY.segments
    assert unchanged_body(body, ME.stronger(drive={"left:soleus": 1.10}).changes) == BODY


def test_the_added_muscle_is_carried_where_it_sits():
    body = changed({"soleus": 1.10})
    volume = 0.1 * BODY.muscle("soleus_r").mass / MUSCLE_DENSITY
    muscle = BODY.muscle("soleus_r")
    assert volume == pytest.approx(
        0.1 * muscle.max_force / muscle.specific_tension * muscle.optimal_length
    )
    grown = {k: v for k, v in added_mass(BODY, ME.stronger({"soleus": 1.1}).changes).items() if v}
    assert grown == pytest.approx(
        {"tibia_r": volume * MUSCLE_DENSITY, "tibia_l": volume * MUSCLE_DENSITY}
    )
    assert body.mass == pytest.approx(ME.mass + 2 * volume * MUSCLE_DENSITY)
    everything = changed({"all": 1.10})
    muscle_mass = sum(m.mass for m in BODY.muscles)
    assert everything.mass - BODY.mass == pytest.approx(0.1 * muscle_mass)


# Where anatomy books put the bellies.
ON = {
    "pelvis": "iliacus psoas glmed1 glmed2 glmed3 glmin1 glmin2 glmin3 glmax1 piri",
    "femur": "vasint vaslat vasmed recfem bflh bfsh semimem semiten grac sart tfl addbrev addlong "
    "addmagDist addmagIsch addmagMid addmagProx glmax3",
    "tibia": "soleus gasmed gaslat tibant tibpost edl ehl fdl fhl perbrev perlong",
}


def test_bellies_sit_where_anatomy_has_them():
    found = bellies(BODY)
    for segment, names in ON.items():
        for name in names.split():
            for side in "rl":
                carrier, place = found[f"{name}_{side}"]
                assert stem(carrier) == segment, name
                if segment != "pelvis":
                    assert carrier.endswith(side)
                mirrored = found[f"{name}_{'l' if side == 'r' else 'r'}"][1]
                assert np.allclose(place, np.array(mirrored) * [1, 1, -1], atol=5e-4), name
    # The calf is behind the shin, the vasti in front of the thigh and the hamstrings behind it.
    assert found["gasmed_r"][1][0] < -0.02 < 0.01 < found["tibant_r"][1][0]
    assert found["semimem_r"][1][0] < -0.02 < 0.02 < found["vaslat_r"][1][0]
    shank = segment_poses(BODY, {})
    length = shank["tibia_r"][1][1] - shank["talus_r"][1][1]
    assert 0.3 * length < -found["gasmed_r"][1][1] < 0.55 * length


def test_a_changed_body_stays_symmetric():
    body = changed({"all": 1.3, "calves": 0.7}, fibre_length={"vaslat": 1.2})
    assert asymmetry(body, samples=5) < 1e-4


def test_force_alone():
    found = moved(changed({"glutes": 1.2}, mass={"all": 1.0}))
    group = {m.name for m in BODY.muscles if m.group == "glutes"}
    strain = math.log(7.0) / math.log(6.0)
    assert set(found) == group
    for ratios in found.values():
        assert ratios == pytest.approx(
            {"max_force": 1.2, "specific_tension": 1.2, "tendon_strain": strain}
        )
    assert changed({"glutes": 1.2}, mass={"all": 1.0}).segments == BODY.segments


def test_mass_alone():
    body = changed(mass={"glutes": 1.2})
    for ratios in moved(body).values():
        assert ratios == pytest.approx({"mass": 1.2, "specific_tension": 1 / 1.2})
    group = sum(m.mass for m in BODY.muscles if m.group == "glutes")
    assert body.mass - BODY.mass == pytest.approx(0.2 * group)


def test_tendon_stiffness_alone():
    body = changed(tendon_stiffness={"soleus": 1.16})
    assert moved(body) == {n: pytest.approx({"tendon_strain": 1 / 1.16}) for n in both("soleus")}
    assert body.segments == BODY.segments
    # N/m at any given force: slope of the tendon's force over stretch, by differences
    for force in (0.2, 0.5, 0.9):
        slopes = []
        for m in (BODY.muscle("soleus_r"), body.muscle("soleus_r")):
            s = math.log(5 * force + 1) / math.log(6)
            step = 1e-6
            rise = (tendon_force(s + step) - tendon_force(s - step)) * m.max_force
            slopes.append(rise / (2 * step * m.slack_length * m.tendon_strain))
        assert slopes[1] / slopes[0] == pytest.approx(1.16)


def test_fibre_length_alone_and_with_its_mass():
    alone = changed(fibre_length={"vaslat": 1.1}, mass={"vaslat": 1.0})
    for ratios in moved(alone).values():
        assert ratios == pytest.approx({"optimal_length": 1.1, "specific_tension": 1.1})
    assert alone.segments == BODY.segments
    longer = moved(changed(fibre_length={"vaslat": 1.1}))
    assert longer == {
        n: pytest.approx({"optimal_length": 1.1, "mass": 1.1}) for n in both("vaslat")
    }


def test_fibre_type_alone():
    body = changed(slow_fraction={"soleus": 0.05})
    before, after = (b.muscle("soleus_r") for b in (BODY, body))
    assert after.slow_fraction == pytest.approx(before.slow_fraction + 0.05)
    assert set(moved(body)) == both("soleus")
    assert all(set(ratios) == {"slow_fraction"} for ratios in moved(body).values())
    assert body.segments == BODY.segments


def test_the_most_particular_entry_counts():
    found = moved(changed({"all": 1.1, "calves": 1.2, "soleus": 0.8}))
    expected = {"soleus": 0.8, "gasmed": 1.2, "gaslat": 1.2}
    assert len(found) == len(BODY.muscles)
    for name, ratios in found.items():
        assert ratios["max_force"] == pytest.approx(expected.get(stem(name), 1.1))


def test_changes_add_up_one_upon_the_other():
    twice = runner_body(ME.stronger({"all": 1.1}).stronger({"soleus": 1.2}), Settings())
    once = changed({"all": 1.1, "soleus": 1.32})
    assert moved(twice) == {name: pytest.approx(ratios) for name, ratios in moved(once).items()}
    assert twice.mass == pytest.approx(once.mass)


NAMED = st.sampled_from([*GROUPS, "all", *NAMES])
PLACES = NAMED | st.builds("{}:{}".format, st.sampled_from(SIDES), NAMED)
places = st.dictionaries(PLACES, st.floats(0.5, 2.0), max_size=3)


@settings(max_examples=15, deadline=None)
@given(force=places, mass=places, tendon_stiffness=places, fibre_length=places)
def test_any_change_leaves_a_body_that_can_be(force, mass, tendon_stiffness, fibre_length):
    runner = ME.stronger(
        force, mass=mass, tendon_stiffness=tendon_stiffness, fibre_length=fibre_length
    )
    body = runner_body(runner, Settings())
    gained = sum(m.mass for m in body.muscles) - sum(m.mass for m in BODY.muscles)
    assert body.mass - BODY.mass == pytest.approx(gained, abs=1e-9)
    for segment in body.segments:
        moments = np.linalg.eigvalsh(matrix_of(segment))
        assert segment.mass > 0 and moments[0] > 0


@pytest.mark.parametrize("side", SIDES)
def test_a_change_of_one_side_is_of_its_muscles_alone(side):
    knobs = {"tendon_stiffness": {"calves": 1.2}, "slow_fraction": {"soleus": 0.05}}
    both = moved(changed({"glutes": 0.7, "soleus": 1.1}, **knobs))
    one = moved(
        changed(
            {f"{side}:glutes": 0.7, f"{side}:soleus": 1.1},
            **{knob: {f"{side}:{p}": x for p, x in table.items()} for knob, table in knobs.items()},
        )
    )
    assert one == {name: ratios for name, ratios in both.items() if side_of(name) == side}
    assert 2 * len(one) == len(both) > 0


@pytest.mark.parametrize("side", SIDES)
def test_what_one_side_gains_is_carried_on_that_side(side):
    gained = added_mass(BODY, ME.stronger({f"{side}:all": 1.1, f"{side}:glutes": 1.0}).changes)
    both = added_mass(BODY, ME.stronger({"all": 1.1, "glutes": 1.0}).changes)
    for segment, mass in gained.items():
        if side_of(segment) is None:
            assert mass == pytest.approx(0.5 * both[segment], rel=1e-3)
        else:
            assert mass == pytest.approx(both[segment] if side_of(segment) == side else 0.0)
    assert gained["pelvis"] > 0 < gained[on_side("tibia", side)]
    body = changed({f"{side}:all": 1.1, f"{side}:glutes": 1.0})
    pelvis, before = (next(s for s in b.segments if s.name == "pelvis") for b in (body, BODY))
    assert (pelvis.com[2] > before.com[2]) == (side == RIGHT)  # z is to the right


@settings(max_examples=15, deadline=None)
@given(force=places, mass=places, slow_fraction=st.dictionaries(PLACES, st.floats(-0.1, 0.1)))
def test_a_change_of_either_side_is_the_mirror_image_of_the_other(force, mass, slow_fraction):
    def swapped(table):
        return {
            place_on(side and opposite(side), name): x
            for place, x in table.items()
            for side, name in [parted(place)]
        }

    knobs = {"force": force, "mass": mass, "slow_fraction": slow_fraction}
    change = MuscleChange(**knobs)
    mirrored = MuscleChange(**{knob: swapped(table) for knob, table in knobs.items()})
    one, other = (muscle_factors(BODY, [c]) for c in (change, mirrored))
    assert other == {other_side(name): factors for name, factors in one.items()}
    if not change.sided:
        assert all(factors == one[other_side(name)] for name, factors in one.items())


@settings(max_examples=30, deadline=None)
@given(table=places)
def test_one_table_has_one_way_to_be_told(table):
    """Both sides written out, or together: the same muscles change, and the change is the same."""
    nested = {}
    for place, x in table.items():
        side, name = parted(place)
        nested.setdefault(name, {})[side] = x
    by_side = {
        name: {s: entry[s] if s in entry else entry[None] for s in SIDES if {s, None} & set(entry)}
        for name, entry in nested.items()
    }
    change, written_out = MuscleChange(force=table), MuscleChange(force=by_side)
    assert change == written_out and hash(change) == hash(written_out)
    assert change.sided == written_out.sided
    assert muscle_factors(BODY, [change]) == muscle_factors(BODY, [written_out])


def test_a_side_counts_before_both_and_a_muscle_before_its_group():
    found = moved(changed({"left:all": 0.9, "calves": 1.2, "left:calves": 0.8, "soleus": 1.5}))
    factors = {name: ratios["max_force"] for name, ratios in found.items()}
    expected = {
        m.name: 1.5
        if stem(m.name) == "soleus"
        else {("calves", "left"): 0.8, ("calves", "right"): 1.2}.get(
            (m.group, side_of(m.name)), 0.9 if side_of(m.name) == "left" else None
        )
        for m in BODY.muscles
    }
    assert factors == pytest.approx({k: v for k, v in expected.items() if v})


def test_a_side_that_the_body_lacks_is_told():
    midline = BODY.muscle("soleus_r").model_copy(update={"name": "erector"})
    body = BODY.model_copy(update={"muscles": (*BODY.muscles, midline)})
    assert muscle_factors(body, [MuscleChange(force={"erector": 1.1})])["erector"].force == 1.1
    with pytest.raises(BodyError, match="unknown muscle or group 'erector'"):
        muscle_factors(body, [MuscleChange(force={"left:erector": 1.1})])


def test_a_point_mass_is_added_by_the_parallel_axis_theorem():
    rod = Segment(name="rod", mass=2.0, com=(0.0, -0.2, 0.0), inertia=(0.03, 0.001, 0.03, 0, 0, 0))
    heavier = carried(rod, 0.5, (0.1, -0.3, 0.02))
    about = np.array([0.7, -0.4, 0.2])  # any point: moments of the parts add up

    def moment(segment):
        arm = np.array(segment.com) - about
        point = segment.mass * (arm @ arm * np.eye(3) - np.outer(arm, arm))
        return matrix_of(segment) + point

    arm = np.array([0.1, -0.3, 0.02]) - about
    point = 0.5 * (arm @ arm * np.eye(3) - np.outer(arm, arm))
    assert np.allclose(moment(heavier), moment(rod) + point, atol=1e-12)
    assert heavier.mass == 2.5
    back = carried(heavier, -0.5, (0.1, -0.3, 0.02))
    assert np.allclose(back.inertia, rod.inertia) and np.allclose(back.com, rod.com)
    for place in ((0.0, -0.2, 0.0), (0.6, -0.2, 0.0)):
        with pytest.raises(BodyError, match="leaves no possible body"):
            carried(rod, -1.9 if place[0] else -2.1, place)


def test_the_program_solves_the_changed_body():
    """Rows of the shared program are those of the physics with the changed numbers: of the body as
    nine digits of its shape give it, and of the body itself as far as they do."""
    body = changed({"all": 1.2, "calves": 0.8}, slow_fraction={"all": 0.1})
    problem = program_for(BODY, Run(3.5), 8)
    assert program_for(body, Run(3.5), 8) is problem
    interval, layout = problem.interval, problem.layout
    random = np.random.default_rng(5)
    start = library.load_shipped("run-3.5.nc")
    x, _, _ = warm_start(start, problem, ME, start.body, start.task)
    time, nodes, _ = problem.split(x)
    nodes = nodes + 0.01 * random.normal(size=nodes.shape)
    z0, z1 = nodes[2, : layout.state], nodes[3, : layout.state]
    slack = np.zeros(layout.control)
    h = time * problem.shares[2]
    p = interval.parameters.pack(body, Settings(), Run(3.5, 0.03), 0.0)
    rows = np.asarray(interval.value(z0, z1, slack, time, 0.0, problem.shares[2], p)[1]).ravel()
    named = dict(zip(interval.row_names, rows, strict=True))
    mean, rate = 0.5 * (z0 + z1), (z1 - z0) / h
    rounded, own = (
        instant(
            one,
            Run(3.5, 0.03).world(body, Settings()),
            muscle_parameters(body),
            [m.mass for m in body.muscles],
            mean[layout.position],
            rate[layout.position],
            VELOCITY_SCALE * rate[layout.velocity],
            mean[layout.activation],
            mean[layout.strain],
            rate[layout.strain],
            contact_velocity=VELOCITY_SCALE * z1[layout.velocity],
            interval=h,
        )
        for one in (of_size(of_one_metre(body), body.height), body)
    )
    driven = {a.coordinate: a.max_torque for a in body.actuators}
    for i, coordinate in enumerate(body.coordinates):
        if coordinate.name in driven:
            row, scale = f"torque of {coordinate.name}", driven[coordinate.name]
        else:
            row = f"dynamics of {coordinate.name}"
            scale = body.mass * 9.80665 if coordinate.kind == "translation" else 100.0
        assert named[row] == pytest.approx(rounded.surplus(i) / scale, rel=1e-9, abs=1e-9)
        assert named[row] == pytest.approx(own.surplus(i) / scale, rel=1e-6, abs=1e-6)


def test_a_changed_runner_is_a_value():
    runner = ME.stronger({"hip_flexors": 1.1}, tendon_stiffness={"calves": 1.1})
    assert runner.changes[0].force == {"hip flexors": 1.1}
    assert runner.changes[0].places == ("hip flexors", "calves")
    assert ME.changes == () and runner != ME and hash(runner) != hash(ME)
    assert Runner.model_validate_json(runner.model_dump_json()) == runner
    assert Runner(**runner.model_dump(mode="json")) == runner
    assert pickle.loads(pickle.dumps(runner)) == runner
    with pytest.raises(TypeError):
        runner.changes[0].force["calves"] = 2.0
    assert not runner.sided
    weaker = ME.stronger({"left:hip_flexors": 0.9})
    assert weaker.changes[0].places == ("left:hip flexors",)
    assert weaker.sided and weaker.changes[0].sided and weaker.stronger({"calves": 1.1}).sided
    assert Runner.model_validate_json(weaker.model_dump_json()) == weaker


def test_changes_come_from_a_file(tmp_path):
    file = tmp_path / "me.toml"
    file.write_text("height = 1.8\nmass = 75\n[[changes]]\nforce = {soleus = 1.1}\n")
    assert Runner.from_toml(file).changes == (MuscleChange(force={"soleus": 1.1}),)
    file.write_text("height = 1.8\nmass = 75\n[[changes]]\nforce = {soleus = {left = 1.1}}\n")
    assert Runner.from_toml(file).changes == (MuscleChange(force={"left:soleus": 1.1}),)
    file.write_text("height = 1.8\nmass = 75\n[[changes]]\nforce = {soleus = 11}\n")
    with pytest.raises(RunnerError, match=r"me\.toml: factor on force of soleus is 11"):
        Runner.from_toml(file)


def test_shipped_motions_are_of_unchanged_runners():
    motion = library.load_shipped("run-3.5.nc")
    assert motion.runner.changes == ()


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"force": {"calves": 10}}, ["force of calves is 10", "0.3 to 3", "1.1 is 10 % more"]),
        ({"force": {"calves": 0.1}}, ["force of calves is 0.1", "1.1 is 10 % more"]),
        ({"force": {"calves": "+10%"}}, ["'+10%'", "not a number"]),
        ({"force": {"soleus_r": 1.1}}, ["'soleus_r'", "write 'right:soleus'", "'soleus' for both"]),
        ({"force": {"lft:soleus": 1.1}}, ["side 'lft'", "1.1", "perhaps 'left'"]),
        ({"force": {"soleus": {"lft": 1.1}}}, ["side of soleus 'lft'", "perhaps 'left'"]),
        ({"force": {"left:calves": 10}}, ["force of left:calves is 10", "1.1 is 10 % more"]),
        ({"mass": {"soleus": {"left": 1}, "left:soleus": 1}}, ["mass of left:soleus", "twice"]),
        ({"force": 1.1}, ["change of force is 1.1", "table"]),
        ({"force": {1: 1.1}}, ["change of force", "table"]),
        ({"tendon_stiffness": {"all": math.nan}}, ["tendon stiffness of all", "finite"]),
        ({"slow_fraction": {"all": 1.1}}, ["slow fraction of all is 1.1", "-0.5 to 0.5"]),
    ],
)
def test_one_sentence_says_what_is_wrong(knobs, words):
    with pytest.raises(RunnerError) as caught:
        ME.stronger(**knobs)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"force": {"soleuss": 1.1}}, ["'soleuss'", "perhaps 'soleus'"]),
        ({"fibre_length": {"calfs": 1.1}}, ["'calfs'", "perhaps 'calves'"]),
        ({"force": {"left:soleuss": 1.1}}, ["'soleuss'", "perhaps 'soleus'"]),
        ({"slow_fraction": {"soleus": 0.5}}, ["slow fraction of soleus would be", "0 to 1"]),
    ],
)
def test_what_the_body_does_not_have_is_told(knobs, words):
    with pytest.raises(BodyError) as caught:
        changed_body(default_body(), ME.stronger(**knobs).changes)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    assert all(word in text for word in words), text
