"""What others publish of measured strides that were followed, to stand beside one's own.

None of it is a band that anything is held to: other people, other movements and other models.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Beside:
    """A line of what others publish.

    Attributes
    ----------
    who
        The source.
    values
        Column -> what it says there, in that column's unit.
    grade
        As of a row: A read in the source, M from memory and unverified.
    """

    who: str
    values: Mapping[str, str]
    grade: str


FITS = (
    Beside(
        "AddBiomechanics (README), 3 people of the OpenCap set",
        {"markers": "14 to 16", "force": "11 to 24", "moment": "9.7 to 16.4"},
        "A",
    ),
    Beside(
        "asked by Hicks 2015 (10.1115/1.4029304)",
        {"angles": "2 good, 5 most", "markers": "20 good, 40 most"},
        "A",
    ),
)
MOMENTS = (
    Beside(
        "peaks of people at 3.5 m/s",
        {"hip_flexion": "1.6 to 2.2", "knee_angle": "2.7 to 3.3", "ankle_angle": "2.7 to 3.2"},
        "M",
    ),
    Beside(
        "tensiometry, 4.5 m/s (PMC11096059)",
        {"ankle_angle": "3.7"},
        "A",
    ),
)
CONTACT = (
    Beside("implants, jogging (Bergmann 1993)", {"hip": "about 5.5"}, "A"),
    Beside(
        "models of others, 3 to 5 m/s (Giarmatzis 2015, Rooney & Derrick 2013; Miller 2014)",
        {"hip": "7 to 11", "knee": "about 8", "patellofemoral": "4 to 6"},
        "M",
    ),
)
