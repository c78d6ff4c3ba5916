"""How muscles tire in hours of running, and recover in days.

Of a muscle's force is left ``(1 - central) (1 - peripheral)``. Central loss is of the whole body:
it moves towards what a race takes in the end, less where the pace is easier. Peripheral loss is of
each muscle by itself: it moves towards what its eccentric load (:mod:`hillrunner.fatigue.load`)
builds, by how much that is of what it is used to (:mod:`hillrunner.fatigue.accustomed`). Both rise
within hours, hold while running goes on more easily, and fall within days of rest.

Lost drive is measured in the largest effort. Running is no such effort, and whether drive is
missing there as well is not known: :func:`kept_in_running` leaves it out, and puts it into the
intervals.

No such model of stretch-shortening work over hours is published: its form is ours. Its constants
are fitted by ``studies/fatigue.py`` to what knee extensors lose in races, or are choices, see
:mod:`hillrunner.fatigue.coefficients`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.fatigue.coefficients import Coefficients

Array = NDArray[np.float64]

HOUR = 3600.0  # s
MARATHON = 42_195.0  # m
USUAL = 3.0  # m/s: the marathon of a runner to whom the fitted constants apply as they are


@dataclass(frozen=True)
class Tiredness:
    """What of their force the muscles of a body have lost.

    Attributes
    ----------
    central
        Part lost to the drive of all muscles, (samples, 1).
    peripheral
        Part that each muscle has lost itself, (samples, muscles).
    """

    central: Array
    peripheral: Array

    @property
    def force_left(self) -> Array:
        """Maximal force over that of the fresh muscle, (samples, muscles)."""
        left: Array = (1.0 - self.central) * (1.0 - self.peripheral)
        return left


def fresh(muscles: int, c: Coefficients) -> Tiredness:
    """Before the run."""
    samples = c.central_most.shape[0]
    return Tiredness(np.zeros((samples, 1)), np.zeros((samples, muscles)))


def after_running(
    now: Tiredness,
    load: Array,
    seconds: float,
    c: Coefficients,
    intensity: float = 1.0,
    used_to: float = USUAL,
) -> Tiredness:
    """After some time of running.

    Parameters
    ----------
    now
        Before.
    load
        Of each muscle, W/kg: :func:`~hillrunner.fatigue.load.eccentric_load`.
    seconds
        How long.
    c
        Coefficients.
    intensity
        Oxygen over what can be held for the whole run: 1 is a race.
    used_to
        m/s: the speed at which the runner could race a marathon.
    """
    hours = seconds / HOUR
    central = 1.0 - (1.0 - c.central_most) ** (intensity**c.central_power)
    own = load[None, :] * (USUAL / used_to) ** c.accustomed
    dose = c.peripheral_slope * own / c.peripheral_most
    peripheral = c.peripheral_most * (1.0 - np.exp(-dose))
    return Tiredness(
        _risen(now.central, central, hours, c.central_time),
        _risen(now.peripheral, peripheral, hours, c.peripheral_time),
    )


def kept_in_running(state: Tiredness, c: Coefficients) -> Array:
    """The part of their force that muscles can use in running, (samples, muscles)."""
    left: Array = (1.0 - c.central_in_running * state.central) * (1.0 - state.peripheral)
    return left


def after_rest(now: Tiredness, days: float, c: Coefficients) -> Tiredness:
    """After some days without running."""
    return Tiredness(
        now.central * np.exp(-days / c.central_recovery),
        now.peripheral * np.exp(-days / c.peripheral_recovery),
    )


def oxygen_drift(metres: float, c: Coefficients) -> Array:
    """Oxygen over that of the same running at the start, (samples, 1), for what is not muscle.

    It goes up in proportion to the distance.
    """
    return 1.0 + c.oxygen_drift * metres / MARATHON


def _risen(now: Array, built: Array, hours: float, time: Array) -> Array:
    """A loss that has moved towards what is built, where that is more."""
    return now + np.maximum(0.0, built - now) * (1.0 - np.exp(-hours / time))
