"""Models as people have them: other names, folded feet, devices, tags that are not quite XML."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from small_osim import SPRING, small_model

from hillrunner import Run, Runner, simulate
from hillrunner.analysis import spatiotemporal
from hillrunner.cli import main
from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.body.parts import lacks_for_running
from hillrunner.model.body.symmetry import asymmetries, is_symmetric
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.model.opensim._names import renamed, sided
from hillrunner.model.opensim.importing import check_file, import_opensim
from hillrunner.settings import Settings
from hillrunner.solve.guess import first_variables
from hillrunner.solve.program import program_for
from hillrunner.tasks.pattern import pattern

HOUSE = {f"{stem}_{side}" for stem in ("hip_flexion", "knee_angle", "ankle_angle") for side in "rl"}


@pytest.mark.parametrize(
    ("name", "stem", "side"),
    [
        ("knee_angle_r", "knee_angle", "r"),
        ("r_knee_angle", "knee_angle", "r"),
        ("knee_angle_R", "knee_angle", "r"),
        ("Knee.Left", "Knee", "l"),
        ("kneeFlexionLeft", "kneeFlexion", "l"),
        ("RKnee", "Knee", "r"),
        ("kneeL", "knee", "l"),
        ("right_knee", "knee", "r"),
        ("lumbar", "lumbar", ""),
        ("radius", "radius", ""),
        ("left", "left", ""),
    ],
)
def test_sides_as_people_write_them(name, stem, side):
    assert sided(name) == (stem, side)


def test_only_pairs_are_renamed_and_nothing_twice():
    assert renamed(["soleus_r", "soleus_l", "r", "pelvis_l"], {}) == {}
    assert renamed(["R_soleus", "L_soleus", "tail_R"], {}) == {
        "R_soleus": "soleus_r",
        "L_soleus": "soleus_l",
    }
    aliases = {"knee_angle": ("knee",)}
    assert renamed(["knee_r", "knee_l"], aliases) == {
        "knee_r": "knee_angle_r",
        "knee_l": "knee_angle_l",
    }
    assert renamed(["knee_r", "knee_l", "knee_angle_r", "knee_angle_l"], aliases) == {}


@pytest.fixture
def imported(opensim_python, tmp_path: Path):
    def bring(text: str):
        file = tmp_path / "small.osim"
        file.write_text(text)
        return import_opensim(file, python=opensim_python, samples=60, height=1.7)

    return bring


@pytest.mark.parametrize(
    ("coordinate", "muscle"),
    [
        (lambda n: n, lambda n: n),
        (lambda n: f"{n[-1]}_{n[:-2]}", lambda n: f"{n[-1]}_{n[:-2]}"),
        (lambda n: n.replace("knee_angle", "knee_flexion"), lambda n: n),
        (
            lambda n: n.replace("_r", "Right").replace("_l", "Left"),
            lambda n: n[:-2] + n[-1].upper(),
        ),
    ],
)
def test_other_names_are_mapped_and_listed(imported, coordinate, muscle):
    body, report = imported(small_model(coordinate, muscle))
    names = {c.name: c for c in body.coordinates}
    assert set(names) >= HOUSE
    assert names["knee_angle_r"].mirror == "knee_angle_l"
    assert {p.coordinate for p in body.passive} >= HOUSE  # every joint keeps its limits
    assert body.muscle("soleus_r").group == "calves"
    assert is_symmetric(body)
    told = any("Renamed" in note for note in report.notes)
    assert told is (coordinate("knee_angle_r") != "knee_angle_r")


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (
            small_model(lambda n: n.replace("knee_angle", "gear")),
            r"there is no knee_angle_r, without which no leg runs; .* gear_r",
        ),
        (
            small_model(lambda n: n.replace("knee_angle_r", "gear")),
            "coordinate gear moves a joint on the right, but its name does not say so",
        ),
        (
            small_model(across={"r": -0.08, "l": 0.08}),
            "coordinate hip_flexion_r moves a joint on the left, against its name",
        ),
        (
            small_model(muscle=lambda n: n[:-2] + ("_l" if n.endswith("r") else "_r")),
            "muscle rect_fem_l crosses joints of the right side only",
        ),
        (
            small_model(muscle=lambda n: n.replace("soleus_r", "calf")),
            "muscle calf crosses joints of the right side only, but its name does not end in _r",
        ),
    ],
)
def test_names_against_places_are_refused_in_a_sentence(imported, model, says):
    with pytest.raises(BodyError, match=says) as caught:
        imported(model)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


def test_springs_are_kept_and_the_rest_is_listed(imported):
    extra = SPRING.format(name="brace", coordinate="ankle_angle_r", rest=0)
    extra += SPRING.format(name="wound", coordinate="ankle_angle_l", rest=0.2)
    extra += '<CoordinateActuator name="motor"><coordinate>knee_angle_r</coordinate>'
    extra += "</CoordinateActuator>"
    plain, _ = imported(small_model())
    body, report = imported(small_model(extra=extra))
    laws, before = ({p.coordinate: p for p in b.passive} for b in (body, plain))
    braced = laws["ankle_angle_r"]
    assert braced.stiffness == before["ankle_angle_r"].stiffness + 400.0
    assert braced.damping == before["ankle_angle_r"].damping + 2.0
    assert braced.k1 == before["ankle_angle_r"].k1
    assert laws["ankle_angle_l"] == before["ankle_angle_l"]
    assert any("Springs kept: brace at ankle_angle_r (400" in note for note in report.notes)
    left = next(note for note in report.notes if note.startswith("Left out"))
    assert "SpringGeneralizedForce wound" in left and "CoordinateActuator motor" in left
    assert any("passive ankle_angle (stiffness, damping)" in note for note in report.notes)


def test_a_weak_side_is_a_fact(imported):
    body, report = imported(small_model(weak={"l": 1500.0}))
    (fact,) = asymmetries(body)
    assert (fact.kind, fact.part, fact.quantity) == ("muscle", "soleus", "max_force")
    assert (fact.right, fact.left, fact.difference) == (3000.0, 1500.0, 1500.0)
    assert "Right and left differ: muscle soleus (max_force)." in report.notes


def test_a_small_model_can_be_asked_to_run(imported):
    body, _ = imported(small_model())
    assert lacks_for_running(body) == ()
    running = runner_body(Runner(1.7, 65), Settings(), body)
    problem = program_for(running, Run(speed=3.0), 8)
    assert not any(name.startswith("distance of") for name in problem.interval.row_names)
    assert np.isfinite(first_variables(problem, Run(speed=3.0).guess(running))).all()
    knee = pattern(running, np.linspace(0, 1, 50))[:, body.coordinate_names.index("knee_angle_r")]
    assert knee.max() < 0.1 and knee.min() < -1.0  # this model's knee flexes negatively


@pytest.mark.parametrize(
    "text",
    [
        "<OpenSimDocument><Model><A::B></A::B></Model></OpenSimDocument>",
        "<OpenSimDocument><Model><credits>Smith & Son</credits></Model></OpenSimDocument>",
        "\ufeff<OpenSimDocument><Model/></OpenSimDocument>",
    ],
)
def test_what_opensim_reads_is_not_refused_as_broken(tmp_path, text):
    file = tmp_path / "m.osim"
    file.write_text(text, encoding="utf-8")
    check_file(file)


# -- models that gave trouble ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "noted"),
    [
        ("13-welded-calcn/gait1018.osim", "Folded calcn_r into talus_r"),
        ("14-hunt-crossley-xml/huntcrossley.osim", "HuntCrossleyForce contact"),
        ("15-passive-devices-dropped/afo.osim", "Springs kept: afo_r at ankle_angle_r (400"),
        ("16-renamed-coordinates/kneeflexion.osim", "knee_flexion_r to knee_angle_r"),
        ("16-renamed-coordinates/prefixcoord.osim", "r_knee_angle to knee_angle_r"),
    ],
)
def test_models_that_gave_trouble(opensim_python, shared_cases, name, noted):
    body, report = import_opensim(shared_cases / name, python=opensim_python, samples=100)
    assert any(noted in note for note in report.notes)
    limited = {p.coordinate: p for p in body.passive}
    assert set(limited) >= HOUSE and limited["knee_angle_r"].k1 == -6.09
    assert {c.mirror for c in body.coordinates if c.name == "knee_angle_r"} == {"knee_angle_l"}
    assert (limited["ankle_angle_r"].stiffness == 400.0) is ("afo" in name)
    assert lacks_for_running(body) == ()
    runner_body(Runner(1.75, 70), Settings(), body)


@pytest.mark.slow
def test_a_teaching_model_with_a_foot_of_one_piece_runs(opensim_python, shared_cases):
    file = shared_cases / "13-welded-calcn" / "gait1018.osim"
    body, _ = import_opensim(file, python=opensim_python, samples=100)
    motion = simulate(Runner(1.75, 70), Run(speed=3.0), body=body, mesh=16)
    assert 140 < spatiotemporal(motion).cadence < 250  # a few lumped muscles prefer quick steps
    weight = 70 * 9.81
    assert 1.8 < float(motion["ground_force"].sel(axis="y").max()) / weight < 4.5


@pytest.mark.slow
def test_a_planar_model_runs_from_the_command_line(opensim_python, shared_data, tmp_path, capsys):
    """Its knees count extension positive, its feet are of one piece, its trunk is ``lumbar``."""
    body, _ = import_opensim(
        shared_data / "models" / "2D_gait.osim", python=opensim_python, samples=200
    )
    assert reversed_coordinates(body) == {"knee_angle_r", "knee_angle_l"}
    file = tmp_path / "body.json"
    body.save(file)
    who = ["--height", "1.7", "--mass", "62", "--body", str(file)]
    how = ["--speed", "3", "--mesh", "12", "--out", str(tmp_path / "out"), "--json"]
    assert main(["run", *who, *how]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["status"] == "converged" and (tmp_path / "out" / "report.html").exists()
    assert said["knee_swing_max"] > 60.0 > said["knee_stance_max"] > 5.0
    assert said["peak_knee_extension_moment"] > 5.0  # extension, and not flexion


def test_markers_of_a_model_come_along(imported):
    """Under our names of the segments; those on the ground do not."""
    markers = (
        '<MarkerSet><objects><Marker name="RKNE"><socket_parent_frame>/bodyset/tibia_r'
        "</socket_parent_frame><location>0.01 -0.02 0.05</location><fixed>true</fixed></Marker>"
        '<Marker name="origin"><socket_parent_frame>/ground</socket_parent_frame>'
        "<location>0 0 0</location></Marker></objects></MarkerSet></Model>"
    )
    body, report = imported(small_model().replace("</Model>", markers))
    (place,) = report.markers
    assert (place.name, place.segment, place.fixed) == ("RKNE", "tibia_r", True)
    assert place.location == pytest.approx((0.01, -0.02, 0.05))
    assert imported(small_model())[1].markers == ()
