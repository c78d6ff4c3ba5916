"""Published trials of training beside what the model makes of the same people and plans.

The shipped body's lifts and runs are the trials': its lifts say which muscles are trained, scaled
to how strong people of that sex and mass are, and the prices of its run say what that is worth. No
coefficient is fitted to a trial that is counted (:mod:`hillrunner.training.trials`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import xarray as xr

from hillrunner.errors import HillrunnerError
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion.motion import Motion
from hillrunner.person.fitness import distance_of
from hillrunner.person.runner import Runner
from hillrunner.published.rows import Published, Source
from hillrunner.settings import Settings
from hillrunner.training.adaptation import ESTIMATES, Adaptation, adapt, estimates
from hillrunner.training.shipped_lifts import as_done_by, muscle_of
from hillrunner.training.stimulus import demand
from hillrunner.training.trials import Outcome, Trial
from hillrunner.validate.table import Result
from hillrunner.worth.answer.priced_body import Prices, priced_cost
from hillrunner.worth.answer.trained_weeks import added_mass, logarithms, worth_by_muscle
from hillrunner.worth.race.cost import shipped_curve
from hillrunner.worth.race.race_model import race_model

CHANGED = 0.1  # %: what changes by less does not change; a choice
# %, up to which people's change counts as none. Of economy the smallest that is worth telling
# (2.2 to 2.6 %, by the sheets on runners' economy); of all else a choice.
UNCHANGED = {"economy": 2.2}
LITTLE = 1.0
INDEX = 22.0  # kg/m2 of runners whose height was not read: a choice
MASS = {"male": 70.0, "female": 57.0}  # kg of runners whose mass was not read: a choice
VO2MAX = 52.0  # mL/kg/min, where not read: a choice; percent of time hardly hang on it
RUN = 3.5  # m/s, of the run of races
WORDS = {
    "one_rep_max": "1RM, {}",
    "size": "Size of muscle, {}",
    "force": "Strength of muscle, {}",
    "tendon_stiffness": "Stiffness of tendons, {}",
    "economy": "Cost of running after training",
    "time": "Time over {}",
    "mass": "Body mass",
}
MEMORY = "What was trained, or the figure, is from memory."
IDLE = "Nothing was trained, and nothing but that can be said by the model."
WAYS = {"up": "rises", "down": "falls", "none": "does not change"}


class TrialRow(Published):
    """An outcome of a trial, and the band that the model may be in.

    One SD of people's changes to either side; where no spread was read, a direction.

    Attributes
    ----------
    trial, week, speed
        Of whom, when, and at what speed (m/s) where that is told.
    """

    width: ClassVar[float] = 1.0
    trial: str
    week: int
    speed: float | None = None

    @property
    def place(self) -> str:
        """``Storen 2008, week 8``."""
        at = "" if self.speed is None else f", {self.speed:g} m/s"
        return f"{self.trial}, week {self.week}{at}"

    @property
    def order(self) -> tuple[float, float]:
        """As they are listed."""
        return 0.0, 0.0


def row_of(trial: Trial, outcome: Outcome, disputed: str = "") -> TrialRow:
    """The row of an outcome; ``disputed`` says which trials found otherwise."""
    what = WORDS[outcome.quantity].format(outcome.of)
    low, high = {
        "up": (CHANGED, None),
        "down": (None, -CHANGED),
        "none": (-_unchanged(outcome), _unchanged(outcome)),
    }[outcome.direction]
    spread = outcome.sd is not None
    apart = ""
    if outcome.used:
        apart = f"The {outcome.used} of the model was chosen by it."
    elif not trial.plan.exercises:
        apart = IDLE
    elif not trial.counts(outcome):
        apart = MEMORY
    plan = trial.plan
    done = "; ".join(
        f"{e.name} {e.sets[0]:g} x {'-'.join(f'{r:g}' for r in dict.fromkeys(e.repetitions))}"
        for e in plan.exercises
    )
    told = [
        f"{trial.people}; {done or 'no strength training'}"
        + (f", {plan.sessions} a week" if done else "")
        + f", {plan.weeks} weeks.",
        trial.stands_in,
        f"Not simulated: {trial.left_out}." if trial.left_out else "",
        outcome.note,
        f"Published mean {outcome.mean:+g} %." if outcome.mean is not None and not spread else "",
    ]
    return TrialRow(
        name=" ".join(
            str(part)
            for part in (
                trial.name,
                outcome.quantity,
                outcome.of,
                outcome.speed or "",
                outcome.week,
            )
            if part != ""
        )
        + (f" by {outcome.mean:+g} %" if outcome.mean is not None else ""),
        subject="training",
        quantity=f"{what} {WAYS[outcome.direction]}",
        unit="%",
        mean=outcome.mean,
        sd=outcome.sd,
        low=None if spread else low,
        high=None if spread else high,
        source=Source(
            name=trial.name, doi=trial.doi, grade=outcome.grade, about=f"{trial.source}."
        ),
        grade=outcome.grade,
        note=" ".join(part for part in told if part),
        cause=outcome.cause,
        apart=apart,
        disputed=disputed,
        trial=trial.name,
        week=outcome.week,
        speed=outcome.speed,
    )


def _unchanged(outcome: Outcome) -> float:
    return UNCHANGED.get(outcome.quantity, LITTLE)


def contradicted(trial: Trial, outcome: Outcome, every: Sequence[Trial]) -> str:
    """The trials with strength training that found the same to go another way; or nothing."""
    if not trial.plan.exercises:
        return ""
    others = [
        other.name
        for other in every
        if other.name != trial.name and other.plan.exercises
        for one in other.outcomes
        if (one.quantity, one.of) == (outcome.quantity, outcome.of)
        and one.direction != outcome.direction
    ]
    return f"Trials disagree: {', '.join(dict.fromkeys(others))} found otherwise." if others else ""


def trial_results(
    every: Sequence[Trial],
    lifts: Mapping[str, Motion | xr.Dataset],
    runs: Sequence[Motion] = (),
) -> tuple[Result, ...]:
    """Every outcome of trials beside what the model says of it.

    Parameters
    ----------
    every
        The trials.
    lifts
        Solved motions of their exercises by name, or what
        :func:`~hillrunner.training.stimulus.demand` makes of them. Outcomes of a trial one of whose
        exercises is missing have no value.
    runs
        Solved runs of the same body on the level: the nearest in speed is an outcome's. Without one
        economy and time have no value.
    """
    asked = {n: demand(one) if isinstance(one, Motion) else one for n, one in lifts.items()}
    priced: dict[float, Prices] = {}
    results = []
    for trial in every:
        try:
            done = adapt(trial.plan, peoples_lifts(trial, asked))
        except HillrunnerError as error:
            done, why = None, str(error)
        for outcome in trial.outcomes:
            row = row_of(trial, outcome, contradicted(trial, outcome, every))
            if done is None:
                results.append(Result(row, None, why))
                continue
            try:
                value, low, high = _changed(trial, outcome, done, runs, priced)
            except HillrunnerError as error:
                results.append(Result(row, None, str(error)))
                continue
            results.append(Result(row, value, interval=(low, high)))
    return tuple(results)


def peoples_lifts(trial: Trial, lifts: Mapping[str, xr.Dataset]) -> dict[str, xr.Dataset]:
    """Lifts as a trial's people do them, who are as heavy and as strong as they are."""
    shares = {"male": 1.0 - trial.women, "female": trial.women}
    who = {sex: people(trial, sex) for sex, share in shares.items() if share}
    bodies = {sex: runner_body(runner, Settings()) for sex, runner in who.items()}
    mass = sum(shares[sex] * runner.mass for sex, runner in who.items())
    fed = {}
    for name, lift in lifts.items():
        force = xr.zeros_like(lift["max_force"])
        for sex, body in bodies.items():
            force = force + shares[sex] * muscle_of(body, lift, "max_force")
        fed[name] = as_done_by(lift, force, mass)
    return fed


def people(trial: Trial, sex: str) -> Runner:
    """A person of a trial, of that sex."""
    mass = trial.mass or MASS[sex]
    return Runner(height=round(math.sqrt(mass / INDEX), 3), mass=mass, sex=sex)


def _changed(
    trial: Trial,
    outcome: Outcome,
    done: Adaptation,
    runs: Sequence[Motion],
    priced: dict[float, Prices],
) -> tuple[float, float, float]:
    """Change (%) that the model finds, and its 5 and 95 %."""
    week = done.samples.isel(week=outcome.week)
    if outcome.quantity == "one_rep_max":
        percent = 100.0 * (week["one_rep_max"].sel(lift=outcome.of) - 1.0)
    elif outcome.quantity == "mass":
        run = _run(runs, RUN)
        percent = added_mass(week["size"], run.body) * (100.0 / run.runner.mass)
    elif outcome.quantity in ("economy", "time"):
        run = _run(runs, outcome.speed or RUN)
        if run.speed not in priced:
            priced[run.speed] = priced_cost(run)
        cost = priced[run.speed]
        worth = worth_by_muscle(cost, logarithms(done).isel(week=outcome.week)).sum("muscle")
        percent = 100.0 / cost.value * worth
        if outcome.quantity == "time":
            percent = _time(trial, outcome.of, percent)
    else:
        factor = done.groups[outcome.quantity].sel(group=outcome.of, week=outcome.week)
        return _triple(100.0 * (factor - 1.0))
    return _triple(estimates(percent.to_dataset(name="percent"))["percent"])


def _triple(values: xr.DataArray) -> tuple[float, float, float]:
    value, low, high = (float(values.sel(estimate=name)) for name in ESTIMATES)
    return value, low, high


def _run(runs: Sequence[Motion], speed: float) -> Motion:
    if not runs:
        raise HillrunnerError("no run was given, of which economy, time and mass are.")
    return min(runs, key=lambda run: abs(run.speed - speed))


def _time(trial: Trial, distance: str, cost: xr.DataArray) -> xr.DataArray:
    """Change (%) of the time over a distance, of people whose running costs so much more (%)."""
    name, metres = distance_of(distance)
    race = race_model(shipped_curve(), name, metres, vo2max=trial.vo2max or VO2MAX)
    times = race.times_of_cost(np.asarray(cost.values))
    return cost.copy(data=100.0 * (times / race.prediction.time - 1.0))
