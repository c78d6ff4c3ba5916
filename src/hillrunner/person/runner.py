"""The person who runs, and the file that describes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from hillrunner.checks import Checked, listed, number_in, show, unknown_name
from hillrunner.errors import HillrunnerError, RunnerError
from hillrunner.files import read_toml
from hillrunner.groups import GROUPS
from hillrunner.person.fitness import Fitness
from hillrunner.person.muscle_change import Factors, Fixed, MuscleChange
from hillrunner.person.places import by_place, entry, one_sided, parted, place_on, simplified
from hillrunner.person.shoe import Shoe, shoe_of
from hillrunner.person.strength_tests import StrengthTests
from hillrunner.person.technique import LEAN, Technique
from hillrunner.person.technique import LIMITS as MEASURES
from hillrunner.sides import LEFT, RIGHT, SIDES

# Typical lengths as fractions of height: Drillis & Contini 1966, in Winter, "Biomechanics and Motor
# Control of Human Movement", 4th ed., fig. 4.1. They only say what length is believable.
PROPORTIONS = {
    "thigh": 0.245,  # hip to knee
    "shank": 0.246,  # knee to ankle
    "foot": 0.152,  # heel to tip of toes
    "upper_arm": 0.186,  # shoulder to elbow
    "forearm": 0.146,  # elbow to wrist
    "trunk": 0.288,  # hip to shoulder
}
LENGTH_TOLERANCE = 0.35  # a segment this far from the typical fraction is taken for a mistake
LIMITS = {  # field: lowest, highest, unit
    "age": (14.0, 90.0, "years"),
    "height": (1.3, 2.2, "m"),
    "mass": (35.0, 150.0, "kg"),
}
BMI = (14.0, 45.0)  # kg/m2
STRENGTH = (0.3, 3.0)
PARTS: dict[str, tuple[type[Checked], tuple[str, ...]]] = {  # and the keys of their tables
    "fitness": (Fitness, tuple(Fitness.model_fields)),
    "technique": (Technique, tuple(MEASURES)),
    "tests": (StrengthTests, tuple(StrengthTests.model_fields)),
}
ASIDE = ("name", *PARTS)  # what of a runner changes nothing in a motion


class Runner(Checked):
    """A person: who runs. Immutable and validated.

    Parameters
    ----------
    height : float
        Standing height (m), 1.3 to 2.2.
    mass : float
        Body mass (kg), 35 to 150.
    sex : {"male", "female"}
        Default male.
    age : float
        Years, 14 to 90; default 30.
    name : str
        For titles and file names only.
    segment_lengths : mapping of str to float
        Measured lengths (m) of any of ``thigh`` (hip to knee), ``shank`` (knee to ankle), ``foot``
        (heel to toe tip), ``upper_arm``, ``forearm`` and ``trunk`` (hip to shoulder). What is not
        given follows from the height.
    strength : mapping of str to float, or to a mapping by side
        Factor (0.3 to 3) on the maximal force of a muscle group; 1 where not given. Groups:
        quadriceps, hamstrings, calves, glutes, hip flexors, adductors, dorsiflexors, other. Where
        the legs differ, ``{"glutes": {"left": 0.7}}`` or ``{"left:glutes": 0.7}``; it is kept as
        the latter. It says who the runner is: muscle mass goes with it, but is part of ``mass``
        already.
    changes : sequence of MuscleChange
        What has become of the runner's muscles since; ``mass`` is that without them. See
        :meth:`stronger`.
    shoe : Shoe
        What the runner wears, if it is not the usual shoe: a :class:`~hillrunner.person.shoe.Shoe`,
        a table of its numbers, or a name of :data:`~hillrunner.person.shoe.SHOES`.
    fitness : Fitness
        VO2max and a race that was run: see :class:`~hillrunner.person.fitness.Fitness`.
    technique : Technique
        How the runner runs now, as far as it is known (SI units): see
        :class:`~hillrunner.person.technique.Technique`.
    tests : StrengthTests
        Lifts, torques, a jump: see :class:`~hillrunner.person.strength_tests.StrengthTests`.

    Notes
    -----
    Fitness, technique and tests may also be given as tables. They are what the answers start from,
    and move nothing in a motion: tests become ``strength`` by
    :func:`~hillrunner.worth.strength.estimate.strength` only.

    Raises
    ------
    RunnerError
        One sentence naming the field, its value and what is allowed.

    Examples
    --------
    >>> Runner(height=1.795, mass=75.0).bmi
    23.277...
    >>> Runner(height=1.795, mass=75.0, strength={"calves": 1.1, "glutes": {"left": 0.7}}).strength
    {'calves': 1.1, 'left:glutes': 0.7}
    """

    error: ClassVar[type[HillrunnerError]] = RunnerError
    allowed: ClassVar[dict[str, str]] = {
        name: f"it must be a number from {low:g} to {high:g} {unit}"
        for name, (low, high, unit) in LIMITS.items()
    }

    name: str = ""
    sex: Literal["male", "female"] = "male"
    age: float = 30.0
    height: float
    mass: float
    segment_lengths: Factors = Field(default_factory=Fixed)
    strength: Factors = Field(default_factory=Fixed)
    changes: tuple[MuscleChange, ...] = ()
    shoe: Shoe | None = None
    fitness: Fitness | None = None
    technique: Technique | None = None
    tests: StrengthTests | None = None

    def __init__(self, height: Any = None, mass: Any = None, **data: Any) -> None:
        given = {"height": height, "mass": mass}
        super().__init__(**{k: v for k, v in given.items() if v is not None}, **data)

    @field_validator("sex", mode="before")
    @classmethod
    def _sex(cls, value: object) -> object:
        if value not in ("male", "female"):
            raise ValueError(f"sex is {show(value)}, but must be 'male' or 'female'.")
        return value

    @field_validator("name", mode="before")
    @classmethod
    def _name(cls, value: object) -> object:
        if not isinstance(value, str) or len(value) > 100 or not (value.isprintable()):
            raise ValueError(f"name is {show(value)}, but must be a text of at most 100 letters.")
        return value

    @field_validator("age", "height", "mass", mode="before")
    @classmethod
    def _number(cls, value: object, info: ValidationInfo) -> float:
        name = str(info.field_name)
        try:
            return number_in(name, value, *LIMITS[name])
        except ValueError as error:
            low, high, _ = LIMITS[name]
            if name == "height" and isinstance(value, int | float) and low <= value / 100 <= high:
                raise ValueError(
                    f"{str(error).rstrip('.')} ({value:g} cm is {value / 100:g})."
                ) from None
            raise

    @field_validator("strength", mode="before")
    @classmethod
    def _strength(cls, value: object) -> dict[str, float]:
        factors = {}
        for place, factor in by_place("strength", _table("strength", value, GROUPS)).items():
            group = parted(place)[1]
            if group not in GROUPS:
                raise ValueError(unknown_name("muscle group in strength", group, factor, GROUPS))
            factors[place] = number_in(f"strength of {place}", factor, *STRENGTH, "")
        # a factor of 1 is left out, so that every body is written in one way
        return {
            place: factor
            for place, factor in simplified(factors).items()
            if factor != 1.0 or not one_sided([place])
        }

    @field_validator("segment_lengths", mode="before")
    @classmethod
    def _segments(cls, value: object, info: ValidationInfo) -> dict[str, float]:
        height = info.data.get("height")
        lengths = {}
        for key, length in _table("segment_lengths", value, PROPORTIONS).items():
            if key not in PROPORTIONS:
                raise ValueError(unknown_name("segment length", key, length, PROPORTIONS))
            shortest, tallest = (height, height) if height else LIMITS["height"][:2]
            low = round(PROPORTIONS[key] * shortest * (1 - LENGTH_TOLERANCE), 3)
            high = round(PROPORTIONS[key] * tallest * (1 + LENGTH_TOLERANCE), 3)
            lengths[key] = number_in(f"segment length of {key}", length, low, high, "m")
        return lengths

    @field_validator(*PARTS, mode="before")
    @classmethod
    def _part(cls, value: object, info: ValidationInfo) -> object:
        field = str(info.field_name)
        kind, names = PARTS[field]
        if value is None or isinstance(value, kind):
            return value
        for key, given in _table(field, value, names).items():
            if key not in kind.model_fields:
                raise ValueError(unknown_name(f"key in {field}", key, given, names))
        try:
            return kind(**_table(field, value, names))
        except HillrunnerError as error:
            raise ValueError(str(error)) from None

    @field_validator("shoe", mode="before")
    @classmethod
    def _shoe(cls, value: object) -> Shoe | None:
        try:
            return None if value is None else shoe_of(value)
        except RunnerError as error:
            raise ValueError(str(error)) from None

    @model_serializer(mode="wrap")
    def _told(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the parts that are not given, as files were before there were any."""
        told: dict[str, Any] = handler(self)
        optional = ("shoe", *PARTS)
        return {key: x for key, x in told.items() if key not in optional or x is not None}

    @model_validator(mode="after")
    def _believable(self) -> Runner:
        low, high = BMI
        if not low <= self.bmi <= high:
            raise ValueError(
                f"height {self.height:g} m with mass {self.mass:g} kg is a body mass index of "
                f"{self.bmi:.1f} kg/m2, but must be from {low:g} to {high:g} kg/m2."
            )
        return self

    @property
    def bmi(self) -> float:
        """Body mass index (kg/m2)."""
        return self.mass / self.height**2

    def has_body_of(self, other: Runner) -> bool:
        """Whether both have the same body; what moves nothing in a motion, as age, may differ."""
        one, two = (r.model_dump(exclude={"age", *ASIDE}) for r in (self, other))
        return one == two

    @property
    def sided(self) -> bool:
        """Whether left and right differ, by strength or by a change.

        Changes are looked at one by one: two that together leave both legs alike count too.
        """
        return one_sided(self.strength) or any(change.sided for change in self.changes)

    def strength_of(self, place: str) -> float:
        """Factor on the maximal force of a muscle group (1 where none was given).

        Parameters
        ----------
        place
            A group (``glutes``), or a group on one side (``left:glutes``).

        Raises
        ------
        RunnerError
            If no side is named where left and right differ.
        """
        side, group = parted(place)
        right, left = (entry(self.strength, [group], s) for s in SIDES)
        if side is None and right != left:
            raise RunnerError(
                f"the strength of {group} differs between the legs: give "
                f"{place_on(RIGHT, group)!r} or {place_on(LEFT, group)!r}."
            )
        factor = left if side == LEFT else right
        return 1.0 if factor is None else factor

    def stronger(
        self,
        force: Mapping[str, float] | None = None,
        *,
        drive: Mapping[str, float] | None = None,
        mass: Mapping[str, float] | None = None,
        tendon_stiffness: Mapping[str, float] | None = None,
        fibre_length: Mapping[str, float] | None = None,
        slow_fraction: Mapping[str, float] | None = None,
    ) -> Runner:
        """This runner with other muscles, in both legs or in one.

        Parameters
        ----------
        force
            Factor on force capacity (physiological cross-section) by muscle (``soleus``), muscle
            group (``calves``) or ``all``, of both legs; of one as ``left:soleus``. The muscle's
            mass grows with its volume, makes heat and is carried; its tendon, fibre length and
            fibre type stay.
        drive, mass, tendon_stiffness, fibre_length, slow_fraction
            What else changes, or does not: see
            :class:`~hillrunner.person.muscle_change.MuscleChange`.
            ``drive={"all": 1.1}`` is strength without size: more of the same muscle's fibres work.

        Raises
        ------
        RunnerError
            If a number is out of range. An unknown muscle is refused by ``simulate``, which has the
            body.

        Examples
        --------
        >>> runner = Runner(height=1.795, mass=75.0)
        >>> runner.stronger({"calves": 1.10, "soleus": 1.20}).changes[0].force
        {'calves': 1.1, 'soleus': 1.2}
        >>> runner.stronger({"left:glutes": 0.7}).sided
        True
        """
        change = MuscleChange(
            force=force,
            drive=drive,
            mass=mass,
            tendon_stiffness=tendon_stiffness,
            fibre_length=fibre_length,
            slow_fraction=slow_fraction,
        )
        return self.model_copy(update={"changes": (*self.changes, change)})

    @classmethod
    def from_toml(cls, path: str | Path, **replace: Any) -> Runner:
        """Read a runner's file.

        Parameters
        ----------
        path : path
            A TOML file with the keys that :class:`Runner` takes. In it, ``trunk_lean`` of
            ``technique`` is in degrees.
        **replace
            Values that take the place of the file's.

        Raises
        ------
        RunnerError
            If the file is missing, is not TOML or does not describe a runner.
        """
        path = Path(path)
        data = read_toml(path, "runner file", RunnerError)
        try:
            return cls(**(_in_si(data) | replace))
        except (RunnerError, ValueError) as error:
            raise RunnerError(f"{path}: {error}") from None


def _in_si(data: dict[str, Any]) -> dict[str, Any]:
    """A file's data with the trunk's lean in rad."""
    technique = data.get("technique")
    if not isinstance(technique, Mapping) or "trunk_lean" not in technique:
        return data
    lean = math.radians(number_in("trunk_lean", technique["trunk_lean"], *LEAN))
    return data | {"technique": {**technique, "trunk_lean": lean}}


def _table(field: str, value: object, names: Iterable[str]) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValueError(f"{field} is {show(value)}, but must be a table of {listed(names)}.")
    return value
