"""What keeps a recording from being followed, though it can be read: one sentence each."""

from __future__ import annotations

import numpy as np

from hillrunner.errors import MeasuredError
from hillrunner.lab.kinematics.inverse_kinematics import InverseKinematics
from hillrunner.lab.recording.recording import Recording

OTHER_BODY = 0.05  # m, RMS; strides of three people are 1.8 to 3.2 cm from their own bodies
NOBODY = "no contact"  # what a recording's finding of that is about


def check_running(recording: Recording) -> None:
    """Complain where there is no stride to follow.

    Raises
    ------
    MeasuredError
        If nobody runs or walks, or no stride is steady.
    """
    if recording.movement not in ("running", "walking"):
        raise MeasuredError(
            f"{recording.name} shows {_what(recording.movement)}, but only strides can be followed."
        )
    if not recording.steady:
        why = recording.strides[0].left_out if recording.strides else "no foot lands twice in it"
        raise MeasuredError(f"{recording.name} holds no whole, steady stride: {why}.")


def _what(movement: str) -> str:
    return {"standing": "somebody who stands", "other": "no steps"}.get(movement, "no known steps")


def check_forces(recording: Recording, given: bool) -> None:
    """Complain of forces that cannot be used: they are not left out in silence.

    Parameters
    ----------
    given
        Whether a file was given for their sake.

    Raises
    ------
    MeasuredError
        If nothing tells whose foot is on a plate, or nobody is on those that were ``given``.
    """
    if recording.contacts and recording.ground is None:
        raise MeasuredError(
            f"nothing tells whose foot is on the force plates of {recording.name}: give markers, "
            "say so in [forces] of a mapping file, or leave the forces out."
        )
    if given and not recording.contacts:
        said = [f.sentence for f in recording.findings if f.about == NOBODY]
        raise MeasuredError(said[0] if said else f"{recording.name} got no forces of the ground.")


def check_body(fitted: InverseKinematics, recording: Recording, still: Recording) -> None:
    """Complain of a body that markers do not fit, which was scaled to somebody who stands.

    Raises
    ------
    MeasuredError
        If they are farther off than anybody's.
    """
    off = float(np.sqrt(np.mean(fitted.by_marker["rms"].values ** 2)))
    if off > OTHER_BODY:
        raise MeasuredError(
            f"the markers of {recording.name} are {100 * off:.1f} cm (root mean square) from a "
            f"body of the size of who stands in {still.name}, and {100 * OTHER_BODY:g} cm are the "
            "most: both must be of the same person with the same markers."
        )
