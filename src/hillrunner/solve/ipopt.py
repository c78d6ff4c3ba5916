"""Running IPOPT on a transcription: status, progress, interruption."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import casadi as ca
import numpy as np

from hillrunner.interruption import CtrlC, ctrl_c_noted
from hillrunner.motion.solved import Status
from hillrunner.solve.nlp import Nlp
from hillrunner.solve.transcription import Transcription

BARRIER = 11.0  # the tolerance is so many times the barrier at which IPOPT ends

_IPOPT = {
    "Solve_Succeeded": Status.CONVERGED,
    "Solved_To_Acceptable_Level": Status.NEAR,
    "Infeasible_Problem_Detected": Status.INFEASIBLE,
    "Restoration_Failed": Status.INFEASIBLE,
    "Maximum_Iterations_Exceeded": Status.ITERATIONS,
    "Maximum_CpuTime_Exceeded": Status.TIME,
    "Maximum_WallTime_Exceeded": Status.TIME,
}


@dataclass(frozen=True)
class Progress:
    """What a watcher is told at every iteration."""

    phase: str
    iteration: int
    objective: float
    residual: float
    elapsed: float  # s


Watcher = Callable[[Progress], None]


@dataclass(frozen=True)
class Solution:
    """Where a solver stopped."""

    status: Status
    x: np.ndarray
    multipliers: np.ndarray  # of the rows
    bound_multipliers: np.ndarray
    objective: float
    residual: float  # largest violation of a row
    worst_row: str
    iterations: int
    seconds: float


class _Watch(ca.Callback):
    """IPOPT's iteration callback: tells the watcher, notices Ctrl-C."""

    def __init__(
        self, problem: Transcription, nlp: Nlp, phase: str, watcher: Watcher | None
    ) -> None:
        super().__init__()
        self._problem, self._nlp, self._phase, self._watcher = problem, nlp, phase, watcher
        self._began, self._iteration = time.perf_counter(), -1
        self.ctrl_c = CtrlC()
        self.construct("watch", {})

    def get_n_in(self) -> int:
        return ca.nlpsol_n_out()

    def get_n_out(self) -> int:
        return 1

    def get_name_in(self, i: int) -> str:
        return ca.nlpsol_out(i)

    def get_name_out(self, i: int) -> str:
        return "ret"

    def get_sparsity_in(self, i: int) -> ca.Sparsity:
        whole = self._problem.functions
        nx, ng, np_ = whole.size, whole.row_count, whole.parameter_count
        name = ca.nlpsol_out(i)
        n = {"f": 1, "x": nx, "lam_x": nx, "g": ng, "lam_g": ng, "p": np_, "lam_p": np_}[name]
        return ca.Sparsity.dense(n) if n else ca.Sparsity(0, 0)

    def eval(self, arg: list[ca.DM]) -> list[int]:
        try:
            self._iteration += 1
            if self._watcher is not None:
                names = {ca.nlpsol_out(i): a for i, a in enumerate(arg)}
                residual, _ = violation(self._problem, np.asarray(names["g"]).ravel())
                self._watcher(
                    Progress(
                        phase=self._phase,
                        iteration=self._iteration,
                        objective=float(names["f"]),
                        residual=residual,
                        elapsed=time.perf_counter() - self._began,
                    )
                )
        except BaseException as fault:  # CasADi would lose it
            self._nlp.fault = self._nlp.fault or fault
        return [int(self._nlp.fault is not None or self.ctrl_c.pressed)]


def solve(
    problem: Transcription,
    x: np.ndarray,
    p: np.ndarray,
    *,
    elastic: bool,
    tolerance: float,
    options: dict[str, object],
    multipliers: np.ndarray | None = None,
    bound_multipliers: np.ndarray | None = None,
    watcher: Watcher | None = None,
    phase: str = "solving",
    max_iterations: int = 600,
    time_limit: float | None = None,
    print_level: int = 0,
) -> Solution:
    """Run IPOPT from ``x`` with parameters ``p``; never raises on failure to converge.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C came while solving.
    Exception
        What the watcher, or a function of the program, raised.
    """
    nlp = Nlp(problem.functions)
    watch = _Watch(problem, nlp, phase, watcher)
    ipopt: dict[str, object] = {
        "print_level": print_level,
        "sb": "yes",
        "tol": tolerance,
        "constr_viol_tol": tolerance,
        "dual_inf_tol": max(1e-2, tolerance),
        "compl_inf_tol": tolerance,
        "max_iter": max_iterations,
        "nlp_scaling_method": "none",
        "linear_solver": "mumps",
        "mumps_pivot_order": 5,
        "fixed_variable_treatment": "make_parameter",
        **options,
    }
    if time_limit is not None:
        ipopt["max_wall_time"] = max(time_limit, 0.1)
    solver = ca.nlpsol(
        "solver",
        "ipopt",
        nlp.value,
        {
            "grad_f": nlp.gradient,
            "jac_g": nlp.jacobian,
            "hess_lag": nlp.hessian,
            "no_nlp_grad": True,
            "calc_lam_p": False,
            "calc_lam_x": False,
            "print_time": False,
            "iteration_callback": watch,
            "ipopt": ipopt,
        },
    )
    lower, upper = problem.bounds(elastic=elastic)
    arguments = {
        "x0": np.clip(x, lower, upper),
        "p": p,
        "lbx": lower,
        "ubx": upper,
        "lbg": problem.lower_rows,
        "ubg": problem.upper_rows,
    }
    if multipliers is not None:
        arguments["lam_g0"] = multipliers
    if bound_multipliers is not None:
        arguments["lam_x0"] = bound_multipliers
    began = time.perf_counter()
    with ctrl_c_noted() as watch.ctrl_c:
        result = solver(**arguments)
    seconds = time.perf_counter() - began
    if nlp.fault is not None:
        raise nlp.fault
    stats = solver.stats()
    residual, worst = violation(problem, np.asarray(result["g"]).ravel())
    return Solution(
        status=_IPOPT.get(stats["return_status"], Status.NUMERICAL),
        x=np.asarray(result["x"]).ravel(),
        multipliers=np.asarray(result["lam_g"]).ravel(),
        bound_multipliers=np.asarray(result["lam_x"]).ravel(),
        objective=float(result["f"]),
        residual=residual,
        worst_row=worst,
        iterations=int(stats["iter_count"]),
        seconds=seconds,
    )


def violation(problem: Transcription, g: np.ndarray) -> tuple[float, str]:
    """Largest violation of a row, and which row that is."""
    off = np.maximum(problem.lower_rows - g, g - problem.upper_rows)
    if np.isnan(off).all():
        return float("inf"), problem.row_name(0)
    worst = int(np.nanargmax(off))
    return float(max(off[worst], 0.0)), problem.row_name(worst)
