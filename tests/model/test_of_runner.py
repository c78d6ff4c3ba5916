"""A runner's body, and back: a motion's body can be run again without being made strong twice."""

import numpy as np
import pytest

import hillrunner as hr
from hillrunner.model.body.scaling import scale_segments
from hillrunner.model.mechanics.of_runner import body_before, runner_body

PLAIN = hr.Runner(height=1.70, mass=62.0)
RUNNERS = {
    "plain": PLAIN,
    "strong": PLAIN.changed(strength={"calves": 1.3, "glutes": {"left": 0.7}}),
    "female": PLAIN.changed(sex="female"),
    "changed": PLAIN.changed(sex="female", strength={"calves": 1.2}).stronger(
        {"calves": 1.1, "left:soleus": 0.9},
        tendon_stiffness={"calves": 1.3},
        fibre_length={"glutes": 1.1},
        slow_fraction={"quadriceps": 0.05},
    ),
}
FIELDS = ("max_force", "optimal_length", "slack_length", "tendon_strain", "specific_tension")


@pytest.fixture(scope="module")
def measured():
    """A body whose segments are of a size that no height gives."""
    body = hr.default_body()
    scales = {f"tibia_{side}": np.array([1.02, 1.08, 1.01]) for side in "rl"}
    scales |= {f"calcn_{side}": np.array([0.94, 1.0, 1.0]) for side in "rl"}
    return scale_segments(body, scales, height=1.70, mass=62.0)


@pytest.mark.parametrize("name", RUNNERS)
def test_a_running_body_is_taken_back_and_made_again(measured, name):
    runner, settings = RUNNERS[name], hr.Settings()
    running = runner_body(runner, settings, measured)
    before = body_before(running, runner, settings)
    again = runner_body(runner, settings, before)
    for one, other in zip(running.muscles, again.muscles, strict=True):
        for field in (*FIELDS, "slow_fraction", "max_velocity", "mass"):
            assert getattr(other, field) == pytest.approx(getattr(one, field), rel=1e-9), field
        assert other.path.coefficients == pytest.approx(one.path.coefficients, abs=1e-12)
    for one, other in zip(running.segments, again.segments, strict=True):
        assert other.mass == pytest.approx(one.mass, rel=1e-9)
        assert other.com == pytest.approx(one.com, abs=1e-12)
        assert other.inertia == pytest.approx(one.inertia, abs=1e-12)
    for one, other in zip(measured.muscles, before.muscles, strict=True):
        for field in (*FIELDS[:3], "specific_tension"):
            assert getattr(other, field) == pytest.approx(getattr(one, field), rel=1e-9), field


def test_the_running_body_itself_would_be_made_strong_twice(measured):
    """What is taken back is no small thing."""
    runner, settings = RUNNERS["strong"], hr.Settings()
    running = runner_body(runner, settings, measured)
    twice = runner_body(runner, settings, running)
    soleus = running.muscle_names.index("soleus_r")
    assert twice.muscles[soleus].max_force < 0.8 * running.muscles[soleus].max_force
