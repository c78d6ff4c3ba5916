"""A body in other shoes: soles in series with a heel pad, mass and drop."""

import pytest

from hillrunner import Runner, Settings, default_body
from hillrunner.errors import BodyError
from hillrunner.model.body.model import Body, Sole
from hillrunner.model.mechanics.in_shoe import PAD, PAD_LOSS, in_shoe, out_of_shoe, sole_of
from hillrunner.model.mechanics.of_runner import body_before, runner_body
from hillrunner.model.physics.contact import ContactLaw, normal_force
from hillrunner.person.shoe import SHOES, USUAL, Shoe
from hillrunner.tasks.run import Run

SOFT = SHOES["super shoe"]


def test_the_usual_shoe_changes_nothing():
    body = default_body()
    assert in_shoe(body, USUAL) == body
    assert "sole" not in body.model_dump()


def test_a_soft_shoe_gives_way_and_gives_back_in_series_with_the_heel_pad():
    """At 2 kN by shoe and pad together, and of what both store the share of each is lost."""
    sole = sole_of(SOFT)
    give, usual = SOFT.deformation + PAD, USUAL.deformation + PAD
    assert sole.stiffness == pytest.approx((usual / give) ** 1.5)
    assert pytest.approx(9.52e-3, rel=1e-3) == PAD  # m, of 6 mm at 1 kN
    # the share of energy that a half sine of depth loses goes as dissipation times depth
    lost = [(1 - s.energy_return) * s.deformation + PAD_LOSS * PAD for s in (SOFT, USUAL)]
    shares = lost[0] / give, lost[1] / usual
    assert sole.dissipation * give / usual == pytest.approx(shares[0] / shares[1])
    assert sole_of(Shoe(energy_return=0.9)).stiffness == 1.0


def test_a_share_of_energy_is_lost_in_proportion_to_dissipation_and_depth():
    """What the mapping rests on: a half sine of depth through the contact's law."""
    import numpy as np

    def lost(depth: float, dissipation: float) -> float:
        law = ContactLaw(stiffness=6.4e6, dissipation=dissipation)
        t = np.linspace(0.0, 0.185, 4001)
        w = np.pi / 0.185
        x, v = depth * np.sin(w * t), depth * w * np.cos(w * t)
        force = normal_force(law, 0.032, x, v)
        work = np.gradient(x, t) * force
        return float(np.trapezoid(work, t) / np.trapezoid(np.maximum(work, 0.0), t))

    assert lost(0.010, 0.2) / lost(0.005, 0.4) == pytest.approx(1.0, rel=0.05)
    assert lost(0.010, 0.2) / lost(0.010, 0.1) == pytest.approx(2.0, rel=0.1)


def test_the_ground_of_a_task_is_that_under_the_sole():
    body, settings = default_body(), Settings()
    usual = Run(3.5).world(body, settings).contact
    soft = Run(3.5).world(in_shoe(body, SOFT), settings).contact
    assert soft.stiffness == pytest.approx(usual.stiffness * sole_of(SOFT).stiffness)
    assert soft.dissipation == pytest.approx(usual.dissipation * sole_of(SOFT).dissipation)


def test_mass_and_drop_move_feet_and_heels():
    body = default_body()
    other = in_shoe(body, Shoe(mass=0.35, drop=0.004))
    assert other.mass == pytest.approx(body.mass + 0.2)
    heels = {c.name: c for c in other.contacts}
    for before in body.contacts:
        dx, dy, dz = (
            b - a for a, b in zip(before.location, heels[before.name].location, strict=True)
        )
        assert dx == dz == 0.0
        if before.name.startswith("heel"):
            assert dy == pytest.approx(0.006)
        elif before.name.startswith("midfoot"):
            assert 0.0 < dy < 0.006
        else:
            assert dy == 0.0


def test_a_runners_body_is_in_the_runners_shoe_and_found_again_without():
    runner = Runner(height=1.7, mass=60.0, shoe=Shoe(deformation=0.01, mass=0.2, drop=0.006))
    body = runner_body(runner, Settings())
    assert body.sole != Sole()
    assert Body.model_validate_json(body.model_dump_json()) == body
    bare = runner_body(runner.model_copy(update={"shoe": None}), Settings())
    again = out_of_shoe(body, runner.shoe)
    assert again.sole == bare.sole
    assert again.mass == pytest.approx(bare.mass)
    before = body_before(body, runner, Settings())
    other = body_before(bare, runner.model_copy(update={"shoe": None}), Settings())
    assert before.contacts[0].location == pytest.approx(other.contacts[0].location)
    assert runner_body(runner, Settings(), before).mass == pytest.approx(body.mass)


def test_a_body_with_other_soles_can_have_no_other_drop():
    body = default_body()
    renamed = tuple(c.model_copy(update={"name": f"c{i}"}) for i, c in enumerate(body.contacts))
    other = body.model_copy(update={"contacts": renamed})
    assert in_shoe(other, SOFT).sole == sole_of(SOFT)
    with pytest.raises(BodyError, match="drop was given, but this body has no contacts heel"):
        in_shoe(other, Shoe(drop=0.0))
