"""Foot-ground contact against its closed form, its stored energy and values computed by OpenSim.

The values are those of SmoothSphereHalfSpaceForce with K = 1e6 N/m2 (plane strain), R = 32 mm,
dissipation 2 s/m, friction 0.8, viscous friction 0.5 s/m, transition 0.2 m/s. Its rounding of the
elastic force is another, so that damping and friction are compared as ratios to it, and the force
itself by what the two roundings come to; what holds for any constants is tested with the default
law.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from hillrunner.model.physics.contact import (
    ContactLaw,
    elastic_energy,
    elastic_force,
    friction_per_speed,
    normal_force,
    sphere_force,
)
from hillrunner.model.physics.spatial import IDENTITY, Frame, axis_rotation

RADIUS = 0.032
OPENSIM = ContactLaw(
    stiffness=1.0e6,
    dissipation=2.0,
    friction=0.8,
    viscous=0.5,
    transition=0.2,
    constant=1.0e-5,
    speed_sharpness=50.0,
)
LAW = ContactLaw()
depths = st.floats(1e-4, 0.03)
rates = st.floats(-0.3, 3.0)
sliding = st.floats(-5.0, 5.0)
Z = (0.0, 0.0, 1.0)


def sphere(depth, velocity=(0.0, 0.0, 0.0), belt=0.0, law=LAW):
    """Force and point of a sphere that moves without turning."""
    frame = Frame(IDENTITY, (0.3, RADIUS - depth, 0.1), (0.0, 0.0, 0.0), velocity)
    return sphere_force(law, frame, (0.0, 0.0, 0.0), RADIUS, belt)


# of OpenSim's force, by depth (m): a rounding of the depth (constant of 1e-5 m2), and a switch
ROUNDED = {
    depth: (1.0 + 1e-5 / depth**2) ** 0.75 * (0.5 + 0.5 * np.tanh(300.0 * depth))
    for depth in (0.01, 0.02, 0.03)
}


@pytest.mark.parametrize(("depth", "force"), [(0.01, 90.3521), (0.02, 243.0), (0.03, 442.0)])
def test_the_elastic_force_is_opensims_but_for_its_rounding(depth, force):
    sharp = ContactLaw(stiffness=1.0e6, dissipation=2.0, constant=1e-12)
    assert normal_force(sharp, RADIUS, depth, 0.0) * ROUNDED[depth] == pytest.approx(
        force, rel=2e-3
    )


def test_damping_is_opensims():
    still, sinking = (normal_force(OPENSIM, RADIUS, 0.01, rate) for rate in (0.0, 0.1))
    assert sinking / still == pytest.approx(117.4577 / 90.3521, rel=1e-6)
    assert sphere(0.01, (0.0, -0.1, 0.0), law=OPENSIM)[0][1] == pytest.approx(sinking)


@pytest.mark.parametrize(("speed", "force"), [(0.1, 40.6584), (1.0, 117.4573)])
def test_friction_is_opensims_within_a_thousandth(speed, force):
    # the cap min(r, 1) of the published law is smooth here: 0.1 % at these speeds
    (x, y, z), _ = sphere(0.010, (speed, 0.0, 0.0), law=OPENSIM)
    assert -x / y == pytest.approx(force / 90.3521, rel=1e-3)
    assert z == 0.0


def test_the_smooth_cap_stays_near_the_published_kink():
    speed = np.geomspace(0.01, 10.0, 400)
    smooth = friction_per_speed(LAW, speed, 0.0 * speed) * speed
    size = np.sqrt(speed**2 + LAW.constant)
    sharp = (0.8 * np.minimum(size / LAW.transition, 1.0) + LAW.viscous * size) * speed / size
    off = np.abs(smooth / sharp - 1.0)
    far = (speed < 0.54 * LAW.transition) | (speed > 1.84 * LAW.transition)
    assert off[far].max() < 1e-3
    assert off.max() < 0.09


@given(st.floats(0.005, 0.03))
def test_deep_contact_is_hertzian(depth):
    """Without smoothing: F = 4/3 k sqrt(R k) d^1.5, k half of K^(2/3)."""
    sharp = ContactLaw(stiffness=1.6e6, constant=1e-12)
    k = 0.5 * 1.6e6 ** (2.0 / 3.0)
    expected = 4.0 / 3.0 * k * np.sqrt(RADIUS * k) * depth**1.5
    assert normal_force(sharp, RADIUS, depth, 0.0) == pytest.approx(expected, rel=1e-6)


anywhere = st.floats(-0.1, 0.04)


@given(anywhere, anywhere)
def test_the_mean_elastic_force_does_the_work_of_what_is_stored(start, end):
    stored = [elastic_energy(LAW, RADIUS, depth) for depth in (start, end)]
    work = elastic_force(LAW, RADIUS, start, end) * (end - start)
    assert work == pytest.approx(stored[1] - stored[0], rel=1e-9, abs=1e-12)


@given(anywhere)
def test_where_the_depth_stays_it_is_the_slope_of_what_is_stored(depth):
    step = 1e-6
    slope = elastic_energy(LAW, RADIUS, depth + step) - elastic_energy(LAW, RADIUS, depth - step)
    here = elastic_force(LAW, RADIUS, depth, depth)
    assert here == pytest.approx(slope / (2.0 * step), rel=1e-4, abs=1e-7)
    near = elastic_force(LAW, RADIUS, depth, depth + 1e-9)
    assert near == pytest.approx(here, rel=1e-5, abs=1e-9)


@given(st.lists(anywhere, min_size=1, max_size=20))
def test_an_elastic_ground_returns_all_it_stored_on_any_way(depths):
    way = np.array([-0.1, *depths, -0.1])
    steps = elastic_force(LAW, RADIUS, way[:-1], way[1:]) * np.diff(way)
    assert abs(steps.sum()) <= 1e-6 * np.maximum(steps, 0.0).sum() + 1e-15


def missing(end, height, velocity, step, law, mass):
    """What a ball lacks to be ``end`` m high after a step of the implicit midpoint rule (N)."""
    push = normal_force(law, RADIUS, -0.5 * (height + end), 0.0, -0.5 * (end - height))
    fast = 2.0 * (end - height) / step - velocity
    return mass * (fast - velocity) / step - push + mass * 9.81


@pytest.mark.parametrize("step", [1e-3, 5e-3, 10e-3, 17e-3])
def test_a_ball_bounces_back_to_its_height_on_any_mesh(step):
    """With the force of the middle alone it would not."""
    law, mass = ContactLaw(stiffness=1.0e7, dissipation=1e-9), 5.0
    height, velocity = 0.05, 0.0  # m above touch, m/s
    start = mass * 9.81 * height
    lowest = height
    for _ in range(int(0.5 / step)):
        end = brentq(
            missing, height - 0.1, height + 0.1, (height, velocity, step, law, mass), xtol=1e-15
        )
        velocity = 2.0 * (end - height) / step - velocity
        height, lowest = end, min(lowest, end)
    stored = elastic_energy(law, RADIUS, -height)
    whole = mass * 9.81 * height + 0.5 * mass * velocity**2 + stored
    assert lowest < -0.002  # it has been in the ground
    assert whole == pytest.approx(start, rel=1e-6)


@given(depths, rates)
def test_the_ground_pushes(depth, rate):
    assert normal_force(LAW, RADIUS, depth, rate) > 0.0


@given(depths, st.floats(1e-5, 0.01), rates)
def test_deeper_is_harder(depth, more, rate):
    force = normal_force(LAW, RADIUS, depth, rate)
    assert normal_force(LAW, RADIUS, depth + more, rate) > force


def test_a_foot_in_the_air_feels_next_to_nothing():
    assert normal_force(OPENSIM, RADIUS, -0.02, 0.0) < 0.0015  # OpenSim's
    heavy = 75.0 * 9.80665
    for spheres, height, share in ((12, 0.01, 1e-6), (12, 0.05, 1e-8)):
        assert spheres * normal_force(LAW, RADIUS, -height, 0.0) < share * heavy
    # a sphere that leaves fast does not pull
    assert abs(normal_force(LAW, RADIUS, 0.01, -0.4)) < 0.05


@given(depths, sliding, sliding, st.floats(-0.2, 2.0))
def test_friction_opposes_sliding(depth, vx, vz, rate):
    (x, y, z), _ = sphere(depth, (vx, -rate, vz))
    assert x * vx + z * vz <= 0.0
    assert x * vz - z * vx == pytest.approx(0.0, abs=1e-9 * (1.0 + y))  # straight against it
    speed = np.hypot(vx, vz)
    most = LAW.friction + LAW.viscous * np.hypot(speed, 0.01)
    assert np.hypot(x, z) <= y * most * (1.0 + 1e-9)


@given(depths, sliding, sliding, st.floats(2.0, 6.0))
def test_a_moving_belt_is_a_moving_person(depth, vx, vz, speed):
    on_belt, where = sphere(depth, (vx - speed, -0.1, vz), belt=speed)
    overground, place = sphere(depth, (vx, -0.1, vz))
    assert on_belt == pytest.approx(overground, abs=1e-9)
    assert where == place


def test_the_force_acts_at_half_the_depth_and_feels_turning():
    depth, spin = 0.01, 3.0
    turned = axis_rotation(Z, 0.7)
    offset = (0.02, -0.01, 0.03)
    arm = np.array(turned) @ offset
    frame = Frame(turned, (0.0, RADIUS - depth - arm[1], 0.0), (0.0, 0.0, spin), (1.0, 0.0, 0.0))
    force, point = sphere_force(LAW, frame, offset, RADIUS, 0.0)
    assert point == pytest.approx((arm[0], -depth / 2, arm[2]))
    # velocity of the material point there: turning about z adds (-w y, w x)
    lever = np.array(point) - frame.position
    vx, vy = 1.0 - spin * lever[1], spin * lever[0]
    assert force[1] == pytest.approx(normal_force(LAW, RADIUS, depth, -vy))
    assert force[0] == pytest.approx(-force[1] * friction_per_speed(LAW, vx, 0.0) * vx)


@given(depths, rates, sliding)
def test_contact_takes_energy(depth, rate, vx):
    """The dissipated part: elastic force is what remains at rest."""
    (x, y, _), _ = sphere(depth, (vx, -rate, 0.0))
    elastic = normal_force(LAW, RADIUS, depth, 0.0)
    assert x * vx - (y - elastic) * rate <= 1e-9
