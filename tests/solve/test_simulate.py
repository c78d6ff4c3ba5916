"""The whole way, from a runner to a solved motion, on coarse meshes: the real solver, no stand-ins.

One cold solve serves most tests; the shipped motions serve the rest.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from coarse_run import MESH, coarse_run

from hillrunner import Motion, Run, Runner, SolveError, Sprint, simulate
from hillrunner.analysis import spatiotemporal
from hillrunner.errors import SettingsError, TaskError
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.motion.solved import Status
from hillrunner.settings import Muscles, Settings
from hillrunner.solve.ipopt import Progress
from hillrunner.solve.program import program_for
from hillrunner.solve.warm_start import warm_start
from hillrunner.tasks.pattern import pattern
from hillrunner.tasks.squat import Squat
from hillrunner.tasks.track import Track

COARSE = 10  # intervals of the cold solve
ME = Runner(height=1.795, mass=75.0)
TASK = Run(3.5)


@pytest.fixture(scope="module")
def told() -> list[Progress]:
    """What the solver told while it solved ``cold``."""
    return []


@pytest.fixture(scope="module")
def cold(told: list[Progress]) -> Motion:
    """A run from nothing but the mean human pattern."""
    return simulate(ME, TASK, start="cold", mesh=COARSE, time_limit=400, progress=told.append)


def is_run(motion: Motion) -> None:
    """Whether a motion is one of a running person, as far as a coarse mesh can tell."""
    rows = spatiotemporal(motion)
    assert 120 < rows.cadence < 230
    assert 1.5 < rows.cost_of_transport < 6  # so few intervals run too cheaply
    assert 1.5 < rows.peak_vertical_force < 5
    assert rows.flight_time > 0.02
    weight = ME.mass * 9.80665
    force = motion["ground_force"].sum("foot")
    mean = (force * motion["duration"]).sum("time") / motion.stride_time
    # Over a stride, the ground carries the weight and neither pushes nor brakes.
    assert float(mean.sel(axis="y")) == pytest.approx(weight, rel=0.01)
    assert abs(float(mean.sel(axis="x"))) < 0.01 * weight


@pytest.mark.slow
def test_a_cold_solve_finds_a_run_and_says_how(cold, told):
    is_run(cold)
    solver = cold.solver
    assert cold.status is Status.CONVERGED
    assert solver.started_from == "cold"
    assert solver.residual < Settings().tolerance
    assert 1 <= solver.starts_agreed <= solver.starts_tried
    assert solver.iterations <= len(told)
    assert cold["position"].sizes["time"] == 2 * COARSE


@pytest.mark.slow
def test_the_left_step_mirrors_the_right(cold):
    force = cold["ground_force"].values
    right, left = force[:COARSE, 0], force[COARSE:, 1] * [1.0, 1.0, -1.0]
    np.testing.assert_allclose(right, left, rtol=1e-3, atol=0.1)


@pytest.mark.slow
def test_a_solved_motion_survives_saving(cold, tmp_path):
    again = Motion.load(cold.save(tmp_path / "run.nc"))
    for name in cold.data.data_vars:
        assert again[name].equals(cold[name]), name
    assert again.solver == cold.solver


@pytest.mark.slow
def test_progress_counts_iterations_within_each_phase(cold, told):
    phases = list(dict.fromkeys(progress.phase for progress in told))
    assert phases[:2] == ["start 1: near the first guess", "start 1: optimal motion"]
    assert len(told) > 10
    for phase in phases:
        seen = [progress for progress in told if progress.phase == phase]
        counts = [progress.iteration for progress in seen]
        assert counts == sorted(set(counts))
        assert counts[0] == 0
        elapsed = [progress.elapsed for progress in seen]
        assert elapsed == sorted(elapsed)
    assert all(np.isfinite(progress.objective) for progress in told)


@pytest.mark.slow
def test_a_motion_is_its_own_answer(cold):
    again = simulate(ME, TASK, start=cold, mesh=COARSE, time_limit=120)
    assert again.solver.iterations < 30
    assert again.solver.started_from == "motion: run at 3.5 m/s"
    assert again.solver.objective == pytest.approx(cold.solver.objective, rel=0.01)


@pytest.mark.slow
def test_a_stronger_calf_is_a_small_step_from_a_solved_motion(cold):
    stronger = Runner(height=ME.height, mass=ME.mass, strength={"calves": 1.1})
    motion = simulate(stronger, TASK, start=cold, mesh=COARSE, time_limit=120)
    assert motion.solver.starts_tried == 1
    assert motion.solver.iterations < cold.solver.iterations / 3
    assert motion.body_hash != cold.body_hash
    # What costs nothing to have (mass stays) cannot make the best run worse.
    assert motion.solver.objective < cold.solver.objective * 1.005


@pytest.mark.slow
def test_a_motion_starts_another_speed(cold):
    motion = simulate(ME, Run(3.57), start=cold, mesh=COARSE, time_limit=120)
    assert motion.speed == 3.57
    assert motion.solver.starts_tried == 1
    assert motion.solver.name == "newton"
    is_run(motion)
    travelled = motion["com_velocity"].sel(axis="x")
    mean = float((travelled * motion["duration"]).sum() / motion.stride_time)
    assert mean == pytest.approx(3.57, rel=1e-3)


def test_at_another_speed_the_movement_is_quicker_and_standing_feet_go_with_the_belt():
    start = library.load_shipped("run-3.5.nc")
    task, settings = Run(3.85), start.settings
    problem = program_for(start.body, task, settings.mesh)
    before = problem.split(start["warm_variables"].values)
    x, rows, _ = warm_start(start, problem, start.runner, start.body, task)
    after = problem.split(x)
    assert after[0] == pytest.approx(before[0] / 1.1)
    velocity = problem.layout.velocity
    np.testing.assert_allclose(after[1][:, velocity], 1.1 * before[1][:, velocity])
    np.testing.assert_array_equal(after[1][:, : velocity.start], before[1][:, : velocity.start])
    assert rows is not None

    def torn(variables: np.ndarray) -> float:
        """By friction: the largest of the equations of motion that is off."""
        p = problem.parameters(start.body, settings, task)
        g = problem.value(variables, p)[1]
        return float(np.max(np.maximum(problem.lower_rows - g, g - problem.upper_rows)))

    assert torn(x) < 0.2 * torn(start["warm_variables"].values)


@pytest.mark.slow
def test_motions_ship_and_start_a_run_on_another_mesh():
    assert "run-3.5.nc" in library.shipped()
    motion = coarse_run()
    assert motion.solver.started_from == "shipped motion: run at 3.5 m/s"
    assert motion["position"].sizes["time"] == 2 * MESH
    is_run(motion)


@pytest.mark.parametrize("name", library.shipped())
def test_a_shipped_motion_is_sound_and_named_after_its_task(name):
    motion = library.load_shipped(name)
    grade = f"-grade{motion.grade:+.2f}" if motion.grade else ""
    sprints = motion.task == Sprint()
    assert name == ("sprint.nc" if sprints else f"run-{motion.speed:g}{grade}.nc")
    assert motion.solver.residual < Settings().tolerance
    assert library.nearest(motion.task).body_hash == motion.body_hash


def test_a_time_limit_that_is_over_before_the_first_try_is_told():
    with pytest.raises(SolveError, match="before the first try began"):
        simulate(ME, TASK, start="cold", mesh=8, time_limit=1e-9)


@pytest.mark.slow
def test_the_time_limit_ends_a_solve_cleanly(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # built before the clock starts
    program_for(runner_body(ME, Settings()), Run(3.5), 8).functions.prepare()
    began = time.perf_counter()
    with pytest.raises(SolveError, match="time limit") as caught:
        simulate(ME, TASK, start="cold", mesh=8, time_limit=1.0)
    assert caught.value.status is Status.TIME
    assert time.perf_counter() - began < 10
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_did_not_converge_is_no_answer(monkeypatch):
    module = sys.modules["hillrunner.solve.attempts"]
    monkeypatch.setattr(module, "COLD_ITERATIONS", 3)
    monkeypatch.setattr(module, "FAR", 3)
    anywhere = dict.fromkeys((k for k in module.NEAR if k.startswith("acceptable_")), 1e9)
    monkeypatch.setattr(module, "NEAR", module.NEAR | anywhere | {"acceptable_iter": 1})
    monkeypatch.setattr(Run, "cold_tries", 1)
    with pytest.raises(SolveError) as caught:
        simulate(ME, TASK, start="cold", mesh=8)
    assert caught.value.status is Status.ITERATIONS
    assert Status.ITERATIONS.remedy in str(caught.value)


@pytest.mark.slow
def test_ctrl_c_in_the_middle_of_a_solve_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    seen = []

    def watch(progress: Progress) -> None:
        seen.append(progress.iteration)
        if progress.iteration == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(ME, TASK, start="cold", mesh=8, progress=watch)
    assert seen == [0, 1, 2, 3]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_the_command_ends_at_ctrl_c_without_a_file(tmp_path):
    command = [sys.executable, "-m", "hillrunner", "run", "--height", "1.795", "--mass", "75"]
    command += ["--speed", "3.5", "--cold", "--mesh", "8", "--out", str(tmp_path / "out")]
    errors = tmp_path / "errors"
    with errors.open("wb") as sink:
        child = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=sink,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    try:
        deadline = time.monotonic() + 120
        while b"iteration" not in errors.read_bytes():
            assert child.poll() is None, errors.read_text()
            assert time.monotonic() < deadline, "no progress was shown"
            time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        output, _ = child.communicate(timeout=30)
    finally:
        child.kill()
    assert child.returncode == 130
    assert output == b""
    assert b"Traceback" not in errors.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["errors"]


def test_a_stronger_group_has_more_muscle_of_the_same_kind():
    settings = Settings()
    plain = runner_body(ME, settings)
    calves = Runner(height=ME.height, mass=ME.mass, strength={"calves": 1.25})
    strong = runner_body(calves, settings)
    for before, after in zip(plain.muscles, strong.muscles, strict=True):
        factor = 1.25 if before.group == "calves" else 1.0
        assert after.max_force == pytest.approx(factor * before.max_force)
        assert after.mass == pytest.approx(factor * before.mass)  # cross-section, at equal tension
        kept = {"max_force"}
        assert after.model_dump(exclude=kept) == before.model_dump(exclude=kept)
    assert strong.segments == plain.segments
    assert strong.mass == pytest.approx(ME.mass)


def test_running_strength_is_more_force_from_the_same_muscle():
    plain = runner_body(ME, Settings(muscles=Muscles(strength=1.0)))
    strong = runner_body(ME, Settings(muscles=Muscles(strength=1.5)))
    for before, after in zip(plain.muscles, strong.muscles, strict=True):
        assert after.max_force == pytest.approx(1.5 * before.max_force)
        assert after.mass == pytest.approx(before.mass)


def test_bodies_that_differ_in_muscle_parameters_and_size_share_a_program():
    plain = runner_body(ME, Settings())
    strong = runner_body(
        Runner(height=ME.height, mass=ME.mass, strength={"glutes": 1.2}),
        Settings(muscles=Muscles(strength=1.3, calf_tendon_strain=0.06)),
    )
    assert strong != plain
    plain_program = program_for(plain, Run(3.5), 8)
    assert program_for(strong, Run(3.5), 8) is plain_program
    taller = runner_body(Runner(height=1.9, mass=ME.mass), Settings())
    assert program_for(taller, Run(3.5), 8) is plain_program
    assert plain_program.posed(Run(3.5), taller).body is taller
    longer = Runner(height=ME.height, mass=ME.mass, segment_lengths={"thigh": 0.45})
    assert program_for(runner_body(longer, Settings()), Run(3.5), 8) is not plain_program
    assert program_for(taller, Squat(40.0), 8) is program_for(plain, Squat(40.0), 8)
    stride = Track(
        speed=3.5,
        lasting=0.7,
        coordinates=plain.coordinate_names,
        positions=tuple(map(tuple, pattern(plain, np.arange(40) / 40).tolist())),
    )
    assert program_for(taller, stride, 8) is not program_for(plain, stride, 8)


def test_a_bad_number_of_intervals_is_refused():
    for wrong in (lambda: Settings(mesh=3), lambda: simulate(ME, TASK, mesh=3)):
        with pytest.raises(SettingsError, match="mesh is 3, but"):
            wrong()


def test_starts_that_would_be_ignored_are_refused():
    with pytest.raises(TaskError, match="start='cold' only"):
        simulate(ME, TASK, starts=3)
    with pytest.raises(TaskError, match="at least 1"):
        simulate(ME, TASK, start="cold", starts=0)


def test_examples_runner_is_the_one_tested_here():
    runner = Runner.from_toml(Path(__file__).parents[2] / "examples" / "runner.toml")
    assert (runner.height, runner.mass) == (ME.height, ME.mass)
