"""The anatomy of a body as text for the terminal: the whole of it, or one muscle."""

from __future__ import annotations

import math
import textwrap
from difflib import get_close_matches

from hillrunner.checks import listed
from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import NAMES, actions, crossed_joints, groups
from hillrunner.model.body.model import Body, Muscle
from hillrunner.model.body.paths import path_length
from hillrunner.person.places import parted
from hillrunner.quantities import decimal
from hillrunner.sides import LEFT, RIGHT, on_side, stem
from hillrunner.tell.tables.table import WIDTH, Line, table


def format_body(body: Body, muscle: str | None = None) -> str:
    """The anatomy as text: the whole body, or one muscle.

    Parameters
    ----------
    body
        The body.
    muscle
        Name of one muscle, with its side (``left:soleus``, or OpenSim's ``soleus_l``) or without
        (then the right one).

    Raises
    ------
    BodyError
        If the body has no such muscle.
    """
    if muscle is None:
        return _format_all(body)
    side, name = parted(muscle)
    places = (name, on_side(name, RIGHT)) if side is None else (on_side(name, side),)
    for place in places:
        if place in body.muscle_names:
            return _format_one(body, body.muscle(place))
    raise BodyError(_unknown(body, muscle, name))


def _unknown(body: Body, muscle: str, name: str) -> str:
    """The sentence for a muscle that a body does not have."""
    names = list(dict.fromkeys(stem(m.name) for m in body.muscles))
    members = dict.fromkeys(stem(m.name) for m in body.muscles if m.group == name)
    if members:
        why = f": it is the muscle group of {listed(members)}"
    else:
        near = get_close_matches(stem(name), names, n=1, cutoff=0.5)
        why = f", perhaps {near[0]!r} was meant" if near else ""
    return f"unknown muscle {muscle!r}{why}; hillrunner body show lists all muscles."


def _format_all(body: Body) -> str:
    lines = [
        f"{body.name}: {body.mass:.1f} kg, {body.height:.2f} m, {len(body.segments)} segments, "
        f"{len(body.coordinates)} coordinates, {len(body.muscles)} muscles, "
        f"{len(body.contacts)} contact spheres",
        "Right side; the left mirrors it. F0 maximum force, l0 optimal fibre length, lTs tendon "
        "slack length,",
        "a0 pennation, slow: share of slow-twitch fibres, m: contractile mass.",
    ]
    head = ["  muscle", "F0 N", "l0 mm", "lTs mm", "a0 deg", "slow", "m kg", "does (crosses)"]
    rows: list[Line] = []
    for group, muscles in groups(body).items():
        right = [m for m in muscles if m.side != LEFT]
        force = sum(m.max_force for m in right)
        mass = sum(m.mass for m in right)
        rows += ["", f"{group.upper()}  {force:.0f} N, {mass:.2f} kg a leg"]
        rows += [_row(body, m) for m in right]
    torques = ", ".join(f"{a.coordinate} {a.max_torque:.0f}" for a in body.actuators)
    lines += ["", table(head, rows, "<>>>>>><"), ""]
    lines += [f"Torque actuators (N m): {torques or 'none'}", "", *_sources(body)]
    return "\n".join(lines)


def _row(body: Body, m: Muscle) -> list[str]:
    does = ", ".join(a.verb for a in actions(body, m) if a.verb) or "little at this posture"
    return [
        f"  {m.name}",
        decimal(m.max_force),
        decimal(1e3 * m.optimal_length),
        decimal(1e3 * m.slack_length),
        decimal(math.degrees(m.pennation)),
        decimal(m.slow_fraction, 2),
        decimal(m.mass, 3),
        f"{does} ({', '.join(crossed_joints(m))})",
    ]


def _format_one(body: Body, muscle: Muscle) -> str:
    path = muscle.path
    title = NAMES.get(stem(muscle.name), muscle.name)
    facts = [
        ["maximum isometric force", f"{muscle.max_force:.0f} N"],
        ["optimal fibre length", f"{1e3 * muscle.optimal_length:.1f} mm"],
        [
            "tendon slack length",
            f"{1e3 * muscle.slack_length:.1f} mm, {100 * muscle.tendon_strain:.1f} % strain at "
            "maximum force",
        ],
        ["pennation at optimal length", f"{math.degrees(muscle.pennation):.1f} deg"],
        ["maximum shortening", f"{muscle.max_velocity:g} optimal lengths/s"],
        [
            "passive force",
            f"from {100 * muscle.passive_strain_zero:.0f} % fibre strain, maximum force at "
            f"{100 * muscle.passive_strain_one:.0f} %",
        ],
        ["slow-twitch fibres", f"{100 * muscle.slow_fraction:.0f} %"],
        [
            "contractile mass",
            f"{muscle.mass:.3f} kg at {1e-6 * muscle.specific_tension:.2f} MPa specific tension",
        ],
        ["length standing", f"{1e3 * _standing(muscle):.0f} mm"],
    ]
    errors = dict(zip(path.coordinates, zip(path.arm_rms, path.arm_max, strict=True), strict=False))
    arms = []
    for action in actions(body, muscle):
        rms, highest = errors.get(action.coordinate, (math.nan, math.nan))
        fit = f"{decimal(1e3 * rms, 1)} / {decimal(1e3 * highest, 1)} mm"
        arms.append([f"  {action.coordinate}", f"{1e3 * action.arm:.1f} mm", fit, action.verb])
    fit = f"{1e3 * path.length_rms:.2f} / {1e3 * path.length_max:.1f} mm"
    arms.append(["  length", "", fit, f"{len(path.coefficients)} polynomial terms"])
    return "\n".join(
        [
            f"{muscle.name}: {title}, {muscle.group}; crosses {', '.join(crossed_joints(muscle))}",
            "",
            table(["", ""], facts, "<<"),
            "",
            "moment arms at a running leg near mid-stance, and error of the fitted path (RMS / "
            "max)",
            table([""] * 4, arms, "<><<"),
            "",
            *_sources(body),
        ]
    )


def _standing(muscle: Muscle) -> float:
    return float(path_length(muscle.path, dict.fromkeys(muscle.path.coordinates, 0.0)))


def _sources(body: Body) -> list[str]:
    sources = [
        ["  geometry, muscle parameters", body.source],
        *(["", line] for line in textwrap.wrap(body.credits, WIDTH)),
        ["  slow-twitch fibres", "Uchida et al. 2016, PLoS One 11:e0150378"],
        [
            "  specific tension",
            "0.60 MPa with Rajagopal's forces; Hamner's by Uchida et al. 2016",
        ],
        [
            "  passive joint torques",
            "Anderson & Pandy 1999, Comput Methods Biomech Biomed Eng 2:201",
        ],
        [
            "  contact spheres",
            "the model's, or Falisse et al. 2019, J R Soc Interface 16:20190402",
        ],
    ]
    return ["Sources", table(["", ""], sources, "<<")]
