"""Courses as files: a track of points every few metres along a meridian, with an altitude."""

from __future__ import annotations

import numpy as np

METRE = np.rad2deg(1.0 / 6_371_000.0)  # deg of latitude


def gpx(metres, altitude=None, kind: str = "trk", timed: bool = False) -> bytes:
    """A GPX file: ``trk``, a recorded or planned track, or ``rte``, a route."""
    point = {"trk": "trkpt", "rte": "rtept"}[kind]
    parts = []
    for i, place in enumerate(metres):
        inside = (
            "" if altitude is None or np.isnan(altitude[i]) else f"<ele>{altitude[i]:.2f}</ele>"
        )
        if timed:
            inside += f"<time>2001-01-01T{i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d}Z</time>"
        parts.append(f'<{point} lat="{48.0 + METRE * place:.9f}" lon="11.5">{inside}</{point}>')
    points = "".join(parts)
    points = f"<trkseg>{points}</trkseg>" if kind == "trk" else points
    return (
        '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">'
        f"<{kind}>{points}</{kind}></gpx>"
    ).encode()


def tcx(metres, altitude) -> bytes:
    """A TCX file of a planned course, without times."""
    points = "".join(
        f"<Trackpoint><AltitudeMeters>{high:.2f}</AltitudeMeters>"
        f"<DistanceMeters>{place:.2f}</DistanceMeters></Trackpoint>"
        for place, high in zip(metres, altitude, strict=True)
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/'
        f'TrainingCenterDatabase/v2"><Courses><Course><Track>{points}</Track></Course></Courses>'
        "</TrainingCenterDatabase>"
    ).encode()
