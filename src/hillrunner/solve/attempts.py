"""Ways from a start to an optimum: from nothing, and from an earlier motion."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.motion.motion import Motion
from hillrunner.motion.solved import Solved, Status
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.solve.guess import carried_variables, first_variables
from hillrunner.solve.ipopt import Solution, Watcher, solve
from hillrunner.solve.newton import ITERATIONS, solve_near
from hillrunner.solve.program import program_for
from hillrunner.solve.record import motion_of
from hillrunner.solve.transcription import Transcription
from hillrunner.solve.warm_start import at_the_barrier, nearness, warm_start
from hillrunner.tasks.task import Guess, Task

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
class Trial:
    """One start: where it ended and what it took."""

    solution: Solution
    iterations: int
    by: Literal["ipopt", "newton"] = "ipopt"

    def told(self, origin: str, tried: int, agreed: int, seconds: float) -> Solved:
        """What a motion says of its solve."""
        return Solved(
            name=self.by,
            iterations=self.iterations,
            solve_time=seconds,
            objective=self.solution.objective,
            residual=self.solution.residual,
            started_from=origin,
            starts_tried=tried,
            starts_agreed=agreed,
        )


@dataclass(frozen=True)
class Attempts:
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

    def cold(self, attempt: int) -> Trial:
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
                return Trial(found, found.iterations, by="newton")
        near = self._carried(begin, which) if begin.carried else self._near(begin, which)
        spent = near.iterations
        lost = begin.carried and near.status not in (Status.CONVERGED, Status.NEAR)
        if near.status is Status.TIME or lost:
            return Trial(near, spent)
        if not self.seeking:
            known = near.multipliers, near.bound_multipliers
            if not begin.carried:  # those of residual forces are nothing to the motion
                known = np.zeros_like(known[0]), np.zeros_like(known[1])
            found = self._by_newton(near.x, *known, FAR, f"{which}: optimal motion")
            spent += found.iterations
            if found.status in (Status.CONVERGED, Status.TIME):
                return Trial(found, spent, by="newton")
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
        return Trial(best, spent + best.iterations)

    def _by_coarser(self, attempt: int) -> Trial:
        """The same on a coarse mesh, and from there: a slow movement is much alike on both."""
        settings = self.settings.changed(mesh=COARSE)
        problem = program_for(self.body, self.task, COARSE).posed(self.task, self.body)
        trial = replace(self, problem=problem, settings=settings).cold(attempt)
        if trial.solution.status is not Status.CONVERGED:
            return trial
        solved = trial.told("cold", 1, 1, 0.0)
        coarse = motion_of(
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

    def warm(self, start: Motion) -> Trial:
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
                return Trial(near, near.iterations, by="newton")
            spent = near.iterations
        if rows is None and near_by:
            rough = self._roughly(x)
            spent += rough.iterations
            if rough.status in (Status.CONVERGED, Status.NEAR):
                known = rough.multipliers, rough.bound_multipliers
                near = self._by_newton(rough.x, *known, FAR, phase)
                spent += near.iterations
                if near.status in (Status.CONVERGED, Status.TIME):
                    return Trial(near, spent, by="newton")
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
        return Trial(solution, spent + solution.iterations)

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


def start_options(
    start: Motion, runner: Runner, body: Body, settings: Settings, task: Task
) -> dict[str, object]:
    """IPOPT's options for a start with multipliers, as far away as it is."""
    mu, push = nearness(start, runner, body, settings, task)
    return {
        "mu_init": mu,
        "warm_start_init_point": "yes",
        "warm_start_bound_push": push,
        "warm_start_slack_bound_push": push,
        "warm_start_mult_bound_push": push,
    }
