"""What the analyses say, as sections of the report; each is left out where there is nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import numpy as np
import xarray as xr

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.muscles import RESTING, describe_role
from hillrunner.analysis.phases import PHASES
from hillrunner.errors import HillrunnerError
from hillrunner.model.body.anatomy import NAMES
from hillrunner.model.body.pose import stem
from hillrunner.tell.report.charts import NAMED
from hillrunner.tell.report.parts import (
    Cell,
    folded,
    heat_table,
    key,
    note,
    number,
    plots,
    section,
    signed,
    table,
)
from hillrunner.tell.words.explain import explain
from hillrunner.tell.words.wording import SIDE, plain_source

SMALL = 0.5  # J: less work is not written beside a group's word
SMALLER = 0.1  # J: nor beside a muscle's
SHARE = 0.03  # body weights: what does less is added up
TENDONS = 10  # are listed, those that store most
ASYMMETRIC = 0.01  # left and right differ by more than this of their mean


def shown(make: Callable[[Analysis], str], analysis: Analysis) -> str:
    """A section, or nothing where the motion or its body has no place for it."""
    try:
        return make(analysis)
    except HillrunnerError:
        return ""


def words(analysis: Analysis) -> str:
    """The run in sentences, and where the model is stretched."""
    try:
        told = explain(analysis.motion, analysis)
    except HillrunnerError as error:
        return section("In words", "", note(html.escape(str(error))))
    lines = "".join(f"<li>{_unbroken(html.escape(sentence))}</li>" for sentence in told)
    body = f'<ul class="words">{lines}</ul>'
    if analysis.warnings:
        warnings = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in analysis.warnings)
        count = len(analysis.warnings)
        title = f"{count} {'warning' if count == 1 else 'warnings'}: where the model is stretched"
        body += folded(title, f'<ul class="warnings">{warnings}</ul>')
    return section("In words", "right leg; every figure computed from this run", body)


def _unbroken(text: str) -> str:
    """Figures and their units stay on one line."""
    return re.sub(r"(\d) (ms|J|kN|%|deg|m/s)(?!\w)|(\d) (N) (m)\b", _joined, text)


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(" ", "&nbsp;")


def roles(analysis: Analysis) -> str:
    """What groups and muscles do in each phase."""
    groups = analysis.group_roles.sel(side=SIDE)
    rows = [
        (plain_source(group), [_role(groups.sel(group=group, phase=p), SMALL) for p in PHASES])
        for group in groups["group"].values.tolist()
    ]
    when = [f"{a:.0f}\u2060\u2013\u2060{b:.0f}&nbsp;%" for a, b in phase_times(analysis)]
    every = analysis.muscle_roles
    muscles = analysis.motion.body.muscles
    single = []
    for group in groups["group"].values.tolist():
        for muscle in muscles:
            if muscle.side == SIDE[0] and muscle.group == group:
                name = NAMES.get(stem(muscle.name), stem(muscle.name))
                one = every.sel(muscle=muscle.name)
                single.append((name, [_role(one.sel(phase=p), SMALLER) for p in PHASES]))
    body = (
        '<p class="key"><i class="heatkey"></i>mean activation, 0 to 1; below the word, work of '
        "muscle and tendon together, given (+) and taken (\u2212), J</p>"
        + heat_table(rows, when)
        + folded(f"All {len(single)} muscles of the leg", heat_table(single, when, "single"))
        + note(
            "Driving: fibres shorten under load; braking: they lengthen under load; springing: the "
            "tendon does more than the fibres; holding: neither changes length much. The words "
            "follow from the numbers; hold the pointer on a field for them."
        )
    )
    return section("Muscles by phase", "right leg", body)


def phase_times(analysis: Analysis) -> list[tuple[float, float]]:
    """Start and end of each phase of the right foot, % of the stride from its contact."""
    phases = analysis.stride_phases.sel(foot=SIDE)
    start, end = phases["start"].values, phases["end"].values
    share = 100.0 / analysis.motion.stride_time
    return [
        (share * (a - start[0]), share * (b - start[0])) for a, b in zip(start, end, strict=True)
    ]


def _role(roles: xr.Dataset, least: float) -> Cell:
    word = str(roles["doing"].item())
    works = (
        signed(float(roles[f"muscle_tendon_work_{sign}"]), least)
        for sign in ("positive", "negative")
    )
    activation = float(roles["activation"])
    return Cell(
        word=word,
        figures=" ".join(w for w in works if w),
        heat=activation,
        css="rest" if word == RESTING else "",
        hint=f"{describe_role(roles)}. Activation {activation:.2f}, "
        f"{float(roles['force']):.0f} N on average, {float(roles['peak_force']):.0f} N at most; "
        f"fibres at {float(roles['fibre_length']):.2f} optimal lengths.",
    )


def movers(analysis: Analysis) -> str:
    """Who supports, brakes and propels."""
    both = (analysis.induced_shares, analysis.induced_shares_rolling)
    asked = (("y", "stance"), ("x", "braking"), ("x", "propulsion"))
    values = np.stack(
        [
            [shares["contribution_bw"].sel(phase=phase, axis=axis).values for shares in both]
            for axis, phase in asked
        ]
    )  # (asked, contact, source)
    sources = both[0]["source_group"].values.tolist()
    large = np.nan_to_num(np.abs(values[:, 0])).max(axis=0) >= SHARE
    listed = [i for i, source in enumerate(sources) if source in NAMED or large[i]]
    rest = [i for i in range(len(sources)) if i not in listed]
    rows = [
        (plain_source(sources[i]), [_pair(*values[k, :, i]) for k in range(len(asked))])
        for i in listed
    ]
    rows.append(("all else", [_pair(*values[k][:, rest].sum(axis=1)) for k in range(len(asked))]))
    rows.append(("the body", [f"<b>{number(v, 2)}</b>" for v in values[:, 0].sum(axis=1)]))
    head = ("", "Up, in stance", "Forward, while braking", "Forward, while propelling")
    body = (
        plots("mover-plots", "two")
        + table(head, rows, "movers")
        + note(
            "Mean acceleration of the centre of mass in body weights, by who induces it through "
            "the ground; columns add up to the body's own. Small: with feet that roll on their "
            "centre of pressure, the other usual idealisation. Landing is the ground force that "
            f"answers to no muscle. Sum against motion: {float(both[0]['closure']):.0e} m/s\u00b2."
        )
    )
    return section("Who moves the body", "curves: groups of the right leg, body weights", body)


def _pair(value: float, other: float) -> str:
    return f"{number(value, 2)} <small>{number(other, 2)}</small>"


def springs(analysis: Analysis) -> str:
    """What tendons store and return."""
    found = analysis.springs
    muscles = [m.name for m in analysis.motion.body.muscles if m.side == SIDE[0]]
    stored = {name: float(found["energy_stored"].sel(muscle=name)) for name in muscles}
    rows = []
    achilles = found.sel(side=SIDE)
    if np.isfinite(float(achilles["achilles_energy"])):
        rows.append(
            (
                "Achilles in all",
                [
                    f"<b>{number(float(achilles['achilles_energy']), 1)}</b>",
                    number(float(achilles["achilles_energy_returned"]), 1),
                    "",
                    number(100 * float(achilles["achilles_tendon_share"])),
                ],
            )
        )
    for name in sorted(muscles, key=lambda n: -stored[n])[:TENDONS]:
        one = found.sel(muscle=name)
        rows.append(
            (
                NAMES.get(stem(name), stem(name)),
                [
                    number(stored[name], 1),
                    number(float(one["energy_returned"]), 1),
                    number(100 * float(one["peak_strain"]), 1),
                    number(100 * float(one["tendon_share"])),
                ],
            )
        )
    head = ("", "stored, J", "given back, J", "peak strain, %", "share of work, %")
    per = float(achilles["achilles_energy_per_mass_distance"])
    told = f"The Achilles stores {number(per, 2)} J/kg/m. " if np.isfinite(per) else ""
    body = (
        '<div class="beside"><div>'
        + plots("spring-plots", "one")
        + "</div><div>"
        + table(head, rows, "springs")
        + note(
            f"{told}A stride of the right leg. Share: of the tendon in the positive work of tendon "
            "and fibres. The model's tendon is lossless and stands for all elastic tissue in "
            "series with the fibres."
        )
        + "</div></div>"
    )
    return section("Springs", "tendons of the right leg", body)


def mechanics(analysis: Analysis) -> str:
    """Joint moments, powers and work."""
    found = analysis.joint_mechanics
    names = [j for j in found["joint"].values.tolist() if not j.endswith("_l")]
    gains = found[["joint_work_positive", "joint_work_negative"]].sel(joint=names)
    most = max(float(np.abs(gains[name]).max()) for name in gains) or 1.0
    rows = [
        (
            {"mtp": "toes", "lumbar": "trunk"}.get(stem(name), stem(name)),
            [_joint_work(gains.sel(joint=name, phase=phase), most) for phase in PHASES],
        )
        for name in names
    ]
    stance = found["stance_share"].sel(foot=SIDE)
    shares = ", ".join(
        f"{name} {number(100 * float(stance.sel(leg_joint=name)))} %"
        for name in stance["leg_joint"].values.tolist()
        if np.isfinite(float(stance.sel(leg_joint=name)))
    )
    facts = [f"Positive work in stance comes from {shares}."] if shares else []
    drop = np.rad2deg(found["pelvic_drop"].values)
    if np.isfinite(drop).all():
        raised = " (negative: it stays raised there)" if (drop < 0).any() else ""
        facts.append(
            f"Pelvic drop towards the swinging leg, at most: {number(drop[0], 1)}\u00b0 standing "
            f"on the right, {number(drop[1], 1)}\u00b0 on the left{raised}."
        )
    facts.append(_evenness(found))
    body = (
        "<h3>Moments <small>N m/kg, positive in the direction named</small></h3>"
        + plots("moments")
        + "<h3>Powers <small>W/kg, positive is delivered</small></h3>"
        + plots("powers")
        + "<h3>Work by phase <small>J, of one leg</small></h3>"
        + key(("give", "more given than taken"), ("take", "more taken than given"))
        + heat_table(rows, css="single")
        + note(" ".join(facts))
    )
    return section("Joint moments, powers and work", "right leg", body)


def _evenness(joints: xr.Dataset) -> str:
    """Where left and right differ, if they do."""
    if joints.sizes["pair"]:
        uneven = abs(joints["asymmetry"]).max("peak")
        worst = int(uneven.values.argmax())
        if float(uneven[worst]) > ASYMMETRIC:
            name = str(joints["pair"].values[worst]).replace("_", " ")
            return f"Left and right differ most at {name}, by {100 * float(uneven[worst]):.0f} %."
    return "Left and right are mirror images."


def _joint_work(gains: xr.Dataset, most: float) -> Cell:
    given, taken = (float(gains[f"joint_work_{sign}"]) for sign in ("positive", "negative"))
    told = " ".join(w for w in (signed(given, SMALLER), signed(taken, SMALLER)) if w)
    return Cell(
        word=told,
        heat=max(given, -taken) / most,
        css="give" if given > -taken else "take",
    )
