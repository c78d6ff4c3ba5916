"""Cost of running: accounts that add up, and the second muscle model against its check values.

Check values: a soleus of 0.299896 kg, half active at optimal length, shortening at 0.1 m/s, still
and lengthening, as computed by a third program with smoothed switches. OpenSim's probe is exact.
"""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from fake_motion import RATE, SOFT, STRIDE, fake_motion

from hillrunner import Motion
from hillrunner.analysis.energy import MODELS, energy, mechanical, metabolic_rates
from hillrunner.analysis.muscles import muscle_roles
from hillrunner.analysis.phases import stride_phases
from hillrunner.analysis.spatiotemporal import metabolic_power
from hillrunner.errors import MotionError
from hillrunner.model.physics.muscle import active_force_length, force_velocity
from hillrunner.model.physics.umberger import recruited_slow_fraction, umberger_rate
from hillrunner.motion.library import load_shipped

SOLEUS = dict(
    mass=0.299896, slow_fraction=0.803, excitation=0.5, activation=0.5, optimal_length=0.05
)
SOLVED, UMBERGER, UCHIDA = MODELS
RUNS = ("run-2.nc", "run-3.5.nc", "run-3.5-grade-0.10.nc", "run-6.nc")
PROBE = """
import itertools, json, sys
import opensim as osim
osim.Logger.setLevelString("Off")
rows = []
for variant in ("2010", "2016"):
    model = osim.Model()
    block = osim.Body("block", 1.0, osim.Vec3(0), osim.Inertia(1))
    model.addBody(block)
    slider = osim.SliderJoint("slider", model.getGround(), block)
    model.addJoint(slider)
    muscle = osim.Millard2012EquilibriumMuscle("muscle", 3549.0, 0.05, 0.25, 0.4)
    muscle.set_ignore_tendon_compliance(True)
    muscle.addNewPathPoint("from", model.getGround(), osim.Vec3(0))
    muscle.addNewPathPoint("to", block, osim.Vec3(0))
    model.addForce(muscle)
    probe = osim.Umberger2010MuscleMetabolicsProbe(True, True, False, True)
    probe.setOperation("value")
    probe.set_include_negative_mechanical_work(variant == "2016")
    probe.set_use_Bhargava_recruitment_model(variant == "2016")
    probe.set_forbid_negative_total_power(True)
    model.addProbe(probe)
    probe.addMuscle("muscle", 0.8, 0.3)
    state = model.initSystem()
    muscle = osim.Muscle.safeDownCast(model.getMuscles().get(0))
    for a, length, speed, e in itertools.product(
        (0.1, 0.6), (0.285, 0.295, 0.31), (-0.3, -0.1, 0.0, 0.1), (0.05, 0.5)
    ):
        coordinate = model.getCoordinateSet().get(0)
        coordinate.setValue(state, length)
        coordinate.setSpeedValue(state, speed)
        muscle.setActivation(state, a)
        model.realizeVelocity(state)
        model.setControls(state, osim.Vector(1, e))
        model.realizeReport(state)
        rows.append({
            "variant": variant,
            "excitation": muscle.getControl(state),
            "activation": muscle.getActivation(state),
            "normal_length": muscle.getNormalizedFiberLength(state),
            "fibre_velocity": muscle.getFiberVelocity(state),
            "active_force": muscle.getActiveFiberForce(state),
            "force_length": muscle.getActiveForceLengthMultiplier(state),
            "rate": probe.computeProbeInputs(state).get(0),
        })
json.dump(rows, open(sys.argv[1], "w"))
"""


def soleus_rate(velocity: float, force: float, variant: str) -> float:
    """Halfway between the sides of the switch at optimal length, where a smooth one is."""
    curve = 0.999433  # its force-length curve there
    sides = [
        umberger_rate(
            **SOLEUS,
            normal_length=length,
            fibre_velocity=velocity,
            active_force=force,
            force_length=curve,
            variant=variant,
        )
        for length in (1.0, np.nextafter(1.0, 2.0))
    ]
    return float(np.mean(sides))


@pytest.mark.parametrize(
    "variant, rates",
    [("2010", (117.8188, 14.9009, 18.2738)), ("2016", (114.0683, 10.9219, 0.0))],
)
def test_umberger_check_values(variant, rates):
    for velocity, force, rate in zip((-0.1, 0, 0.1), (977.261, 0, 2386.679), rates, strict=True):
        # its smoothed switches reach the sixth digit
        assert soleus_rate(velocity, force, variant) == pytest.approx(rate, rel=2e-5, abs=1e-6)


def test_slow_fibres_are_recruited_first():
    effort = np.linspace(0, 1, 11)
    share = recruited_slow_fraction(0.5, effort)
    assert share[0] == 1 and share[-1] == pytest.approx(0.5)
    assert (np.diff(share) < 0).all()


def test_umberger_is_opensims(opensim_python, tmp_path: Path):
    answer = tmp_path / "answer.json"
    subprocess.run(
        [opensim_python, "-c", PROBE, str(answer)], check=True, timeout=300, capture_output=True
    )
    rows = json.loads(answer.read_text())
    assert len(rows) == 96
    # some shorten faster than the slow fibres' heat can follow
    assert max(-r["fibre_velocity"] / 0.05 * 25 for r in rows) > 100
    for row in rows:
        expected = row.pop("rate")
        ours = umberger_rate(mass=0.3, slow_fraction=0.8, optimal_length=0.05, **row)
        assert float(ours) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_made_up_run_costs_what_it_must():
    motion = fake_motion(points=240)
    found = energy(motion)
    each = RATE / 75.0 / 3.5
    assert found["muscle_cost"].sel(model=SOLVED).values == pytest.approx(each)
    assert found["group_cost"].sel(model=SOLVED).values == pytest.approx(each)
    phases = stride_phases(motion)
    length = (phases["end"] - phases["start"]).sel(foot="left").values
    mine = found["muscle_phase_cost"].sel(model=SOLVED, muscle="vaslat_l")
    assert mine.values == pytest.approx(each * length / STRIDE)
    assert found["trunk_and_arms_cost"].item() == 0
    assert found["basal_cost"].item() == pytest.approx(1.2 / 3.5)
    assert found["soft_tissue_cost"].item() == pytest.approx(SOFT / 3.5)
    net = 8 * each + SOFT / 3.5
    assert found["net_cost"].sel(model=SOLVED).item() == pytest.approx(net)
    assert found["gross_cost"].sel(model=SOLVED).item() == pytest.approx(net + 1.2 / 3.5)
    power = found["metabolic_power"].sel(model=SOLVED).item()
    assert power == pytest.approx(8 * RATE + 75 * (SOFT + 1.2))


def test_made_up_work_and_efficiency():
    motion = fake_motion()
    motion.data["active_force"].values[:] = 1000.0
    motion.data["passive_force"].values[:] = 200.0
    motion.data["tendon_force"].values[:] = 1200.0
    motion.data["fibre_velocity"].values[:] = -0.02
    motion.data["muscle_tendon_velocity"].values[:] = -0.03
    found = mechanical(motion)
    assert found["fibre_work_positive"].item() == pytest.approx(8 * 24 * STRIDE)
    assert found["active_work_positive"].item() == pytest.approx(8 * 20 * STRIDE)
    assert found["muscle_tendon_work_positive"].item() == pytest.approx(8 * 36 * STRIDE)
    for name in ("fibre", "active", "muscle_tendon"):
        assert found[f"{name}_work_negative"].item() == 0
    assert found["apparent_efficiency"].sel(model=SOLVED).item() == pytest.approx(36 / RATE)
    assert found["fibre_efficiency"].sel(model=SOLVED).item() == pytest.approx(20 / RATE)


@pytest.mark.parametrize("name", RUNS)
def test_accounts_of_solved_runs_add_up(name):
    run = load_shipped(name)
    found = energy(run)
    assert found["closure"].item() < 1e-9
    watts = run.runner.mass * run.speed
    assert found["gross_cost"].sel(model=SOLVED).item() * watts == pytest.approx(
        metabolic_power(run), rel=1e-12
    )
    total = found["muscles_cost"].values
    for part, dims in (
        ("muscle_cost", "muscle"),
        ("muscle_phase_cost", ("muscle", "phase")),
        ("group_cost", ("side", "group")),
        ("group_phase_cost", ("side", "group", "phase")),
    ):
        assert found[part].sum(dims).values == pytest.approx(total, rel=1e-12)
    assert (found["net_cost"] - found["muscles_cost"]).values == pytest.approx(
        found["actuator_cost"].sum().item() + found["soft_tissue_cost"].item()
    )
    assert (found["gross_cost"] - found["net_cost"]).values == pytest.approx(1.2 / run.speed)

    # the mechanical account is that of the roles
    work, roles = mechanical(run), muscle_roles(run)
    for part in ("fibre_work_positive", "fibre_work_negative", "muscle_tendon_work_positive"):
        assert work[part].item() == pytest.approx(roles[part].sum().item(), rel=1e-12)
    spent = found["muscles_cost"] * watts * run.stride_time
    assert (work["fibre_efficiency"] * spent).values == pytest.approx(
        work["active_work_positive"].item()
    )


@pytest.mark.parametrize("name", RUNS)
def test_no_muscle_is_paid_for_a_phase(name):
    assert (energy(load_shipped(name))["muscle_phase_cost"] >= 0).all()


def test_the_second_model_by_hand():
    """One muscle at one moment of a shipped run, with the equations written out anew."""
    run = load_shipped("run-3.5.nc")
    rates = metabolic_rates(run)
    assert rates.dims == ("model", "time", "muscle")
    assert rates.sel(model=SOLVED).values == pytest.approx(run["metabolic_rate"].values)
    body = run.body.muscle("vaslat_r")
    now = run.data.sel(muscle="vaslat_r").isel(
        time=int(run["activation"].sel(muscle="vaslat_r").argmax("time"))
    )
    e, a = float(now["excitation"]), float(now["activation"])
    length, speed = float(now["fibre_length"]) / body.optimal_length, float(now["fibre_velocity"])
    assert speed > 0 and length < 1  # it brakes
    effort = e if e > a else (e + a) / 2
    p = body.slow_fraction
    heat = (128 * (1 - p) + 25) * effort**0.6 * 1.5
    heat += 0.3 * (100 / (body.max_velocity / 2.5)) * speed / body.optimal_length * effort * 1.5
    mine = rates.sel(model=UMBERGER, muscle="vaslat_r", time=now["time"]).item()
    assert mine == pytest.approx(heat * body.mass, rel=1e-9)
    assert rates.sel(model=UCHIDA, muscle="vaslat_r", time=now["time"]).item() >= 0
    # and its force is that of the curves: active = a fl fv + damping
    normal = speed / (body.max_velocity * body.optimal_length)
    force = a * active_force_length(length) * force_velocity(normal) + 0.01 * normal
    assert float(now["active_force"]) == pytest.approx(force * body.max_force, rel=1e-9)


def test_refusals():
    motion = fake_motion(60)
    with pytest.raises(MotionError, match="empty stride"):
        energy(Motion(motion.data.isel(time=slice(0, 0))))
    with pytest.raises(MotionError, match="no left foot"):
        mechanical(Motion(motion.data.sel(foot=["right"])))
