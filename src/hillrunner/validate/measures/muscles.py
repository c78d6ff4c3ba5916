"""When muscles are active, how long they are, and the work they do in a phase."""

from __future__ import annotations

import numpy as np

from hillrunner.sides import on_side
from hillrunner.validate.measures.registry import SIDE, STANCE, SWING, Measured, measures

# The hamstrings of two joints, as in studies of running; the short head of biceps crosses one.
SETS = {
    "calves": ("soleus", "gasmed", "gaslat"),
    "vasti": ("vasint", "vaslat", "vasmed"),
    "hamstrings": ("bflh", "semimem", "semiten"),
    "glmax": ("glmax1", "glmax2", "glmax3"),
    "glmed": ("glmed1", "glmed2", "glmed3"),
    "soleus": ("soleus",),
}
LATE = ["late swing"]


@measures("% of stride", *SETS)
def excitation_peak(run: Measured, of: str) -> float:
    """When excitation, weighted by strength, is largest: -50 to 50 % from the foot's contact."""
    names = _names(of)
    strength = np.array([run.motion.body.muscle(name).max_force for name in names])
    drive = run.motion["excitation"].sel(muscle=names).values @ strength
    at = run.percent_after_contact(float(run.motion["time"].values[int(np.argmax(drive))]))
    return at - 100.0 if at > 50.0 else at


@measures("% of stride", *SETS)
def longest(run: Measured, of: str) -> float:
    """When the muscle-tendon units, each against its own mean, are longest: 0 to 100 %."""
    length = run.motion["muscle_tendon_length"].sel(muscle=_names(of))
    stretch = (length / length.mean("time")).mean("muscle").values
    return run.percent_after_contact(float(run.motion["time"].values[int(np.argmax(stretch))]))


@measures("J", *SETS)
def late_swing_muscle_work(run: Measured, of: str) -> float:
    """Net work of the muscle-tendon units in late swing."""
    return sum(_work(run, of, "muscle_tendon", sign, LATE) for sign in ("positive", "negative"))


@measures("J", *SETS)
def swing_muscle_negative_work(run: Measured, of: str) -> float:
    return -_work(run, of, "muscle_tendon", "negative", SWING)


NOTHING = 0.01  # J


@measures("1", *SETS)
def negative_work_swing_over_stance(run: Measured, of: str) -> float:
    """Muscles that absorb next to nothing in stance give a large number, not an endless one."""
    stance = -_work(run, of, "muscle_tendon", "negative", STANCE)
    return swing_muscle_negative_work(run, of) / max(stance, NOTHING)


@measures("optimal lengths", *SETS)
def stance_fibre_change(run: Measured, of: str) -> float:
    """Change of fibre length from contact to toe-off, by its velocity, mean of the muscles."""
    return float(np.mean([_speed(run, name) @ run.during(STANCE) for name in _names(of)]))


@measures("J", *SETS)
def stance_fibre_work(run: Measured, of: str) -> float:
    """Net work of the fibres in stance."""
    return sum(_work(run, of, "fibre", sign, STANCE) for sign in ("positive", "negative"))


@measures("1", "vaslat/soleus")
def stance_fibre_speed_ratio(run: Measured, of: str) -> float:
    """Mean absolute fibre velocity (optimal lengths/s) in stance of one muscle over another's."""
    one, other = (
        np.abs(_speed(run, on_side(stem, SIDE))) @ run.during(STANCE) for stem in of.split("/")
    )
    return float(one / other)


def _names(of: str) -> list[str]:
    return [on_side(stem, SIDE) for stem in SETS[of]]


def _speed(run: Measured, name: str) -> np.ndarray:
    """Fibre velocity (optimal lengths/s), lengthening positive (time,)."""
    length = run.motion.body.muscle(name).optimal_length
    return np.asarray(run.motion["fibre_velocity"].sel(muscle=name).values) / length


def _work(run: Measured, of: str, part: str, sign: str, phases: list[str]) -> float:
    work = run.muscle_roles[f"{part}_work_{sign}"].sel(muscle=_names(of), phase=phases)
    return float(work.sum())
