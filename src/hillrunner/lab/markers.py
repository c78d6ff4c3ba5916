"""Joint angles from markers, by OpenSim's own tools and the set-up files of the recording."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, MeasuredError
from hillrunner.files import why_not
from hillrunner.lab.storage import Table, read_storage

WORKER = Path(__file__).with_name("_markers_worker.py")


class Markers(Checked):
    """What OpenSim needs to get angles from markers: a generic model and its set-up files."""

    error: ClassVar[type[HillrunnerError]] = MeasuredError

    model: str
    scale: str
    static: str
    ik: str
    running: str


def opensim_python() -> str | None:
    """An interpreter that has OpenSim, or None where there is none."""
    given = os.environ.get("HILLRUNNER_OPENSIM_PYTHON")
    if given:
        return given
    return sys.executable if importlib.util.find_spec("opensim") else None


def angles_from_markers(folder: Path, markers: Markers, python: str) -> Table:
    """Scale the generic model to the person and solve inverse kinematics.

    The set-up files name their neighbours as the published pipeline lays them out
    (``generic_unscaled.osim``, ``ExpData/``, ``Scale/``, ``IK/``), so this lays them out likewise.

    Parameters
    ----------
    folder : Path
        With the files that ``markers`` names.
    python : str
        An interpreter that has OpenSim.

    Raises
    ------
    MeasuredError
        If a file is missing or OpenSim fails.
    """
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for name in ("Scale", "IK", "ExpData"):
            (root / name).mkdir()
        try:
            shutil.copyfile(folder / markers.model, root / "generic_unscaled.osim")
            shutil.copyfile(folder / markers.scale, root / "Scale" / markers.scale)
            shutil.copyfile(folder / markers.ik, root / "IK" / markers.ik)
            for name in (markers.static, markers.running):
                shutil.copyfile(folder / name, root / "ExpData" / name)
        except OSError as error:
            raise MeasuredError(f"cannot read {error.filename}: {why_not(error)}.") from None
        command = [python, str(WORKER), str(root), markers.scale, markers.ik]
        try:
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        except OSError as error:
            raise MeasuredError(f"cannot run {python}: {why_not(error)}.") from None
        if done.returncode or not (root / "angles.mot").exists():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise MeasuredError(f"OpenSim could not get angles from {markers.running}: {last}.")
        return read_storage(root / "angles.mot")
