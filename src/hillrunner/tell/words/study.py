"""What a study found, in words: what was varied, what its numbers are called, what moves them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from hillrunner.quantities import QUANTITIES, decimal
from hillrunner.study.data_set import CONVERGED
from hillrunner.study.outputs import CHANGE, Output
from hillrunner.study.result import StudyResult

SHOWN = (  # of all outputs, in the order of tables
    "cost_of_transport",
    "net_cost",
    "energy_price_of_all",
    "cadence",
    "contact_time",
    "flight_time",
    "com_oscillation",
    "peak_vertical_force",
    "knee_stance_max",
    "peak_knee_extension_moment",
    "peak_plantarflexion_moment",
    "achilles_force.peak",
    "patellofemoral_stress.peak",
    "tibia_strain.peak",
    "knee_contact.peak",
)
WELL = 0.7  # R2 from which a line says what matters (Saltelli et al. 2008, section 1.2.5)
LITTLE = 0.1  # standardised coefficient below which an input is not named
REGRESSION = (
    "Standardised regression coefficients: by how many of its standard deviations a number changes "
    "where the input is one of its own higher; R2 is the share of the variance that the line holds."
)
TOO_FEW = "Too few members converged for a regression: there must be more than inputs."
SOBOL = (
    "Sobol indices: the share of the variance that an input makes alone (first order), and with "
    "all that it does together with others (total)."
)
HONEST = (
    "Computed, not measured: optimal motions of a model, of generic bodies scaled to height and "
    "mass. A load is a load in this model; it predicts no injury."
)


def shown(result: StudyResult) -> list[Output]:
    """The outputs of tables: of a study with a change, those before it and by how much they change.

    Right and left each, where they differ.
    """
    rank = {key: i for i, key in enumerate(SHOWN)}
    found = [o for o in result.outputs if o.key in rank and o.state != "after"]
    return sorted(found, key=lambda o: (o.state == CHANGE, rank[o.key]))


def output_label(output: Output) -> str:
    """``Knee contact force, peak, left, change``."""
    parts = [QUANTITIES[output.key].label, output.side or "", output.state]
    label = ", ".join(filter(None, parts))
    return label[0].upper() + label[1:]


def number(output: Output, value: float) -> str:
    """A value of an output as people read it, without unit."""
    return QUANTITIES[output.key].shown(value, finer=True, signed=output.state == CHANGE)


def input_label(result: StudyResult, name: str) -> str:
    """What an input, or a term of a regression, is called: ``mass``, ``sex: male``."""
    known, _, word = name.partition("=")
    label = str(result.data[known].attrs["long_name"])
    return f"{label}: {word}" if word else label


def members_line(result: StudyResult) -> str:
    """``200 members: 187 converged, 13 impossible.``"""
    counts = [f"{count} {end}" for end, count in result.counts.items() if count]
    return f"{result.data.sizes['member']} members: {', '.join(counts)}."


def design_line(result: StudyResult) -> str:
    """``Latin hypercube over 9 inputs, seed 1.``"""
    design = result.design
    seed = "" if design["method"] == "full factorial" else f", seed {design['seed']}"
    method = str(design["method"]).replace("sobol", "Sobol's scheme")
    count = len(result.inputs)
    inputs = "1 input" if count == 1 else f"{count} inputs"
    return f"{method[0].upper()}{method[1:]} over {inputs}{seed}."


def varied(result: StudyResult) -> list[tuple[str, str, str]]:
    """Each input: what it is called, what its values are, and their unit."""
    rows = []
    for name, one in result.inputs.items():
        ends = [value if one.in_words else f"{value:g}" for value in one.ends]
        words = ", ".join(ends) if one.levels else " to ".join(ends)
        units = str(result.data[name].attrs["units"])
        rows.append((input_label(result, name), words, "" if units == "1" else units))
    return rows


def strongest(result: StudyResult, output: Output, most: int = 3) -> list[tuple[str, float]]:
    """The inputs that move an output most, with the coefficient, or the total index of a Sobol
    design; none where nothing can be said."""
    if result.sobol is not None:
        values, along = result.sobol["total"], "input"
    else:
        values, along = result.regression["coefficient"], "term"
    row = values.sel(output=output.name)
    ranked = sorted(
        (
            (str(name), float(value))
            for name, value in zip(row[along].values, row.values, strict=True)
            if abs(value) >= LITTLE
        ),
        key=lambda item: -abs(item[1]),
    )
    return ranked[:most]


def r_squared(result: StudyResult, output: Output) -> float:
    """Share of the output's variance that the regression holds."""
    return float(result.regression["r_squared"].sel(output=output.name))


def strongest_words(result: StudyResult, output: Output) -> str:
    """``mass +0.82, speed -0.31``."""
    return ", ".join(
        f"{input_label(result, name)} {decimal(value, 2, signed=result.sobol is None)}"
        for name, value in strongest(result, output)
    )


def failures(result: StudyResult) -> list[tuple[str, int, str]]:
    """How members ended that are not solved: the word, how many of it, and the first's reason."""
    status = result.data["status"].values
    reasons = result.data["reason"].values
    counted = Counter(status[status != CONVERGED].tolist())
    return [
        (word, count, str(reasons[np.flatnonzero(status == word)[0]]))
        for word, count in counted.most_common()
    ]
