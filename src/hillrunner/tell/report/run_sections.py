"""What the analyses say, as sections of the report; each is left out where there is nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import xarray as xr
from markupsafe import Markup

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.muscles import RESTING
from hillrunner.analysis.phases import PHASES
from hillrunner.errors import HillrunnerError
from hillrunner.model.body.anatomy import NAMES
from hillrunner.sides import LEFT, side_of, stem
from hillrunner.tell.report.charts import NAMED
from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.elements import Cell, Field, Row, number, share, signed
from hillrunner.tell.words.explain import explain
from hillrunner.tell.words.roles import describe_role
from hillrunner.tell.words.trust import trust_in_words
from hillrunner.tell.words.wording import SIDE, plain_source

SMALL = 0.5  # J: less work is not written beside a group's word
SMALLER = 0.1  # J: nor beside a muscle's
SHARE = 0.03  # body weights: what does less is added up
TENDONS = 10  # are listed, those that store most
ASYMMETRIC = 0.01  # left and right differ by more than this of their mean


def shown(make: Callable[[Analysis], Markup], analysis: Analysis) -> Markup:
    """A section, or nothing where the motion or its body has no place for it."""
    try:
        return make(analysis)
    except HillrunnerError:
        return Markup()


def words(analysis: Analysis) -> Markup:
    """The run in sentences, and where the model is stretched."""
    sentences: list[str] = []
    why = ""
    try:
        sentences = explain(analysis.motion, analysis)
    except HillrunnerError as error:
        why = str(error)
    return rendered(
        "words.html",
        sentences=[_unbroken(sentence) for sentence in sentences],
        why=why,
        warnings=trust_in_words(analysis.warnings) if sentences else (),
    )


def _unbroken(text: str) -> str:
    """Figures and their units stay on one line."""
    return re.sub(r"(\d) (ms|J|kN|%|deg|m/s)(?!\w)|(\d) (N) (m)\b", _joined, text)


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(" ", "\u00a0")


def roles(analysis: Analysis) -> Markup:
    """What groups and muscles do in each phase."""
    groups = analysis.group_roles.sel(side=SIDE)
    names = groups["group"].values.tolist()
    every = analysis.muscle_roles
    single = []
    for group in names:
        for muscle in analysis.motion.body.muscles:
            if muscle.side == SIDE and muscle.group == group:
                name = NAMES.get(stem(muscle.name), stem(muscle.name))
                one = every.sel(muscle=muscle.name)
                single.append((name, [_role(one.sel(phase=p), SMALLER) for p in PHASES]))
    return rendered(
        "roles.html",
        phases=PHASES,
        groups=[
            (plain_source(group), [_role(groups.sel(group=group, phase=p), SMALL) for p in PHASES])
            for group in names
        ],
        muscles=single,
        when=[f"{a:.0f}\u2060\u2013\u2060{b:.0f}\u00a0%" for a, b in phase_times(analysis)],
    )


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
        heat=share(activation),
        css="rest" if word == RESTING else "",
        hint=f"{describe_role(roles)}. Activation {activation:.2f}, "
        f"{float(roles['force']):.0f} N on average, {float(roles['peak_force']):.0f} N at most; "
        f"fibres at {float(roles['fibre_length']):.2f} optimal lengths.",
    )


def movers(analysis: Analysis) -> Markup:
    """Who supports, brakes and propels."""
    both = (analysis.induced_shares, analysis.induced_shares_rolling)
    directions = (("y", "stance"), ("x", "braking"), ("x", "propulsion"))
    values = np.stack(
        [
            [shares["contribution_bw"].sel(phase=phase, axis=axis).values for shares in both]
            for axis, phase in directions
        ]
    )  # (direction, contact, source)
    sources = both[0]["source_group"].values.tolist()
    large = np.nan_to_num(np.abs(values[:, 0])).max(axis=0) >= SHARE
    listed = [i for i, source in enumerate(sources) if source in NAMED or large[i]]
    rest = [i for i in range(len(sources)) if i not in listed]
    rows = [
        (plain_source(sources[i]), [_pair(*values[k, :, i]) for k in range(len(directions))])
        for i in listed
    ]
    rows.append(
        ("all else", [_pair(*values[k][:, rest].sum(axis=1)) for k in range(len(directions))])
    )
    rows.append(("the body", [Field(number(v, 2), strong=True) for v in values[:, 0].sum(axis=1)]))
    return rendered("movers.html", rows=rows, closure=f"{float(both[0]['closure']):.0e}")


def _pair(value: float, other: float) -> Field:
    return Field(number(value, 2), small=number(other, 2))


def springs(analysis: Analysis) -> Markup:
    """What tendons store and return."""
    found = analysis.springs
    muscles = [m.name for m in analysis.motion.body.muscles if m.side == SIDE]
    stored = {name: float(found["energy_stored"].sel(muscle=name)) for name in muscles}
    rows: list[Row] = []
    achilles = found.sel(side=SIDE)
    if np.isfinite(float(achilles["achilles_energy"])):
        rows.append(
            (
                "Achilles in all",
                [
                    Field(number(float(achilles["achilles_energy"]), 1), strong=True),
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
    per = float(achilles["achilles_energy_per_mass_distance"])
    return rendered("springs.html", rows=rows, per_metre=number(per, 2) if np.isfinite(per) else "")


def mechanics(analysis: Analysis) -> Markup:
    """Joint moments, powers and work."""
    found = analysis.joint_mechanics
    names = [j for j in found["joint"].values.tolist() if side_of(j) != LEFT]
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
    return rendered("mechanics.html", phases=PHASES, rows=rows, facts=" ".join(facts))


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
    works = " ".join(w for w in (signed(given, SMALLER), signed(taken, SMALLER)) if w)
    return Cell(
        word=works,
        heat=share(max(given, -taken) / most),
        css="give" if given > -taken else "take",
    )
