"""The only door to the solver: a runner and a task in, a solved Motion out."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from hillrunner import __version__
from hillrunner.errors import SolveError, TaskError
from hillrunner.interruption import ctrl_c_noted
from hillrunner.model.body.model import Body, Segment
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.motion.schema import FORMAT, VERSION
from hillrunner.motion.solved import Solved, Status
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.guess import carried_variables, first_variables
from hillrunner.solve.ipopt import Solution, Watcher, solve
from hillrunner.solve.newton import ITERATIONS, solve_near
from hillrunner.solve.parameters import Parameters
from hillrunner.solve.record import cycle_dataset
from hillrunner.solve.transcription import Transcription, transcribe
from hillrunner.solve.warm_start import (
    at_the_barrier,
    check_start,
    nearness,
    warm_arrays,
    warm_start,
)
from hillrunner.tasks.task import Guess, Structure, Task

AGREE = 0.01  # relative difference of objectives below which two starts found the same optimum
WARM_ITERATIONS = 300  # a start that has not led to a solution by then is given up
FAR = 400  # of Newton's method, by which a start that is not near has led to a solution
FAR_SEEKING = 800  # the same, of a task that seeks something: another body's sprint took 578
COLD_ITERATIONS = 600  # the same, of a cold start
SEEKING_ITERATIONS = 1500  # the same, of a task that seeks something: a run that becomes a sprint
COARSE = 12  # intervals of the mesh by way of which movements are solved whose balance is known
# What seeks something leads far away: along the middle of what is allowed, not its edges.
SEEKING: dict[str, object] = {"mu_init": 0.1, "constr_mult_init_max": 0.0}
FREE: dict[str, object] = {"mu_init": 1e-3, "constr_mult_init_max": 0.0}
CARRIED: dict[str, object] = {"mu_init": 1e-2, "constr_mult_init_max": 0.0}
# It ends where Newton's method finds the rest of the way, which it does in a third of the time.
ROUGH: dict[str, object] = {
    "acceptable_tol": 1e6,
    "acceptable_dual_inf_tol": 20.0,
    "acceptable_constr_viol_tol": 1e-2,
    "acceptable_compl_inf_tol": 1e-2,
    "acceptable_iter": 3,
}
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
PULL = 5.0e2  # weight (1/rad2) of the distance to the first guess in the first phase


@dataclass(frozen=True)
class _Trial:
    """One start: where it ended and what it took."""

    solution: Solution
    iterations: int
    by: Literal["ipopt", "newton"] = "ipopt"


@lru_cache(maxsize=4)
def _program(anatomy: Body, structure: Structure, shares: tuple[float, ...]) -> Transcription:
    return transcribe(anatomy, structure, np.array(shares))


@ctrl_c_noted()
def program_for(body: Body, task: Task, mesh: int) -> Transcription:
    """The program of a body's task; bodies that differ in no geometry, and tasks that differ in
    no structure, share one build. What the task bounds is not in it yet (``posed``), and each of
    its functions is found in the cache, or built, when it is first needed (``prepare``).

    Muscle parameters, the mass distribution of the segments, the strength of the actuators and the
    stiffness and damping of joints without muscles are parameters of the program (see
    :class:`~hillrunner.solve.parameters.Parameters`).
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
    anatomy = body.model_copy(
        update={
            "muscles": tuple(m.model_copy(update=muscle) for m in body.muscles),
            "segments": tuple(_weightless(s) for s in body.segments),
            "passive": tuple(
                law.model_copy(update=dict.fromkeys(Parameters.JOINT.values(), 1.0))
                for law in body.passive
            ),
            "actuators": tuple(a.model_copy(update={"max_torque": 1.0}) for a in body.actuators),
        }
    )
    return _program(anatomy, task.structure(body), tuple(task.shares(body, mesh)))


def _weightless(segment: Segment) -> Segment:
    """The segment without numbers, but still with or without mass."""
    mass = 1.0 if segment.mass > 0 else 0.0
    return Segment(name=segment.name, mass=mass, com=(0.0,) * 3, inertia=(0.0,) * 6)


@ctrl_c_noted()
def simulate(
    runner: Runner,
    task: Task,
    *,
    start: Motion | Literal["nearest", "cold"] = "nearest",
    starts: int = 1,
    body: Body | None = None,
    mesh: int | None = None,
    settings: Settings | None = None,
    time_limit: float | None = None,
    progress: Watcher | None = None,
) -> Motion:
    """Compute how a runner does what a task asks for: runs, sprints or squats.

    Parameters
    ----------
    runner, task
        Who moves, and what is asked: a :class:`~hillrunner.tasks.run.Run` at a speed, a
        :class:`~hillrunner.tasks.sprint.Sprint`, whose speed is part of the answer, a
        :class:`~hillrunner.tasks.squat.Squat`, or any other :class:`~hillrunner.tasks.task.Task`.
    start
        ``"nearest"``: the nearest motion that ships with the package, and where that leads to no
        solution, or none is near, or another ``body`` is given, as cold. ``"cold"``: the task's
        own first guess alone. A motion: that one and nothing else.
    starts
        Independent cold starts to compare; the best is returned, and the motion tells how many
        agreed with it. More than one needs ``start="cold"``.
    body
        A generic body to scale to the runner; the default body if not given.
    mesh
        Intervals per step, or per way of a lift; the settings' value if not given.
    settings
        Effort, contact, muscles and solver settings.
    time_limit
        Seconds until the solve is given up.
    progress
        Called with a :class:`~hillrunner.solve.ipopt.Progress` at every iteration.

    Returns
    -------
    A converged motion.

    Raises
    ------
    SolveError
        If no start converged, or the solution is not what the task must be; ``status`` tells how
        it ended.
    TaskError
        If the body cannot do what is asked, or ``starts`` does not go with ``start``.
    MotionError
        If the starting motion belongs to a different body.
    KeyboardInterrupt
        If Ctrl-C was pressed.
    """
    if starts != 1 and start != "cold":
        raise TaskError(f"starts is {starts}, but cold starts are compared with start='cold' only.")
    if starts < 1:
        raise TaskError(f"starts is {starts}, but must be at least 1.")
    settings = settings or Settings()
    if mesh is not None:
        settings = settings.changed(mesh=mesh)
    began = time.perf_counter()
    deadline = None if time_limit is None else began + time_limit
    running = runner_body(runner, settings, body)
    problem = program_for(running, task, settings.mesh).posed(task, running)
    problem.functions.prepare()
    solver = _Solver(problem, runner, running, settings, task, deadline, progress)

    trials: list[_Trial] = []
    origin = "cold"
    first = start if isinstance(start, Motion) else None
    if start == "nearest" and body is None:
        first = library.nearest(task)
    if first is not None:
        check_start(first, running)
        origin = f"{'motion' if first is start else 'shipped motion'}: {first.label}"
        trials.append(solver.warm(first))
    if not _converged(trials) and not isinstance(start, Motion):
        for attempt in range(max(starts, task.cold_tries)):
            if len(_converged(trials)) >= starts or solver.out_of_time():
                break
            origin = "cold"
            trials.append(solver.cold(attempt))

    good = _converged(trials)
    if not trials:
        raise SolveError("The time limit came before the first try began. Allow more time.")
    if not good:
        last = trials[-1].solution
        raise SolveError(_failure(last), status=last.status)
    best = min(good, key=lambda t: t.solution.objective)
    agreed = sum(abs(t.solution.objective / best.solution.objective - 1.0) < AGREE for t in good)
    solved = _solved(best, origin, len(trials), agreed, time.perf_counter() - began)
    motion = _motion(problem, best.solution, runner, running, settings, task, solved)
    complaint = task.complaint(motion.data)
    if complaint is not None:
        raise SolveError(complaint, status=Status.INFEASIBLE)
    return motion


def _solved(trial: _Trial, origin: str, tried: int, agreed: int, seconds: float) -> Solved:
    """What is told of a solve."""
    return Solved(
        name=trial.by,
        iterations=trial.iterations,
        solve_time=seconds,
        objective=trial.solution.objective,
        residual=trial.solution.residual,
        started_from=origin,
        starts_tried=tried,
        starts_agreed=agreed,
    )


def _motion(
    problem: Transcription,
    solution: Solution,
    runner: Runner,
    body: Body,
    settings: Settings,
    task: Task,
    solved: Solved,
) -> Motion:
    """A solution as a motion that says of itself all that it depends on."""
    sought = problem.split(solution.x)[2]
    world = task.world(body, settings, sought)
    data = cycle_dataset(problem, solution.x, body, world, settings.energy).assign(
        warm_arrays(solution)
    )
    data.attrs = {
        "format": FORMAT,
        "version": VERSION,
        "hillrunner_version": __version__,
        "status": solution.status.word,
        "speed": float(world.belt_speed),
        "grade": float(task.slope),
        "load": float(world.load),
        "runner": runner.model_dump(mode="json"),
        "task": task.model_dump(mode="json"),
        "body": body.model_dump(mode="json"),
        "body_hash": body.hash,
        "settings": settings.model_dump(mode="json"),
        "solver": solved.model_dump(mode="json"),
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


def start_options(
    start: Motion, runner: Runner, body: Body, settings: Settings, task: Task
) -> dict[str, object]:
    """IPOPT's options for a start with multipliers."""
    mu, push = nearness(start, runner, body, settings, task)
    return {
        "mu_init": mu,
        "warm_start_init_point": "yes",
        "warm_start_bound_push": push,
        "warm_start_slack_bound_push": push,
        "warm_start_mult_bound_push": push,
    }


@dataclass(frozen=True)
class _Solver:
    """The ways from a start to an optimum, for one problem."""

    problem: Transcription
    runner: Runner
    body: Body
    settings: Settings
    task: Task
    deadline: float | None
    progress: Watcher | None

    def out_of_time(self) -> bool:
        return self.deadline is not None and time.perf_counter() >= self.deadline

    @property
    def seeking(self) -> bool:
        """Whether the task maximises something."""
        return self.task.goal(self.settings).seeks is not None

    def _left(self) -> float | None:
        """Time (s) until the solve is given up."""
        return None if self.deadline is None else self.deadline - time.perf_counter()

    def _parameters(self, **special: Any) -> np.ndarray:
        return self.problem.parameters(self.body, self.settings, self.task, **special)

    def _solve(
        self, x: np.ndarray, p: np.ndarray, problem: Transcription | None = None, **how: Any
    ) -> Solution:
        problem = problem or self.problem
        return solve(problem, x, p, watcher=self.progress, time_limit=self._left(), **how)

    def cold(self, attempt: int) -> _Trial:
        """By way of a coarse mesh, where muscles carry the first guess; there, and else, by way of
        a motion near that guess; from there by Newton's method, and by IPOPT where that leads
        nowhere."""
        begin, which = self.task.guess(self.body, attempt), f"start {attempt + 1}"
        if begin.carried and self.settings.mesh > COARSE:
            return self._by_coarser(attempt)
        if begin.close:
            x = self._carried_variables(begin)
            known = np.zeros_like(self.problem.lower_rows), np.zeros_like(x)
            found = self._by_newton(x, *known, FAR, f"{which}: optimal motion")
            if found.status in (Status.CONVERGED, Status.TIME):
                return _Trial(found, found.iterations, by="newton")
        near = self._carried(begin, which) if begin.carried else self._near(begin, which)
        spent = near.iterations
        lost = begin.carried and near.status not in (Status.CONVERGED, Status.NEAR)
        if near.status is Status.TIME or lost:
            return _Trial(near, spent)
        if not self.seeking:
            known = near.multipliers, near.bound_multipliers
            if not begin.carried:  # those of residual forces are nothing to the motion
                known = np.zeros_like(known[0]), np.zeros_like(known[1])
            found = self._by_newton(near.x, *known, FAR, f"{which}: optimal motion")
            spent += found.iterations
            if found.status in (Status.CONVERGED, Status.TIME):
                return _Trial(found, spent, by="newton")
        free = CARRIED if begin.carried else FREE
        best = self._solve(
            near.x,
            self._parameters(),
            elastic=False,
            tolerance=self.settings.tolerance,
            options=SEEKING if self.seeking else free,
            phase=f"{which}: optimal motion, by IPOPT",
            max_iterations=SEEKING_ITERATIONS if self.seeking else COLD_ITERATIONS,
        )
        return _Trial(best, spent + best.iterations)

    def _by_coarser(self, attempt: int) -> _Trial:
        """The same on a coarse mesh, and from there: a slow movement is much alike on both."""
        settings = self.settings.changed(mesh=COARSE)
        problem = program_for(self.body, self.task, COARSE).posed(self.task, self.body)
        trial = replace(self, problem=problem, settings=settings).cold(attempt)
        if trial.solution.status is not Status.CONVERGED:
            return trial
        solved = _solved(trial, "cold", 1, 1, 0.0)
        coarse = _motion(
            problem, trial.solution, self.runner, self.body, settings, self.task, solved
        )
        fine = self.warm(coarse)
        return replace(fine, iterations=trial.iterations + fine.iterations)

    def _carried(self, begin: Guess, which: str) -> Solution:
        """A motion near a first guess that its muscles carry; what is sought is held."""
        return self._solve(
            self._carried_variables(begin),
            self._parameters(),
            problem=replace(self.problem, sought=(begin.sought, begin.sought)),
            elastic=False,
            tolerance=self.settings.tolerance,
            options=CARRIED | ROUGH,
            phase=f"{which}: near the first guess",
            max_iterations=WARM_ITERATIONS,
        )

    def _carried_variables(self, begin: Guess) -> np.ndarray:
        world = self.task.world(self.body, self.settings, begin.sought)
        return carried_variables(self.problem, begin, self.body, world)

    def _near(self, begin: Guess, which: str) -> Solution:
        """A motion near the first guess, with residual forces allowed."""
        guess = first_variables(self.problem, begin)
        pulled = self.task.pull(self.body) is not None
        to_guess: dict[str, Any] = {} if pulled else {"pull": PULL, "reference": guess}
        return self._solve(
            guess,
            self._parameters(elastic=ELASTIC, **to_guess),
            problem=replace(self.problem, sought=(guess[-1], guess[-1])),
            elastic=True,
            tolerance=1e-2,
            options=NEAR,
            phase=f"{which}: near the first guess",
        )

    def warm(self, start: Motion) -> _Trial:
        """From an earlier motion, with its multipliers where the mesh is the same: by Newton's
        method where it is of the same kind, and by IPOPT where it is not or that leads nowhere.

        What muscles carry from nothing is found so in less time than by IPOPT from far away.
        """
        x, rows, bounds = warm_start(start, self.problem, self.runner, self.body, self.task)
        spent = 0
        near_by = at_the_barrier(start, self.runner, self.task)
        alike = start.task.kind == self.task.kind
        far = FAR_SEEKING if self.seeking else FAR
        most, phase = ITERATIONS if near_by else far, "near an earlier motion"
        if rows is None and near_by:  # on another mesh, whose multipliers are unknown
            most, phase = FAR, "from another mesh"
        known = (
            (np.zeros_like(self.problem.lower_rows) if rows is None else rows),
            (np.zeros_like(x) if bounds is None else bounds),
        )
        elsewhere = start.task.goal(self.settings).seeks != self.task.goal(self.settings).seeks
        if near_by or (alike and (rows is not None or elsewhere)):
            near = self._by_newton(x, *known, most, phase)
            ended = near.status in (Status.CONVERGED, Status.TIME)
            if ended or (not near_by and self.task.guess(self.body).carried):
                return _Trial(near, near.iterations, by="newton")
            spent = near.iterations
        if rows is None and near_by:
            rough = self._roughly(x)
            spent += rough.iterations
            if rough.status in (Status.CONVERGED, Status.NEAR):
                known = rough.multipliers, rough.bound_multipliers
                near = self._by_newton(rough.x, *known, FAR, phase)
                spent += near.iterations
                if near.status in (Status.CONVERGED, Status.TIME):
                    return _Trial(near, spent, by="newton")
        if rows is None:
            begins = self.seeking and start.task.goal(self.settings).seeks is None
            options = SEEKING if begins else FREE
        else:
            options = start_options(start, self.runner, self.body, self.settings, self.task)
        solution = self._solve(
            x,
            self._parameters(),
            elastic=False,
            tolerance=self.settings.tolerance,
            options=options,
            multipliers=rows,
            bound_multipliers=bounds,
            phase="from an earlier motion",
            max_iterations=SEEKING_ITERATIONS if self.seeking else WARM_ITERATIONS,
        )
        return _Trial(solution, spent + solution.iterations)

    def _roughly(self, x: np.ndarray) -> Solution:
        """A motion near a start whose multipliers are unknown, and multipliers, by IPOPT."""
        return self._solve(
            x,
            self._parameters(),
            elastic=False,
            tolerance=self.settings.tolerance,
            options=FREE | ROUGH,
            phase="from another mesh, roughly",
            max_iterations=WARM_ITERATIONS,
        )

    def _by_newton(
        self, x: np.ndarray, rows: np.ndarray, bounds: np.ndarray, iterations: int, phase: str
    ) -> Solution:
        """From a start that nearly is a motion, with its multipliers."""
        return solve_near(
            self.problem,
            x,
            self._parameters(),
            tolerance=self.settings.tolerance,
            multipliers=rows,
            bound_multipliers=bounds,
            watcher=self.progress,
            phase=phase,
            max_iterations=iterations,
            time_limit=self._left(),
        )
