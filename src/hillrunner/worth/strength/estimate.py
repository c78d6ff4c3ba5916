"""A runner's strength: tests set against what the model's muscles can do in them.

Every test gives a *ratio*: the common factor on the model's muscles at which it does just what the
runner did. Muscle groups share in it by how much each would ease the test. Strength factors of the
groups follow from all tests together as the most likely ones, in logarithms, between what the
tests ask for and what is known before any test; so do their uncertainties, and how much the tests
say about each group at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from hillrunner.checks import listed
from hillrunner.errors import RunnerError
from hillrunner.groups import GROUPS
from hillrunner.person.runner import STRENGTH, Runner
from hillrunner.person.strength_tests import ISOMETRIC, LIMITS, StrengthTests, Training
from hillrunner.shown import Shown
from hillrunner.worth.strength.model import StrengthModel

Array = NDArray[np.float64]

# Before any test: the spread of a group's strength about that of the model's body. No standard
# deviation was found; 22 % is what college sprinters have more than others (Handsfield 2017,
# 10.1111/sms.12723), taken as one.
SPREAD = math.log(1.22)
# Of a test and of the model in it, together. An assumption: no source was found.
ERROR = 0.10
CONTRADICTION = 2.0  # standard deviations between what two tests say
ROUNDS, SETTLED = 8, 1e-3  # of finding which muscles limit a test as strength changes
# Squat over body mass by training: lowest and highest (science.md, from memory, not verified).
SQUATS: dict[Training, dict[str, tuple[float, float]]] = {
    "untrained": {"male": (1.0, 1.0), "female": (0.7, 0.7)},
    "recreational": {"male": (1.25, 1.5), "female": (0.9, 1.1)},
    "endurance": {"male": (1.0, 1.5), "female": (1.0, 1.5)},
    "sprint": {"male": (2.0, 2.0), "female": (2.0, 2.0)},
}
MIXED = ("endurance", "sprint")  # of which no value for women alone is known


class Assumption(Enum):
    """What went into an estimate that was not measured and has no verified source."""

    GROUP_SPREAD = "group spread"  # how much muscle groups differ before any test: SPREAD
    TEST_ERROR = "test error"  # how far a test and the model in it are off: ERROR
    TYPICAL_SQUAT = "typical squat"  # what people of some training lift: SQUATS
    TYPICAL_OF_BOTH = "typical of both"  # that this holds for women, when only both are known


@dataclass(frozen=True)
class Evidence:
    """What one test says.

    Attributes
    ----------
    test, value, unit
        As given.
    ratio
        Common factor on the model's muscles at which it does the same.
    shares
        By muscle group, adding up to one: whose strength it is.
    fitted
        The same ratio for the strengths that were estimated: 1 where they explain the test.
    typical_of
        Whose value it is where it was not measured on the runner; None where it was.
    """

    test: str
    value: float
    unit: str
    ratio: float
    shares: Mapping[str, float]
    fitted: float
    typical_of: Training | None = None


@dataclass(frozen=True)
class Contradiction:
    """Two tests that no likely difference between muscle groups explains."""

    one: Evidence
    other: Evidence


@dataclass(frozen=True)
class Strength(Shown):
    """Strength factors of a runner's muscle groups.

    Attributes
    ----------
    factors
        By group, on the model's maximal force.
    sd
        Relative standard deviation of each.
    informed
        By group, 0 to 1: the part of the variance before the tests that they took away.
    evidence
        Test by test.
    contradictions
        Pairs of tests of which one must be wrong, or the model is.
    assumptions
        What went in that was not measured and has no verified source.
    """

    factors: Mapping[str, float]
    sd: Mapping[str, float]
    informed: Mapping[str, float]
    evidence: tuple[Evidence, ...]
    contradictions: tuple[Contradiction, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def uninformed(self) -> tuple[str, ...]:
        """Groups of which the tests say almost nothing (less than a tenth of the variance)."""
        return tuple(group for group in GROUPS if self.informed[group] < 0.1)

    @property
    def beyond(self) -> tuple[str, ...]:
        """Groups whose factor is beyond what a runner may have."""
        low, high = STRENGTH
        return tuple(group for group, x in self.factors.items() if not low <= x <= high)

    def of(self, runner: Runner) -> Runner:
        """The runner with these strengths, within what a runner may have."""
        low, high = STRENGTH
        factors = {group: min(max(x, low), high) for group, x in self.factors.items()}
        return Runner.model_validate(runner.model_dump() | {"strength": factors})


def strength(
    runner: Runner,
    tests: StrengthTests | None = None,
    *,
    squat: float | None = None,
    deadlift: float | None = None,
    split_squat: float | None = None,
    calf_raise: float | None = None,
    jump: float | None = None,
    leg_muscle_volume: float | None = None,
    isometric: Mapping[str, float] | None = None,
    training: Training | None = None,
) -> Strength:
    """Strength factors of a runner's muscle groups from tests, or from what is typical.

    Parameters
    ----------
    runner
        Whose tests they are; strength and changes that the runner already has are left out.
    tests
        What was measured; the runner's own if not given.
    squat, deadlift, split_squat, calf_raise, jump, leg_muscle_volume, isometric
        Single tests, in place of those of ``tests``; in kg, m, litres and N m, as
        :class:`~hillrunner.person.strength_tests.StrengthTests` has them.
    training
        Of people like the runner: without any test, a squat that is typical of them stands in.
        Without either, all factors are 1: muscle volume goes with
        height and mass (Handsfield 2014, 10.1016/j.jbiomech.2013.12.002); nothing was found on
        age.

    Raises
    ------
    RunnerError
        If a test is out of range, if the model cannot do it at any strength, or if ``training`` is
        given beside a test.
    """
    known = (tests or runner.tests or StrengthTests()).model_dump()
    given = {
        "squat": squat,
        "deadlift": deadlift,
        "split_squat": split_squat,
        "calf_raise": calf_raise,
        "jump": jump,
        "leg_muscle_volume": leg_muscle_volume,
        "training": training,
    }
    known |= {name: value for name, value in given.items() if value is not None}
    known["isometric"] = dict(known["isometric"]) | dict(isometric or {})
    whole = StrengthTests(**known)
    if training is not None and whole.given:
        raise RunnerError(
            f"training is used only where nothing was tested, but {listed(whole.given)} is given: "
            "leave one of them out."
        )
    return _estimate(runner, _measured(whole, runner))


@dataclass(frozen=True)
class _Measured:
    """A test's value and how far it may be off, as a standard deviation of its logarithm."""

    test: str
    value: float
    error: float
    typical_of: Training | None = None


def _measured(tests: StrengthTests, runner: Runner) -> list[_Measured]:
    """What was tested, or the squat that stands in for it."""
    measured = [_Measured(name, value, ERROR) for name, value in tests.given.items()]
    if measured or tests.training is None:
        return measured
    low, high = SQUATS[tests.training][runner.sex]
    spread = 0.25 * math.log(high / low)  # the range is taken for two SD to either side
    middle = math.sqrt(low * high) * runner.mass
    return [_Measured("squat", middle, math.hypot(ERROR, spread), tests.training)]


def _estimate(runner: Runner, measured: list[_Measured]) -> Strength:
    model = StrengthModel.of(runner)
    errors = np.array([one.error for one in measured])

    def ratios(theta: Array) -> tuple[Array, Array]:
        """Logarithm of every test's ratio, and the groups' shares in it."""
        efforts = [model.effort(one.test, one.value, theta) for one in measured]
        return np.log([ratio for ratio, _ in efforts]), np.array([share for _, share in efforts])

    fit = _most_likely(ratios, errors)
    evidence = tuple(
        Evidence(
            test=one.test,
            value=one.value,
            unit=_unit(one.test),
            ratio=math.exp(fit.start[i]),
            shares=dict(zip(GROUPS, fit.shares[i].tolist(), strict=True)),
            fitted=math.exp(fit.fitted[i]),
            typical_of=one.typical_of,
        )
        for i, one in enumerate(measured)
    )
    left = np.diag(fit.covariance)
    return Strength(
        factors=dict(zip(GROUPS, np.exp(fit.theta).tolist(), strict=True)),
        sd=dict(zip(GROUPS, np.sqrt(left).tolist(), strict=True)),
        informed=dict(zip(GROUPS, (1.0 - left / SPREAD**2).tolist(), strict=True)),
        evidence=evidence,
        contradictions=_contradictions(evidence, errors),
        assumptions=_assumptions(measured, runner),
    )


@dataclass(frozen=True)
class _Fit:
    """Logarithms of the groups' strength and their covariance; of the tests, their ratios.

    ``start`` and ``shares`` (tests, groups) are those of the model before, ``fitted`` the
    logarithms of the ratios in the end.
    """

    theta: Array
    covariance: Array
    start: Array
    shares: Array
    fitted: Array


def _most_likely(ratios: Callable[[Array], tuple[Array, Array]], errors: Array) -> _Fit:
    """The most likely strengths between tests and what is known before them (Gauss-Newton)."""
    groups = len(GROUPS)
    theta, before = np.zeros(groups), np.full(groups, SPREAD**2)
    if not errors.size:
        none = np.zeros(0)
        return _Fit(theta, np.diag(before), none, np.zeros((0, groups)), none)
    start, shares = fitted, slopes = ratios(theta)
    covariance = np.diag(before)
    for round_ in range(ROUNDS):
        gain = slopes.T / errors**2
        covariance = np.linalg.inv(np.diag(1.0 / before) + gain @ slopes)
        step = covariance @ (gain @ (fitted + slopes @ theta)) - theta
        # which muscles limit a test may flip to and fro: later steps are shorter
        theta = theta + step / max(1.0, round_)
        fitted, slopes = ratios(theta)
        if np.abs(step).max() < SETTLED:
            break
    return _Fit(theta, covariance, start, shares, fitted)


def _assumptions(measured: list[_Measured], runner: Runner) -> tuple[Assumption, ...]:
    made = [Assumption.GROUP_SPREAD]
    for stand_in in (one.typical_of for one in measured if one.typical_of):
        made.append(Assumption.TYPICAL_SQUAT)
        if runner.sex == "female" and stand_in in MIXED:
            made.append(Assumption.TYPICAL_OF_BOTH)
    if measured:
        made.append(Assumption.TEST_ERROR)
    return tuple(made)


def _unit(test: str) -> str:
    return "N m" if test in ISOMETRIC else LIMITS[test.replace(" ", "_")][2]


def _contradictions(evidence: tuple[Evidence, ...], errors: Array) -> tuple[Contradiction, ...]:
    pairs = []
    for (i, one), (j, other) in combinations(enumerate(evidence), 2):
        apart = math.log(one.ratio / other.ratio)
        shares = np.array([[e.shares[g] for g in GROUPS] for e in (one, other)])
        spread = SPREAD * float(np.linalg.norm(shares[0] - shares[1]))
        likely = math.sqrt(errors[i] ** 2 + errors[j] ** 2 + spread**2)
        if abs(apart) > CONTRADICTION * likely:
            pairs.append(Contradiction(one, other))
    return tuple(pairs)
