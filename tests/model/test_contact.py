"""Foot-ground contact against its closed form and values computed by OpenSim.

The values are those of SmoothSphereHalfSpaceForce with K = 1e6 N/m2 (plane strain), R = 32 mm,
dissipation 2 s/m, friction 0.8, viscous friction 0.5 s/m, transition 0.2 m/s, and its own smoothing
constants; what holds for any constants is tested with the default law.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.model.physics.contact import (
    ContactLaw,
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
    depth_sharpness=300.0,
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


@pytest.mark.parametrize(
    ("depth", "rate", "force"),
    [
        (0.0, 0.0, 7.4979),
        (0.005, 0.0, 36.5526),
        (0.010, 0.0, 90.3521),
        (0.010, 0.1, 117.4577),
    ],
)
def test_normal_force_is_opensims(depth, rate, force):
    assert normal_force(OPENSIM, RADIUS, depth, rate) == pytest.approx(force, abs=2e-4)
    assert sphere(depth, (0.0, -rate, 0.0), law=OPENSIM)[0][1] == pytest.approx(force, abs=2e-4)


@pytest.mark.parametrize(("speed", "force"), [(0.1, 40.6584), (1.0, 117.4573)])
def test_friction_is_opensims_within_a_thousandth(speed, force):
    # the cap min(r, 1) of the published law is smooth here: 0.1 % at these speeds
    (x, y, z), _ = sphere(0.010, (speed, 0.0, 0.0), law=OPENSIM)
    assert -x == pytest.approx(force, rel=1e-3)
    assert z == 0.0
    assert y == pytest.approx(90.3521, abs=2e-4)


def test_the_smooth_cap_stays_near_the_published_kink():
    speed = np.geomspace(0.01, 10.0, 400)
    smooth = friction_per_speed(LAW, speed, 0.0 * speed) * speed
    size = np.sqrt(speed**2 + LAW.constant)
    sharp = (0.8 * np.minimum(size / 0.2, 1.0) + 0.5 * size) * speed / size
    off = np.abs(smooth / sharp - 1.0)
    far = (speed < 0.11) | (speed > 0.36)
    assert off[far].max() < 1e-3
    assert off.max() < 0.09


@given(st.floats(0.005, 0.03))
def test_deep_contact_is_hertzian(depth):
    """Without smoothing: F = 4/3 k sqrt(R k) d^1.5, k half of K^(2/3)."""
    sharp = ContactLaw(stiffness=1.6e6, constant=1e-12, depth_sharpness=1e5)
    k = 0.5 * 1.6e6 ** (2.0 / 3.0)
    expected = 4.0 / 3.0 * k * np.sqrt(RADIUS * k) * depth**1.5
    assert normal_force(sharp, RADIUS, depth, 0.0) == pytest.approx(expected, rel=1e-6)


@given(depths, rates)
def test_the_ground_pushes(depth, rate):
    assert normal_force(LAW, RADIUS, depth, rate) > 0.0


@given(depths, st.floats(1e-5, 0.01), rates)
def test_deeper_is_harder(depth, more, rate):
    force = normal_force(LAW, RADIUS, depth, rate)
    assert normal_force(LAW, RADIUS, depth + more, rate) > force


def test_a_foot_in_the_air_feels_next_to_nothing():
    assert normal_force(OPENSIM, RADIUS, -0.02, 0.0) == pytest.approx(0.0015, rel=0.05)
    heavy = 75.0 * 9.80665
    for spheres, height, share in ((12, 0.01, 1e-2), (12, 0.05, 1e-9)):
        assert spheres * normal_force(LAW, RADIUS, -height, 0.0) < share * heavy
    # a sphere that leaves fast does not pull
    assert abs(normal_force(LAW, RADIUS, 0.01, -0.4)) < 0.05


@given(depths, sliding, sliding, st.floats(-0.2, 2.0))
def test_friction_opposes_sliding(depth, vx, vz, rate):
    (x, y, z), _ = sphere(depth, (vx, -rate, vz))
    assert x * vx + z * vz <= 0.0
    assert x * vz - z * vx == pytest.approx(0.0, abs=1e-9 * (1.0 + y))  # straight against it
    speed = np.hypot(vx, vz)
    assert np.hypot(x, z) <= y * (0.8 + 0.5 * np.hypot(speed, 0.01)) * (1.0 + 1e-9)


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
