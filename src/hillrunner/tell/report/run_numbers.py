"""The numbers of the report: headline, table against the bands, table of joint angles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from hillrunner.analysis.spatiotemporal import Spatiotemporal
from hillrunner.lab.compare import Comparison
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.motion import Motion
from hillrunner.published.bands import Band
from hillrunner.quantities import QUANTITIES, pace
from hillrunner.sides import RIGHT, on_side, side_of, stem
from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.dots import Dots, Scale, dots
from hillrunner.tell.report.elements import number, plus, typeset, unit_of
from hillrunner.tell.report.frames import ANGLES

TILES = (
    "cadence",
    "contact_time",
    "flight_time",
    "peak_vertical_force",
    "com_oscillation",
    "cost_of_transport",
)
STRIP = 50.0  # half the width of a band's picture


class Tile(NamedTuple):
    """A headline number."""

    value: str
    unit: str
    label: str


def tiles(motion: Motion, summary: Spatiotemporal) -> list[Tile]:
    """Headline numbers."""
    speed = QUANTITIES["speed"]
    found = [Tile(speed.shown(motion.speed), speed.shown_unit, f"{pace(motion.speed)} min/km")]
    for key in TILES:
        quantity = QUANTITIES[key]
        value = typeset(quantity.shown(float(getattr(summary, key))))
        found.append(Tile(value, unit_of(quantity), quantity.label))
    return found


class BandRow(NamedTuple):
    """One quantity beside what is published."""

    label: str
    unit: str
    value: str
    person: str
    runners: str
    picture: Dots | None
    status: str


def band_table(
    summary: Spatiotemporal, bands: tuple[Band, ...], measured: MeasuredStrides | None
) -> Markup:
    """Simulated numbers beside those of people, and of this person where measured."""
    yours = measured.summary() if measured is not None else {}
    return rendered(
        "bands.html",
        rows=[_band_row(summary, band, yours) for band in bands],
        yours=bool(yours),
        sources="; ".join(dict.fromkeys(f"{band.source} [{band.grade}]" for band in bands)),
    )


def _band_row(summary: Spatiotemporal, band: Band, yours: dict[str, float]) -> BandRow:
    value, quantity = float(getattr(summary, band.key)), QUANTITIES[band.key]
    person = yours.get(band.key)

    def text(number: float) -> str:
        return typeset(quantity.shown(number))

    runners, picture = text(band.mean), None
    if band.low is not None and band.high is not None:
        if band.sd is not None:
            runners += f"\u00a0\u00b1\u00a0{text(band.sd)}"
        elif quantity.percent:
            runners += f" ({text(band.low)}\u2060\u2013\u2060{text(band.high)})"
        scale = Scale(band.low, band.high, band.mean)
        outside = band.status(value) == "outside"
        picture = dots(scale, value, person=person, outside=outside, half=STRIP)
    return BandRow(
        label=quantity.label,
        unit=unit_of(quantity),
        value=text(value),
        person="" if person is None else text(person),
        runners=runners,
        picture=picture,
        status=band.status(value) or "",
    )


def joint_table(comparison: Comparison, measured: MeasuredStrides) -> Markup:
    """Error of each joint angle against the measured strides."""
    rows = [
        (
            _title(name),
            [
                number(float(np.rad2deg(x)), 1)
                for x in (joint.rms, joint.rms_shifted, joint.offset, joint.spread)
            ],
        )
        for name, joint in comparison.coordinates.items()
    ]
    return rendered(
        "measured_angles.html",
        rows=rows,
        count=measured.count,
        stride=number(1e3 * measured.stride_time),
        stride_sd=number(1e3 * measured.stride_time_sd),
        source=_file(measured.source),
        simulated=number(1e3 * comparison.stride_time),
        uncertainty=number(comparison.timing_uncertainty, 1),
        shift=plus(comparison.shift, 1),
        warnings=" ".join(w[0].upper() + w[1:] for w in measured.warnings),
    )


def _title(name: str) -> str:
    side = side_of(name)
    right = on_side(stem(name), RIGHT) if side else name
    title = ANGLES[right] if right in ANGLES else stem(name).replace("_", " ")
    return f"{title}, {side}" if side else title


def _file(source: str) -> str:
    return source.replace("\\", "/").rsplit("/", 1)[-1] or "a table"
