"""One instant of the whole body: numbers and symbols agree, and so do its parts."""

import casadi as ca
import numpy as np
import pytest

from hillrunner.model.body.default import default_body
from hillrunner.model.body.paths import path_length
from hillrunner.model.mechanics.instant import Instant, instant, muscle_parameters
from hillrunner.settings import Settings
from hillrunner.tasks.pattern import pattern
from hillrunner.tasks.run import Run

BODY = default_body()
WORLD = Run(3.5, -0.05).world(BODY, Settings())
MASSES = [m.mass for m in BODY.muscles]
PHASES = np.array([0.02, 0.12, 0.3, 0.6])


def states() -> list[np.ndarray]:
    """Positions, velocities, accelerations, activations, strains and their rates, by instant."""
    random = np.random.default_rng(9)
    n, nq, nm = len(PHASES), len(BODY.coordinates), len(BODY.muscles)
    return [
        pattern(BODY, PHASES) + 0.02 * random.normal(size=(n, nq)),
        3.0 * random.normal(size=(n, nq)),
        40.0 * random.normal(size=(n, nq)),
        random.uniform(0.01, 1.0, (n, nm)),
        random.uniform(0.0, 1.2, (n, nm)),
        5.0 * random.normal(size=(n, nm)),
    ]


def outputs(now: Instant) -> list:
    """Every number of an instant, in a fixed order."""
    numbers = [*now.joint_moment, *now.muscle_moment, *now.passive_moment]
    numbers += [*now.lengths, *now.velocities, *now.metabolic_rate]
    for force, point in now.contact:
        numbers += [*force, *point]
    for state in now.muscles:
        numbers += vars(state).values()
    for arms in now.arms:
        numbers += arms.values()
    for frame in now.motion.frames.values():
        numbers += [*frame.position, *frame.velocity, *frame.acceleration]
        numbers += [x for row in frame.rotation for x in row]
    return numbers


@pytest.fixture(scope="module")
def numeric() -> Instant:
    columns = [list(part.T) for part in states()]
    return instant(BODY, WORLD, muscle_parameters(BODY), MASSES, *columns)


def test_symbols_give_what_arrays_give(numeric):
    nq, nm = len(BODY.coordinates), len(BODY.muscles)
    symbols = [ca.SX.sym(name, n) for name, n in zip("qvaxst", [nq] * 3 + [nm] * 3, strict=True)]
    columns = [ca.vertsplit(s) for s in symbols]
    now = instant(BODY, WORLD, muscle_parameters(BODY), MASSES, *columns)
    function = ca.Function("instant", symbols, [ca.vertcat(*outputs(now))])
    arrays = np.stack([np.broadcast_to(x, PHASES.shape) for x in outputs(numeric)])
    values = np.asarray(function(*[part.T for part in states()]))
    assert values.shape == arrays.shape
    assert np.allclose(values, arrays, rtol=1e-9, atol=1e-9)
    assert np.abs(arrays).max() > 1e3


def test_muscle_velocities_and_arms_are_rates_of_lengths(numeric):
    q, v = states()[:2]
    h = 1e-6
    for i, muscle in enumerate(BODY.muscles):

        def length(t, path=muscle.path):
            return path_length(path, dict(zip(BODY.coordinate_names, (q + t * v).T, strict=True)))

        rate = (length(h) - length(-h)) / (2 * h)
        assert np.allclose(numeric.velocities[i], rate, atol=1e-7), muscle.name


def test_muscle_moments_do_the_work_of_their_forces(numeric):
    v = states()[1]
    power = sum(m * v[:, i] for i, m in enumerate(numeric.muscle_moment))
    forces = [s.force * m.max_force for s, m in zip(numeric.muscles, BODY.muscles, strict=True)]
    work = sum(-f * rate for f, rate in zip(forces, numeric.velocities, strict=True))
    assert power == pytest.approx(work)


def test_surplus_is_what_muscles_and_ligaments_leave(numeric):
    i = BODY.coordinate_names.index("knee_angle_r")
    left = numeric.joint_moment[i] - numeric.muscle_moment[i] - numeric.passive_moment[i]
    assert numeric.surplus(i) == pytest.approx(left)
    assert np.abs(numeric.muscle_moment[i]).max() > 1.0
