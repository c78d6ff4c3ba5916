"""The four stores of a person in training, and what a week does to them.

``size`` (cross-section, by hard sets), ``drive`` (force without size, by heavy sets), ``skill`` (of
one lift, which it alone has) and ``stiffness`` of tendons (by cycles above a threshold of strain)
move, each with a time constant of its own, towards what the week's training could build.

Returns of sets diminish as ``sets / (sets + half)``: for size over all hard sets that a muscle
gets, for drive over the heavy sets of each lift. A store above what the training builds falls only
to what a multiple of that training builds: less keeps a gain than makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.training.coefficients import Coefficients
from hillrunner.training.plan import Plan
from hillrunner.training.stimulus import dose

Array = NDArray[np.float64]

# Sets a week, and weeks, at which Schoenfeld's gain for one more set is taken to hold: his studies
# lasted 8 to 12 weeks; that their middle was 8 sets is a choice.
SETS, WEEKS = 8.0, 10.0


@dataclass(frozen=True)
class Stores:
    """Gains, 0 before; (samples, muscles), of lifts (samples, lifts)."""

    size: Array
    drive: Array
    stiffness: Array
    skill: dict[str, Array]


@dataclass(frozen=True)
class Trainee:
    """A person under a plan, in as many samples as the coefficients have."""

    c: Coefficients
    plan: Plan
    years: float
    runs: tuple[Array, Array]  # weekly sets that running is worth, before and now

    def week(self, now: Stores, week: int, lifts: Mapping[str, xr.Dataset]) -> Stores:
        """The stores a week later."""
        c, plan = self.c, self.plan
        doses = {
            sets.exercise: dose(
                lifts[sets.exercise], sets, float(lifts[sets.exercise]["one_rep_max"]), c
            )
            for sets in plan.in_week(week)
        }
        none = np.zeros_like(now.size)
        size_sets = sum((one.size for one in doses.values()), none)
        cycles = sum((one.cycles for one in doses.values()), none)
        left = c.trained_years / (c.trained_years + self.years)
        for_size = left * c.size_response * (1.0 - self._runs * c.interference_size)
        for_force = left * c.strength_response * self._dynamic()

        def size(keeping: Array) -> Array:
            return for_size * self._grown(keeping * size_sets)

        def drive(keeping: Array) -> Array:
            # each lift drives what the others leave, as far as it loads the muscle
            spared = np.ones_like(none)
            for one in doses.values():
                spared = spared * (1.0 - one.credit * _part(keeping * one.heavy, c.drive_sets))
            return for_force * c.drive_most * (1.0 - spared)

        def stiffness(keeping: Array) -> Array:
            return c.tendon_most * (1.0 - np.exp(-keeping * cycles / c.tendon_cycles))

        def skill(sets: Array, keeping: Array) -> Array:
            return for_force * c.skill_most * _part(keeping * sets, c.skill_sets)

        one = np.ones_like(c.keeping)
        practised = {
            name: doses[name].heavy if name in doses else np.zeros_like(one) for name in now.skill
        }
        return Stores(
            size=_moved(now.size, size(one), size(c.keeping), c.size_time, c.size_loss),
            drive=_moved(now.drive, drive(one), drive(c.keeping), c.drive_time, c.drive_loss),
            stiffness=_moved(
                now.stiffness, stiffness(one), stiffness(c.keeping), c.tendon_time, c.tendon_loss
            ),
            skill={
                name: _moved(
                    gain,
                    skill(practised[name], one),
                    skill(practised[name], c.keeping),
                    c.skill_time,
                    c.skill_loss,
                )
                for name, gain in now.skill.items()
            },
        )

    def _grown(self, sets: Array) -> Array:
        """Size that is built by weekly sets beside running, over that of running as before.

        The largest gain is such that, at SETS a week, one more set adds ``size_per_set`` in WEEKS.
        """
        c = self.c
        in_time = 1.0 - np.exp(-WEEKS / c.size_time)
        most = c.size_per_set * (SETS + c.size_sets) ** 2 / c.size_sets / in_time
        before, running = self.runs
        return most * (_part(sets + running, c.size_sets) - _part(before, c.size_sets))

    @property
    def _runs(self) -> Array:
        """How far running interferes, from 0 to 1."""
        return np.minimum(1.0, self.plan.running / self.c.running_full)

    def _dynamic(self) -> Array:
        """What running leaves of the gain in drive and skill."""
        c = self.c
        trained = self.years / (self.years + c.trained_years)
        apart = self.plan.order == "apart"
        of_trained = c.interference_apart if apart else c.interference_same
        taken = (1.0 - trained) * c.interference_strength + trained * of_trained
        first = c.run_first if self.plan.order == "run first" else 0.0
        return (1.0 - self._runs * taken) * (1.0 - self._runs * first)


def _part(sets: Array, half: Array) -> Array:
    return sets / (sets + half)


def _moved(now: Array, built: Array, kept: Array, gain: Array, loss: Array) -> Array:
    """A store after a week: it rises towards what training builds, and falls to what that keeps."""
    rising, falling = 1.0 - np.exp(-1.0 / gain), 1.0 - np.exp(-1.0 / loss)
    up = np.maximum(0.0, built - now) * rising
    down = np.maximum(0.0, now - np.maximum(built, kept)) * falling
    return now + up - down
