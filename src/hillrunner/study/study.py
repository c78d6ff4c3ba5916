"""A study: whose runs, at which speeds, with which changes, how many of them; and running it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from hillrunner.batch.executors import Executor
from hillrunner.batch.job import Work
from hillrunner.batch.run import Watch, run
from hillrunner.batch.store import Store
from hillrunner.checks import Checked, listed, show, unknown_name
from hillrunner.errors import HillrunnerError, StudyError
from hillrunner.files import read_toml
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.changed_body import muscle_factors
from hillrunner.person.muscle_change import KNOBS, MuscleChange
from hillrunner.person.runner import Runner
from hillrunner.settings import Settings
from hillrunner.study.data_set import data_set
from hillrunner.study.inputs import Input, filled, inputs_of
from hillrunner.study.member import Member
from hillrunner.study.result import StudyResult
from hillrunner.study.sampling import METHODS, MOST, drawn
from hillrunner.tasks.run import Run

Tables = dict[str, Any]
RUNNER_KEYS = ("sex", "age", "height", "mass", "segment_lengths", "strength", "shoe")
SECTIONS: dict[str, tuple[type[Checked], tuple[str, ...]]] = {  # and the keys of their tables
    "runner": (Runner, RUNNER_KEYS),
    "task": (Run, ("speed", "grade")),
    "change": (MuscleChange, KNOBS),
    "settings": (Settings, tuple(Settings.model_fields)),
}
MEMBERS = "members"  # folder of their results, in a study's


class Study(Checked):
    """A designed population of runs. Immutable and validated.

    In the tables, ``{"from": 50, "to": 90}`` is a range and ``[60, 70, 80]`` a list, wherever a
    number may stand; ``sex`` may be a list too. What is neither is the same for all members.

    Parameters
    ----------
    method : {"latin hypercube", "full factorial", "sobol"}
        How ranges and lists become members: see :mod:`hillrunner.study.sampling`.
    runner : mapping
        ``height`` (m), ``mass`` (kg) and what else moves a
        :class:`~hillrunner.person.runner.Runner`: ``sex``, ``age``, ``segment_lengths``,
        ``strength``, by group or by group and side, and ``shoe``, a table of its numbers.
    task : mapping
        ``speed`` (m/s) and ``grade`` of a :class:`~hillrunner.tasks.run.Run`.
    change : mapping
        A :class:`~hillrunner.person.muscle_change.MuscleChange`, as ``{"force": {"calves": 1.1}}``:
        every member is then solved before and after it.
    settings : mapping
        Fields of :class:`~hillrunner.settings.Settings`.
    size : int
        Number of members; a full factorial has as many as its lists make.
    seed : int
        Of the sampling; default 0.
    name : str
        For titles and file names only.

    Raises
    ------
    StudyError
        One sentence naming the key, its value and what is allowed. A combination that no runner can
        have is no error: it is a member with the reason why it is not solved.

    Examples
    --------
    >>> study = Study(
    ...     method="full factorial",
    ...     runner={"height": 1.8, "mass": [65, 75]},
    ...     task={"speed": [3.0, 3.5, 4.0]},
    ... )
    >>> len(study.members), study.members[0].values
    (6, {'runner.mass': 65, 'task.speed': 3.0})
    """

    error: ClassVar[type[HillrunnerError]] = StudyError
    allowed: ClassVar[dict[str, str]] = {
        "method": f"it must be one of {listed(METHODS)}",
        "runner": "it must be a table with height and mass",
        "task": "it must be a table with speed",
    }

    name: str = ""
    method: Literal["latin hypercube", "full factorial", "sobol"]
    size: int | None = None
    seed: int = 0
    runner: Tables
    task: Tables
    change: Tables = Field(default_factory=dict)
    settings: Tables = Field(default_factory=dict)

    @field_validator("name", mode="before")
    @classmethod
    def _name(cls, value: object) -> object:
        if not isinstance(value, str) or len(value) > 100 or not value.isprintable():
            raise ValueError(f"name is {show(value)}, but must be a text of at most 100 letters.")
        return value

    @field_validator("method", mode="before")
    @classmethod
    def _method(cls, value: object) -> object:
        if value not in METHODS:
            raise ValueError(f"method is {show(value)}, but must be one of {listed(METHODS)}.")
        return value

    @field_validator("size", "seed", mode="before")
    @classmethod
    def _whole(cls, value: object, info: ValidationInfo) -> object:
        low, high = (2, MOST) if info.field_name == "size" else (0, 2**32 - 1)
        if info.field_name == "size" and value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(
                f"{info.field_name} is {show(value)}, but must be a whole number from {low} to "
                f"{high}."
            )
        return value

    @field_validator(*SECTIONS, mode="before")
    @classmethod
    def _section(cls, value: object, info: ValidationInfo) -> object:
        section = str(info.field_name)
        keys = SECTIONS[section][1]
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise ValueError(f"{section} is {show(value)}, but must be a table of {listed(keys)}.")
        for key, given in value.items():
            if key not in keys:
                raise ValueError(unknown_name(f"key in {section}", key, given, keys))
        return dict(value)

    @model_validator(mode="after")
    def _sound(self) -> Study:
        try:
            if not self.inputs:
                raise StudyError("nothing is varied: give at least one range or list.")
            self._check_values()
            drawn(self.method, self.inputs, self.size, self.seed)
        except HillrunnerError as error:
            raise ValueError(str(error)) from None
        return self

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        """What is varied, in the order of the tables."""
        return tuple(inputs_of(self._tables))

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Everybody, always the same for the same design."""
        names = {one.path: one.name for one in self.inputs}
        return tuple(
            Member(
                number,
                {names[path]: value for path, value in draw.values.items()},
                draw.sample,
                draw.row,
                filled(self._tables, draw.values),
            )
            for number, draw in enumerate(drawn(self.method, self.inputs, self.size, self.seed), 1)
        )

    @property
    def _tables(self) -> Tables:
        return {section: getattr(self, section) for section in SECTIONS}

    def _check_values(self) -> None:
        """Complain of what no member can have, whatever it is combined with."""
        middle = {one.path: one.middle for one in self.inputs}
        for section, (kind, _) in SECTIONS.items():
            wrong = kind.wrong_fields(filled(self._tables, middle)[section])
            if wrong:
                raise StudyError(f"{section}: {next(iter(wrong.values()))}")
        for one in self.inputs:
            section, field = one.path[:2]
            for value in one.ends:
                table = filled(self._tables, middle | {one.path: value})[section]
                wrong = SECTIONS[section][0].wrong_fields(table)
                if field in wrong or "" in wrong:
                    raise StudyError(f"{section}: {wrong.get(field) or wrong['']}")
        if self.change:
            change = MuscleChange(**filled(self._tables, middle)["change"])
            muscle_factors(default_body(), [change])

    @classmethod
    def read(cls, path: str | Path) -> Study:
        """Read a design file.

        Parameters
        ----------
        path : path
            A TOML file with the keys that :class:`Study` takes.

        Raises
        ------
        StudyError
            If the file is missing, is not TOML or does not describe a study.
        """
        path = Path(path)
        data = read_toml(path, "design file", StudyError)
        try:
            return cls(**data)
        except StudyError as error:
            raise StudyError(f"{path}: {error}") from None

    def run(
        self,
        folder: str | Path,
        *,
        executor: Literal["here", "processes"] | Executor | None = None,
        count: int = 1,
        watch: Watch | None = None,
        work: Work | None = None,
    ) -> StudyResult:
        """Solve every member that the folder does not hold yet.

        Each is kept as soon as it is solved. A member that cannot be solved is one with a reason.

        Parameters
        ----------
        folder
            Of the study; the members' results are in its folder ``members``.
        executor, count, watch
            As of :func:`hillrunner.batch.run.run`; to use Dask,
            :class:`~hillrunner.batch.cluster.Cluster`.
        work
            What solves a member, :func:`~hillrunner.study.member_job.solve_member` if not given.

        Raises
        ------
        HillrunnerError
            If the folder cannot be written to.
        KeyboardInterrupt
            If Ctrl-C was pressed; what was solved by then is kept.
        """
        if work is None:  # the solver takes a second to import, and a broken design needs none
            from hillrunner.study.member_job import solve_member

            work = solve_member
        jobs = [member.job(work) for member in self.members]
        store = Store(Path(folder) / MEMBERS)
        done = {
            one.job.name: one
            for one in run(jobs, store=store, executor=executor, count=count, watch=watch)
        }
        ends = [done[job.name] for job in jobs]
        design = self.model_dump(mode="json")
        return StudyResult(data_set(design, self.inputs, self.members, ends))
