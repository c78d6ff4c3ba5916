"""Fatigue of seconds and minutes: motor units that rest, are active or are tired (3CC-r).

    dMR/dt = -C + R' MF,   dMA/dt = C - F MA,   dMF/dt = F MA - R' MF,   MR + MA + MF = 1

Xia & Frey Law 2008 (10.1016/j.jbiomech.2008.07.013); constants by joint from Frey-Law, Looft &
Heitsman 2012 (10.1016/j.jbiomech.2012.04.018); faster recovery in rest, R' = r R, from Looft,
Herkert & Frey-Law 2018 (10.1016/j.jbiomech.2018.06.005). It was fitted to people who hold a share
of their maximum for seconds to minutes: use it for sprints, lifts to failure and short hills. Not
for runs of hours: at the mean load of running it exhausts the calves within ten minutes. For those
see :mod:`hillrunner.fatigue.tiring`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hillrunner.checks import number_in
from hillrunner.errors import TaskError

DRIVE = 10.0  # 1/s, how fast units are recruited and let go: LD = LR of Xia & Frey Law
STEP = 0.01  # s, of the integration: a tenth of the time constant of recruitment


@dataclass(frozen=True)
class Joint:
    """How fast the muscles of a joint tire.

    Attributes
    ----------
    fatigue, recovery
        F and R (1/s).
    rest
        r: how many times faster units recover where nothing is asked.
    endurance
        b0 (s) and b1 of measured endurance, b0 f^b1 at a share f of the maximum: Frey Law & Avin
        2010 (10.1080/00140130903389068), 194 papers, read in a secondary text.
    """

    fatigue: float
    recovery: float
    rest: float
    endurance: tuple[float, float]

    @property
    def lasting(self) -> float:
        """Share of the maximum that can be held for ever, R / (F + R)."""
        return self.recovery / (self.fatigue + self.recovery)


# F, R and r: read in two transcriptions of the open-access texts that agree. No r of the trunk is
# published, so that of ankle, knee and the general joint stands in. No hip was fitted: use general.
JOINTS = {
    "ankle": Joint(0.00589, 0.00058, 15.0, (34.71, -2.06)),
    "knee": Joint(0.01500, 0.00149, 15.0, (19.38, -1.88)),
    "trunk": Joint(0.00755, 0.00075, 15.0, (22.69, -2.27)),
    "general": Joint(0.00970, 0.00091, 15.0, (21.92, -1.98)),
}


@dataclass(frozen=True)
class Units:
    """Shares of the motor units; they add up to 1."""

    resting: float = 1.0
    active: float = 0.0
    tired: float = 0.0

    @property
    def able(self) -> float:
        """Share of the fresh maximum that could be given now."""
        return 1.0 - self.tired


def after(units: Units, target: float, seconds: float, joint: Joint) -> Units:
    """The units after some time in which ``target``, a share of the fresh maximum, is asked.

    Raises
    ------
    TaskError
        If the target is not from 0 to 1, or the time from 0 to 3600 s.
    """
    try:
        target = number_in("the share of the maximum", target, 0.0, 1.0, "")
        seconds = number_in("the time", seconds, 0.0, 3600.0, "s")
    except ValueError as error:
        raise TaskError(str(error)) from None
    active, tired = units.active, units.tired
    recovery = joint.recovery * (joint.rest if target == 0.0 else 1.0)
    steps = math.ceil(seconds / STEP - 1e-9)
    dt = seconds / steps if steps else 0.0
    for _ in range(steps):
        drive = DRIVE * (target - active)
        if active < target:
            drive = DRIVE * min(target - active, 1.0 - active - tired)
        wearing, mending = joint.fatigue * active, recovery * tired
        active += dt * (drive - wearing)
        tired += dt * (wearing - mending)
    return Units(1.0 - active - tired, active, tired)


def bouts(tasks: Sequence[tuple[float, float]], joint: Joint) -> tuple[Units, ...]:
    """The units after each of some bouts, as repetitions of a lift with rests between.

    Parameters
    ----------
    tasks
        Share of the fresh maximum, 0 in rest, and seconds, of each.
    joint
        One of :data:`JOINTS`.
    """
    units, course = Units(), []
    for target, seconds in tasks:
        units = after(units, target, seconds, joint)
        course.append(units)
    return tuple(course)


def endurance(share: float, joint: Joint) -> float:
    """How long (s) a share of the maximum can be held from fresh; infinite for a small one.

    While it is held, tired units obey dMF/dt = F share - R MF; it ends when none rests. The tenth
    of a second in which units are recruited is left out.

    Raises
    ------
    TaskError
        If the share is not above 0 and up to 1.
    """
    try:
        share = number_in("the share of the maximum", share, 1e-6, 1.0, "")
    except ValueError as error:
        raise TaskError(str(error)) from None
    spent = joint.recovery * (1.0 - share) / (joint.fatigue * share)
    return math.inf if spent >= 1.0 else -math.log(1.0 - spent) / joint.recovery


def measured_endurance(share: float, joint: Joint) -> float:
    """How long (s) people hold a share of their maximum; 95 % of them within 29 to 47 % of it."""
    scale, power = joint.endurance
    return float(scale * share**power)
