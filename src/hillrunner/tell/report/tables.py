"""The numbers of the report as HTML: headline, table against the bands, table of joints."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np

from hillrunner.analysis.spatiotemporal import Spatiotemporal
from hillrunner.lab.compare import Comparison
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.motion import Motion
from hillrunner.published.bands import Band
from hillrunner.sides import RIGHT, on_side, side_of, stem
from hillrunner.tell.report.parts import number
from hillrunner.tell.report.payload import ANGLES


@dataclass(frozen=True)
class Shown:
    """How a quantity is written for people: factor from the stored unit, unit, digits."""

    factor: float
    unit: str
    digits: int

    def text(self, value: float) -> str:
        return number(self.factor * value, self.digits)


SHOWN = {
    "steps/min": Shown(1.0, "/min", 0),
    "s": Shown(1000.0, "ms", 0),
    "BW": Shown(1.0, "BW", 2),
    "m": Shown(1000.0, "mm", 0),
    "J/kg/m": Shown(1.0, "J/kg/m", 2),
    "deg": Shown(1.0, "\u00b0", 0),
}


def tiles(motion: Motion, summary: Spatiotemporal) -> str:
    """Headline numbers."""
    pace = 1000.0 / motion.speed
    rows = [
        (
            f"{motion.speed:.4g}",
            "m/s",
            f"{int(pace // 60)}:{int(pace % 60):02d} min/km",
        ),
        (f"{summary.cadence:.0f}", "/min", "cadence"),
        (f"{1000 * summary.contact_time:.0f}", "ms", "ground contact"),
        (f"{1000 * summary.flight_time:.0f}", "ms", "flight"),
        (f"{summary.peak_vertical_force:.2f}", "BW", "peak vertical force"),
        (f"{1000 * summary.com_oscillation:.0f}", "mm", "CoM oscillation"),
        (f"{summary.cost_of_transport:.2f}", "J/kg/m", "cost of transport"),
    ]
    return "".join(
        f'<div class="tile"><b>{value}<small>{unit}</small></b><span>{label}</span></div>'
        for value, unit, label in rows
    )


def band_table(
    summary: Spatiotemporal, bands: tuple[Band, ...], measured: MeasuredStrides | None
) -> str:
    """Simulated numbers beside those of people, and of this person where measured."""
    own = measured.summary() if measured is not None else {}
    if not bands:
        return '<p class="note">No measured band is known for this speed and grade.</p>'
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
    value, shown = float(getattr(summary, band.key)), SHOWN[band.unit]
    status = band.status(value)
    people = shown.text(band.mean)
    if band.sd is not None:
        people += f"&nbsp;\u00b1&nbsp;{shown.text(band.sd)}"
    elif band.low is not None and band.high is not None and band.unit != "deg":
        people += f" ({shown.text(band.low)}\u2060\u2013\u2060{shown.text(band.high)})"
    sign = {"inside": "\u2713", "outside": "\u2717", None: ""}[status]
    mark = f"{sign}<span>&nbsp;{status}</span>" if status else ""
    mine = own.get(band.key)
    told = "" if mine is None else shown.text(mine)
    return (
        f"<tr><th>{html.escape(band.label)}&nbsp;<small>{shown.unit}</small></th>"
        f"<td>{shown.text(value)}</td>"
        + (f"<td>{told}</td>" if own else "")
        + f'<td class="people">{people}</td><td class="strip">{_strip(band, value, mine)}</td>'
        f'<td class="{status or ""}">{mark}</td></tr>'
    )


def _strip(band: Band, value: float, own: float | None) -> str:
    """The band as a bar, the simulated value as a dot, the person's own as a ring."""
    if band.low is None or band.high is None:
        return ""
    middle, half = (band.low + band.high) / 2.0, (band.high - band.low) / 2.0

    def x(number: float) -> float:
        return 49.0 + 23.0 * float(np.clip((number - middle) / half, -1.9, 1.9))

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

    def number(radians: float) -> str:
        return f"{np.rad2deg(radians):.1f}".replace("-", "\u2212")

    rows = "".join(
        f"<tr><th>{html.escape(_title(name))}</th><td>{number(c.rms)}</td>"
        f"<td>{number(c.rms_shifted)}</td><td>{number(c.offset)}</td><td>{number(c.spread)}</td></tr>"
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
    side = side_of(name)
    right = on_side(stem(name), RIGHT) if side else name
    title = ANGLES[right] if right in ANGLES else stem(name).replace("_", " ")
    return f"{title}, {side}" if side else title


def _file(source: str) -> str:
    return source.replace("\\", "/").rsplit("/", 1)[-1] or "a table"
