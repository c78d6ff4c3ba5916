"""A runner's own strength: tests set against what the model's muscles can do in them.

Every test gives a *ratio*: the common factor on the model's muscles at which it does just what the
runner did. Muscle groups share in it by how much each would ease the test. Strength factors of the
groups follow from all tests together as the most likely ones, in logarithms, between what the
tests ask for and what is known before any test; so do their uncertainties, and how much the tests
say about each group at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from hillrunner.checks import listed, show
from hillrunner.errors import RunnerError
from hillrunner.groups import GROUPS
from hillrunner.person.runner import STRENGTH, Runner
from hillrunner.person.strength_tests import ISOMETRIC, LIMITS, StrengthTests, Training
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
UNVERIFIED = "typical squats by training are from memory, not verified against a source"


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
        The same ratio for the strengths found in the end: 1 where they explain the test.
    source
        Empty, or what the value is when it was not measured on the runner.
    """

    test: str
    value: float
    unit: str
    ratio: float
    shares: dict[str, float]
    fitted: float
    source: str = ""


@dataclass(frozen=True)
class OwnStrength:
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
    warnings
        Tests that contradict each other, factors beyond what a runner may have.
    assumptions
        What went in that was not measured and has no verified source.
    """

    factors: dict[str, float]
    sd: dict[str, float]
    informed: dict[str, float]
    evidence: tuple[Evidence, ...]
    warnings: tuple[str, ...]
    assumptions: tuple[str, ...]

    @property
    def uninformed(self) -> tuple[str, ...]:
        """Groups of which the tests say next to nothing (less than a tenth of the variance)."""
        return tuple(group for group in GROUPS if self.informed[group] < 0.1)

    def of(self, runner: Runner) -> Runner:
        """The runner with these strengths, within what a runner may have."""
        low, high = STRENGTH
        strength = {group: min(max(x, low), high) for group, x in self.factors.items()}
        return Runner.model_validate(runner.model_dump() | {"strength": strength})


def own_strength(
    runner: Runner, tests: StrengthTests | None = None, *, training: Training | None = None
) -> OwnStrength:
    """Strength factors of a runner's muscle groups from tests, or from what is typical.

    Parameters
    ----------
    runner
        Whose tests they are; strength and changes that the runner already has are left out.
    tests
        What was measured; the runner's own if not given. Without any, a squat that is typical of
        ``training`` stands in.
    training
        Of people like the runner, if it is not what ``tests`` says. Without it, and without tests,
        all factors are 1: muscle volume goes with height and mass (Handsfield 2014,
        10.1016/j.jbiomech.2013.12.002); nothing was found on age.

    Raises
    ------
    RunnerError
        If the model cannot do a test at any strength.
    """
    tests = tests or runner.tests or StrengthTests()
    training = training or tests.training
    values = {name: (value, ERROR, "") for name, value in tests.given.items()}
    assumptions = [
        f"groups differ by {100 * (math.exp(SPREAD) - 1):.0f} % before any test, a stand-in",
    ]
    if training is not None and training not in SQUATS:
        raise RunnerError(f"training is {show(training)}, but must be one of {listed(SQUATS)}.")
    if not values and training is not None:
        low, high = SQUATS[training][runner.sex]
        spread = 0.25 * math.log(high / low)  # the range is taken for two SD to either side
        middle = math.sqrt(low * high) * runner.mass
        source = f"typical of {training} people"
        values["squat"] = (middle, math.hypot(ERROR, spread), source)
        assumptions.append(UNVERIFIED)
        if runner.sex == "female" and training in MIXED:
            assumptions.append("what is typical of these runners is not told for women apart")
    if values:
        assumptions.append(
            f"a test and the model in it are off by {100 * ERROR:.0f} %, without a source"
        )
    model = StrengthModel.of(runner)
    errors = np.array([error for _, error, _ in values.values()])

    def asked(theta: Array) -> tuple[Array, Array]:
        """Logarithm of every test's ratio, and the groups' shares in it."""
        found = [model.effort(name, value, theta) for name, (value, *_) in values.items()]
        return np.log([ratio for ratio, _ in found]), np.array([share for _, share in found])

    theta, before = np.zeros(len(GROUPS)), np.full(len(GROUPS), SPREAD**2)
    covariance = np.diag(before)
    start = fitted = np.zeros(0)
    shares = np.zeros((0, len(GROUPS)))
    if values:
        start, shares = fitted, slopes = asked(theta)
        for round_ in range(ROUNDS):
            gain = slopes.T / errors**2
            covariance = np.linalg.inv(np.diag(1.0 / before) + gain @ slopes)
            step = covariance @ (gain @ (fitted + slopes @ theta)) - theta
            # which muscles limit a test may flip to and fro: later steps are shorter
            theta = theta + step / max(1.0, round_)
            fitted, slopes = asked(theta)
            if np.abs(step).max() < SETTLED:
                break
    evidence = tuple(
        Evidence(
            test=name,
            value=value,
            unit=_unit(name),
            ratio=math.exp(start[i]),
            shares=dict(zip(GROUPS, shares[i].tolist(), strict=True)),
            fitted=math.exp(fitted[i]),
            source=source,
        )
        for i, (name, (value, _, source)) in enumerate(values.items())
    )
    factors = dict(zip(GROUPS, np.exp(theta).tolist(), strict=True))
    left = np.diag(covariance)
    return OwnStrength(
        factors=factors,
        sd=dict(zip(GROUPS, np.sqrt(left).tolist(), strict=True)),
        informed=dict(zip(GROUPS, (1.0 - left / before).tolist(), strict=True)),
        evidence=evidence,
        warnings=(*_contradictions(evidence, errors), *_beyond(factors)),
        assumptions=tuple(assumptions),
    )


def _unit(test: str) -> str:
    return "N m" if test in ISOMETRIC else LIMITS[test.replace(" ", "_")][2]


def _contradictions(evidence: tuple[Evidence, ...], errors: Array) -> list[str]:
    """Pairs of tests that no likely difference between muscle groups explains."""
    found = []
    for (i, one), (j, other) in combinations(enumerate(evidence), 2):
        apart = math.log(one.ratio / other.ratio)
        shares = np.array([[e.shares[g] for g in GROUPS] for e in (one, other)])
        spread = SPREAD * float(np.linalg.norm(shares[0] - shares[1]))
        likely = math.sqrt(errors[i] ** 2 + errors[j] ** 2 + spread**2)
        if abs(apart) > CONTRADICTION * likely:
            told = [f"{e.test} of {e.value:g} {e.unit}" for e in (one, other)]
            found.append(
                f"{told[0]} and {told[1]} contradict each other: the first asks for "
                f"{one.ratio:.2f} times the model's strength, the second for {other.ratio:.2f}; "
                f"one of them is wrong, or the model is."
            )
    return found


def _beyond(factors: dict[str, float]) -> list[str]:
    low, high = STRENGTH
    return [
        f"the strength of {group} comes out as {factor:.2f}, beyond what a runner may have "
        f"({low:g} to {high:g})."
        for group, factor in factors.items()
        if not low <= factor <= high
    ]
