"""The only door to the solver: a runner and a task in, a solved Motion out."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np

from hillrunner import __version__
from hillrunner.errors import SolveError
from hillrunner.interruption import ctrl_c_noted
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body, Muscle, Segment
from hillrunner.model.body.scaling import scale_body
from hillrunner.model.mechanics.changed_body import changed_body
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Status
from hillrunner.person.runner import Runner
from hillrunner.settings import Muscles, Settings
from hillrunner.solve.guess import first_guess
from hillrunner.solve.ipopt import Solution, Watcher, solve
from hillrunner.solve.record import stride_dataset
from hillrunner.solve.transcription import Transcription, transcribe
from hillrunner.tasks.tasks import Run, Sprint

AGREE = 0.01  # relative difference of objectives below which two starts found the same optimum
WARM_ITERATIONS = 300  # a start that has not led to a solution by then is given up
SPRINT_ITERATIONS = 1500  # the same, of a run that is to become a sprint
SMALL_STEP = 0.15  # m/s (10 % of grade count as 1) up to which the same way of running goes on
RUN_UP = 6.0  # m/s, of the human pattern from which a cold sprint starts
# A run is far from a sprint: the way leads along the middle of what is allowed, not its edges.
FASTER: dict[str, object] = {"mu_init": 0.1, "constr_mult_init_max": 0.0}
COLD_ITERATIONS = 600  # the same, of a cold start
COLD_TRIES = 3  # starts tried before a cold solve is given up
# The first phase only has to come near: it ends as soon as the equations hold roughly.
NEAR: dict[str, object] = {
    "mu_init": 1e-2,
    "compl_inf_tol": 2e-3,
    "constr_mult_init_max": 0.0,
    "acceptable_tol": 1e6,
    "acceptable_dual_inf_tol": 50.0,
    "acceptable_constr_viol_tol": 2e-2,
    "acceptable_compl_inf_tol": 1.0,
    "acceptable_iter": 4,
}
ELASTIC = 1.0e4  # weight of residual forces in the first phase
PULL = 1.0e3  # weight (1/rad2) of the distance to the human pattern in the first phase


@dataclass(frozen=True)
class _Trial:
    """One start: where it ended and what it took."""

    solution: Solution
    iterations: int


def runner_body(runner: Runner, settings: Settings, body: Body | None = None) -> Body:
    """The body that runs: ``body`` (or the default) scaled to the runner, with running muscles.

    The runner's changes come last, so that what they move is relative to what ran without them.

    Raises
    ------
    BodyError
        If the body cannot be scaled to the runner, or has no such muscle to change.
    """
    scaled = scale_body(
        body or default_body(),
        height=runner.height,
        mass=runner.mass,
        segment_lengths=runner.segment_lengths,
        strength=runner.strength,
        sex=runner.sex,
    )
    muscles = tuple(_running_muscle(m, settings.muscles) for m in scaled.muscles)
    return changed_body(scaled.model_copy(update={"muscles": muscles}), runner.changes)


def _running_muscle(muscle: Muscle, settings: Muscles) -> Muscle:
    """Strength raises force per area, not size: contractile mass stays that of the volume."""
    update: dict[str, float] = {
        "max_force": muscle.max_force * settings.strength,
        "specific_tension": muscle.specific_tension * settings.strength,
        "max_velocity": settings.max_velocity,
    }
    if muscle.group == "calves":
        update["tendon_strain"] = settings.calf_tendon_strain
    return muscle.model_copy(update=update)


@lru_cache(maxsize=4)
def _program(structure: Body, mesh: int) -> Transcription:
    return transcribe(structure, mesh)


@ctrl_c_noted()
def problem_for(body: Body, mesh: int) -> Transcription:
    """The program of a body; bodies that differ in no geometry share one build.

    Muscle parameters, the mass distribution of the segments and the strength of the actuators are
    parameters of the program (see :class:`~hillrunner.solve.parameters.Parameters`).
    """
    muscle = {
        "max_force": 1.0,
        "optimal_length": 1.0,
        "slack_length": 1.0,
        "tendon_strain": 1.0,
        "specific_tension": 1.0,
        "slow_fraction": 0.5,
        "max_velocity": 1.0,
    }
    structure = body.model_copy(
        update={
            "muscles": tuple(m.model_copy(update=muscle) for m in body.muscles),
            "segments": tuple(_weightless(s) for s in body.segments),
            "actuators": tuple(a.model_copy(update={"max_torque": 1.0}) for a in body.actuators),
        }
    )
    return _program(structure, mesh)


def _weightless(segment: Segment) -> Segment:
    """The segment without numbers, but still with or without mass."""
    mass = 1.0 if segment.mass > 0 else 0.0
    return Segment(name=segment.name, mass=mass, com=(0.0,) * 3, inertia=(0.0,) * 6)


@ctrl_c_noted()
def simulate(
    runner: Runner,
    task: Run | Sprint,
    *,
    body: Body | None = None,
    start: Motion | None = None,
    cold: bool = False,
    fallback: bool = True,
    mesh: int | None = None,
    starts: int | None = None,
    time_limit: float | None = None,
    settings: Settings | None = None,
    progress: Watcher | None = None,
) -> Motion:
    """Compute how a runner runs, or sprints.

    Parameters
    ----------
    runner, task
        Who runs, and how fast: a :class:`~hillrunner.tasks.tasks.Run` at a speed, or a
        :class:`~hillrunner.tasks.tasks.Sprint`, whose speed is part of the answer.
    body
        A generic body to scale to the runner; the default body if not given.
    start
        An earlier motion to start from. Without it, the nearest motion that ships with the package
        is used, unless ``cold`` asks for a start from the mean human pattern alone.
    fallback
        Whether a start that leads to no solution is followed by cold ones.
    mesh
        Intervals per half stride; the settings' value if not given.
    starts
        Independent cold starts to compare; the best is returned, and the motion tells how many
        agreed with it. More than one implies ``cold``.
    time_limit
        Seconds until the solve is given up.
    settings
        Effort, contact, muscles and solver settings.
    progress
        Called with a :class:`~hillrunner.solve.ipopt.Progress` at every iteration.

    Returns
    -------
    A converged motion.

    Raises
    ------
    SolveError
        If no start converged; ``status`` holds a sentence and a remedy.
    KeyboardInterrupt
        If Ctrl-C was pressed.
    """
    settings = settings or Settings()
    if mesh is not None:
        settings = settings.updated(mesh=mesh)
    began = time.perf_counter()
    deadline = None if time_limit is None else began + time_limit
    running = runner_body(runner, settings, body)
    problem = problem_for(running, settings.mesh).posed(task)
    solver = _Solver(problem, runner, running, settings, task, deadline, progress)

    trials: list[_Trial] = []
    origin, kind = "cold", "motion"
    if start is None and not cold and (starts or 1) == 1 and body is None:
        start, kind = library.nearest(runner, task), "shipped motion"
    if start is not None:
        library.check_start(start, running)
        origin = f"{kind} at {start.speed:.4g} m/s, grade {start.grade:g}"
        trials.append(solver.warm(start))
    if not _converged(trials) and (fallback or not trials):
        asked = starts or 1
        tries = max(asked, COLD_TRIES)
        for attempt in range(tries):
            if len(_converged(trials)) >= asked or solver.out_of_time():
                break
            origin = "cold"
            trials.append(solver.cold(attempt))

    good = _converged(trials)
    if not good:
        last = trials[-1].solution
        raise SolveError(_failure(last), status=last.status)
    best = min(good, key=lambda t: t.solution.objective)
    agreed = sum(abs(t.solution.objective / best.solution.objective - 1.0) < AGREE for t in good)
    speed = task.speed + problem.split(best.solution.x)[2]
    data = stride_dataset(problem, best.solution.x, running, settings, speed, task.grade)
    data = data.assign(library.warm_arrays(best.solution))
    data.attrs = {
        "format": "hillrunner-motion",
        "version": 1,
        "hillrunner_version": __version__,
        "status": "converged",
        "speed": float(speed),
        "grade": float(task.grade),
        "runner": runner.model_dump(mode="json"),
        "task": task.model_dump(mode="json"),
        "body": running.model_dump(mode="json"),
        "body_hash": running.hash,
        "settings": settings.model_dump(mode="json"),
        "solver": {
            "name": "ipopt",
            "iterations": best.iterations,
            "solve_time": time.perf_counter() - began,
            "objective": best.solution.objective,
            "residual": best.solution.residual,
            "started_from": origin,
            "starts_tried": len(trials),
            "starts_agreed": agreed,
        },
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return Motion(data)


def _converged(trials: list[_Trial]) -> list[_Trial]:
    return [t for t in trials if t.solution.status is Status.CONVERGED]


def _failure(solution: Solution) -> str:
    status = solution.status
    where = ""
    if solution.residual > 1e-3:
        where = f" The worst equation is the {solution.worst_row}."
    return f"{status.sentence}{where} {status.remedy}".strip()


@dataclass(frozen=True)
class _Solver:
    """The ways from a start to an optimum, for one problem."""

    problem: Transcription
    runner: Runner
    body: Body
    settings: Settings
    task: Run | Sprint
    deadline: float | None
    progress: Watcher | None

    def out_of_time(self) -> bool:
        return self.deadline is not None and time.perf_counter() >= self.deadline

    def _parameters(self, **special: Any) -> np.ndarray:
        return self.problem.parameters(self.body, self.settings, self.task, **special)

    def _solve(
        self, x: np.ndarray, p: np.ndarray, problem: Transcription | None = None, **how: Any
    ) -> Solution:
        left = None if self.deadline is None else self.deadline - time.perf_counter()
        return solve(problem or self.problem, x, p, watcher=self.progress, time_limit=left, **how)

    def cold(self, attempt: int) -> _Trial:
        """From the human pattern: first near it with residual forces allowed, then free of both."""
        sprints = self.task.kind == "sprint"
        speed = RUN_UP if sprints else self.task.speed
        guess = first_guess(self.body, self.problem.layout, self.problem.shares, speed, attempt)
        guess[-1] = speed - self.task.speed
        near = self._solve(
            guess,
            self._parameters(elastic=ELASTIC, pull=PULL, reference=guess),
            problem=replace(self.problem, gain=(guess[-1], guess[-1])),
            elastic=True,
            tolerance=1e-2,
            options=NEAR,
            phase=f"start {attempt + 1}: human pattern",
        )
        if near.status is Status.TIME:
            return _Trial(near, near.iterations)
        free = self._solve(
            near.x,
            self._parameters(),
            elastic=False,
            tolerance=self.settings.tolerance,
            options=FASTER if sprints else {"mu_init": 1e-3, "constr_mult_init_max": 0.0},
            phase=f"start {attempt + 1}: {'top speed' if sprints else 'optimal motion'}",
            max_iterations=SPRINT_ITERATIONS if sprints else COLD_ITERATIONS,
        )
        return _Trial(free, near.iterations + free.iterations)

    def warm(self, start: Motion) -> _Trial:
        """From an earlier motion, with its multipliers where the mesh is the same."""
        x, rows, bounds = library.warm_start(start, self.problem, self.runner, self.body, self.task)
        faster = self.task.kind == "sprint" and start.task.kind != "sprint"
        if faster:
            options = FASTER
        elif rows is None:
            options = {"mu_init": 1e-3, "constr_mult_init_max": 0.0}
        else:
            mu, push = self._nearness(start)
            options = {
                "mu_init": mu,
                "warm_start_init_point": "yes",
                "warm_start_bound_push": push,
                "warm_start_slack_bound_push": push,
                "warm_start_mult_bound_push": push,
            }
        solution = self._solve(
            x,
            self._parameters(),
            elastic=False,
            tolerance=self.settings.tolerance,
            options=options,
            multipliers=rows,
            bound_multipliers=bounds,
            phase="from a run to top speed" if faster else "from an earlier motion",
            max_iterations=SPRINT_ITERATIONS if self.task.kind == "sprint" else WARM_ITERATIONS,
        )
        return _Trial(solution, solution.iterations)

    def _nearness(self, start: Motion) -> tuple[float, float]:
        """First barrier parameter and bound push: the nearer the start, the smaller.

        A runner of the same size at about the same speed stays at the barrier where IPOPT itself
        ended, also with other muscles or settings: a larger one drives the start away first.
        """
        sprints = self.task.kind == "sprint"  # whose speed is no part of what is asked
        step = 0.0 if sprints else abs(start.speed - self.task.speed)
        step += 10.0 * abs(start.grade - self.task.grade)
        if step >= SMALL_STEP:
            return 1e-3, 1e-3
        same_size = library.same_size(start.runner, self.runner)
        if not same_size or start.task.technique != self.task.technique:
            return 1e-4, 1e-4
        before = start.settings
        tolerance = max(before.tolerance, self.settings.tolerance)
        same = before == self.settings.updated(tolerance=before.tolerance)
        same = same and step == 0.0 and start.body == self.body
        return tolerance / 11.0, 1e-3 * tolerance if same else 1e-3
