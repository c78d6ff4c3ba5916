"""Prices: the chain rule against the body's own changes, the whole against re-solved problems."""

import time

import numpy as np
import pytest
from coarse_run import coarse_run

from hillrunner import Motion, simulate
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.errors import MotionError
from hillrunner.groups import GROUPS
from hillrunner.model.mechanics.changed_body import changed_body
from hillrunner.motion import library
from hillrunner.person.muscle_change import MuscleChange
from hillrunner.solve.program import program_for
from hillrunner.worth.prices.optimum import optimum_of
from hillrunner.worth.prices.prepared import TIGHT, tightened
from hillrunner.worth.prices.prices import LABELS, prices


@pytest.fixture(scope="module")
def base() -> Motion:
    return library.load_shipped("run-3.5.nc")


@pytest.fixture(scope="module")
def coarse() -> Motion:
    return coarse_run()


@pytest.fixture(scope="module")
def tight(coarse) -> Motion:
    """A motion solved on to where its prices are exact."""
    return tightened(coarse)


KNOBS = {
    "force": lambda f: {"force": f, "mass": {"all": 1.0}},
    "drive": lambda f: {"drive": f},
    "mass": lambda f: {"mass": f},
    "tendon_stiffness": lambda f: {"tendon_stiffness": f},
    "fibre_length": lambda f: {"fibre_length": f, "mass": {"all": 1.0}},
    "stronger": lambda f: {"force": f},
}


@pytest.mark.parametrize("place", ["soleus", "glutes", "recfem", "all"])
def test_knobs_are_the_lagrangians_slope_along_the_change(base, place):
    """At a fixed motion and multipliers, against differences over changed bodies."""
    found = optimum_of(base)
    settings = base.settings
    table = prices(base)

    def lagrangian(**knobs) -> float:
        body = changed_body(base.body, [MuscleChange(**knobs)])
        p = found.imposed.parameters(body, settings, base.task)
        f, g = found.program.value(found.x, p)
        return f + float(g @ found.rows)

    step = 1e-4
    for name, change in KNOBS.items():
        up, down = (lagrangian(**change({place: 1.0 + s * step})) for s in (1.0, -1.0))
        found_price = float(table[name].sel(place=place))
        assert found_price == pytest.approx((up - down) / (2 * step), rel=1e-3, abs=1e-6), name
    up, down = (lagrangian(slow_fraction={place: s * step}) for s in (1.0, -1.0))
    slow = float(table["slow_fraction"].sel(place=place))
    assert slow == pytest.approx((up - down) / (2 * step), rel=1e-3, abs=1e-6)


def test_places_add_up(base):
    table = prices(base)
    names = [p for p in table["place"].values if p not in ("all", *GROUPS)]
    assert len(names) == len(base.body.muscles) / 2
    for name in LABELS:
        total = float(table[name].sel(place="all"))
        assert float(table[name].sel(place=names).sum()) == pytest.approx(total)
        assert float(table[name].sel(place=list(GROUPS)).sum()) == pytest.approx(total)
    assert np.allclose(table["stronger"], table["force"] + table["mass"])
    assert np.allclose(table["stronger"], table["drive"] + table["carrying"])
    assert table.attrs["value"] == pytest.approx(base.solver.objective, rel=1e-9)
    assert table["force"].attrs["units"] == "J/kg/m per 1"


def test_mass_far_out_costs_more(base):
    """Per kilogram: the foot, the shank, the thigh; all positive."""
    cost = prices(base)["segment_mass"].sel(segment=["calcn", "tibia", "femur"]).values
    assert cost[0] > cost[1] > cost[2]


def test_all_prices_together_take_less_than_a_tenth_of_a_second(base):
    optimum_of(base)  # the program and its derivatives are built once
    times = []
    for _ in range(3):
        began = time.process_time()
        prices(base)
        times.append(time.process_time() - began)
    assert min(times) < 0.1


def test_a_motion_without_multipliers_is_told(base):
    bare = Motion(base.data.drop_vars(["warm_variables", "warm_row_multipliers"]))
    with pytest.raises(MotionError, match="holds no multipliers"):
        prices(bare)
    moved = base.data.assign(warm_variables=base.data["warm_variables"] * 1.01)
    with pytest.raises(MotionError, match="not an optimum of today's program"):
        prices(Motion(moved))


# Program parameters and segments or muscles of both legs, moved together by a small factor.
MOVED = [
    ("max_force", "soleus"),
    ("optimal_length", "gasmed"),
    ("mass", "glmax2"),
    ("tendon_strain", "gasmed"),
    ("segment_mass", "tibia"),
    ("segment_mass", "torso"),
]
SMALL = 0.01


@pytest.mark.slow
def test_prices_are_the_differences_of_solved_problems(tight, monkeypatch):
    """The test of the whole: solve again with each number a little larger and smaller."""
    found = optimum_of(tight)
    settings = tight.settings
    gradient = found.gradient
    program = program_for(tight.body, tight.task, settings.mesh)
    index = {"segment_mass": [s.name for s in tight.body.segments]}
    muscles = [m.name for m in tight.body.muscles]

    def solved(k: list[int], factor: float) -> Motion:
        """`simulate`, the only door, with some of its program's parameters multiplied."""
        own = type(program).parameters

        def shifted(self, *args, **kwargs):
            p = own(self, *args, **kwargs)
            p[k] *= factor
            return p

        with monkeypatch.context() as patch:
            patch.setattr(type(program), "parameters", shifted)
            return simulate(tight.runner, tight.task, start=tight, settings=settings)

    compared = 0
    for kind, name in MOVED:
        names = index.get(kind, muscles)
        where = found.where[kind]
        k = [where.start + i for i, n in enumerate(names) if n in (name, f"{name}_r", f"{name}_l")]
        assert k
        up, down = (solved(k, 1.0 + s * SMALL).solver.objective for s in (1.0, -1.0))
        price = float(gradient[k] @ found.p[k])
        difference = (up - down) / (2 * SMALL)
        assert price == pytest.approx(difference, rel=0.02), (kind, name)
        compared += 1
    assert compared >= 6


@pytest.mark.slow
def test_prices_of_the_metabolic_cost_are_its_differences(tight):
    """Strength with its mass: the cost of transport of re-solved runs, up and down."""
    table = prices(tight, of="energy")
    assert table.attrs["value"] + 1.2 / tight.speed == pytest.approx(
        spatiotemporal(tight).cost_of_transport, rel=1e-6
    )
    settings = tight.settings

    def cost(**knobs) -> float:
        runner = tight.runner.stronger(**knobs)
        again = simulate(runner, tight.task, start=tight, settings=settings)
        return spatiotemporal(again).cost_of_transport

    largest = float(np.abs(table["stronger"].sel(place=list(GROUPS))).max())
    up, down = (cost(force={"glutes": 1.0 + s * SMALL}) for s in (1.0, -1.0))
    price = float(table["stronger"].sel(place="glutes"))
    assert price == pytest.approx((up - down) / (2 * SMALL), rel=0.05, abs=0.05 * largest)
    up, down = (cost(mass={"all": 1.0 + s * SMALL}) for s in (1.0, -1.0))
    price = float(table["mass"].sel(place="all"))
    assert price == pytest.approx((up - down) / (2 * SMALL), rel=0.05)


@pytest.mark.slow
def test_tightening_ends_nearer_the_optimum(coarse, tight):
    assert tight.settings.tolerance == TIGHT
    assert tight.solver.starts_tried == 1
    assert tight.solver.objective == pytest.approx(coarse.solver.objective, rel=0.03)
    assert tightened(tight) is tight
