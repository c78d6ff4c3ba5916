"""Whether markers are those of a person, and in which unit."""

from __future__ import annotations

import numpy as np

from hillrunner.errors import MeasuredError
from hillrunner.lab.part import LENGTHS
from hillrunner.lab.recording.axes import Cloud
from hillrunner.sides import SIDES

PERSON = (0.4, 1.3)  # m from the markers of the feet to those of the pelvis, from squat to standing
NAMES = {1.0: "m", 1e-2: "cm", 1e-3: "mm"}


def scale_to_person(cloud: Cloud, unit: str) -> tuple[float, str]:
    """What lengths must be multiplied by so that they are of a person in m, and what to say of it.

    Parameters
    ----------
    cloud
        Markers in m, as far as the file says the truth of its ``unit``.

    Raises
    ------
    MeasuredError
        If no unit makes them a person's.
    """
    rise = _rise(cloud)
    if rise is None or PERSON[0] <= rise <= PERSON[1]:
        return 1.0, ""
    said = LENGTHS.get(unit.lower(), 1.0)
    for real, name in NAMES.items():
        if PERSON[0] <= rise * real / said <= PERSON[1]:
            called = f"the file calls its lengths {unit}" if unit else "the file names no unit"
            return real / said, (
                f"{called}, but the pelvis is {rise / said:.3g} of them above the feet: they were "
                f"taken as {name}."
            )
    raise MeasuredError(
        f"the pelvis is {rise:.3g} m above the feet, which is no person's, whatever the unit: from "
        f"{PERSON[0]:g} to {PERSON[1]:g} m are allowed."
    )


def _rise(cloud: Cloud) -> float | None:
    """How far the pelvis is from the feet (m), on average."""
    feet = [name for side in SIDES for name in cloud.foot(side)]
    if not feet or not cloud.pelvis:
        return None
    return float(np.linalg.norm(cloud.place(cloud.pelvis) - cloud.place(feet)))
