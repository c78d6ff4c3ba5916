"""How a solve ended, and what it took: typed, without the solver itself."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, MotionError


class Status(Enum):
    """How a solve ended: a sentence, and what to do about it."""

    CONVERGED = ("The motion satisfies every equation and is locally optimal.", "")
    NEAR = (
        "The motion is close to satisfying its equations, but is no answer yet.",
        "Start from a solved motion.",
    )
    INFEASIBLE = (
        "The solver stopped where the equations of motion cannot be satisfied any better.",
        "Start from a solved motion of a similar task, or ask for something easier.",
    )
    ITERATIONS = (
        "The solver ran out of iterations before it converged.",
        "Start from a solved motion, or allow more starts.",
    )
    TIME = ("The time limit came before the solve converged.", "Allow more time.")
    NUMERICAL = (
        "The solver broke down numerically before it converged.",
        "Start from a solved motion of a similar task, or change the mesh.",
    )

    @property
    def sentence(self) -> str:
        """What happened."""
        return self.value[0]

    @property
    def remedy(self) -> str:
        """What to do about it; empty where nothing is to be done."""
        return self.value[1]

    @property
    def word(self) -> str:
        """The status as files and JSON hold it."""
        return self.name.lower()


class Solved(Checked):
    """What the solver reports of a motion.

    Parameters
    ----------
    name : str
        The solver: ``ipopt``, or ``newton``, a short way from a motion that is near.
    iterations : int
        Iterations of the start that was taken, those that led nowhere included.
    solve_time : float
        Seconds of all starts together.
    objective : float
        Value of what was minimised (J/kg/m of a run; of a sprint, less the drive for speed).
    residual : float
        Largest violation of an equation, scaled.
    started_from : str
        The motion it was started from, or ``cold``.
    starts_tried, starts_agreed : int
        Starts, and how many of them came within 1 % of the best.
    """

    error: ClassVar[type[HillrunnerError]] = MotionError

    name: str = "ipopt"
    iterations: int
    solve_time: float
    objective: float
    residual: float
    started_from: str = "unknown"
    starts_tried: int = 1
    starts_agreed: int = 1
