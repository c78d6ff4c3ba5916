"""A mapping file (TOML): what the names of a lab mean, and how its tables are laid out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ValidationError, field_validator, model_validator

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, MeasuredError
from hillrunner.files import read_toml
from hillrunner.lab.marker_sets import check_landmark
from hillrunner.sides import Side

FIELD = re.compile(r"\{(\w+)\}")


class _Entry(Checked):
    error: ClassVar[type[HillrunnerError]] = MeasuredError
    table: ClassVar[str] = ""  # of the file, which its complaints name

    @classmethod
    def _sentence(cls, error: ValidationError) -> str:
        return f"{cls.table} {super()._sentence(error)}".strip()


class Columns(_Entry):
    """Where one kind of data stands in a table.

    Attributes
    ----------
    columns
        What its columns are called, with ``{name}``, and for what has three components
        ``{axis}``, as in ``"{name}_{axis}"``; of a long table, ``{axis}`` alone or a plain name.
    unit
        Of its numbers: m, cm, mm; N, kN, BW; deg, rad; any for analogs.
    """

    columns: str
    unit: str = ""


class CsvLayout(_Entry):
    """How a ``.csv`` is laid out.

    Attributes
    ----------
    time
        The column of time (s).
    rate, duration
        Instead of a column: Hz, or s over which the rows spread evenly, as in one stride.
    name
        In a long table, the column of names; without it the table is wide.
    axis
        In a long table whose components stand in rows of their own, the column of axes.
    mass
        kg, of the person, where forces are in body weights.
    markers, forces, coordinates, analogs
        What the table holds.
    """

    table: ClassVar[str] = "[csv]"

    time: str = ""
    rate: float | None = None
    duration: float | None = None
    name: str = ""
    axis: str = ""
    mass: float | None = None
    markers: Columns | None = None
    forces: Columns | None = None
    coordinates: Columns | None = None
    analogs: Columns | None = None

    @model_validator(mode="after")
    def _whole(self) -> CsvLayout:
        clocks = [bool(self.time), self.rate is not None, self.duration is not None]
        if sum(clocks) != 1:
            raise ValueError("needs one of time (a column), rate (Hz) and duration (s).")
        for what, value in (("rate", self.rate), ("duration", self.duration), ("mass", self.mass)):
            if value is not None and not 0.0 < value < 1e6:
                raise ValueError(f"{what} is {value:g}, but must be above 0.")
        kinds = ("markers", "forces", "coordinates", "analogs")
        given = {kind: getattr(self, kind) for kind in kinds if getattr(self, kind)}
        if not given:
            raise ValueError(f"says nothing of {', '.join(kinds)}: one at least is needed.")
        if self.name and len(given) > 1:
            raise ValueError(
                f"is of a long table, which holds one kind of data, but has {' and '.join(given)}."
            )
        for kind, where in given.items():
            fields = set(FIELD.findall(where.columns))
            three = kind in ("markers", "forces")
            needed = set() if self.name else {"name"}
            needed |= {"axis"} if three and not self.axis else set()
            if fields != needed:
                form = " and ".join(f"{{{field}}}" for field in sorted(needed)) or "one plain name"
                raise ValueError(f"{kind}.columns is {where.columns!r}, but must hold {form}.")
        return self


class Forces(_Entry):
    """What is known of the force plates.

    Attributes
    ----------
    sign
        -1 where they measure what the foot does to the plate.
    feet
        Plate -> ``right`` or ``left``, where it is not to be found by the markers.
    """

    table: ClassVar[str] = "[forces]"

    sign: Literal[1, -1] = 1
    feet: dict[str, Side] = {}


class LabMap(_Entry):
    """What a mapping file says.

    Attributes
    ----------
    markers
        The lab's name of a marker -> a landmark of :mod:`hillrunner.lab.marker_sets`.
    coordinates
        The lab's name of a coordinate -> OpenSim's.
    forces
        See :class:`Forces`.
    csv
        See :class:`CsvLayout`.
    """

    markers: dict[str, str] = {}
    coordinates: dict[str, str] = {}
    forces: Forces = Forces()
    csv: CsvLayout | None = None

    @field_validator("markers")
    @classmethod
    def _known(cls, markers: dict[str, str]) -> dict[str, str]:
        for name, landmark in markers.items():
            check_landmark(name, landmark)
        return markers


def read_lab_map(path: str | Path) -> LabMap:
    """Read a mapping file.

    Raises
    ------
    MeasuredError
        One sentence: it cannot be read, is no TOML, or says something that is not allowed.
    """
    path = Path(path)
    table = read_toml(path, "mapping file", MeasuredError)
    try:
        return LabMap(**table)
    except MeasuredError as error:
        raise MeasuredError(f"{path}: {error}") from None
