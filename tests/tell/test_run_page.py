"""The report file: complete, self-contained, true to the motion, and safe."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from fake_motion import fake_body, fake_motion
from html_page import HOSTILE, Page
from measured import strides_of
from synthetic import running_motion

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import MotionError
from hillrunner.model.body.pose import segment_poses
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.library import load_shipped
from hillrunner.motion.phase import at_times, contact_time
from hillrunner.published.bands import bands_for
from hillrunner.quantities import LOADS, QUANTITIES, pace
from hillrunner.tell.report.elements import digits3, number, signed
from hillrunner.tell.report.frames import FRAMES, frame_times, frames_of
from hillrunner.tell.report.run_page import write_report
from hillrunner.tell.tables.run import result_table
from hillrunner.tell.words.explain import explain
from hillrunner.tell.words.trust import trust_in_words


@pytest.fixture(scope="module")
def motion():
    return running_motion(fake_body(), points=70)


@pytest.fixture(scope="module")
def page(motion, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    assert write_report(motion, path, measured=strides_of(motion)) == path
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def analysis():
    return Analysis(load_shipped("run-3.5.nc"))


@pytest.fixture(scope="module")
def analysed(analysis, tmp_path_factory):
    """The page of a motion whose body has everything."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    return Page(write_report(analysis.motion, path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data(page):
    return json.loads(page.scripts[0])


def test_the_file_is_whole_and_closed(page):
    assert page.open == []
    assert [tag for tag, _ in page.tags].count("script") == 2
    assert not any("{{" in text for text in page.text)
    identifiers = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))


def test_nothing_is_fetched(page, motion, tmp_path):
    for tag, attrs in page.tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            assert attrs.get(name) is None or attrs[name].startswith("data:"), (tag, attrs)
    text = write_report(motion, tmp_path / "r.html").read_text(encoding="utf-8")
    addresses = set(re.findall(r"(?:https?|wss?|ftp):[^\"'\s<)]+|@import|url\([^)]*\)", text))
    assert addresses == {"http://www.w3.org/2000/svg"}  # the name of a language, never asked for
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\(", text)
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")


def test_size(motion, tmp_path):
    assert write_report(motion, tmp_path / "r.html").stat().st_size < 3_000_000


def test_embedded_values_are_the_motions(motion, data):
    times = frame_times(motion)
    assert times[0] == contact_time(motion)
    assert times[-1] - times[0] == pytest.approx(motion.stride_time)
    weight = motion.runner.mass * GRAVITY
    force = at_times(motion, motion["ground_force"].values, times) / weight
    np.testing.assert_allclose(data["force"], np.moveaxis(force, 0, 2), atol=6e-5)
    for angle in data["angles"]:
        expected = motion["position"].sel(coordinate=angle["name"]).values
        np.testing.assert_allclose(
            angle["values"], np.rad2deg(at_times(motion, expected, times)), atol=6e-3
        )
    activation = at_times(motion, motion["activation"].values, times)
    np.testing.assert_allclose(data["scene"]["activation"], activation, atol=6e-4)
    names = motion["muscle"].values.tolist()
    for group in data["groups"]:
        for name, row in zip(group["muscles"], group["activation"], strict=True):
            np.testing.assert_allclose(row, activation[:, names.index(name)], atol=6e-4)
        np.testing.assert_allclose(group["sum"], np.sum(group["force"], axis=0), atol=0.5)


def test_group_mean_is_weighted_by_strength(motion, data):
    body = motion.body
    group = next(g for g in data["groups"] if g["name"] == "calves")
    assert group["muscles"] == ["soleus_r"]
    assert group["mean"] == group["activation"][0]
    stronger = body.model_copy(
        update={
            "muscles": tuple(
                m.model_copy(update={"group": "calves", "max_force": 9000.0})
                if m.name == "vaslat_r"
                else m
                for m in body.muscles
            )
        }
    )
    group = next(
        g for g in frames_of(running_motion(stronger, points=70))["groups"] if g["name"] == "calves"
    )
    rows = dict(zip(group["muscles"], group["activation"], strict=True))
    expected = (3000 * np.array(rows["soleus_r"]) + 9000 * np.array(rows["vaslat_r"])) / 12000
    np.testing.assert_allclose(group["mean"], expected, atol=1.1e-3)


def test_stance_is_where_the_feet_push(motion, data):
    contact = 100 * spatiotemporal(motion).contact_time / motion.stride_time
    (start, end), *rest = data["stance"][0]
    assert start == 0.0 and not rest
    assert end == pytest.approx(contact, abs=1.5)
    assert data["stance"][1][0][0] == pytest.approx(50.0, abs=1.5)


def test_segments_are_where_kinematics_puts_them(motion, data):
    """The player's quaternions and origins against the body's own kinematics, at every frame."""
    from scipy.spatial.transform import Rotation

    body, times = motion.body, frame_times(motion)
    turn = np.array(data["scene"]["turn"])
    origin = np.array(data["scene"]["origin"])
    np.testing.assert_allclose(np.linalg.norm(turn, axis=2), 1.0, atol=1e-3)
    jump = np.abs(np.diff(turn, axis=0)).max()
    assert jump < 0.2  # no flip of sign between frames
    q = at_times(motion, motion["position"].values, times)
    pelvis = body.coordinate_names.index("pelvis_tx")
    for k in range(0, FRAMES, 9):
        row = dict(zip(body.coordinate_names, q[k], strict=True))
        row[body.coordinate_names[pelvis]] = origin[k, 0, 0]
        posed = segment_poses(body, row)
        for i, segment in enumerate(body.segments):
            expected, place = posed[segment.name]
            found = Rotation.from_quat(turn[k, i]).as_matrix()
            np.testing.assert_allclose(found, expected, atol=0.03)
            np.testing.assert_allclose(origin[k, i], place, atol=0.01)


def test_the_runner_stays_in_view(data):
    origin = np.array(data["scene"]["origin"])
    assert np.abs(origin[:, 0, 0]).max() < 0.1
    np.testing.assert_allclose(origin[0], origin[-1], atol=1e-3)


def test_centre_of_pressure_stays_under_the_loaded_foot(motion, data):
    force, pressure = np.array(data["force"]), np.array(data["pressure"])
    loaded = force[0, 1] > 0.1
    assert loaded.sum() > 20
    assert (np.diff(pressure[0, loaded, 0]) < 0).all()  # it moves back with the belt
    assert np.abs(pressure[0, loaded, 1]).max() < 1e-6


def test_numbers_come_first_and_agree(page, motion):
    summary = spatiotemporal(motion)
    text = " ".join(" ".join(page.text).split())
    head = text[: text.index("Against measured runners")]
    for value in (
        f"{summary.cadence:.0f} /min",
        f"{summary.peak_vertical_force:.2f} BW",
        f"{summary.cost_of_transport:.2f} J/kg/m",
        f"{1000 * summary.contact_time:.0f} ms",
    ):
        assert value in head
    assert motion.body_hash in text and "converged" in text
    assert "Computed, not measured" in text


def test_measured_strides_are_laid_over(data, page, motion):
    measured = strides_of(motion)
    knee = next(a for a in data["angles"] if a["name"] == "knee_angle_r")
    np.testing.assert_allclose(
        knee["measured"], np.rad2deg(measured.mean["knee_angle_r"]), atol=6e-3
    )
    np.testing.assert_allclose(knee["sd"], np.rad2deg(0.02), atol=6e-3)
    text = " ".join(page.text)
    assert "RMS error" in text and "this person" in text
    assert all("measured" not in a for a in frames_of(motion)["angles"])


def test_hostile_names_stay_names(tmp_path):
    body = fake_body()
    named = {body.muscles[0].name: HOSTILE + "_r", body.muscles[0].name[:-1] + "l": HOSTILE + "_l"}
    muscles = [m.model_copy(update={"name": named.get(m.name, m.name)}) for m in body.muscles]
    body = body.model_copy(update={"muscles": tuple(muscles), "credits": HOSTILE})
    motion = running_motion(body, points=40, name="<b onload=x>&{{style}}")
    measured = replace(strides_of(motion), source="/a/<img src=x>.mot", warnings=("<i>w",))
    path = write_report(motion, tmp_path / "r.html", measured=measured)
    page = Page(path.read_text(encoding="utf-8"))
    assert [tag for tag, _ in page.tags].count("script") == 2
    assert not {"b", "img", "i"} & {t for t, a in page.tags if "onload" in a or "src" in a}
    assert json.loads(page.scripts[0])["scene"]["muscles"][0]["name"] == HOSTILE + "_r"
    assert any(HOSTILE in text for text in page.text)


def test_only_converged_motions_get_a_report(tmp_path):
    motion = fake_motion()
    motion.data.attrs["status"] = "iterations"
    with pytest.raises(MotionError, match="did not converge"):
        write_report(motion, tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    with pytest.raises(MotionError, match="cannot write report"):
        write_report(fake_motion(), tmp_path / "no" / "r.html")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "disk full")))
    with pytest.raises(MotionError, match="no space left"):
        write_report(fake_motion(), tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("grade", [-0.1, 0.1])
def test_slopes_are_told(grade, tmp_path):
    motion = running_motion(fake_body(), points=40, grade=grade)
    text = write_report(motion, tmp_path / "r.html").read_text(encoding="utf-8")
    assert f"10 % {'uphill' if grade > 0 else 'downhill'}" in text
    assert frames_of(motion)["grade"] == grade


SECTIONS = (
    "In words",
    "Muscles by phase",
    "Who moves the body",
    "Springs",
    "Joint moments, powers and work",
    "Loads",
    "Energy",
)


def flat(page) -> str:
    return " ".join(" ".join(page.text).replace("\u2060", "").split())


def rows(page, name: str) -> list[str]:
    """What follows a name in the texts of the page, wherever it stands by itself."""
    return [
        " ".join("".join(page.text[i + 1 : i + 12]).split())
        for i, text in enumerate(page.text)
        if text == name
    ]


def test_every_analysis_has_its_section(analysed, analysis):
    assert analysed.open == []
    text = flat(analysed)
    places = [text.index(title) for title in SECTIONS]
    assert places == sorted(places)
    for sentence in explain(analysis.motion, analysis):
        assert sentence in text
    for warning in trust_in_words(analysis.warnings):
        assert warning in text
    assert "prevents" not in text and "nan" not in text.split()
    identifiers = [attrs["id"] for _, attrs in analysed.tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    charts = json.loads(analysed.scripts[0])["charts"]
    assert len(charts) == 2 + 2 + 4 + 4 + 4 + 4
    assert {chart["into"] for chart in charts} <= set(identifiers)


def test_roles_are_those_of_the_groups(analysed, analysis):
    cells = [attrs for tag, attrs in analysed.tags if tag == "td" and "style" in attrs]
    groups = analysis.group_roles.sel(side="right")
    for i, group in enumerate(groups["group"].values):
        for k, phase in enumerate(groups["phase"].values):
            role, cell = groups.sel(group=group, phase=phase), cells[5 * i + k]
            assert cell["style"] == f"--a:{float(role['activation']):.2f}"
            assert cell["title"].startswith(str(role["doing"].item()))
    work = float(groups["muscle_tendon_work_positive"].sel(group="calves", phase="push-off"))
    assert signed(work, 0.5) in rows(analysed, "calves")[0]


def test_charts_add_up_to_the_motion(analysed, analysis):
    motion, charts = analysis.motion, json.loads(analysed.scripts[0])["charts"]
    times = frame_times(motion)
    for axis, title in (("y", "Up"), ("x", "Forward")):
        (chart,) = (c for c in charts if c["into"] == "mover-plots" and c["title"] == title)
        series = {s["name"]: np.array(s["values"]) for s in chart["series"]}
        body = series.pop("the body")
        np.testing.assert_allclose(sum(series.values()), body, atol=4e-3)
        own = at_times(motion, motion["com_acceleration"].sel(axis=axis).values, times) / GRAVITY
        np.testing.assert_allclose(body, own, atol=2e-3)
    energy, power = (c for c in charts if c["into"] == "spring-plots")
    achilles = next(s["values"] for s in energy["series"] if s["name"] == "Achilles")
    stored = float(analysis.springs["achilles_energy"].sel(side="right"))
    assert np.ptp(achilles) == pytest.approx(stored, rel=0.01)
    parts = {s["name"]: np.array(s["values"]) for s in power["series"]}
    whole = parts.pop("muscle-tendon unit")
    np.testing.assert_allclose(sum(parts.values()), whole, atol=0.5)


def test_loads_and_cost_are_those_of_the_analyses(analysed, analysis):
    peak = analysis.tissue_loads["peak"].sel(side="right", estimate="middle")
    (told,) = rows(analysed, "Achilles tendon force")
    assert told.startswith(f"{digits3(float(peak.sel(measure='achilles_force')) / 1000)} kN")
    steps = float(analysis.tissue_loads["steps_per_km"])
    assert f"{steps:.0f} steps of the leg a kilometre" in flat(analysed)
    (told,) = rows(analysed, "gross")
    costs = [float(c) for c in analysis.energy["gross_cost"]]
    assert told.startswith("".join(f"{cost:.2f}" for cost in costs))
    share = float(analysis.joint_mechanics["stance_share"].sel(foot="right", leg_joint="ankle"))
    assert f"ankle {100 * share:.0f} %" in flat(analysed)


def test_a_number_reads_the_same_wherever_it_stands(analysed, analysis):
    """In sentences, tiles and tables of the page, and in the terminal's table."""
    text, summary = flat(analysed), analysis.spatiotemporal
    loads = analysis.tissue_loads["peak"].sel(side="right", estimate="middle")
    peak = float(loads.sel(measure="patellofemoral_force"))
    kneecap = LOADS["patellofemoral_force"].with_unit(peak)
    assert f"with up to {kneecap}" in text and "kneecap 4" not in text
    (told,) = rows(analysed, "patellofemoral joint force*")
    assert told.startswith(kneecap)
    printed = result_table(analysis.motion, summary, bands_for(analysis.motion.speed))
    minutes = f"{pace(analysis.motion.speed)} min/km"
    assert minutes in text and minutes in printed
    shown = QUANTITIES["com_oscillation"].shown(summary.com_oscillation)
    assert f"{shown} mm CoM oscillation" in text
    assert ["CoM", "oscillation", "mm", shown] in [x.split()[:4] for x in printed.splitlines()]


def test_a_body_that_lacks_parts_gets_the_sections_it_can_have(page):
    text = flat(page)
    assert "In words" in text and "Muscles by phase" in text
    assert "this body has no muscle gasmed_r" in text  # instead of loads on tissues


def test_a_motion_without_phases_still_gets_a_report(tmp_path):
    motion = running_motion(fake_body(), points=40)
    motion.data["ground_force"][:, 1] = 0.0
    page = Page(write_report(motion, tmp_path / "r.html").read_text(encoding="utf-8"))
    text = flat(page)
    assert "the left foot is never on the ground" in text
    assert "Muscles by phase" not in text and "Joint angles" in text


def test_figures_are_written_for_people():
    assert number(-0.04, 1) == "0.0" and number(-1.26, 1) == "\u22121.3"
    assert number(float("nan")) == "\u2013"
    assert digits3(5384.0) == "5380" and digits3(0.2714) == "0.271"
    assert digits3(283_000.0) == "2.8\u00b710\u2075"
    assert digits3(0.0) == "0"
    assert [signed(v, 0.5) for v in (12.3, -3.44, 0.4)] == ["+12", "\u22123.4", ""]
