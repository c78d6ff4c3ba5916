"""``read``: what is in a lab's files and what is wrong with it, before anything is solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix
from pathlib import Path

from hillrunner.checks import listed
from hillrunner.errors import MeasuredError
from hillrunner.lab.activity_file import WITHIN
from hillrunner.lab.c3d_file import read_c3d
from hillrunner.lab.csv_file import read_csv
from hillrunner.lab.lab_map import LabMap, read_lab_map
from hillrunner.lab.part import Part
from hillrunner.lab.recording.assemble import recording_of
from hillrunner.lab.recording.recording import Finding, Recording
from hillrunner.lab.recording.trouble import error
from hillrunner.lab.storage import Table
from hillrunner.lab.table_part import read_table
from hillrunner.lab.trc_file import read_trc
from hillrunner.lab.watch import WatchRun, read_watch
from hillrunner.shown import Shown

READERS: dict[str, Callable[[Path], Part]] = {
    ".c3d": read_c3d,
    ".trc": read_trc,
}
TABLES: dict[str, Callable[[Path, LabMap], Part]] = {  # whose columns a mapping file may name
    ".mot": read_table,
    ".sto": read_table,
    ".csv": read_csv,
}
WATCHES = (*WITHIN, ".zip")
_ENDS = f"{', '.join((*READERS, *TABLES, '.fit', '.tcx'))} or .gpx"


@dataclass(frozen=True)
class Reading(Shown):
    """What some files hold; ``print`` it.

    Attributes
    ----------
    recordings
        One for each trial.
    watches
        One for each watch file.
    findings
        Files that could not be read.
    """

    recordings: tuple[Recording, ...] = ()
    watches: tuple[WatchRun, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[str, ...]:
        """All that forbids the use of a file or recording."""
        own = tuple(finding.sentence for finding in self.findings)
        return own + tuple(sentence for one in self.recordings for sentence in one.errors)

    @property
    def warnings(self) -> tuple[str, ...]:
        """All that is to be known."""
        return tuple(sentence for one in self.recordings for sentence in one.warnings)

    @property
    def recording(self) -> Recording:
        """The one recording of a movement.

        Raises
        ------
        MeasuredError
            If a file could not be read, there is no such recording or several, or it has errors.
        """
        if self.findings:
            raise MeasuredError(self.findings[0].sentence)
        moving = [one for one in self.recordings if one.movement != "standing"]
        if not moving and self.recordings:
            raise MeasuredError(
                f"somebody stands in {listed([one.name for one in self.recordings])}, and nobody "
                "moves: give a recording of running too."
            )
        if len(moving) != 1:
            names = f": {listed([one.name for one in moving])}" if moving else ""
            raise MeasuredError(
                f"{len(moving)} recordings of a movement were read{names}, not one."
            )
        return moving[0].usable()

    @property
    def static(self) -> Recording | None:
        """The recording of somebody who stands, if there is one that can be used."""
        still = [one for one in self.recordings if one.movement == "standing" and not one.errors]
        return still[0] if still else None


def read(
    files: str | Path | Iterable[str | Path],
    map: str | Path | None = None,
    *,
    forces: bool = True,
) -> Reading:
    """Read a lab's files: what is in them, and what is wrong with them.

    Markers, forces and coordinates in files of their own are put together into one recording of
    the trial. A further file of the same kind begins another trial; what follows goes to the trial
    whose name begins most alike.

    Parameters
    ----------
    files
        ``.c3d``, ``.trc``, ``.mot``, ``.sto``, ``.csv``, and watch files (``.fit``, ``.tcx``,
        ``.gpx``, also zipped).
    map
        A mapping file (TOML): what names mean and how ``.csv`` files are laid out.
    forces
        Whether what force plates measured is read.

    Raises
    ------
    MeasuredError
        If the mapping file is wrong, no file is given, or none can be read.
    """
    paths = [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]
    if not paths:
        raise MeasuredError(f"no file is given: one at least of {_ENDS} is needed.")
    mapping = read_lab_map(map) if map is not None else LabMap()
    parts: list[Part] = []
    watches: list[WatchRun] = []
    wrong: list[Finding] = []
    for path in paths:
        try:
            if path.suffix.lower() in WATCHES:
                watches.append(read_watch(path))
            else:
                parts.append(_part(path, mapping))
        except MeasuredError as failure:
            wrong.append(error("file", str(failure)))
    if not parts and not watches:
        raise MeasuredError(wrong[0].sentence)
    if not forces:
        blind = [replace(part, plates=None) for part in parts]
        parts = [part for part in blind if part.kinds]
    recordings = tuple(recording_of(trial, mapping) for trial in _trials(parts))
    return Reading(recordings, tuple(watches), tuple(wrong))


def _part(path: Path, mapping: LabMap) -> Part:
    kind = path.suffix.lower()
    if kind not in (*READERS, *TABLES):
        raise MeasuredError(f"cannot read {path}: its name must end in {_ENDS}.")
    part = TABLES[kind](path, mapping) if kind in TABLES else READERS[kind](path)
    if not part.kinds:
        raise MeasuredError(f"{path} holds nothing but time.")
    return part


def _trials(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts by trial, each with no kind of data twice."""
    trials: list[list[Part]] = []
    for part in sorted(parts, key=lambda p: "markers" not in p.kinds):
        free = [trial for trial in trials if not _kinds(trial) & set(part.kinds)]
        if free:
            max(free, key=lambda trial: _alike(part, trial)).append(part)
        else:
            trials.append([part])
    return trials


def _kinds(trial: Sequence[Part]) -> set[str]:
    return {kind for part in trial for kind in part.kinds}


def _alike(part: Part, trial: Sequence[Part]) -> tuple[float, int]:
    """How well a part fits to a trial: by how much of their time is the same, then by name."""
    (a, b), (c, d) = _span(part), _span(trial[0])
    whole = max(b, d) - min(a, c)
    same = max(0.0, min(b, d) - max(a, c)) / whole if whole > 0.0 else 1.0
    return round(same, 1), len(commonprefix([Path(p.path).stem for p in (part, trial[0])]))


def _span(part: Part) -> tuple[float, float]:
    """First and last time (s)."""
    held = (getattr(part, kind) for kind in part.kinds)
    times = [data.time if isinstance(data, Table) else data["time"].values for data in held]
    return min(float(t[0]) for t in times), max(float(t[-1]) for t in times)
