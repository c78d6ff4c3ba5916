"""Rigid-body mechanics against closed forms, identities and the symmetry of the human body."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Axis, Body, Coordinate, Joint, Segment
from hillrunner.model.mechanics.rigid_body import Load, centre_of_mass, inverse_dynamics, kinematics
from hillrunner.model.physics.spatial import axis_rotation, euler_xyz, polynomial

G = 9.80665
DOWN = (0.0, -G, 0.0)
WEIGHTLESS = (0.0, 0.0, 0.0)
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
small = st.floats(-2.0, 2.0, allow_subnormal=False)


def body_of(segments, joints, coordinates) -> Body:
    """A body without muscles and feet; ``coordinates`` are pairs of name and kind."""
    return Body(
        name="test",
        source="-",
        credits="-",
        height=1.0,
        segments=tuple(segments),
        joints=tuple(joints),
        coordinates=tuple(
            Coordinate(name=name, kind=kind, range=(-10.0, 10.0), mirror=name)
            for name, kind in coordinates
        ),
        muscles=(),
        contacts=(),
    )


def hinge(name, parent, child, direction=Z, **offset) -> Joint:
    axis = Axis(kind="rotation", direction=direction, coordinate=name)
    return Joint(name=name, parent=parent, child=child, axes=(axis,), **offset)


def point(name, mass, com) -> Segment:
    return Segment(name=name, mass=mass, com=com, inertia=(0.0,) * 6)


def kinetic_energy(body, motion) -> float:
    total = 0.0
    for s in body.segments:
        frame = motion.frames[s.name]
        xx, yy, zz, xy, xz, yz = s.inertia
        tensor = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        v = np.array(frame.point_velocity(s.com), dtype=float)
        w = np.array(frame.rotation, dtype=float).T @ np.array(frame.angular_velocity, dtype=float)
        total += 0.5 * s.mass * v @ v + 0.5 * w @ tensor @ w
    return float(total)


def random_state(body, seed):
    """Random position, velocity and acceleration within the body's ranges."""
    random = np.random.default_rng(seed)
    low, high = np.array([c.range for c in body.coordinates]).T
    n = len(body.coordinates)
    return random.uniform(low, high), 3.0 * random.normal(size=n), 30.0 * random.normal(size=n)


@given(st.lists(small, min_size=1, max_size=9), small)
def test_polynomials_and_their_derivatives(coefficients, x):
    expected = np.polynomial.Polynomial(coefficients)
    found = polynomial(coefficients, x)
    for value, known in zip(
        found, (expected(x), expected.deriv(1)(x), expected.deriv(2)(x)), strict=True
    ):
        assert value == pytest.approx(known, rel=1e-9, abs=1e-7)


@given(st.tuples(small, small, small))
def test_euler_angles_are_body_fixed_xyz(angles):
    turn = np.eye(3)
    for axis, angle in zip((X, Y, Z), angles, strict=True):
        turn = turn @ np.array(axis_rotation(axis, angle))
    found = np.array(euler_xyz(angles))
    assert np.allclose(found, turn, atol=1e-12)
    assert np.allclose(found @ found.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(found) == pytest.approx(1.0)
    assert np.array(euler_xyz((0.0, 0.0, np.pi / 2))) @ X == pytest.approx(Y)


@given(small, small, small)
def test_a_pendulum(q, v, a):
    mass, length, spin = 2.0, 0.7, 0.3
    rod = Segment(name="rod", mass=mass, com=(0, -length, 0), inertia=(0.1, 0.2, spin, 0, 0, 0))
    body = body_of([rod], [hinge("q", "ground", "rod")], [("q", "rotation")])
    found = inverse_dynamics(body, kinematics(body, [q], [v], [a]), DOWN)
    known = (spin + mass * length**2) * a + mass * G * length * np.sin(q)
    assert found == [pytest.approx(known, abs=1e-9)]


@given(small, small, small, small, small, small)
def test_a_double_pendulum(q1, q2, v1, v2, a1, a2):
    m1, m2, l1, l2 = 1.5, 0.8, 0.6, 0.4
    joints = [
        hinge("one", "ground", "upper"),
        hinge("two", "upper", "lower", parent_translation=(0, -l1, 0)),
    ]
    segments = [point("upper", m1, (0, -l1, 0)), point("lower", m2, (0, -l2, 0))]
    body = body_of(segments, joints, [("one", "rotation"), ("two", "rotation")])
    found = inverse_dynamics(body, kinematics(body, [q1, q2], [v1, v2], [a1, a2]), DOWN)
    # Lagrange's equations of two point masses, q2 relative to q1
    c2, s2 = np.cos(q2), np.sin(q2)
    heavy = m2 * l1 * l2 * c2 + m2 * l2**2
    second = heavy * a1 + m2 * l2**2 * a2 + m2 * l1 * l2 * s2 * v1**2
    second += m2 * G * l2 * np.sin(q1 + q2)
    first = ((m1 + m2) * l1**2 + m2 * l1 * l2 * c2 + heavy) * a1 + heavy * a2
    first -= m2 * l1 * l2 * s2 * (2 * v1 * v2 + v2**2)
    first += (m1 + m2) * G * l1 * np.sin(q1) + m2 * G * l2 * np.sin(q1 + q2)
    assert found == pytest.approx([first, second], abs=1e-8)


@given(small, small, small, small, small, small)
def test_a_bead_on_a_turning_rod(angle, r, turn, slide, spin_up, push):
    """Polar coordinates: centrifugal and Coriolis forces."""
    mass = 1.3
    along = Axis(kind="translation", direction=X, coordinate="r")
    joints = [
        hinge("angle", "ground", "rod"),
        Joint(name="slide", parent="rod", child="bead", axes=(along,)),
    ]
    body = body_of(
        [point("rod", 0.0, (0, 0, 0)), point("bead", mass, (0, 0, 0))],
        joints,
        [("angle", "rotation"), ("r", "translation")],
    )
    motion = kinematics(body, [angle, r], [turn, slide], [spin_up, push])
    torque, force = inverse_dynamics(body, motion, DOWN)
    assert torque == pytest.approx(
        mass * (r * r * spin_up + 2 * r * slide * turn + G * r * np.cos(angle)), abs=1e-9
    )
    assert force == pytest.approx(mass * (push - r * turn**2 + G * np.sin(angle)), abs=1e-9)


def test_a_spinning_top_obeys_eulers_equations():
    """Steady precession of a gyroscope whose axle is level: torque = spin momentum x turn."""
    spin, turn, around, across = 200.0, 1.5, 0.02, 0.013
    wheel = Segment(
        name="wheel", mass=1.0, com=(0, 0, 0), inertia=(around, across, across, 0, 0, 0)
    )
    joints = [
        hinge("turn", "ground", "a", Y),
        hinge("nod", "a", "b", Z),
        hinge("spin", "b", "wheel", X),
    ]
    body = body_of(
        [point("a", 0.0, (0, 0, 0)), point("b", 0.0, (0, 0, 0)), wheel],
        joints,
        [("turn", "rotation"), ("nod", "rotation"), ("spin", "rotation")],
    )
    motion = kinematics(body, [0.4, 0.0, 2.0], [turn, 0.0, spin], [0.0, 0.0, 0.0])
    found = inverse_dynamics(body, motion, WEIGHTLESS)
    # momentum along the axle turns about y: its rate, turn y x (around spin) x = -z
    assert found == pytest.approx([0.0, -around * spin * turn, 0.0], abs=1e-9)


def test_a_falling_person_needs_no_forces():
    body = default_body()
    q, _, _ = random_state(body, 1)
    names = body.coordinate_names
    v, a = np.zeros(len(names)), np.zeros(len(names))
    for k, name in enumerate(("pelvis_tx", "pelvis_ty", "pelvis_tz")):
        v[names.index(name)] = k + 1.0
    a[names.index("pelvis_ty")] = -G
    found = inverse_dynamics(body, kinematics(body, q, v, a), DOWN)
    assert np.allclose(found, 0.0, atol=1e-9)


def test_a_standing_person_presses_with_their_weight():
    body = default_body()
    q, _, _ = random_state(body, 2)
    motion = kinematics(body, q)
    found = dict(zip(body.coordinate_names, inverse_dynamics(body, motion, DOWN), strict=True))
    assert found["pelvis_ty"] == pytest.approx(body.mass * G)
    assert found["pelvis_tx"] == pytest.approx(0.0, abs=1e-9)
    # the moment about a horizontal axis through the pelvis is weight times lever
    com, _, _ = centre_of_mass(body, motion)
    lever = np.array(com) - np.array(motion.frames["pelvis"].position)
    assert found["pelvis_tilt"] == pytest.approx(body.mass * G * lever[0])
    # and a force of the ground under the centre of mass takes all of it
    held = Load("calcn_r", (0.0, body.mass * G, 0.0), (com[0], 0.0, com[2]))
    rest = inverse_dynamics(body, motion, DOWN, [held])
    assert np.allclose(rest[:6], 0.0, atol=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_velocities_and_accelerations_are_derivatives(seed):
    body = default_body()
    q, v, a = random_state(body, seed)
    h = 1e-5

    def at(t):
        return kinematics(body, q + v * t + 0.5 * a * t * t, v + a * t)

    now, before, after = kinematics(body, q, v, a), at(-h), at(h)
    location = (0.1, -0.2, 0.05)
    for name, frame in now.frames.items():
        b, c = before.frames[name], after.frames[name]
        for got, was, will in (
            (frame.point_velocity(location), b.point(location), c.point(location)),
            (
                frame.point_acceleration(location),
                b.point_velocity(location),
                c.point_velocity(location),
            ),
            (frame.angular_acceleration, b.angular_velocity, c.angular_velocity),
        ):
            rate = np.subtract(will, was) / (2 * h)
            assert np.allclose(got, rate, atol=1e-6 * (1 + np.abs(rate).max())), name
        spin = np.subtract(c.rotation, b.rotation) / (2 * h) @ np.transpose(frame.rotation)
        found = (spin[2, 1], spin[0, 2], spin[1, 0])
        assert np.allclose(frame.angular_velocity, found, atol=1e-6), name
    _, velocity, acceleration = centre_of_mass(body, now)
    (p0, v0, _), (p1, v1, _) = centre_of_mass(body, before), centre_of_mass(body, after)
    assert np.allclose(velocity, np.subtract(p1, p0) / (2 * h), atol=1e-6)
    assert np.allclose(acceleration, np.subtract(v1, v0) / (2 * h), atol=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_generalised_power_is_the_rate_of_energy(seed):
    body = default_body()
    q, v, a = random_state(body, seed)
    power = v @ np.array(inverse_dynamics(body, kinematics(body, q, v, a), DOWN))
    h = 1e-5

    def energy(t):
        motion = kinematics(body, q + v * t + 0.5 * a * t * t, v + a * t)
        com, _, _ = centre_of_mass(body, motion)
        return kinetic_energy(body, motion) + body.mass * G * com[1]

    assert power == pytest.approx((energy(h) - energy(-h)) / (2 * h), rel=1e-7, abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_loads_do_the_work_of_their_points(seed):
    body = default_body()
    q, v, _ = random_state(body, seed)
    random = np.random.default_rng(seed)
    location = (0.05, -0.03, 0.02)
    motion = kinematics(body, q, v)
    frame = motion.frames["toes_l"]
    force, moment = tuple(random.normal(size=3)), tuple(random.normal(size=3))
    load = Load("toes_l", force, frame.point(location), moment)
    free = inverse_dynamics(body, motion, DOWN)
    loaded = inverse_dynamics(body, motion, DOWN, [load])
    expected = np.dot(force, frame.point_velocity(location))
    expected += np.dot(moment, frame.angular_velocity)
    assert v @ np.subtract(free, loaded) == pytest.approx(expected, abs=1e-9)


def test_the_mass_matrix_is_symmetric_and_positive():
    body = default_body()
    q, _, _ = random_state(body, 5)
    columns = [
        inverse_dynamics(body, kinematics(body, q, None, unit), WEIGHTLESS)
        for unit in np.eye(len(q))
    ]
    matrix = np.array(columns, dtype=float)
    assert np.allclose(matrix, matrix.T, atol=1e-10)
    assert np.linalg.eigvalsh(matrix).min() > 1e-4


@pytest.mark.parametrize("seed", range(3))
def test_the_default_body_is_mirror_symmetric(seed):
    body = default_body()
    names = body.coordinate_names
    index = [names.index(c.mirror) for c in body.coordinates]
    sign = np.array([c.mirror_sign for c in body.coordinates])
    state = random_state(body, seed)
    mirrored = [sign * s[index] for s in state]
    one, other = kinematics(body, *state), kinematics(body, *mirrored)
    flip = np.array([1.0, 1.0, -1.0])
    for segment in body.segments:
        name = segment.name
        twin = {"_r": name[:-1] + "l", "_l": name[:-1] + "r"}.get(name[-2:], name)
        assert np.allclose(one.frames[name].position, flip * other.frames[twin].position, atol=1e-9)
        assert np.allclose(one.frames[name].velocity, flip * other.frames[twin].velocity, atol=1e-8)
    here = np.array(inverse_dynamics(body, one, DOWN), dtype=float)
    there = np.array(inverse_dynamics(body, other, DOWN), dtype=float)
    # the published model rounds pi to -3.14159 in the toe axis of both feet: 1e-6 rad of asymmetry
    assert np.allclose(here, sign * there[index], rtol=1e-6, atol=1e-5)


def test_arrays_give_what_floats_give():
    body = default_body()
    states = [random_state(body, seed) for seed in range(3)]
    q, v, a = (list(np.array(part).T) for part in zip(*states, strict=True))
    together = inverse_dynamics(body, kinematics(body, q, v, a), DOWN)
    for k, state in enumerate(states):
        alone = inverse_dynamics(body, kinematics(body, *state), DOWN)
        assert np.allclose([row[k] for row in together], alone, rtol=1e-12, atol=1e-9)
