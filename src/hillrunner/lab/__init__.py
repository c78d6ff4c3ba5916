"""What a lab or a watch measured: read, on a body of the person's size, as joint angles.

Files are read by :func:`hillrunner.read`, which gives recordings.
"""

from typing import TYPE_CHECKING

from hillrunner.lazy import open_lazily

if TYPE_CHECKING:  # the same as HOMES, for type checkers and editors; a test compares the two
    from hillrunner.lab.kinematics.inverse_kinematics import InverseKinematics as InverseKinematics
    from hillrunner.lab.kinematics.inverse_kinematics import (
        inverse_kinematics as inverse_kinematics,
    )
    from hillrunner.lab.kinematics.scaled import Scaled as Scaled
    from hillrunner.lab.kinematics.scaling import scale as scale
    from hillrunner.lab.recording.reading import Reading as Reading
    from hillrunner.lab.recording.recording import Recording as Recording
    from hillrunner.lab.watch import WatchRun as WatchRun

HOMES = {  # public name: module that holds it
    "InverseKinematics": "kinematics.inverse_kinematics",
    "Reading": "recording.reading",
    "Recording": "recording.recording",
    "Scaled": "kinematics.scaled",
    "WatchRun": "watch",
    "inverse_kinematics": "kinematics.inverse_kinematics",
    "scale": "kinematics.scaling",
}

__all__ = open_lazily(__name__, HOMES)
