"""Every number of the adaptation in one table: its range, where it is from, and what is a choice.

A sample is a plausible responder under plausible coefficients, see
:mod:`hillrunner.published.coefficient`. Times are in weeks, gains are fractions of the untrained
value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hillrunner.published.coefficient import Coefficient, drawn

Array = NDArray[np.float64]

ALBRACHT = "Albracht & Arampatzis 2013, 10.1007/s00421-012-2585-4"
ARAMPATZIS = "Arampatzis 2007, J Exp Biol 210:2743"
BICKEL = "Bickel 2011, Med Sci Sports Exerc 43:1177 (a third of the volume keeps size; from memory)"
BOSQUET = "Bosquet 2013, 10.1111/sms.12047 (SMD of maximal force -0.46 after stopping)"
EDDENS = "Eddens 2018, 10.1007/s40279-017-0784-1"
LEE = "Lee 2020, 10.1371/journal.pone.0233134"
MANDIC = "Mandic 2020, 10.1038/s41598-020-59267-x (5.1 +- 5.5 % in 8 weeks)"
MURACH = "Murach 2015, Appl Physiol Nutr Metab (12 weeks of marathon training: vastus unchanged)"
PELLAND = "Pelland 2025, 10.1007/s40279-025-02344-w"
PETRE = "Petre 2021, 10.1007/s40279-021-01426-9"
ROBINSON = "Robinson 2024, preprint, OSF 7knsj (size, but not strength, rises near failure)"
SCHOENFELD = "Schoenfeld 2017, 10.1080/02640414.2016.1210197"
SCHUMANN = "Schumann 2022, 10.1007/s40279-021-01587-7"
TREZISE = "Trezise & Blazevich 2019, 10.3389/fphys.2019.01001"
WERKHAUSEN = "Werkhausen 2018, 10.3389/fphys.2018.00794"
WILSON = "Wilson 2012, 10.1519/JSC.0b013e31823a3e2d"

# Standardised mean differences become parts of a gain by these effects of strength training alone.
STRENGTH_EFFECT, SIZE_EFFECT = 1.76, 1.23  # SD (Wilson 2012, 10.1519/JSC.0b013e31823a3e2d)
# Points (%) of 1RM that nine weeks usually give, of which a difference is a part: Lee 2020, 24-28.
USUAL_GAIN = 26.0

TABLE: Mapping[str, Coefficient] = {
    # what a set is to a muscle
    "credit_none": Coefficient(
        (0.10, 0.20, 0.35),
        "1",
        "choice",
        f"{PELLAND}: sets that train a muscle indirectly count half",
        "Tension of a muscle, over that of the muscles that do the lift, up to which a set does "
        "not count for it.",
    ),
    "credit_full": Coefficient(
        (0.60, 0.80, 1.00),
        "1",
        "choice",
        f"{PELLAND}: sets that train a muscle indirectly count half",
        "Tension, over the same, from which a set counts fully; halfway between the two it counts "
        "half.",
    ),
    "reserve_slope": Coefficient(
        (0.02, 0.06, 0.10),
        "1",
        "choice",
        ROBINSON,
        "Part of a set's stimulus to size that each repetition in reserve takes.",
    ),
    "length_slope": Coefficient(
        (0.0, 0.5, 1.5),
        "1",
        "choice",
        "muscles grow more where they are trained long; no slope over fibre length is published",
        "Stimulus to size that one optimal length more under load adds to a set.",
    ),
    "intensity_none": Coefficient(
        (0.20, 0.30, 0.50),
        "1",
        "choice",
        "light loads raise 1RM less than heavy ones, at the same growth",
        "Load over 1RM up to which a set adds neither drive nor skill.",
    ),
    "intensity_full": Coefficient(
        (0.75, 0.85, 0.90),
        "1",
        "choice",
        "heavy loads of trials in runners: 80 % of 1RM and more",
        "Load over 1RM from which a set adds all it can to drive and skill.",
    ),
    "towards_leg_press": Coefficient(
        (0.0, 0.5, 1.0),
        "1",
        "choice",
        "Nuzzo 2024, 10.1007/s40279-023-01937-7: bench press and leg press are the ends",
        "Where the repetitions that a lift allows lie between bench press and leg press.",
    ),
    # size
    "size_per_set": Coefficient(
        (0.0016, 0.0037, 0.0058),
        "1",
        "A",
        f"{SCHOENFELD}; the range is a choice",
        "Size that one more weekly set adds in ten weeks, at eight sets a week.",
    ),
    "size_sets": Coefficient(
        (4.0, 6.5, 12.0),
        "sets a week",
        "choice",
        f"{PELLAND}: returns diminish; at 6.5 eight sets give 6.6 % in ten weeks",
        "Weekly hard sets at which half of the largest gain in size is had.",
    ),
    "size_time": Coefficient(
        (6.0, 10.0, 16.0),
        "weeks",
        "choice",
        "trials of 8 to 15 weeks still gain at their end",
        "Time constant of growth.",
    ),
    "size_loss": Coefficient(
        (8.0, 16.0, 26.0),
        "weeks",
        "choice",
        f"{BOSQUET}; loss of size is seen from four weeks on",
        "Time constant of the loss of size.",
    ),
    "size_response": Coefficient(
        (0.0, 1.0, 2.2),
        "1",
        "choice",
        f"{MANDIC}, errors of measurement included",
        "A person's gain in size over the mean person's.",
    ),
    # drive: force without size
    "drive_most": Coefficient(
        (0.06, 0.12, 0.18),
        "1",
        "D",
        f"{TREZISE}: torque +12.5 to +17.2 % in ten weeks, less the growth of six to nine sets a "
        "week; the range is a choice",
        "Largest gain in a muscle's force without size.",
    ),
    "drive_sets": Coefficient(
        (1.0, 2.0, 4.0),
        "sets a week",
        "choice",
        f"{PELLAND}: returns diminish far more for strength than for size",
        "Weekly heavy sets at which half of the largest drive is had.",
    ),
    "drive_time": Coefficient(
        (2.0, 4.0, 6.0),
        "weeks",
        "choice",
        "strength runs ahead of size in the first weeks",
        "Time constant of the gain in drive.",
    ),
    "drive_loss": Coefficient(
        (12.0, 24.0, 40.0), "weeks", "choice", BOSQUET, "Time constant of the loss of drive."
    ),
    "drive_heat": Coefficient(
        (0.0, 1.0, 1.0),
        "1",
        "choice",
        "1: fibres that are driven now work and heat as others do, as a tired muscle's undriven "
        "ones do not; 0: all fibres pull harder at the same heat, as if their tension had grown, "
        "and 10 % of it would make running 7 to 8 % cheaper",
        "Part of the gain in drive that makes heat when it is used.",
    ),
    "strength_response": Coefficient(
        (0.3, 1.0, 1.9),
        "1",
        "choice",
        "gains of 1RM have a standard deviation of about half of their mean",
        "A person's gain in drive and skill over the mean person's.",
    ),
    # skill of a lift
    "skill_most": Coefficient(
        (0.02, 0.08, 0.18),
        "1",
        "choice",
        "1RM rises by more than its muscles' strength; how much of that is skill is not published",
        "Largest gain of a lift's 1RM that is of this lift alone.",
    ),
    "skill_sets": Coefficient(
        (1.0, 3.0, 6.0),
        "sets a week",
        "choice",
        f"{PELLAND}: frequency counts for strength",
        "Weekly heavy sets of a lift at which half of the largest skill is had.",
    ),
    "skill_time": Coefficient(
        (1.5, 2.5, 4.0),
        "weeks",
        "choice",
        "a lift is learnt within weeks",
        "Time constant of the gain in skill.",
    ),
    "skill_loss": Coefficient(
        (20.0, 40.0, 80.0),
        "weeks",
        "choice",
        "what was learnt is forgotten slowly",
        "Time constant of the loss of skill.",
    ),
    # tendon
    "tendon_most": Coefficient(
        (0.12, 0.17, 0.22),
        "1",
        "D",
        f"{WERKHAUSEN}: +18 % in 10 weeks; {ALBRACHT}: +16 % in 14; the range is a choice",
        "Largest gain in a tendon's stiffness.",
    ),
    "tendon_time": Coefficient(
        (3.0, 4.0, 5.0),
        "weeks",
        "D",
        f"{WERKHAUSEN}; {ALBRACHT}",
        "Time constant of the gain in stiffness.",
    ),
    "tendon_loss": Coefficient(
        (4.0, 8.0, 16.0),
        "weeks",
        "choice",
        "no number was found; tendons lose faster than muscles gain",
        "Time constant of the loss of stiffness.",
    ),
    "strain_none": Coefficient(
        (0.020, 0.0285, 0.035),
        "1",
        "A",
        f"{ARAMPATZIS}: nothing at 2.85 +- 0.99 %",
        "Strain of a tendon up to which its stiffness does not answer.",
    ),
    "strain_full": Coefficient(
        (0.040, 0.0455, 0.055),
        "1",
        "A",
        f"{ARAMPATZIS}: at 4.55 +- 1.38 % it does",
        "Strain from which it answers fully.",
    ),
    "strain_at_most": Coefficient(
        (0.046, 0.0506, 0.060),
        "1",
        "D",
        f"{ARAMPATZIS}: 4.55 % at 90 % of the most force",
        "People's tendon strain at the muscle's maximal force. Strain is reckoned from the share "
        "of that force, for the model's calf tendon holds more elastic tissue than the tendon.",
    ),
    "tendon_cycles": Coefficient(
        (10.0, 20.0, 60.0),
        "cycles a week",
        "choice",
        "stiffness answers strain, not volume (10.1186/s40798-015-0009-9); trials had 80 and more",
        "Weekly cycles of full strain that give two thirds of the largest gain.",
    ),
    # what keeps a gain
    "keeping": Coefficient(
        (2.0, 3.0, 9.0),
        "1",
        "choice",
        BICKEL,
        "How many times more training it takes to build a gain than to keep it.",
    ),
    # who trains
    "trained_years": Coefficient(
        (1.0, 2.0, 4.0),
        "years",
        "choice",
        "trained people gain less; no curve over years was found",
        "Years of strength training after which half of what can be gained has been.",
    ),
    # running beside it
    "running_full": Coefficient(
        (10.0, 30.0, 60.0),
        "km a week",
        "choice",
        "trials of concurrent training have two to three runs a week",
        "Running from which it interferes as in trials; less interferes in proportion.",
    ),
    "interference_strength": Coefficient(
        (-0.09 / STRENGTH_EFFECT, 0.06 / STRENGTH_EFFECT, 0.20 / STRENGTH_EFFECT),
        "1",
        "D",
        f"{SCHUMANN}: SMD -0.06 [-0.20, 0.09], over 1.76 ({WILSON})",
        "Part of the gain in drive and skill that running takes from the untrained.",
    ),
    "interference_size": Coefficient(
        (-0.16 / SIZE_EFFECT, 0.01 / SIZE_EFFECT, 0.18 / SIZE_EFFECT),
        "1",
        "D",
        f"{SCHUMANN}: SMD -0.01 [-0.16, 0.18], over 1.23 ({WILSON})",
        "Part of the gain in size that running takes.",
    ),
    "interference_apart": Coefficient(
        (0.0, 0.10 / STRENGTH_EFFECT, 0.25 / STRENGTH_EFFECT),
        "1",
        "D",
        f"{PETRE}: SMD -0.10, n.s., over 1.76 ({WILSON}); the range is a choice",
        "As interference_strength, of the trained, with hours between.",
    ),
    "interference_same": Coefficient(
        (0.25 / STRENGTH_EFFECT, 0.66 / STRENGTH_EFFECT, 1.08 / STRENGTH_EFFECT),
        "1",
        "D",
        f"{PETRE}: SMD -0.66 [-1.08, -0.25], over 1.76 ({WILSON})",
        "As interference_strength, of the trained, in one session.",
    ),
    "run_first": Coefficient(
        (1.96 / USUAL_GAIN, 6.91 / USUAL_GAIN, 11.87 / USUAL_GAIN),
        "1",
        "D",
        f"{EDDENS}: 6.91 [1.96, 11.87] points of 1RM, over 26 ({LEE})",
        "Part of the gain in drive and skill that is lost where the run comes first.",
    ),
    "running_sets": Coefficient(
        (0.0, 0.05, 0.30),
        "sets per 10 km",
        "choice",
        MURACH,
        "What running is to the size of a muscle that carries it, in hard sets.",
    ),
}


@dataclass(frozen=True)
class Coefficients:
    """Drawn values of :data:`TABLE`: arrays (1 + samples, 1), the first of each the middle."""

    credit_none: Array
    credit_full: Array
    reserve_slope: Array
    length_slope: Array
    intensity_none: Array
    intensity_full: Array
    towards_leg_press: Array
    size_per_set: Array
    size_sets: Array
    size_time: Array
    size_loss: Array
    size_response: Array
    drive_most: Array
    drive_sets: Array
    drive_time: Array
    drive_loss: Array
    drive_heat: Array
    strength_response: Array
    skill_most: Array
    skill_sets: Array
    skill_time: Array
    skill_loss: Array
    tendon_most: Array
    tendon_time: Array
    tendon_loss: Array
    strain_none: Array
    strain_full: Array
    strain_at_most: Array
    tendon_cycles: Array
    keeping: Array
    trained_years: Array
    running_full: Array
    interference_strength: Array
    interference_size: Array
    interference_apart: Array
    interference_same: Array
    run_first: Array
    running_sets: Array


def draw(samples: int, seed: int) -> Coefficients:
    """Middle values, and ``samples`` draws of each coefficient."""
    return Coefficients(**drawn(TABLE, samples, seed))
