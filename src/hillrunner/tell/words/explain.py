"""A run in a few sentences that a coach understands, every figure in them computed.

What is said follows from the numbers: who brakes and who propels is whoever does in this motion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.energy import SOLVED_WITH
from hillrunner.analysis.induced import ranking
from hillrunner.analysis.phases import PHASES
from hillrunner.analysis.validity import FIBRE_RANGE
from hillrunner.checks import listed
from hillrunner.errors import BodyError, HillrunnerError, MotionError
from hillrunner.groups import GROUPS
from hillrunner.motion.motion import Motion
from hillrunner.quantities import LOADS, QUANTITIES
from hillrunner.tell.words.left_right import left_right
from hillrunner.tell.words.origin import origin_of
from hillrunner.tell.words.wording import (
    COSTS,
    NAMED,
    SIDE,
    called,
    ground,
    leaders,
    named_shares,
    percent,
    plain_name,
    some,
    work,
)

STANCE = PHASES[:3]
MEASURED = {  # by where a motion is from
    "computed": "nothing here is measured",
    "measured": "only angles and the ground's forces were measured",
    "sought": "only angles were measured",
    "own": "only angles near these were measured",
}
EARLY_STANCE, PUSH_OFF, LATE_SWING = PHASES[:2], PHASES[2:3], PHASES[4:]


def explain(motion: Motion, analysis: Analysis | None = None) -> list[str]:
    """Five to eight sentences on how a body runs: who does what, what loads it, what it costs.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    analysis : Analysis, optional
        Of the same motion, where it has been made already.

    Returns
    -------
    list of str
        Of the run; of quadriceps and calves; of glutes and hamstrings; of who supports, brakes and
        propels; of the Achilles tendon; of knee and shin bone; of the cost; of the left leg against
        the right, where they differ; and of what lies outside the model's validity. What the body
        lacks is left out. Works and loads are those of the right leg and a step.

    Raises
    ------
    MotionError
        If the motion has no phases (see :func:`hillrunner.analysis.phases.stride_phases`).
    BodyError
        If the body lacks so much that there are not even five.
    """
    analysis = analysis or Analysis(motion)
    analysis.stride_phases  # noqa: B018 (a motion without them is refused here)
    sentences = [sentence for part in _PARTS if (sentence := _part(part, analysis))]
    if len(sentences) < 5:
        raise BodyError(
            f"body {motion.body.name!r} lacks the muscles and joints that an explanation needs: "
            "use a body with the names of the Rajagopal models."
        )
    if sentence := _part(left_right, analysis):
        sentences.insert(-1, sentence)
    return sentences


def _part(part: Callable[[Analysis], str], analysis: Analysis) -> str:
    try:
        return part(analysis)
    except HillrunnerError:
        return ""


def _run(analysis: Analysis) -> str:
    motion, s = analysis.motion, analysis.spatiotemporal
    air = f"{QUANTITIES['flight_time'].with_unit(s.flight_time)} in the air"
    if not s.flight_time > 0:
        air = "one foot or the other always on the ground"
    steps = QUANTITIES["cadence"].shown(s.cadence)
    contact = QUANTITIES["contact_time"].with_unit(s.contact_time)
    force = QUANTITIES["peak_vertical_force"].shown(s.peak_vertical_force)
    return (
        f"{ground(motion)}, this body takes {steps} steps a minute, each with {contact} on the "
        f"ground and {air}, and a foot presses on the ground with up to {force} body weights."
    )


def _stance(analysis: Analysis) -> str:
    early = _and(
        f"the {group} {work(analysis, group, EARLY_STANCE)}"
        for group in _present(analysis, "quadriceps", "calves")
    )
    late = _and(
        f"the {group} {work(analysis, group, PUSH_OFF)}"
        for group in _present(analysis, "calves", "quadriceps")
    )
    return f"In early stance {early}; in push-off {late}."


def _hip(analysis: Analysis) -> str:
    parts = []
    for group in _present(analysis, "glutes"):
        level = _level(analysis)
        parts.append(f"over stance the {group} {work(analysis, group, STANCE)}{level}")
    for group in _present(analysis, "hamstrings"):
        parts.append(
            f"in late swing the {group} {work(analysis, group, LATE_SWING)}, and in early stance "
            f"they {work(analysis, group, EARLY_STANCE)}"
        )
    return _sentence("; ".join(parts))


def _level(analysis: Analysis) -> str:
    """How the pelvis is held, and by how much force of the gluteus medius."""
    drop = np.rad2deg(float(analysis.joint_mechanics["pelvic_drop"].sel(foot=SIDE)))
    if not np.isfinite(drop):
        return ""
    parts = [
        m.name
        for m in analysis.motion.body.muscles
        if m.side == SIDE and plain_name(m.name) == "gluteus medius"
    ]
    force = float(analysis.muscle_roles["force"].sel(muscle=parts, phase=PHASES[1]).sum())
    held = f", the gluteus medius pulls with {force / 1000:.1f} kN in mid-stance" if parts else ""
    tilt = (
        f"drops at most {drop:.1f} deg towards the swinging leg"
        if drop > 0
        else f"stays raised by at least {-drop:.1f} deg on the side of the swinging leg"
    )
    return f"{held} and the pelvis {tilt}"


def _present(analysis: Analysis, *groups: str) -> list[str]:
    there = set(analysis.group_roles["group"].values.tolist())
    found = [group for group in groups if group in there]
    if not found:
        raise BodyError(f"this body has no {listed(groups)}.")
    return found


def _movers(analysis: Analysis) -> str:
    shares, rolling = analysis.induced_shares, analysis.induced_shares_rolling
    roles = {
        "support": ("held up by", " body weights on average", ""),
        "braking": ("braked by", " while the ground pushes back", "never braked by the ground"),
        "propulsion": (
            "pushed on by",
            " while the ground pushes forward",
            "never pushed on by the ground",
        ),
    }
    parts = []
    for role, (word, unit, never) in roles.items():
        try:
            parts.append(f"{word} {named_shares(leaders(shares, role), unit)}")
        except MotionError:
            parts.append(never)
    first = ranking(shares, "support")[0][0]
    return (
        f"In stance the body is {'; '.join(parts)}; counted with a rolling foot instead of "
        f"fixed contact points, {called(first)} hold up "
        f"{dict(ranking(rolling, 'support'))[first]:.2f} body weights."
    )


def _achilles(analysis: Analysis) -> str:
    loads, springs = analysis.tissue_loads, analysis.springs.sel(side=SIDE)
    force = loads["peak"].sel(measure="achilles_force", side=SIDE, estimate="middle")
    weights = loads["peak_body_weights"].sel(measure="achilles_force", side=SIDE)
    share = float(springs["achilles_tendon_share"])
    recoil = (
        f"; {percent(share)} of the positive work of the calf muscles on it is its recoil"
        if np.isfinite(share)
        else ""
    )
    return (
        f"The Achilles tendon carries up to {LOADS['achilles_force'].with_unit(float(force))} "
        f"({float(weights):.1f} body weights) and, as a spring, stores "
        f"{float(springs['achilles_energy']):.0f} J a step "
        f"({float(springs['achilles_energy_per_mass_distance']):.2f} J/kg/m){recoil}."
    )


def _knee_and_shin(analysis: Analysis) -> str:
    loads = analysis.tissue_loads.sel(side=SIDE)
    peak = loads["peak"].sel(estimate="middle")

    def force(measure: str) -> str:
        newton, weights = (
            float(values.sel(measure=measure)) for values in (peak, loads["peak_body_weights"])
        )
        return f"{LOADS[measure].with_unit(newton)} ({weights:.1f} body weights)"

    low, high = (
        1e6 * float(loads["peak"].sel(measure="tibia_strain", estimate=e)) for e in ("low", "high")
    )
    return (
        f"The kneecap is pressed on the thigh bone with up to {force('patellofemoral_force')} and "
        f"the knee bears {force('knee_contact')}; the lower third of the shin bone bears "
        f"{force('tibia_compression')} of compression and "
        f"{LOADS['tibia_bending'].with_unit(float(peak.sel(measure='tibia_bending')))} of "
        f"bending, with a peak strain of {round(low, -2):.0f} to {round(high, -2):.0f} "
        "microstrain, depending on the bones assumed."
    )


def _cost(analysis: Analysis) -> str:
    cost = analysis.energy
    own = cost.sel(model=SOLVED_WITH)
    gross, muscles = float(own["gross_cost"]), float(own["muscles_cost"])
    groups = {
        str(g): float(own["group_cost"].sel(group=g).sum("side")) for g in own["group"].values
    }
    named = sorted((g for g in GROUPS if g in groups and g != "other"), key=lambda g: -groups[g])
    named = named[:NAMED]
    parts = {g: groups[g] for g in named}
    parts["other leg muscles"] = muscles - sum(groups[g] for g in named)
    parts |= {label: float(own[name]) for name, label in COSTS.items()}
    shares = listed(f"{name} {percent(value / gross)}" for name, value in parts.items())
    stance = float(own["group_phase_cost"].sel(phase=list(STANCE)).sum())
    others = [float(v) for v in cost["gross_cost"].drop_sel(model=SOLVED_WITH).values]
    return (
        f"It costs {QUANTITIES['cost_of_transport'].with_unit(gross)} ({shares}); "
        f"{percent(stance / muscles)} of muscle energy is spent while that muscle's foot is on "
        f"the ground; other models of muscle energy give {min(others):.2f} to {max(others):.2f} "
        "J/kg/m."
    )


def _trust(analysis: Analysis) -> str:
    found = analysis.validity
    edges = {
        "fibre": (
            "muscle",
            f"fibres leave {FIBRE_RANGE[0]:g} to {FIBRE_RANGE[1]:g} optimal lengths",
        ),
        "saturated": ("muscle", "muscles are fully active"),
        "bound": ("coordinate", "joints rest on the end of their allowed range"),
        "depth": ("sphere", "the sole sinks in deeper than it is thick"),
    }
    parts = []
    for name, (dim, label) in edges.items():
        past = found[dim].values[found[f"{name}_share"].values > 0].tolist()
        if past:
            parts.append(f"{label} ({some([plain_name(str(n)) for n in past])})")
    if not float(found["flight_time"]) > 0:
        parts.append("one foot or the other always is on the ground")
    stretched = (
        f"Be careful where {listed(parts)}: the model is at its limits there"
        if parts
        else "The model stays everywhere within the range it can be trusted in"
    )
    assumed = ""
    if analysis.find("tissue_loads") is not None:
        assumed = "; loads on bone and cartilage rest on assumed sizes"
    measured = MEASURED[origin_of(analysis.motion)]
    return f"{stretched}{assumed}; {measured}."


_PARTS = (_run, _stance, _hip, _movers, _achilles, _knee_and_shin, _cost, _trust)


def _and(parts: Iterable[str]) -> str:
    return ", and ".join(parts)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."
