"""What a lift asks of muscles: of the solved squat, and what a set of it is worth."""

import numpy as np
import pytest
from fake_motion import fake_motion
from lifts import MUSCLES, gallery_squat, made_up_lift
from pages import ROOT

from hillrunner import Motion
from hillrunner.errors import MotionError
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion import library
from hillrunner.training.coefficients import draw
from hillrunner.training.plan import Sets
from hillrunner.training.stimulus import demand, dose, reserve_of, share_of

MIDDLE = draw(1, 0)


def sets(**given) -> Sets:
    return Sets(**({"exercise": "squat", "count": 6.0, "repetitions": 5} | given))


def test_work_of_the_muscles_lifts_body_and_bar():
    """The mass that goes up with the bar, times its rise, is what the work against gravity says."""
    squat = Motion.load(ROOT / "docs" / "gallery" / "squat.nc")
    lift = gallery_squat()
    centre = squat["com_position"].sel(axis="y")
    own = squat.body.mass * GRAVITY * float(centre.max() - centre.min())
    whole = float(lift["load"] + lift["lifted"]) / float(lift["lifted"]) * own
    work = -squat["tendon_force"] * squat["muscle_tendon_velocity"] * squat["duration"]
    up = float(work.where(squat["com_velocity"].sel(axis="y") > 0).sum())
    assert up == pytest.approx(whole, rel=0.15)  # trunk and ligaments do the rest
    assert float(lift["share"].sum()) == pytest.approx(1.0)
    assert 0.5 * squat.body.mass < float(lift["lifted"]) < squat.body.mass


def test_a_squat_is_of_the_quadriceps_and_not_of_the_calves():
    squat = gallery_squat()
    vasti, calves = ["vaslat", "vasmed", "vasint"], ["gasmed", "gaslat", "soleus"]
    # more tension than the mean of what does the lift, and a set counts fully for every one
    together = squat.sel(muscle=vasti)
    assert float(together["role"].weighted(together["share"]).mean()) > 1.0
    hard = dose(squat, sets(share=None, reserve=0.0), 90.0, MIDDLE)
    credit = dict(zip(squat["muscle"].values.tolist(), hard.credit[0], strict=True))
    assert [credit[name] for name in vasti] == [1.0] * 3
    assert [credit[name] for name in calves] == [0.0] * 3
    assert float(squat["share"].where(squat["group"] == "quadriceps").sum()) > 0.5


def test_both_sides_of_an_even_lift_are_alike_and_the_harder_side_counts():
    """Doubling what one leg's muscle gives doubles the tension that is told."""
    squat = Motion.load(ROOT / "docs" / "gallery" / "squat.nc")
    data = squat.data.copy(deep=True)
    data["active_force"].loc[{"muscle": "vaslat_l"}] *= 2.0
    before, after = gallery_squat()["tension"], demand(Motion(data))["tension"]
    assert float(after.sel(muscle="vaslat")) == pytest.approx(
        2 * float(before.sel(muscle="vaslat"))
    )
    others = [m for m in before["muscle"].values if m != "vaslat"]
    assert np.array_equal(after.sel(muscle=others), before.sel(muscle=others))


def test_what_does_not_go_up_is_no_lift():
    still = fake_motion()
    level = still.data["com_position"] * 0.0
    with pytest.raises(MotionError, match="is no lift: what it lifts goes up by 0.0 cm"):
        demand(Motion(still.data.assign(com_position=level)))


def test_a_run_has_demands_too():
    run = demand(library.load_shipped("run-3.5.nc"))
    assert float(run["load"]) == 0.0
    assert float(run["lifted"]) == pytest.approx(75.0, abs=0.1)
    assert float(run["role"].sel(muscle="soleus")) > float(
        gallery_squat()["role"].sel(muscle="soleus")
    )


def test_percent_and_reserve_say_the_same_of_a_set():
    given = sets(share=0.8, reserve=None)
    left = reserve_of(given, MIDDLE)
    again = share_of(sets(share=None, reserve=float(left[0, 0])), MIDDLE)
    assert again[0] == pytest.approx(0.8)


def test_a_set_counts_fully_half_or_not_at_all():
    """By tension over that of the muscles that do the lift, from 0.2 to 0.8 in the middle."""
    lift = made_up_lift({"vaslat": 0.8})
    role = {"vaslat": 0.9, "glmax1": 0.5, "bflh": 0.1, "soleus": 0.2}
    lift = lift.assign(role=("muscle", [role[m] for m in MUSCLES]))
    credit = dose(lift, sets(share=None, reserve=0.0), 90.0, MIDDLE).credit[0]
    assert credit == pytest.approx([1.0, 0.5, 0.0, 0.0])


def test_longer_fibres_and_fewer_in_reserve_are_worth_more():
    short, long = (made_up_lift({"vaslat": 0.8}, {"vaslat": x}) for x in (0.8, 1.2))
    hard, easy = (sets(share=None, reserve=x) for x in (0.0, 5.0))
    assert dose(long, hard, 90.0, MIDDLE).size[0, 0] > dose(short, hard, 90.0, MIDDLE).size[0, 0]
    assert dose(long, hard, 90.0, MIDDLE).size[0, 0] > dose(long, easy, 90.0, MIDDLE).size[0, 0]


def test_light_sets_to_failure_grow_muscle_but_drive_little():
    lift = made_up_lift({"vaslat": 0.8})
    light = dose(lift, sets(repetitions=30, share=None, reserve=0.0), 90.0, MIDDLE)
    heavy = dose(lift, sets(repetitions=4, share=None, reserve=0.0), 90.0, MIDDLE)
    assert light.size[0, 0] == pytest.approx(heavy.size[0, 0])
    assert light.heavy[0, 0] < 0.7 * heavy.heavy[0, 0]


@pytest.mark.parametrize(("share", "answers"), [(0.30, False), (0.90, True)])
def test_tendons_answer_strain_above_a_threshold(share, answers):
    """Arampatzis 2007: 2.85 % of strain does nothing and 4.55 % does, at the same volume."""
    lift = made_up_lift({"soleus": 0.55}).assign(lifted=0.0, load=50.0)
    cycles = dose(lift, sets(repetitions=4, share=share, reserve=None), 90.0, MIDDLE).cycles
    assert (cycles[0, list(MUSCLES).index("soleus")] > 0.0) == answers
