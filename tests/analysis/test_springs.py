"""Tendons as springs: a known stretch in closed form, budgets of shipped runs."""

import numpy as np
import pytest
from fake_motion import STRIDE, fake_motion
from scipy.integrate import quad

from hillrunner import Motion
from hillrunner.analysis.muscles import muscle_powers, muscle_roles
from hillrunner.analysis.springs import springs, strain_energy
from hillrunner.errors import MotionError
from hillrunner.model.physics.muscle import tendon_force, tendon_strain
from hillrunner.motion.library import load_shipped

MAX_FORCE, SLACK, AT_MAX = 3000.0, 0.2, 0.049  # of the made-up muscles
PEAK = 0.6  # of MAX_FORCE


def stretched(points: int = 400) -> Motion:
    """Every tendon is pulled once a stride, from nothing to PEAK and back."""
    motion = fake_motion(points=points)
    data = motion.data
    angle = 2 * np.pi * data["time"].values / STRIDE
    force = 0.5 * PEAK * (1 - np.cos(angle))
    rate = 0.5 * PEAK * np.sin(angle) * 2 * np.pi / STRIDE
    strain = tendon_strain(force)
    strain_rate = 5.0 * rate / (5.0 * force + 1.0) / np.log(6.0)
    data["tendon_force"].values[:] = MAX_FORCE * force[:, None]
    data["tendon_strain"].values[:] = strain[:, None]
    speed = SLACK * AT_MAX * strain_rate[:, None]
    data["tendon_velocity"].values[:] = speed
    data["muscle_tendon_velocity"].values[:] = speed
    data["active_force"].values[:] = MAX_FORCE * force[:, None]
    return motion


def work_to_stretch(strain: float) -> float:
    """Integral of tendon force over its length, by quadrature (J)."""
    return MAX_FORCE * SLACK * AT_MAX * quad(tendon_force, 0.0, strain)[0]


def test_a_known_stretch():
    found = springs(stretched())
    peak = float(tendon_strain(PEAK))
    stored = work_to_stretch(peak)
    assert stored > 5
    assert found["energy_stored"].values == pytest.approx(stored, rel=1e-3)
    assert found["energy_returned"].values == pytest.approx(stored, rel=1e-3)
    assert found["net_work"].values == pytest.approx(0.0, abs=1e-4 * stored)
    assert found["energy_closure"].values == pytest.approx(0.0, abs=1e-3 * stored)
    assert found["peak_strain"].values == pytest.approx(AT_MAX * peak, rel=1e-3)
    assert found["tendon_share"].values == pytest.approx(1.0)  # the fibres stand still
    assert found["power_closure"].item() == pytest.approx(0.0, abs=1e-9)
    # of the three muscles at the Achilles tendon the made-up body has soleus only
    assert found["achilles_energy"].values == pytest.approx(stored, rel=1e-3)
    assert found["achilles_energy_per_mass_distance"].values == pytest.approx(
        stored / (75.0 * 3.5 * STRIDE / 2), rel=1e-3
    )


def test_energy_and_power_part_with_the_square_of_the_mesh():
    coarse, fine = (springs(stretched(n))["energy_closure"].max().item() for n in (60, 120))
    assert coarse == pytest.approx(4 * fine, rel=0.2)


def test_shared_work():
    motion = stretched()
    data = motion.data
    data["fibre_velocity"].values[:] = -data["tendon_velocity"].values
    data["muscle_tendon_velocity"].values[:] = 0.0
    found = springs(motion)
    assert found["tendon_share"].values == pytest.approx(0.5, abs=1e-4)
    assert found["achilles_tendon_share"].values == pytest.approx(0.5, abs=1e-4)


def test_a_body_without_calves_has_no_achilles_tendon():
    motion = stretched()
    keep = [m for m in motion.body.muscles if m.group != "calves"]
    body = motion.body.model_copy(update={"muscles": tuple(keep)})
    data = motion.data.sel(muscle=[m.name for m in keep])
    found = springs(Motion(data.assign_attrs(body=body.model_dump_json())))
    for name in ("energy", "energy_per_mass_distance", "net_work", "tendon_share"):
        assert np.isnan(found[f"achilles_{name}"]).all()


def test_an_empty_stride_is_refused():
    with pytest.raises(MotionError, match="empty stride"):
        springs(Motion(stretched(60).data.isel(time=slice(0, 0))))


@pytest.mark.parametrize("name", ("run-2.5.nc", "run-3.5.nc", "run-6.nc", "run-3.5-grade+0.10.nc"))
def test_budgets_of_solved_runs(name):
    run = load_shipped(name)
    found = springs(run)
    powers = muscle_powers(run)
    # Equilibrium of fibre and tendon is solved to 1e-5 of the peak power.
    biggest = float(abs(powers["muscle_tendon_power"]).max())
    assert found["power_closure"].item() < 2e-6 * biggest
    # A tendon ends where it began: what is left is the quadrature of the solver's mesh.
    net, stored = abs(found["net_work"]), found["energy_stored"]
    coarse = max(1.0, run.speed / 5.0) ** 2  # faster, on the same mesh
    assert float(net.sum() / stored.sum()) < 0.01 * coarse  # measured 0.5 to 1.2 %
    big = stored > 0.01 * stored.sum()  # less is a brief pulse
    assert big.sum() >= 18
    assert float((net / stored).where(big).max()) < 0.05 * coarse  # measured 1 to 5 %
    assert (net.sel(muscle=["soleus_r", "soleus_l"]) < 0.005 * found["achilles_energy"].min()).all()
    # The closed form and the integral of power are one energy.
    assert float(found["energy_closure"].sum() / stored.sum()) < 0.02 * coarse
    assert (found["energy_returned"] > 0.99 * stored - 0.02).all()


def test_what_the_achilles_tendon_gives_back_is_what_it_took():
    """Of three tendons as one: added up muscle by muscle, 8 % more would seem to come back."""
    found = springs(load_shipped("run-3.5.nc"))
    stored, returned = found["achilles_energy"], found["achilles_energy_returned"]
    assert ((returned / stored - 1.0) < 0.03).all() and (returned > 0.99 * stored).all()
    apart = found["energy_returned"].sel(muscle=["soleus_r", "gasmed_r", "gaslat_r"]).sum()
    assert apart > 1.05 * stored.sel(side="right")


def test_it_agrees_with_the_roles():
    run = load_shipped("run-3.5.nc")
    found, roles = springs(run), muscle_roles(run)
    tendon = roles["tendon_work_positive"].sum("phase")
    fibre = roles["fibre_work_positive"].sum("phase")
    assert found["energy_returned"].values == pytest.approx(tendon.values)
    assert found["tendon_share"].values == pytest.approx((tendon / (tendon + fibre)).values)
    energy = strain_energy(run)
    assert energy.dims == ("time", "muscle") and (energy >= 0).all()
    three = energy.sel(muscle=["soleus_l", "gasmed_l", "gaslat_l"]).sum("muscle")
    assert found["achilles_energy"].sel(side="left").item() == pytest.approx(
        float(three.max() - three.min())
    )
