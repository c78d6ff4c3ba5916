"""The validation rows, their measures, the table, and the record of the rows that are inside.

Where a row that was inside has gone outside on purpose, ``python studies/validation.py`` makes the
record anew.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fake_motion import BRAKE, CONTACT, PEAK, STRIDE, fake_motion

from hillrunner import Run, Runner
from hillrunner.analysis.phases import PHASES
from hillrunner.batch.run import Ended, Planned
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.model.mechanics.rigid_body import inverse_dynamics, kinematics
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.library import load_shipped, shipped, shipped_lifts
from hillrunner.published.bands import LEVEL, minetti_cost
from hillrunner.published.rows import (
    COUNTED_GRADES,
    SUBJECTS,
    Condition,
    Row,
    RowsError,
    Source,
    conditions_of,
    published_rows,
    read_rows,
)
from hillrunner.solve import continuation
from hillrunner.tasks.squat import Squat
from hillrunner.tell.report.validation_page import page, scale_of
from hillrunner.tell.tables.validation import number, table_markdown, table_text
from hillrunner.tell.validation_shown import table_object
from hillrunner.validate import run as collecting
from hillrunner.validate.measures import Measured, measurement
from hillrunner.validate.measures.registry import STANCE, SWING
from hillrunner.validate.measures.springs import LIMBS, _about_com, _gain
from hillrunner.validate.run import Ask, collect, file_name, reference_runner, shipped_motions
from hillrunner.validate.table import check_measures, evaluate
from hillrunner.validate.validation import validate

INSIDE = Path(__file__).parent / "inside.json"
RUNNERS = {"1": "RBDS001", "2": "RBDS002", "11": "RBDS011", "3": "RBDS03"}


@pytest.fixture(scope="module")
def quick():
    """The table on the shipped motions."""
    return validate(quick=True).table


def row(**other) -> Row:
    given = {
        "name": "test",
        "subject": "mechanics by speed",
        "quantity": "Cadence",
        "unit": "steps/min",
        "measure": "cadence",
        "condition": Condition(speed=3.5),
        "source": Source(name="somebody", grade="A"),
        "grade": "A",
    }
    return Row(**(given | other))


# ------------------------------------------------------------------------------------- the record


def test_no_row_that_was_inside_has_gone_outside(quick):
    recorded = set(json.loads(INSIDE.read_text(encoding="utf-8")))
    assert recorded, "the record is empty: python studies/validation.py"
    gone = recorded - {result.row.name for result in quick.inside}
    values = {r.row.name: f"{r.value} {r.row.unit}, band {r.row.band}" for r in quick.results}
    told = "\n".join(f"{name}: {values.get(name, 'no such row')}" for name in sorted(gone))
    assert not gone, f"outside now (if on purpose: python studies/validation.py):\n{told}"


def test_every_row_gets_a_value(quick):
    assert {r.row.name: r.why for r in quick.results if r.value is None} == {}
    assert len(quick.judged) >= 40
    for left in quick.left_out:  # what does not ship: steep slopes, and some lifts
        ships = [file_name(c) in {*shipped(), *shipped_lifts()} for c in left.conditions]
        assert not all(ships) and (abs(left.condition.slope) > 0.1 or left.condition.lift)


# --------------------------------------------------------------------------------------- the rows


def test_the_rows_cover_every_subject_and_are_sound():
    rows = published_rows()
    check_measures(rows)
    counted = [r for r in rows if r.counted]
    assert len(counted) >= 60
    assert {r.subject for r in counted} == set(SUBJECTS) - {"training"}  # whose rows are trials'
    assert all(r.grade in COUNTED_GRADES for r in counted)
    assert not any(r.counted for r in rows if r.grade == "M")
    assert not any(r.counted for r in rows if r.band == (None, None))
    assert all(r.source.name and r.source.about for r in rows)
    assert all(c.task for c in conditions_of(rows))  # what can be asked for


def test_a_condition_may_be_a_lift():
    heavy = Condition(lift="squat", depth=90, load=140)
    light = Condition(lift="squat", depth=90, load=75)
    assert heavy.task == Squat(140, depth=90) and str(heavy) == "squat to 90 deg, 140 kg"
    assert file_name(heavy) == "squat-90-140.nc"
    assert file_name(Condition(lift="calf-raise", load=75)) == "calf-raise-75.nc"
    one = row(condition=heavy, against=light, relation="ratio", low=1.0)
    assert one.place == "squat to 90 deg, 140 kg vs squat to 90 deg, 75 kg"
    assert Condition(speed=6.0).order < light.order < heavy.order
    for wrong in ({"lift": "squat", "speed": 3.0}, {"load": 20.0}, {"depth": 90.0}):
        with pytest.raises(RowsError):
            Condition(**wrong)


def test_rows_of_lifts_read_what_the_lift_says():
    """Of a shipped lift: force over force, moment over moment, by hand."""
    run = Measured(load_shipped("squat-90-140.nc"))
    force = run.motion["tendon_force"]
    vasti = force.sel(muscle=[f"vas{part}_r" for part in ("lat", "med", "int")]).sum("muscle")
    soleus = force.sel(muscle=["soleus_r", "gasmed_r", "gaslat_r"]).sum("muscle")
    moment = run.motion["joint_moment"]

    def of(name: str, what: str = "") -> float:
        return measurement(name, what).function(run, what)

    assert of("lift_muscle_force", "vasti") == pytest.approx(float(vasti.max()) / 75.0)
    assert of("lift_force_ratio", "calf/vasti") == pytest.approx(float(soleus.max() / vasti.max()))
    assert of("lift_achilles_force") == pytest.approx(float(soleus.max()) / 75.0 / GRAVITY)
    knee = float(abs(moment.sel(coordinate="knee_angle_r")).max()) / 75.0
    assert of("lift_moment", "knee") == pytest.approx(knee, rel=1e-6)
    ratio = of("lift_moment", "hip") / of("lift_moment", "knee")
    assert of("lift_moment_ratio", "hip/knee") == pytest.approx(ratio)
    assert of("lift_knee_flexion") == pytest.approx(90.0, abs=0.5)
    assert 0.0 <= of("lift_moment_instant", "hip") <= 100.0
    assert of("lift_contact_below", "knee") > 1.0
    active = run.motion["activation"]
    upper = active.sel(muscle="glmax1_r")
    mean = float((upper * run.motion["duration"]).sum()) / run.motion.stride_time
    assert of("lift_activity", "upper gluteus maximus") == pytest.approx(mean)
    assert of("lift_effort", "plantarflexors") > of("lift_activity", "plantarflexors")
    calves = active.sel(muscle=["soleus_r", "gasmed_r", "gaslat_r"]).max("time")
    assert float(calves.min()) < of("lift_effort", "plantarflexors") < float(calves.max())


def test_rows_of_26_runners_are_those_of_the_bands():
    units = {"s": 1e3, "m": 1e3}
    bands = {band.key: band for band in LEVEL[3.5]}
    mine = [r for r in published_rows() if r.source.name.startswith("26 measured")]
    assert len(mine) >= 6
    for r in mine:
        band = bands[r.measure]
        factor = units.get(band.unit, 1.0)
        assert r.mean == pytest.approx(factor * band.mean)
        assert r.sd == (None if band.sd is None else pytest.approx(factor * band.sd))


def test_slopes_are_those_of_the_polynomial():
    fit = [r for r in published_rows() if r.source.name == "Minetti 2002, polynomial"]
    assert len(fit) == 4
    for r in fit:
        assert r.mean == pytest.approx(minetti_cost(r.condition.slope), abs=6e-4)
        assert not r.counted


def test_rows_of_four_runners_are_those_of_their_data(shared_data):
    """Mean and SD (n - 1) over the runners, of the table of trials or of their mean cycles."""
    folder = shared_data / "rbds_S011"
    with (folder / "rbds_trial_metrics.csv").open(newline="") as file:
        trials = list(csv.DictReader(file))
    cycles = np.load(folder / "rbds_mean_cycles.npz", allow_pickle=False)
    names = cycles["angle_names"].tolist()

    def angle(runner: str, speed: float, name: str) -> np.ndarray:
        key = f"{RUNNERS[runner]}_T{round(10 * speed)}_angle_mean"
        return cycles[key][names.index(name)].astype(float)

    def thigh(runner: str, speed: float) -> np.ndarray:
        return angle(runner, speed, "pelvis_tilt") + angle(runner, speed, "hip_flexion_r")

    columns = {
        "cadence": "cadence",
        "contact_time": "tc_ms",
        "flight_time": "flight_ms",
        "peak_vertical_force": "peakBW",
        "peak_braking_force": "peakBrake",
        "peak_propulsive_force": "peakProp",
        "braking_impulse": "brakeImp",
        "com_oscillation": "osc_com_mm",
        "hip_flexion_max": "hip_max",
        "hip_flexion_min": "hip_min",
        "knee_contact": "knee_ic",
        "knee_stance_max": "knee_st",
        "knee_swing_max": "knee_sw",
        "ankle_contact": "ank_ic",
        "ankle_dorsiflexion_max": "ank_df",
        "ankle_plantarflexion_max": "ank_pf",
        "pelvis_tilt": "tilt",
    }
    of_cycles = {
        "hip_adduction_max": lambda r, v: angle(r, v, "hip_adduction_r").max(),
        "pelvis_list_range": lambda r, v: np.ptp(angle(r, v, "pelvis_list")),
        "pelvis_rotation_range": lambda r, v: np.ptp(angle(r, v, "pelvis_rotation")),
        "thigh_forward": lambda r, v: thigh(r, v).max(),
        "thigh_back": lambda r, v: thigh(r, v).min(),
    }
    mine = [r for r in published_rows() if r.source.name == "Fukuchi 2017, 4 runners"]
    assert {r.measure for r in mine} == set(columns) | set(of_cycles)
    for r in mine:
        speed = r.condition.speed
        if r.measure in of_cycles:
            values = [of_cycles[r.measure](runner, speed) for runner in RUNNERS]
        else:
            column = columns[r.measure]
            values = [float(t[column]) for t in trials if float(t["speed"]) == speed]
        assert len(values) == 4
        assert r.mean == pytest.approx(np.mean(values), rel=6e-4), r.name
        assert r.sd == pytest.approx(np.std(values, ddof=1), rel=6e-3), r.name


GOOD = """
[source.a]
name = "A"
grade = "A"
[[row]]
key = "k"
subject = "mechanics by speed"
quantity = "Cadence"
measure = "cadence"
unit = "steps/min"
source = "a"
at = [{ speed = 3.5, mean = 170.0, sd = 5.0 }]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('source = "a"', 'source = "b"', "source 'b'"),
        ("mean = 170.0, sd", "sd", "sd needs mean"),
        ("mean = 170.0, sd = 5.0", "low = 2.0, high = 1.0", "below high"),
        ("mean = 170.0, sd = 5.0", "note = 'x'", "a mean, a low or a high"),
        ("sd = 5.0", "sd = 5.0, against = { speed = 2.5 }", "must be given together"),
        ("sd = 5.0", "sd = -5.0", "sd is -5"),
        ('quantity = "Cadence"', 'quantaty = "Cadence"', "perhaps 'quantity' was meant"),
        ("mechanics by speed", "magic", "subject is 'magic'"),
        ("[[row]]", "[[row", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(tmp_path, old, new, said):
    path = tmp_path / "rows.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_rows(path)[0].band == (160.0, 180.0)
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RowsError, match=str(path)) as caught:
        read_rows(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_two_rows_of_one_name_and_a_missing_file(tmp_path):
    path = tmp_path / "rows.toml"
    path.write_text(GOOD + GOOD[GOOD.index("[[row]]") :], encoding="utf-8")
    with pytest.raises(RowsError, match="two rows named 'k @ 3.5 m/s'"):
        read_rows(path)
    with pytest.raises(RowsError, match="no such file"):
        read_rows(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"measure": "cadense"}, "perhaps 'cadence'"),
        ({"unit": "Hz"}, "gives 'steps/min'"),
        ({"of": "calves"}, "of must be one of: nothing"),
        ({"measure": "excitation_peak", "unit": "% of stride"}, "of must be one of: calves"),
    ],
)
def test_a_row_must_fit_its_measure(other, said):
    with pytest.raises(RowsError, match=said):
        check_measures([row(mean=170.0, **other)])


# ------------------------------------------------------------------------------------ the measures


def measured(name: str, motion, of: str = "") -> float:
    return measurement(name, of).function(Measured(motion), of)


def test_mechanics_of_half_sines():
    """The feet of the made-up motion push with half sines, so all is known in closed form."""
    motion = fake_motion(points=600)
    assert measured("braking_impulse", motion) == pytest.approx(
        -BRAKE * CONTACT / math.pi, rel=2e-3
    )
    assert measured("cadence", motion) == pytest.approx(120.0 / STRIDE)
    # A stance of tc with a flight of STRIDE/2 - tc would need this peak to carry the weight.
    carried = 0.5 * math.pi * (0.5 * STRIDE / motion_contact(motion))
    assert measured("half_sine_deficit", motion) == pytest.approx(
        100.0 * (1.0 - carried / PEAK), abs=0.1
    )
    assert measured("stance_share", motion) == pytest.approx(
        100.0 * motion_contact(motion) / STRIDE
    )


def motion_contact(motion) -> float:
    return measured("contact_time", motion) / 1e3


def test_spring_mass_check():
    """70 kg, contact 0.25 s, flight 0.12 s: 1596 N, 67.8 mm, 23.6 kN/m."""
    run = SimpleNamespace(
        spatiotemporal=SimpleNamespace(
            contact_time=0.25, flight_time=0.12, peak_vertical_force=2.5
        ),
        mass=70.0,
        weight=70.0 * GRAVITY,
    )
    assert measurement("vertical_stiffness").function(run, "") == pytest.approx(23.6, abs=0.1)


def test_when_excitation_peaks():
    motion = fake_motion(points=1200)
    k = motion.body.muscle_names.index("soleus_r")
    at = (0.25 * STRIDE - k * STRIDE / (2.0 * math.pi)) % STRIDE  # of 0.45 sin(angle + k)
    contact = Measured(motion).contact
    expected = 100.0 * ((at - contact) % STRIDE) / STRIDE
    expected -= 100.0 * (expected > 50.0)
    assert measured("excitation_peak", motion, "soleus") == pytest.approx(expected, abs=0.15)


def test_gain_of_an_energy():
    time = np.linspace(0.0, 2.0 * np.pi, 400, endpoint=False)
    assert _gain(3.0 * np.cos(2.0 * time)) == pytest.approx(2 * 2 * 3.0)
    assert _gain(np.full(10, 7.0)) == 0.0


def test_energy_about_the_centre_of_mass_is_all_there_is():
    """With that of the centre of mass it is v M(q) v / 2, by inverse dynamics."""
    motion = load_shipped("run-3.5.nc")
    data, body = motion.data, motion.body
    assert {name for names in LIMBS.values() for name in names} >= {s.name for s in body.segments}
    q, v = (list(data[name].values.T) for name in ("position", "velocity"))
    effort = inverse_dynamics(body, kinematics(body, q, None, v), (0.0, 0.0, 0.0))
    whole = 0.5 * sum(e * x for e, x in zip(effort, v, strict=True))
    limbs = sum(_about_com(Measured(motion)))
    com = 0.5 * body.mass * (data["com_velocity"].values ** 2).sum(axis=1)
    np.testing.assert_allclose(limbs + com, whole, rtol=1e-6)


def test_phases_of_the_measures_are_those_of_the_analysis():
    assert (*STANCE, *SWING) == PHASES


def test_leads_are_signed_and_shares_small():
    motion = load_shipped("run-3.5.nc")
    leads = [measured("support_lead", motion, group) for group in ("quadriceps", "calves")]
    assert sum(lead > 0.0 for lead in leads) <= 1  # only one group can be ahead of all others
    assert 0.0 <= measured("arm_share", motion) < 100.0


def test_work_shares_add_up():
    motion = load_shipped("run-3.5.nc")
    shares = [measured("stance_work_share", motion, joint) for joint in ("hip", "knee", "ankle")]
    assert sum(shares) == pytest.approx(100.0)
    assert measured("positive_work", motion, "ankle") > 0.0


# --------------------------------------------------------------------------------------- the table


def test_inside_outside_and_how_far():
    motion = fake_motion()
    value = 120.0 / STRIDE
    results = evaluate(
        [
            row(name="in", mean=value - 5.0, sd=5.0),
            row(name="out", mean=value - 15.0, sd=5.0),
            row(name="below", low=value + 3.0, high=value + 9.0),
            row(name="direction", low=value - 1.0),
            row(name="against", high=value - 1.0),
            row(name="mean only", mean=value),
            row(name="memory", mean=value - 15.0, sd=5.0, grade="M"),
            row(name="apart", mean=value, sd=5.0, apart="because"),
        ],
        {Condition(speed=3.5): motion},
    )
    by_name = {r.row.name: r for r in results.results}
    assert {n: r.inside for n, r in by_name.items()} == {
        "in": True,
        "out": False,
        "below": False,
        "direction": True,
        "against": False,
        "mean only": None,
        "memory": False,
        "apart": True,
    }
    assert by_name["in"].sd_away == pytest.approx(1.0)
    assert by_name["out"].sd_away == pytest.approx(3.0)
    assert by_name["out"].beyond == pytest.approx(5.0)
    assert by_name["below"].beyond == pytest.approx(-3.0)
    assert by_name["below"].sd_away is None  # a range has no SD, and none is made up
    assert by_name["in"].beyond == 0.0
    assert (len(results.judged), len(results.inside), len(results.apart)) == (5, 2, 3)
    assert results.scores() == {"mechanics by speed": (2, 5)}


def test_relations_failures_and_what_was_not_asked_for():
    slow, fast = fake_motion(speed=3.0), fake_motion(speed=3.5)
    pair = {"condition": Condition(speed=3.5), "against": Condition(speed=3.0)}
    cost = {"measure": "gross_cost", "quantity": "Cost", "low": 0.0}
    rows = [
        row(name="ratio", relation="ratio", unit="1", **pair, **cost),
        row(name="percent", relation="percent", unit="%", **pair, **cost),
        row(name="difference", relation="difference", unit="J/kg/m", **pair, **cost),
        row(name="failed", condition=Condition(speed=6.0), mean=1.0, sd=1.0),
        row(name="left out", condition=Condition(speed=5.0), mean=1.0, sd=1.0),
    ]
    table = evaluate(
        rows,
        {Condition(speed=3.0): slow, Condition(speed=3.5): fast},
        {Condition(speed=6.0): "it fell over."},
    )
    a, b = (measured("gross_cost", m) for m in (fast, slow))
    values = {r.row.name: r.value for r in table.results}
    assert values["ratio"] == pytest.approx(a / b)
    assert values["percent"] == pytest.approx(100.0 * (a / b - 1.0))
    assert values["difference"] == pytest.approx(a - b)
    failed = next(r for r in table.results if r.row.name == "failed")
    assert failed.counts and failed.inside is None and failed in table.outside
    assert "it fell over" in failed.why
    assert [r.name for r in table.left_out] == ["left out"]
    assert "could not be simulated" in table_text(table)


def test_an_analysis_that_refuses_is_a_row_without_a_value():
    """A foot that never leaves the ground has no phases; the row says so, and the table goes on."""
    motion = fake_motion()
    force = motion.data["ground_force"].copy()
    force[...] = 500.0
    motion.data["ground_force"] = force
    phased = row(measure="stance_work_share", of="hip", unit="%", mean=5.0, sd=1.0)
    table = evaluate([phased], {Condition(speed=3.5): motion})
    assert table.results[0].value is None and "always on the ground" in table.results[0].why


def test_json_markdown_and_text_hold_every_row(quick):
    plain = json.loads(json.dumps(table_object(quick), allow_nan=False))
    keys = {"quantity", "condition", "low", "high", "simulated", "source", "grade", "counted"}
    for r in plain["rows"]:
        assert keys | {"inside", "sd_away", "subject", "cause", "doi", "unit", "mean"} <= set(r)
        if r["counted"]:
            low, high = r["low"], r["high"]
            inside = (low is None or low <= r["simulated"]) and (
                high is None or r["simulated"] <= high
            )
            assert r["inside"] == inside
    assert plain["counted"] == sum(r["counted"] for r in plain["rows"])
    assert plain["inside"] == sum(bool(r["inside"]) for r in plain["rows"] if r["counted"])
    assert sum(s["counted"] for s in plain["subjects"].values()) == plain["counted"]
    assert all(not r["cause"] for r in plain["rows"] if r["inside"] or not r["counted"])
    markdown = table_markdown(quick)
    places = {r.row.place for r in quick.results}
    cells = [line.split(" | ") for line in markdown.splitlines() if line.startswith("| ")]
    grid = [line for line in cells if len(line) > 1 and line[1] in places]
    assert len(grid) == len(quick.results)
    assert table_text(quick).count("(A)\n") > 20


def test_numbers_for_people():
    cases = {0.0: "0", 12345.6: "12346", 1.23456: "1.235", -0.0195: "-0.0195", 1e-5: "0.000010"}
    assert {value: number(value) for value in cases} == cases
    assert number(None) == "-"


# ----------------------------------------------------------------------------------------- the page


def test_the_page_is_whole_and_asks_for_nothing(quick):
    text = page(quick, "what was run <here>")
    assert text.count('role="img"') == len(quick.results)
    assert "<script" not in text and "src=" not in text and "@import" not in text
    assert "what was run &lt;here&gt;" in text
    links = {part.split('"')[0] for part in text.split('href="')[1:]} - {"data:,"}
    assert links and all(link.startswith("https://doi.org/10.") for link in links)


def test_places_in_the_picture():
    banded = row(low=10.0, high=20.0)
    assert [scale_of(banded).place(x) for x in (10.0, 15.0, 20.0, 99.0)] == [-0.45, 0.0, 0.45, 1.0]
    low = scale_of(row(low=1.0))
    assert low.place(1.0) == 0.0 and low.place(1.5) == 0.5
    assert scale_of(row(high=0.0)).place(-7.0) == -0.5  # an edge at zero has no scale of its own
    assert scale_of(row(mean=10.0)).place(11.0) == pytest.approx(0.1)


# -------------------------------------------------------------------------------------- the motions


def test_shipped_motions_are_those_of_the_reference_runner():
    assert reference_runner().height == 1.795
    names = {file_name(c) for c in conditions_of(published_rows())}
    assert names & set(shipped()) and "run-3.5-grade+0.10.nc" in names


class Solver:
    """Stands in for the solver: the shipped motion, made to be of what was asked for."""

    def __init__(self, break_at: float | None = None, interrupt_at: float | None = None) -> None:
        self.asked: list[Run] = []
        self.break_at, self.interrupt_at = break_at, interrupt_at

    def __call__(self, runner, task, *, settings, start=None, **_):
        from hillrunner.model.mechanics.of_runner import runner_body
        from hillrunner.motion.motion import Motion

        self.asked.append(task)
        if task.speed == self.break_at:
            raise SolveError("no way there.")
        if task.speed == self.interrupt_at:
            raise KeyboardInterrupt
        body = runner_body(runner, settings)
        data = load_shipped("run-3.5.nc").data.copy(deep=True)
        new = {
            "speed": task.speed,
            "grade": task.grade,
            "task": task.model_dump_json(),
            "runner": runner.model_dump_json(),
            "body": body.model_dump_json(),
            "body_hash": body.hash,
            "settings": settings.model_dump_json(),
        }
        return Motion(data.assign_attrs(new))


def replace_simulate(monkeypatch, solver) -> None:
    monkeypatch.setattr(continuation, "simulate", solver)


def conditions(*speeds: float) -> tuple[Condition, ...]:
    return tuple(Condition(speed=speed) for speed in speeds)


def test_solved_motions_are_kept_and_taken_up_again(tmp_path, monkeypatch):
    solver = Solver()
    replace_simulate(monkeypatch, solver)
    other = Runner(height=1.7, mass=65.0)
    events = []
    (found,) = collect([Ask(other, conditions(3.5, 3.7))], tmp_path, watch=events.append)
    assert set(found.origins.values()) == {"solved"} and len(solver.asked) == 2
    assert [type(e) for e in events] == [Planned, Ended, Ended]
    assert {path.name for path in tmp_path.glob("*.nc")} == {"run-3.5.nc", "run-3.7.nc"}
    (again,) = collect([Ask(other, conditions(3.5, 3.7))], tmp_path)
    assert set(again.origins.values()) == {"kept"} and len(solver.asked) == 2
    heavier = Runner(height=1.7, mass=70.0)  # what is kept is of another body
    (new,) = collect([Ask(heavier, conditions(3.5))], tmp_path)
    assert new.origins == {Condition(speed=3.5): "solved"} and len(solver.asked) == 3
    (tmp_path / "run-3.5.nc").write_bytes(b"cut short")
    (mended,) = collect([Ask(heavier, conditions(3.5))], tmp_path)
    assert mended.origins == {Condition(speed=3.5): "solved"}


def test_what_is_kept_does_not_depend_on_the_name_of_runner_and_folder(tmp_path, monkeypatch):
    solver = Solver()
    replace_simulate(monkeypatch, solver)
    collect([Ask(Runner(height=1.7, mass=65.0, name="Anna"), conditions(3.7))], tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    (found,) = collect([Ask(Runner(height=1.7, mass=65.0), conditions(3.7))], tmp_path / "b")
    assert found.origins == {Condition(speed=3.7): "kept"} and len(solver.asked) == 1


def test_several_runners_have_folders_of_their_own(tmp_path, monkeypatch):
    replace_simulate(monkeypatch, Solver())
    asks = [
        Ask(Runner(height=height, mass=65.0), conditions(3.7), name)
        for height, name in ((1.7, ""), (1.8, "RBDS 11"))
    ]
    one, other = collect(asks, tmp_path)
    assert one.motions[Condition(speed=3.7)].runner.height == 1.7
    assert other.motions[Condition(speed=3.7)].runner.height == 1.8
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.nc")}
    assert files == {"run-3.7.nc", str(Path("RBDS-11") / "run-3.7.nc")}


def test_a_failed_solve_is_told_and_the_rest_goes_on(tmp_path, monkeypatch):
    replace_simulate(monkeypatch, Solver(break_at=3.6))
    other = Runner(height=1.7, mass=65.0)
    (found,) = collect([Ask(other, conditions(3.6, 3.7))], tmp_path)
    (failed,) = found.failures
    assert failed == Condition(speed=3.6) and "no way there" in found.failures[failed]
    assert list(found.motions) == [Condition(speed=3.7)]


def test_ctrl_c_keeps_what_is_solved(tmp_path, monkeypatch):
    replace_simulate(monkeypatch, Solver(interrupt_at=3.7))
    other = Runner(height=1.7, mass=65.0)
    with pytest.raises(KeyboardInterrupt):
        collect([Ask(other, conditions(3.6, 3.7, 3.8))], tmp_path)
    assert {path.name for path in tmp_path.glob("*.nc")} == {"run-3.6.nc"}


def test_shipped_motions_are_used_where_they_fit(tmp_path, monkeypatch):
    solver = Solver()
    replace_simulate(monkeypatch, solver)
    runner = reference_runner()
    (found,) = collect([Ask(runner, conditions(3.5))], tmp_path)
    fits = not collecting.stale(shipped_motions(conditions(3.5)), runner)
    assert found.origins == {Condition(speed=3.5): "shipped" if fits else "solved"}
    assert not collecting.stale(found, runner)


@pytest.mark.parametrize(
    "other", [{"folder": "x"}, {"individuals": "."}, {"count": 2}, {"executor": "here"}]
)
def test_a_quick_validation_takes_nothing_that_it_would_not_use(other):
    with pytest.raises(HillrunnerError, match="a quick validation solves nothing"):
        validate(quick=True, **other)


def test_a_validation_without_a_folder_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    replace_simulate(monkeypatch, Solver())
    monkeypatch.setattr("hillrunner.motion.library.shipped", lambda: {"run-3.5.nc": Run(3.5)})
    found = validate(speeds=[3.0])
    assert found.motions.origins == {Condition(speed=3.0): "solved"} and found.table.judged
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_processes_solve_side_by_side(tmp_path):
    (found,) = collect([Ask(reference_runner(), conditions(3.49, 3.51))], tmp_path, count=2)
    assert found.failures == {} and set(found.origins.values()) == {"solved"}
    assert {m.speed for m in found.motions.values()} == {3.49, 3.51}
