"""Joint angles of inverse kinematics in one convention: rad, knees positive in flexion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hillrunner.errors import MeasuredError
from hillrunner.lab.storage import Table
from hillrunner.sides import SIDES, on_side

Array = NDArray[np.float64]

HEADING = np.deg2rad(30.0)  # a pelvis turned by more on average runs along another axis than x
UNITS = {"m": (0.3, 2.0, 1.0), "cm": (30.0, 200.0, 1e-2), "mm": (300.0, 2000.0, 1e-3)}  # of height

NEEDED = ("hip_flexion_r", "knee_angle_r")
KNEES = ("knee_angle_r", "knee_angle_l")
_SIDED = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")
_FOOT = ("subtalar_angle", "mtp_angle")
_ARM = ("arm_flex", "arm_add", "arm_rot", "elbow_flex", "pro_sup")
ANGLES = (
    "pelvis_tilt",
    "pelvis_list",
    "pelvis_rotation",
    "lumbar_extension",
    "lumbar_bending",
    "lumbar_rotation",
    *(on_side(name, side) for side in SIDES for name in (*_SIDED, *_FOOT, *_ARM)),
)
PLACE = ("pelvis_tx", "pelvis_ty", "pelvis_tz")  # where the pelvis is, in one unit


def known_angles(table: Table, warnings: list[str]) -> dict[str, Array]:
    """The known coordinates that move (rad), knee flexion positive, the pelvis heading along x.

    Parameters
    ----------
    table
        With columns named as OpenSim names coordinates, or as paths; others are ignored.
    warnings
        Sentences about what was converted are added to it.

    Raises
    ------
    MeasuredError
        If the right hip's and knee's flexion are missing or never change.
    """
    columns = {coordinate_of(label): values for label, values in table.columns.items()}
    known = {name: columns[name] for name in ANGLES if name in columns}
    missing = [name for name in NEEDED if name not in known]
    for label, sentence in table.unusable.items():
        if coordinate_of(label) in missing:
            raise MeasuredError(sentence)
    if missing:
        have = ", ".join(list(table.columns)[:8]) + (" ..." if len(table.columns) > 8 else "")
        raise MeasuredError(
            f"{table.source or 'the table'} has no {' and no '.join(missing)}: angles named as "
            f"OpenSim does ({', '.join(NEEDED)}, ankle_angle_r, ...) are needed, and its columns "
            f"are {have}."
        )
    largest = max(float(np.abs(known[name]).max()) for name in NEEDED)
    degrees = largest > 2.0 * np.pi
    if table.in_degrees is None:
        warnings.append(
            f"the header does not say whether angles are in degrees; a largest angle of "
            f"{largest:.3g} was taken as {'degrees' if degrees else 'radians'}."
        )
    elif table.in_degrees != degrees:
        said = "degrees" if table.in_degrees else "radians"
        warnings.append(
            f"the header says {said}, but a largest hip or knee angle of {largest:.3g} was taken "
            f"as {'degrees' if degrees else 'radians'}."
        )
    if degrees:
        known = {name: np.deg2rad(values) for name, values in known.items()}
    for name in KNEES:
        if name in known and -known[name].min() > known[name].max():
            known[name] = -known[name]
            warnings.append(f"{name} is negative in flexion; its sign was changed.")
    if "pelvis_rotation" in known:
        turned = np.unwrap(known["pelvis_rotation"])
        heading = float(np.mean(turned))
        if abs(heading) > HEADING:
            turned = turned - heading
            warnings.append(
                f"the runner heads {np.rad2deg(heading):.0f} deg off the x axis; pelvis_rotation "
                "was taken from there."
            )
        known["pelvis_rotation"] = turned
    locked = [name for name, values in known.items() if np.ptp(values) < 1e-9]
    for name in NEEDED:
        if name in locked:
            raise MeasuredError(
                f"{name} never changes in {table.source or 'the table'}, so there is no stride."
            )
    if locked:
        warnings.append(
            f"{', '.join(locked)} never change (locked, not measured) and were ignored."
        )
    return {name: values for name, values in known.items() if name not in locked}


def coordinate_of(label: str) -> str:
    """The coordinate of a label, which may be a path: /jointset/hip_r/hip_flexion_r/value."""
    parts = label.strip("/").split("/")
    return parts[-2] if len(parts) > 1 and parts[-1] == "value" else parts[-1]


def pelvis_height(table: Table, warnings: list[str]) -> Array | None:
    """Pelvis height (m), or None where the table has none that moves or is of a known unit."""
    for label, values in table.columns.items():
        if coordinate_of(label) != "pelvis_ty" or np.ptp(values) <= 1e-4:
            continue
        usual = float(np.median(values))
        for unit, (low, high, factor) in UNITS.items():
            if low <= usual <= high:
                if factor != 1.0:
                    warnings.append(f"pelvis_ty of {usual:.3g} was taken as {unit}.")
                return factor * values
        warnings.append(f"pelvis_ty of {usual:.3g} is no height of a pelvis and was left out.")
    return None
