"""What-if: changes as people write them, both runs side by side, and the solve itself."""

import json
import math
import subprocess
import sys
import time

import numpy as np
import pytest
from coarse_run import coarse_run

from hillrunner import Motion, Runner, SolveError
from hillrunner.cli import main
from hillrunner.cli.places import change_of
from hillrunner.errors import BodyError, HillrunnerError, MotionError, RunnerError
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.physics.muscle import tendon_force
from hillrunner.motion import library
from hillrunner.motion.solved import Status
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.person.shoe import SHOES, USUAL, Shoe
from hillrunner.quantities import QUANTITIES
from hillrunner.settings import Settings
from hillrunner.sides import SIDES
from hillrunner.solve import continuation
from hillrunner.solve.program import program_for
from hillrunner.solve.warm_start import warm_start
from hillrunner.tell import show
from hillrunner.tell.results.comparison import SECTIONS, comparison_object
from hillrunner.tell.tables.what_if import change_words
from hillrunner.worth.compare import compare
from hillrunner.worth.prices import prepared as prepared_module
from hillrunner.worth.prices.prepared import TOLERANCE, prepared
from hillrunner.worth.prices.prices import prices
from hillrunner.worth.prices.what_if import expected_change, what_if, what_if_each


@pytest.fixture(scope="module")
def shipped() -> Motion:
    return library.load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def shipped_file(shipped, tmp_path_factory):
    return shipped.save(tmp_path_factory.mktemp("base") / "base.nc")


@pytest.fixture(scope="module")
def before(shipped) -> Motion:
    return prepared(coarse_run())


def test_changes_as_people_write_them():
    change = change_of(
        {
            "--muscle": ["glutes=+10%", "soleus=-20 %", "all=1.05", "hip_flexors=\N{MINUS SIGN}5%"],
            "--tendon": ["calves=+16%"],
            "--muscle-mass": ["left:glutes=-30%", "right:hip_flexors=+5%"],
            "--slow": ["all=-5%"],
            "--fibre": None,
        }
    )
    assert change.force == pytest.approx(
        {"glutes": 1.1, "soleus": 0.8, "all": 1.05, "hip flexors": 0.95}
    )
    assert change.tendon_stiffness == pytest.approx({"calves": 1.16})
    assert change.slow_fraction == pytest.approx({"all": -0.05})
    assert change.mass == pytest.approx({"left:glutes": 0.7, "right:hip flexors": 1.05})
    assert change_words(MuscleChange(force={"all": 1.1}, slow_fraction={"soleus": 0.05})) == (
        "force capacity of every leg muscle +10 %, share of slow fibres of soleus +5 points"
    )
    assert change_words(MuscleChange(force={"left:all": 0.9, "right:glutes": 0.7})) == (
        "force capacity of every muscle of the left leg -10 %, force capacity of right glutes -30 %"
    )


@pytest.mark.parametrize(
    ("flag", "text", "words"),
    [
        ("--muscle", "glutes=10", ["glutes=10 is not", "nor a factor", "write glutes=+10%"]),
        ("--muscle", "glutes=+10", ["write glutes=+10%", "10 % more"]),
        ("--muscle", "glutes=-20", ["write glutes=-20%", "20 % less"]),
        ("--muscle", "glutes=10%", ["with its sign", "write glutes=+10%"]),
        ("--muscle", "glutes=lots", ["glutes=lots", "write glutes=+10%"]),
        ("--muscle", "glutes", ["'glutes'", "as in glutes=+10%"]),
        ("--muscle", "=+10%", ["'=+10%'", "as in glutes=+10%"]),
        ("--slow", "soleus=1.1", ["change in percent", "write soleus=+1.1%"]),
        ("--muscle", "glutes=-90%", ["--muscle glutes=-90%", "from -70% to +200%"]),
        ("--slow", "left:soleus=+60%", ["--slow left:soleus=+60%", "from -50% to +50%"]),
        ("--muscle", "soleus_r=+10%", ["'soleus_r'", "write 'right:soleus'", "'soleus' for both"]),
    ],
)
def test_a_change_written_otherwise_is_told(flag, text, words):
    with pytest.raises(HillrunnerError) as caught:
        change_of({flag: [text]})
    said = str(caught.value)
    assert said.endswith(".") and "\n" not in said
    assert all(word in said for word in words), said


def test_a_name_twice_is_told():
    with pytest.raises(HillrunnerError, match="changes soleus twice"):
        change_of({"--muscle": ["soleus=+10%", "soleus=-10%"]})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--muscle", "glute=+10%"], ["'glute'", "perhaps 'glutes'"]),
        (["--muscle", "soleuss=+10%"], ["'soleuss'", "perhaps 'soleus'"]),
        (["--muscle", "glutes=10"], ["write glutes=+10%"]),
        (["--muscle", "left:glute=-30%"], ["'glute'", "perhaps 'glutes'"]),
        (["--muscle", "lfet:glutes=-30%"], ["side 'lfet'", "perhaps 'left'"]),
        (["--muscle", "left glutes=-30%"], ["'left glutes'", "write 'left:glutes'"]),
        (["--muscle", "hip_flexors=+5%", "--muscle", "hip flexors=+9%"], ["given twice"]),
        (["--slow", "soleus=+50%"], ["slow fraction of soleus would be 1.3", "from 0 to 1"]),
        ([], ["say what changes", "--muscle glutes=+10%"]),
        (["--muscle", "all=+10%", "--jobs", "2"], ["--jobs goes with --each"]),
        (["--muscle", "all=+10%", "--jobs", "two"], ["--jobs is 'two'"]),
        (["--muscle", "all=+10%", "--body", "none.json"], ["none.json"]),
    ],
)
def test_bad_input_is_told_before_any_solve(shipped_file, capsys, arguments, words):
    began = time.process_time()
    assert main(["whatif", str(shipped_file), *arguments]) == 2
    assert time.process_time() - began < 5
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert said.err.startswith("hillrunner: ") and "Traceback" not in said.err
    assert all(word in said.err for word in words), said.err


def test_a_missing_or_foreign_file_is_told(tmp_path, capsys):
    other = tmp_path / "other.nc"
    other.write_bytes(b"no motion")
    for path in (tmp_path / "none.nc", other):
        assert main(["whatif", str(path), "--muscle", "all=+10%", "--json"]) == 2
        said = capsys.readouterr()
        assert json.loads(said.out)["status"] == "bad input"
        assert path.name in said.err


def test_a_motion_of_another_body_is_refused(shipped):
    body = default_body()
    muscles = tuple(
        m.model_copy(update={"max_force": 1.01 * m.max_force}) if m.group == "calves" else m
        for m in body.muscles
    )
    other = body.model_copy(update={"muscles": muscles, "name": "Stronger"})
    with pytest.raises(MotionError, match="a different body than the body 'Stronger'"):
        prepared(shipped, body=other)


def test_a_run_beside_itself_does_not_change(shipped):
    comparison = compare(shipped, shipped)
    rows = list(comparison)
    assert len({row.key for row in rows}) == len(rows) > 60
    for row in rows:
        assert row.change == 0.0 and (row.percent == 0.0 or math.isnan(row.percent)), row.key
        assert QUANTITIES[row.key].label
    with pytest.raises(HillrunnerError, match="perhaps 'cadence' was meant"):
        comparison["cadense"]
    told = comparison_object(comparison)
    assert all(tuple(told[part]) == SECTIONS for part in told)
    assert told["labels"]["loads"]["tibia.damage_per_km.low"].endswith("exponent 6 (unverified)")
    assert told["units"]["loads"]["achilles_force.per_km"] == "N s/km"


def test_damage_is_counted_from_the_reference_of_the_run_before(shipped):
    """References that go with a muscle's strength must not move when the muscle changes."""
    stronger = runner_body(shipped.runner.stronger({"hamstrings": 2.0}), Settings())
    relabelled = Motion(
        shipped.data.assign_attrs(body=stronger.model_dump(mode="json"), body_hash=stronger.hash)
    )
    damage = {one.tissue: one for one in compare(shipped, relabelled).damage}
    for tissue in ("semimem", "bflh", "achilles_tendon"):
        assert damage[tissue].changes["middle"].percent == pytest.approx(0.0, abs=1e-6)


def test_half_a_change_twice_is_the_change(shipped):
    change = MuscleChange(
        force={"all": 1.3, "soleus": 0.7},
        tendon_stiffness={"calves": 1.2},
        slow_fraction={"soleus": 0.1},
    )
    half = continuation.halved(change)
    once = shipped.runner.model_copy(update={"changes": (change,)})
    twice = shipped.runner.model_copy(update={"changes": (half, half)})
    one, two = (runner_body(r, Settings()) for r in (once, twice))
    assert prepared_module._alike(one.model_dump(mode="json"), two.model_dump(mode="json"))


def test_a_change_too_large_at_once_is_made_in_halves(shipped, monkeypatch):
    asked = []

    def strength(runner):
        return math.prod(change.force.get("calves", 1.0) for change in runner.changes)

    def stand_in(runner, task, *, start, **_):
        asked.append(strength(runner))
        if strength(runner) / strength(start.runner) > 1.2:
            raise SolveError("Too far.", status=Status.NUMERICAL)
        return Motion(start.data.assign_attrs(runner=runner.model_dump(mode="json")))

    monkeypatch.setattr(continuation, "simulate", stand_in)
    change = MuscleChange(force={"calves": 1.4})
    after = what_if(shipped, change).after
    assert after.runner.changes == (change,)
    assert asked == pytest.approx([1.4, math.sqrt(1.4), 1.4])
    assert what_if(shipped, {"calves": 1.1}).change == MuscleChange(force={"calves": 1.1})
    each = what_if_each(shipped, {"calves": 1.1, "glutes": 1.1})
    assert [dict(one.change.force) for one in each.results] == [{"calves": 1.1}, {"glutes": 1.1}]
    with pytest.raises(SolveError, match="Too far"):
        what_if(shipped, {"calves": 3.0})


def test_a_change_of_nothing_and_of_no_muscle_is_refused(shipped):
    with pytest.raises(RunnerError, match="nothing is changed: give at least one muscle"):
        what_if(shipped, {})
    with pytest.raises(BodyError, match="perhaps 'soleus' was meant"):
        what_if(shipped, {"soleuss": 1.1})


def test_muscles_start_with_the_forces_they_had(shipped):
    runner = shipped.runner.stronger({"all": 1.25})
    after = runner_body(runner, Settings())
    problem = program_for(shipped.body, shipped.task, Settings().mesh)
    layout = problem.layout

    def newtons(runner, body):
        x, _, _ = warm_start(shipped, problem, runner, body, shipped.task)
        force = tendon_force(problem.split(x)[1][:, layout.strain])
        return force * [m.max_force for m in body.muscles]

    there, here = newtons(shipped.runner, shipped.body), newtons(runner, after)
    assert np.allclose(here, np.maximum(there, 0.0), atol=1e-6)
    assert np.allclose(here[there > 1.0], there[there > 1.0])


def test_what_the_prices_expect(shipped):
    table = prices(shipped)
    change = MuscleChange(force={"glutes": 1.01})
    expected = math.log(1.01) * float(table["stronger"].sel(place="glutes"))
    assert expected_change(shipped, change) == pytest.approx(expected)
    both = MuscleChange(force={"glutes": 1.01}, slow_fraction={"soleus": 0.02})
    added = 0.02 * float(table["slow_fraction"].sel(place="soleus"))
    assert expected_change(shipped, both) == pytest.approx(expected + added)
    legs = [expected_change(shipped, MuscleChange(force={f"{s}:glutes": 1.01})) for s in SIDES]
    assert legs == pytest.approx([0.5 * expected, 0.5 * expected])
    bare = Motion(shipped.data.drop_vars(["warm_variables", "warm_row_multipliers"]))
    assert expected_change(bare, change) is None


def test_help_names_the_grammar():
    command = [sys.executable, "-m", "hillrunner", "whatif", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "NAME=+10%" in told and "--each" in told


@pytest.mark.slow
def test_before_is_solved_to_the_same_tolerance(shipped, before):
    assert before.settings.tolerance == TOLERANCE
    assert before.runner == shipped.runner
    assert prepared(before) is before


@pytest.mark.slow
def test_a_changed_run_is_an_optimum_near_what_the_prices_expect(before):
    """Prices and re-solves agree in sign, and to second order in size."""
    small, large = (
        what_if(before, MuscleChange(force={"quadriceps": factor})) for factor in (1.02, 1.08)
    )
    for result in (small, large):
        assert result.after.status is Status.CONVERGED
        assert result.after.solver.starts_tried == 1
        assert result.actual * result.expected > 0
        assert result.after.body.mass > before.body.mass
    off = [abs(result.actual / result.expected - 1.0) for result in (small, large)]
    assert off[0] < 0.05 and off[0] < off[1] < 0.3
    told = json.loads(large.to_json())
    assert set(told) > {"before", "after", "change"}
    one, other, change = (
        told[key]["forces"]["peak_force_of_quadriceps"] for key in ("before", "after", "change")
    )
    assert change == pytest.approx(other - one)
    table = str(large)
    assert "force capacity of quadriceps +8 %" in table and "Peak force of quadriceps" in table
    assert max(map(len, table.splitlines())) <= 100


@pytest.mark.slow
def test_more_force_from_the_same_muscle_costs_no_effort(before):
    """What is free of mass can be left unused, but for the tendon that goes with it."""
    change = MuscleChange(
        force={"hip flexors": 1.1},
        mass={"all": 1.0},
        tendon_stiffness={"hip flexors": math.log(6.5) / math.log(6.0)},  # strain at max stays
    )
    assert what_if(before, change).actual < 0.0


@pytest.mark.slow
def test_the_command_solves_each_change_alone(before, tmp_path, capsys):
    base = before.save(tmp_path / "base.nc")
    out = tmp_path / "out"
    flags = ["--muscle", "soleus=+5%", "--tendon", "calves=+2%", "--each", "--json"]
    assert main(["whatif", str(base), *flags, "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    first, second = told["what_ifs"]
    assert first["changed"]["force"] == {"soleus": 1.05}
    assert second["changed"]["tendon_stiffness"] == {"calves": 1.02}
    assert first["before"] == second["before"]
    assert first["change"]["cost"]["body_mass"] > 0 == second["change"]["cost"]["body_mass"]
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        "after-force-capacity-of-soleus-5.nc",
        "after-tendon-stiffness-of-calves-2.nc",
        "before-after-force-capacity-of-soleus-5.html",
        "before-after-tendon-stiffness-of-calves-2.html",
        "before.nc",
        "result.json",
    ]
    after = Motion.load(out / names[0])
    assert after.runner == Runner(**before.runner.model_dump()).stronger({"soleus": 1.05})
    assert json.loads((out / "result.json").read_text()) == told


@pytest.mark.slow
def test_a_soft_shoe_that_gives_back_more_makes_running_cheaper(before):
    """By about what its prices say; in the shoe that is worn already nothing changes."""
    soft = SHOES["super shoe"]
    result = what_if(before, soft)
    assert result.after.runner.shoe == soft
    assert result.after.body.sole.stiffness < 0.6
    assert result.after.world.contact.stiffness < 0.6 * before.world.contact.stiffness
    assert result.actual < 0
    assert result.expected == pytest.approx(result.actual, rel=0.5)
    cost = {row.key: row for row in result.comparison.cost}
    assert cost["cost_of_transport"].after < cost["cost_of_transport"].before
    assert "super shoe (11.9 mm at 2 kN" in show.text(result)
    assert show.plain(result)["changed"] == {"shoe": soft.model_dump()}
    with pytest.raises(RunnerError, match="wears this shoe already"):
        what_if(result.after, soft)
    with pytest.raises(RunnerError, match="wears this shoe already"):
        what_if(before, USUAL)
    assert expected_change(before, Shoe(drop=0.0)) is None


@pytest.mark.slow
def test_small_changes_of_shoes_are_priced_exactly(before):
    """Of deformation, return and mass together, against solving again."""
    nearly = Shoe(deformation=0.0055, energy_return=0.765, mass=0.252)
    result = what_if(before, nearly)
    assert result.expected == pytest.approx(result.actual, rel=0.05)
