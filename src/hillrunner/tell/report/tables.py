"""The numbers of the report as HTML: headline, table against the bands, table of joints."""

from __future__ import annotations

import html

import numpy as np

from hillrunner.analysis.spatiotemporal import Spatiotemporal
from hillrunner.lab.compare import Comparison
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.motion import Motion
from hillrunner.published.bands import Band
from hillrunner.quantities import QUANTITIES, pace
from hillrunner.tell.report.parts import number, typeset, unit_of
from hillrunner.tell.report.payload import ANGLES

TILES = (
    "cadence",
    "contact_time",
    "flight_time",
    "peak_vertical_force",
    "com_oscillation",
    "cost_of_transport",
)


def tiles(motion: Motion, summary: Spatiotemporal) -> str:
    """Headline numbers."""
    rows = [(QUANTITIES["speed"], motion.speed, f"{pace(motion.speed)} min/km")]
    rows += [
        (quantity, float(getattr(summary, key)), quantity.label)
        for key in TILES
        for quantity in [QUANTITIES[key]]
    ]
    return "".join(
        f'<div class="tile"><b>{typeset(quantity.shown(value))}<small>{unit_of(quantity)}</small>'
        f"</b><span>{label}</span></div>"
        for quantity, value, label in rows
    )


def band_table(
    summary: Spatiotemporal, bands: tuple[Band, ...], measured: MeasuredStrides | None
) -> str:
    """Simulated numbers beside those of people, and of this person where measured."""
    own = measured.summary() if measured is not None else {}
    if not bands:
        return '<p class="note">No published measurements for this speed and grade.</p>'
    head = ["", "simulated", *(["this person"] if own else []), "runners", "", ""]
    lines = "".join(
        f'<th class="strip">{h}</th>' if i == len(head) - 2 else f"<th>{h}</th>"
        for i, h in enumerate(head)
    )
    body = "".join(_band_row(summary, band, own) for band in bands)
    sources = "; ".join(dict.fromkeys(f"{band.source} [{band.grade}]" for band in bands))
    spread = "mean \u00b1 SD, marked against 2 SD; angles against 10\u00b0"
    return (
        f'<div class="wide"><table><thead><tr>{lines}</tr></thead><tbody>{body}</tbody></table>'
        f'</div><p class="note">Runners: {html.escape(sources)}; {spread}. '
        "Angles are of the right leg. A row without a mark has no published spread.</p>"
    )


def _band_row(summary: Spatiotemporal, band: Band, own: dict[str, float]) -> str:
    value, shown = float(getattr(summary, band.key)), QUANTITIES[band.key]
    status = band.status(value)
    people = typeset(shown.shown(band.mean))
    if band.sd is not None:
        people += f"&nbsp;\u00b1&nbsp;{typeset(shown.shown(band.sd))}"
    elif band.low is not None and band.high is not None and shown.percent:
        edges = (typeset(shown.shown(edge)) for edge in (band.low, band.high))
        people += " ({}\u2060\u2013\u2060{})".format(*edges)
    sign = {"inside": "\u2713", "outside": "\u2717", None: ""}[status]
    mark = f"{sign}<span>&nbsp;{status}</span>" if status else ""
    mine = own.get(band.key)
    yours = "" if mine is None else typeset(shown.shown(mine))
    return (
        f"<tr><th>{html.escape(band.label)}&nbsp;<small>{unit_of(shown)}</small></th>"
        f"<td>{typeset(shown.shown(value))}</td>"
        + (f"<td>{yours}</td>" if own else "")
        + f'<td class="people">{people}</td><td class="strip">{_strip(band, value, mine)}</td>'
        f'<td class="{status or ""}">{mark}</td></tr>'
    )


def _strip(band: Band, value: float, own: float | None) -> str:
    """The band as a bar, the simulated value as a dot, the person's own as a ring."""
    if band.low is None or band.high is None:
        return ""
    middle, half = (band.low + band.high) / 2.0, (band.high - band.low) / 2.0

    def x(value: float) -> float:
        return 49.0 + 23.0 * float(np.clip((value - middle) / half, -1.9, 1.9))

    ring = "" if own is None else f'<circle class="own" cx="{x(own):.1f}" cy="9" r="4.2"/>'
    return (
        '<svg viewBox="0 0 98 18" aria-hidden="true"><line class="axis" x1="4" x2="94" y1="9" '
        f'y2="9"/><rect class="range" x="{x(band.low):.1f}" y="4" '
        f'width="{x(band.high) - x(band.low):.1f}" height="10" rx="2"/>'
        f'<line class="mid" x1="{x(band.mean):.1f}" x2="{x(band.mean):.1f}" y1="4" y2="14"/>'
        f'{ring}<circle class="sim" cx="{x(value):.1f}" cy="9" r="3.6"/></svg>'
    )


def joint_table(comparison: Comparison, measured: MeasuredStrides) -> str:
    """Error of each joint angle against the measured strides."""

    def degrees(radians: float) -> str:
        return number(float(np.rad2deg(radians)), 1)

    rows = "".join(
        f"<tr><th>{html.escape(_title(name))}</th><td>{degrees(c.rms)}</td>"
        f"<td>{degrees(c.rms_shifted)}</td><td>{degrees(c.offset)}</td><td>{degrees(c.spread)}</td></tr>"
        for name, c in comparison.coordinates.items()
    )
    notes = " ".join(w[0].upper() + w[1:] for w in measured.warnings)
    return (
        "<h3>Against the measured strides</h3>"
        '<div class="wide joints"><table><thead><tr><th>degrees</th><th>RMS error</th>'
        "<th>in best timing</th><th>mean offset</th><th>own SD</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
        f'<p class="note">{measured.count} strides of {1000 * measured.stride_time:.0f} \u00b1 '
        f"{1000 * measured.stride_time_sd:.0f} ms from {html.escape(_file(measured.source))}; the "
        f"simulated one lasts {1000 * comparison.stride_time:.0f} ms. Both start at right foot "
        "contact; the measured contact comes from the movement, not from forces, and is uncertain "
        f"by about {comparison.timing_uncertainty:.1f} % of the stride. In best timing: measured "
        f"curves moved by {comparison.shift:+.1f} % of the stride. Own SD: between the person's "
        f"strides. {html.escape(notes)}</p>"
    )


def _title(name: str) -> str:
    stem, side = (name[:-2], name[-1]) if name.endswith(("_r", "_l")) else (name, "")
    right = f"{stem}_r" if side else stem
    title = ANGLES[right] if right in ANGLES else stem.replace("_", " ")
    return f"{title}, {'right' if side == 'r' else 'left'}" if side else title


def _file(source: str) -> str:
    return source.replace("\\", "/").rsplit("/", 1)[-1] or "a table"
