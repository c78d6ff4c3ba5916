"""The explanation: its figures are those of the analyses, and its words follow from them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from fake_motion import fake_body, fake_motion
from synthetic import running_motion

import hillrunner
from hillrunner.analysis.analysis import ANALYSES, Analysis
from hillrunner.analysis.energy import energy
from hillrunner.analysis.induced import induced_shares, ranking
from hillrunner.analysis.joints import joint_mechanics
from hillrunner.analysis.muscles import group_roles
from hillrunner.analysis.springs import springs
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.cli import main
from hillrunner.errors import BodyError, MotionError
from hillrunner.motion.library import load_shipped
from hillrunner.tell.results.explanation import NAMES
from hillrunner.tell.words.explain import explain
from hillrunner.tell.words.wording import _account, leaders, plain_name, some

SHIPPED = ("run-3.5.nc", "run-2.nc", "run-6.nc", "run-3.5-grade+0.10.nc", "run-3.5-grade-0.10.nc")
NUMBER = r"(\d+(?:\.\d+)?)"


@pytest.fixture(scope="module")
def analysis():
    return Analysis(load_shipped("run-3.5.nc"))


@pytest.fixture(scope="module")
def told(analysis):
    return explain(analysis.motion, analysis)


def figures(pattern: str, text: str) -> list[float]:
    found = re.search(pattern.replace("#", NUMBER), text)
    assert found is not None, (pattern, text)
    return [float(value) for value in found.groups()]


@pytest.mark.parametrize("name", SHIPPED)
def test_five_to_eight_whole_sentences(name):
    motion = load_shipped(name)
    sentences = explain(motion)
    assert 5 <= len(sentences) <= 8
    for sentence in sentences:
        assert sentence[0].isupper() and sentence.endswith(".")
        assert ".." not in sentence and "  " not in sentence and "\n" not in sentence
        assert not re.search(r"\bnan\b|\binf\b|None|-0\b|_|prevent", sentence)
        assert len(sentence.split()) < 90
    assert f"{motion.speed:g} m/s" in sentences[0]
    slope = "level" if not motion.grade else "up" if motion.grade > 0 else "down"
    assert re.search(rf"\b{slope}\b", sentences[0])


def test_the_run_is_told_as_measured(analysis, told):
    s = analysis.spatiotemporal
    shown = figures("takes # steps a minute, each with # ms on the ground", told[0])
    np.testing.assert_allclose(shown, [s.cadence, 1000 * s.contact_time], atol=0.51)
    assert figures("up to # body weights", told[0])[0] == pytest.approx(
        s.peak_vertical_force, abs=0.051
    )


def test_works_are_those_of_the_groups_and_add_up(analysis, told):
    roles = group_roles(analysis.motion).sel(side="right")

    def net(group, phases, part):
        one = roles.sel(group=group, phase=list(phases))
        return float((one[f"{part}_work_positive"] + one[f"{part}_work_negative"]).sum())

    whole, fibres, tendons = figures(
        r"in push-off the calves deliver # J \(fibres # J, tendons # J\)", told[1]
    )
    assert whole == pytest.approx(net("calves", ["push-off"], "muscle_tendon"), abs=0.51)
    assert fibres == pytest.approx(net("calves", ["push-off"], "fibre"), abs=0.51)
    assert tendons == pytest.approx(net("calves", ["push-off"], "tendon"), abs=0.51)
    for sentence in told[1:3]:
        for parts in re.findall(rf"{NUMBER} J \(fibres {NUMBER} J, tendons {NUMBER} J\)", sentence):
            total, first, second = map(float, parts)
            assert total == pytest.approx(first + second, abs=1.6)


def test_who_moves_the_body_is_who_does(analysis, told):
    shares = induced_shares(analysis.motion)
    for word, role in (("held up", "support"), ("braked", "braking"), ("pushed on", "propulsion")):
        first, share = ranking(shares, role)[0]
        assert figures(rf"{word} by the {first} \(#", told[3])[0] == pytest.approx(share, abs=0.006)


def test_loads_springs_and_cost_are_those_of_the_analyses(analysis, told):
    motion = analysis.motion
    loads = tissue_loads(motion).sel(side="right")
    peak = loads["peak"].sel(estimate="middle")
    spring = springs(motion).sel(side="right")
    force, weights, stored, per, share = figures(
        r"carries up to # kN \(# body weights\).* stores # J a step \(# J/kg/m\); # % of", told[4]
    )
    assert 1000 * force == pytest.approx(float(peak.sel(measure="achilles_force")), abs=51)
    assert weights == pytest.approx(
        float(loads["peak_body_weights"].sel(measure="achilles_force")), abs=0.051
    )
    assert stored == pytest.approx(float(spring["achilles_energy"]), abs=0.51)
    assert per == pytest.approx(float(spring["achilles_energy_per_mass_distance"]), abs=0.006)
    assert share == pytest.approx(100 * float(spring["achilles_tendon_share"]), abs=0.51)

    kneecap, bending = figures("bone with up to # kN.* and # N m of bending", told[5])
    assert 1000 * kneecap == pytest.approx(float(peak.sel(measure="patellofemoral_force")), abs=51)
    assert bending == pytest.approx(float(peak.sel(measure="tibia_bending")), abs=0.51)

    cost = energy(motion)
    gross = figures("costs # J/kg/m", told[6])[0]
    assert gross == pytest.approx(float(cost["gross_cost"].sel(model="Bhargava 2004")), abs=0.006)
    inside = told[6][told[6].index("(") : told[6].index(")")]
    assert sum(map(float, re.findall(rf"{NUMBER} %", inside))) == pytest.approx(100, abs=3)

    drop = np.rad2deg(float(joint_mechanics(motion)["pelvic_drop"].sel(foot="right")))
    assert figures("drops at most # deg", told[2])[0] == pytest.approx(drop, abs=0.051)


def changed(analysis, **rooms):
    """The same analyses with some put in place by hand."""
    other = Analysis(analysis.motion)
    vars(other).update({name: getattr(analysis, name) for name in ANALYSES}, **rooms)
    return other


def test_calves_are_not_said_to_propel_when_they_do_not(analysis):
    shares = analysis.induced_shares.copy(deep=True)
    calves = {"source_group": "calves", "axis": "x"}
    shares["contribution_bw"].loc[calves] = -0.2
    shares["contribution_bw"].loc[{**calves, "source_group": "glutes"}] = 0.3
    sentence = explain(analysis.motion, changed(analysis, induced_shares=shares))[3]
    braked, pushed = sentence.split("; ")[1:3]
    assert braked.startswith("braked by the") and "the calves (0.20" in braked
    assert pushed.startswith("pushed on by the glutes (0.30") and "calves" not in pushed


def test_nobody_is_said_to_brake_where_the_ground_never_does(analysis):
    shares = analysis.induced_shares.copy(deep=True)
    shares["contribution_bw"].loc[{"phase": "braking"}] = np.nan
    sentence = explain(analysis.motion, changed(analysis, induced_shares=shares))[3]
    assert sentence.split("; ")[1] == "never braked by the ground"
    shares["contribution_bw"].loc[{"phase": "propulsion", "axis": "x"}] = -0.1
    assert leaders(shares, "propulsion") == []
    sentence = explain(analysis.motion, changed(analysis, induced_shares=shares))[3]
    assert "pushed on by no muscle group" in sentence


def test_a_group_that_rests_is_said_to_rest(analysis):
    roles = analysis.group_roles.copy(deep=True)
    roles["doing"].loc[{"group": "quadriceps"}] = "resting"
    sentence = explain(analysis.motion, changed(analysis, group_roles=roles))[1]
    assert re.search(r"the quadriceps rest \(\d\.\d kN on average\)", sentence)
    assert "quadriceps take" not in sentence and "quadriceps deliver" not in sentence


def test_a_raised_pelvis_is_not_said_to_drop(analysis):
    joints = analysis.joint_mechanics.copy(deep=True)
    joints["pelvic_drop"][:] = np.deg2rad(-2.0)
    sentence = explain(analysis.motion, changed(analysis, joint_mechanics=joints))[2]
    assert "stays raised by at least 2.0 deg" in sentence and "drops" not in sentence


def test_where_all_is_well_no_limit_is_named(analysis):
    fine = analysis.validity.copy(deep=True)
    for name in ("fibre", "saturated", "bound", "depth"):
        fine[f"{name}_share"][:] = 0.0
    fine["flight_time"] = 0.1
    assert (
        "everywhere within the range"
        in explain(analysis.motion, changed(analysis, validity=fine))[7]
    )
    fine["saturated_share"].loc["soleus_l"] = 0.1
    last = explain(analysis.motion, changed(analysis, validity=fine))[7]
    assert (
        "Be careful where muscles are fully active (soleus): the model is at its limits there;"
        in last
    )


@pytest.mark.parametrize(
    ("whole", "fibre", "tendon", "words"),
    [
        (-30, -20, -10, "take up 30 J (fibres 20 J, tendons 10 J)"),
        (30, 10, 20, "deliver 30 J (fibres 10 J, tendons 20 J)"),
        (-30, 10, -40, "store 40 J in their tendons (10 J of it from their own fibres)"),
        (-30, -40, 10, "take up 40 J in their fibres (10 J of it from their own tendons)"),
        (30, 40, -10, "deliver 40 J with their fibres (10 J of it into their own tendons)"),
        (30, -10, 40, "give back 40 J from their tendons (10 J of it into their own fibres)"),
        (30, 29.9, 0.1, "deliver 30 J from their fibres"),
        (-4.2, 0.1, -4.3, "take up 4.2 J in their tendons"),
    ],
)
def test_every_account_of_work_has_its_words(whole, fibre, tendon, words):
    assert _account(whole, fibre, tendon, 2.0 if abs(whole) > 5 else 0.5) == words


def test_names():
    assert plain_name("glmed2_l") == "gluteus medius"
    assert plain_name("toes_medial_r") == "inner toes"
    assert some(["a", "b", "a"]) == "a and b"
    assert some(list("abcdef")) == "a, b, c and 3 more"


def test_a_body_without_the_muscles_is_refused_in_one_sentence():
    body = fake_body()
    nameless = tuple(m.model_copy(update={"group": "other"}) for m in body.muscles)
    motion = running_motion(body.model_copy(update={"muscles": nameless}), points=40)
    with pytest.raises(BodyError, match="lacks the muscles"):
        explain(motion)


def test_what_does_not_exist_is_left_out():
    motion = running_motion(hillrunner.default_body(), points=40)  # its tendons give no work
    spring = next(s for s in explain(motion) if "Achilles" in s)
    assert "recoil" not in spring and "nan" not in spring
    assert all("cartilage" not in s for s in explain(fake_motion()))  # no loads on tissues


def test_a_motion_that_stands_still_is_refused():
    motion = running_motion(fake_body(), points=40)
    motion.data["ground_force"][:] = 500.0
    with pytest.raises(MotionError, match="always on the ground"):
        explain(motion)


def test_what_a_body_lacks_is_told_why():
    missing = Analysis(fake_motion()).missing()
    assert set(missing) <= set(ANALYSES) and "gasmed_r" in missing["tissue_loads"]
    assert Analysis(fake_motion()).find("tissue_loads") is None


def test_the_command_prints_the_sentences(analysis, told, tmp_path, capsys):
    path = tmp_path / "motion.nc"
    analysis.motion.save(path)
    assert main(["explain", str(path)]) == 0
    plain = " ".join(capsys.readouterr().out.split())
    assert plain == " ".join(f"- {sentence}" for sentence in told)
    assert main(["explain", str(path), "--tables"]) == 0
    tables = capsys.readouterr().out
    for words in (
        "quadriceps",
        "soleus_r",
        "Achilles in all",
        "patellofemoral joint force, kN",
        "Umberger 2010",
    ):
        assert words in tables
    total = float(energy(analysis.motion)["gross_cost"].sel(model="Bhargava 2004"))
    gross = next(line for line in tables.splitlines() if line.startswith("gross"))
    assert float(gross.split()[1]) == pytest.approx(total, abs=6e-4)
    parts = tables[tables.index("Cost, J/kg/m") : tables.index(gross)].splitlines()[2:]
    summed = sum(float(re.split(r" {2,}", part)[1]) for part in parts)
    assert summed == pytest.approx(total, abs=5e-4 * len(parts))


def test_json_is_one_object_with_everything(analysis, told, tmp_path, capsys):
    path = tmp_path / "motion.nc"
    analysis.motion.save(path)
    assert main(["explain", str(path), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found = json.loads(out, parse_constant=lambda name: pytest.fail(name))
    assert found["sentences"] == told
    assert {NAMES.get(name, name) for name in ANALYSES} <= set(found) and found["missing"] == {}
    force = found["group_roles"]["variables"]["force"]
    assert force["units"] == "N" and force["dims"] == ["side", "group", "phase"]
    np.testing.assert_allclose(force["values"], analysis.group_roles["force"].values)
    assert None in found["tissue_loads"]["variables"]["peak_body_weights"]["values"][1]


def test_bad_files_are_one_sentence(tmp_path, capsys):
    assert main(["explain", str(tmp_path / "none.nc")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_it_is_at_the_front_door():
    assert hillrunner.explain is explain
