"""How well an imported body matches the model it came from."""

from __future__ import annotations

from dataclasses import dataclass

from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.opensim.fit import ARM_TARGET, LENGTH_TARGET


@dataclass(frozen=True)
class FunctionFit:
    """A joint function replaced by a polynomial: its largest error in ``unit``."""

    joint: str
    axis: str
    degree: int
    error: float
    unit: str


@dataclass(frozen=True)
class FitReport:
    """What an import did and how far the result is from its source.

    Attributes
    ----------
    body
        The imported body; every muscle path carries its own errors.
    functions
        Joint functions that were not polynomials and were fitted.
    notes
        What was folded, freed, held or added, one sentence each.
    markers
        The model's own markers, where they sit on the body.
    """

    body: Body
    functions: tuple[FunctionFit, ...]
    notes: tuple[str, ...]
    markers: tuple[MarkerPlace, ...] = ()

    @property
    def terms(self) -> int:
        """Number of polynomial terms of all muscles together."""
        return sum(len(m.path.coefficients) for m in self.body.muscles)

    def worst(self, count: int = 10) -> list[Muscle]:
        """The muscles that fit worst, by error over target."""
        return sorted(self.body.muscles, key=lambda m: -misfit(m))[:count]

    def outside(self) -> list[Muscle]:
        """The muscles whose RMS error exceeds a target (arm 2 mm, length 1 mm)."""
        return [m for m in self.worst(len(self.body.muscles)) if misfit(m) > 1.0]


def misfit(muscle: Muscle) -> float:
    """Worst RMS error of a muscle's path over its target; above 1 the target is missed."""
    arms = [rms / ARM_TARGET for rms in muscle.path.arm_rms]
    return max([muscle.path.length_rms / LENGTH_TARGET, *arms])
