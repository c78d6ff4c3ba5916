"""The analyses as curves over the stride, for the report's plots.

Each chart is plain JSON data: ``into``, the id of the element it goes in; ``title``; ``digits`` of
the read-out; perhaps ``low``, ``high`` and ``span`` of the axis, ``legend`` and ``height``; and
``series``, each with ``css``, ``name`` and ``values`` on the frames of the stride.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hillrunner.analysis.analysis import Analysis
from hillrunner.analysis.muscles import PARTS
from hillrunner.analysis.springs import ACHILLES
from hillrunner.errors import HillrunnerError
from hillrunner.model.body.anatomy import reversed_coordinates
from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.phase import at_times
from hillrunner.quantities import LOADS
from hillrunner.sides import RIGHT, on_side, stem

Array = NDArray[np.float64]
Chart = dict[str, Any]

NAMED = ("calves", "quadriceps", "glutes", "hamstrings")  # groups with a colour of their own
SIDE = RIGHT
TALL = 170  # px

# Coordinate: title of its moment, which names the positive direction.
MOMENTS = {
    "hip_flexion": "Hip flexion",
    "hip_adduction": "Hip adduction",
    "knee_angle": "Knee flexion",
    "ankle_angle": "Ankle dorsiflexion",
}
POWERS = {"hip": "Hip", "knee": "Knee", "ankle": "Ankle", "mtp": "Toes"}
CONTACTS = {"hip": "Hip", "knee": "Knee", "ankle": "Ankle"}
KNEECAP = "patellofemoral_force"  # a load of the tissues
# Measure of the tissue loads: title, and least height of the axis in the shown unit.
TISSUES = {
    "achilles_force": ("Achilles tendon", 1.0),
    "patellofemoral_stress": ("Kneecap stress", 1.0),
    "tibia_strain": ("Shin bone", 500.0),
    "iliotibial_strain": ("Iliotibial path", 2.0),
}


def charts(analysis: Analysis, times: Array) -> list[Chart]:
    """Every chart that this motion and its body have something for.

    Parameters
    ----------
    times
        Of the frames, in the motion's own time (s).
    """
    found: list[Chart] = []
    for make in (_movers, _springs, _moments, _powers, _contacts, _tissues):
        try:
            found.extend(make(analysis, lambda values: at_times(analysis.motion, values, times)))
        except HillrunnerError:  # the section says so, or is left out
            continue
    return found


Framed = Callable[[Array], Array]


def series_of(css: str, name: str, values: Array, digits: int) -> Chart:
    """A line of a chart: its look, its name, and its values with as many ``digits``."""
    return {"css": css, "name": name, "values": (np.round(values, digits) + 0.0).tolist()}


def _movers(analysis: Analysis, framed: Framed) -> list[Chart]:
    """Acceleration of the centre of mass by right muscle groups, all else, and in all (BW)."""
    induced = analysis.induced_accelerations["com_acceleration"] / GRAVITY
    muscles = [m for m in analysis.motion.body.muscles if m.side == SIDE]
    found = []
    for axis, title in (("y", "Up"), ("x", "Forward")):
        along = induced.sel(axis=axis)
        rest = along.sum("source").values
        series = [series_of("g body", "the body", framed(rest), 3)]
        for group in NAMED:
            names = [m.name for m in muscles if m.group == group]
            if names:
                own = along.sel(source=names).sum("source").values
                rest = rest - own
                series.append(series_of(f"g {group}", group, framed(own), 3))
        series.append(series_of("g rest", "all else", framed(rest), 3))
        found.append(_wide("mover-plots", title, series[::-1], 2, 0.2))
    return found


def _wide(into: str, title: str, series: list[Chart], digits: int, span: float) -> Chart:
    """A tall chart whose legend reads the values, the lines that matter most on top."""
    return {
        "into": into,
        "title": title,
        "digits": digits,
        "span": span,
        "height": TALL,
        "legend": True,
        "series": series,
    }


def _springs(analysis: Analysis, framed: Framed) -> list[Chart]:
    """Energy in the tendons of the right leg, and the power of the muscles on the Achilles."""
    energy = analysis.strain_energy
    muscles = [m for m in analysis.motion.body.muscles if m.side == SIDE]
    members = {
        "calves": ("Achilles", [m.name for m in muscles if stem(m.name) in ACHILLES]),
        "quadriceps": ("quadriceps", [m.name for m in muscles if m.group == "quadriceps"]),
        "hamstrings": ("hamstrings", [m.name for m in muscles if m.group == "hamstrings"]),
    }
    used = {name for _, names in members.values() for name in names}
    members["rest"] = ("others", [m.name for m in muscles if m.name not in used])
    series = [
        series_of(f"g {css}", label, framed(energy.sel(muscle=names).sum("muscle").values), 2)
        for css, (label, names) in members.items()
        if names
    ]
    found = [_wide("spring-plots", "Energy in the tendons, J", series[::-1], 1, 1.0)]
    calves = members["calves"][1]
    if calves:
        powers = analysis.muscle_powers.sel(muscle=calves).sum("muscle")
        css = {"fibre": "hamstrings", "tendon": "calves", "muscle_tendon": "body"}
        series = [
            series_of(f"g {css[part]}", label, framed(powers[f"{part}_power"].values), 1)
            for part, label in PARTS.items()
        ]
        found.append(_wide("spring-plots", "Power of the calf muscles on it, W", series, 0, 50.0))
    return found


def _moments(analysis: Analysis, framed: Framed) -> list[Chart]:
    """Net joint moments, of any movement: also of one whose feet never leave the ground."""
    moment, mass = analysis.motion["joint_moment"], analysis.motion.runner.mass
    backward = reversed_coordinates(analysis.motion.body)
    there = set(moment["coordinate"].values.tolist())
    found = []
    for part, title in MOMENTS.items():
        name = on_side(part, SIDE)
        if name in there:
            sign = -1.0 if name in backward else 1.0
            values = sign * moment.sel(coordinate=name).values / mass
            found.append(_small("moments", title, framed(values), 2, 0.5))
    return found


def _powers(analysis: Analysis, framed: Framed) -> list[Chart]:
    joints, mass = analysis.joint_mechanics, analysis.motion.runner.mass
    there = set(joints["joint"].values.tolist())
    found = []
    for part, title in POWERS.items():
        name = on_side(part, SIDE)
        if name in there:
            values = joints["joint_power"].sel(joint=name).values / mass
            found.append(_small("powers", title, framed(values), 1, 2.0))
    return found


def _small(into: str, title: str, values: Array, digits: int, span: float) -> Chart:
    series = [series_of("r", "right", values, digits + 2)]
    return {"into": into, "title": title, "digits": digits, "span": span, "series": series}


def _contacts(analysis: Analysis, framed: Framed) -> list[Chart]:
    """Contact forces (BW); the kneecap's is that of the tissues, so that a page has one."""
    contact = analysis.joint_contact["magnitude"]
    curves = {
        title: contact.sel(joint=name).values
        for joint, title in CONTACTS.items()
        if (name := on_side(joint, SIDE)) in contact["joint"].values
    }
    tissues = analysis.find("tissue_loads")
    if tissues is not None:
        curves["Kneecap"] = tissues["series"].sel(side=SIDE, measure=KNEECAP).values
    weight = analysis.motion.runner.mass * GRAVITY
    return [
        {**_small("contacts", title, framed(force / weight), 1, 1.0), "low": 0}
        for title, force in curves.items()
    ]


def _tissues(analysis: Analysis, framed: Framed) -> list[Chart]:
    loads: xr.DataArray = analysis.tissue_loads["series"].sel(side=SIDE)
    found = []
    for name, (title, span) in TISSUES.items():
        quantity = LOADS[name]
        values = framed(quantity.factor * loads.sel(measure=name).values)
        title = f"{title}, {quantity.shown_unit}"
        found.append(_small("tissues", title, values, quantity.digits or 0, span))
    return found
