"""What may be changed about a person's muscles: by how much, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, NoReturn

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from hillrunner.checks import Checked, number_in, show
from hillrunner.errors import HillrunnerError, RunnerError
from hillrunner.person.places import by_place, one_sided, simplified

ALL = "all"  # every leg muscle
FACTOR = (0.3, 3.0)
SHIFT = (-0.5, 0.5)  # of the share of slow fibres
KNOBS = ("force", "drive", "mass", "tendon_stiffness", "fibre_length", "slow_fraction")


class Fixed(dict[str, float]):
    """A table of numbers that does not change, so that what holds it does not."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a Runner does not change: make another with Runner(...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = pop = popitem = clear = setdefault = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Fixed], tuple[dict[str, float]]]:
        return Fixed, (dict(self),)


Factors = Annotated[dict[str, float], AfterValidator(Fixed)]


class MuscleChange(Checked):
    """One change of a person's muscles, of both legs or of one. Immutable and validated.

    Each knob is a table from a place to a number. A place is a muscle without its side
    (``soleus``), a muscle group (``calves``) or ``all``, every leg muscle; a muscle's own entry
    counts before its group's, and that before ``all``. With a side in front, as ``left:soleus`` or
    ``right:calves``, it is of that leg alone, and counts before the same name without. What is not
    named stays.

    Parameters
    ----------
    force : mapping of str to float
        Factor (0.3 to 3) on maximal isometric force: on physiological cross-section, at the same
        force per area.
    drive : mapping of str to float
        Factor on the part of the muscle's fibres that work in its largest effort. Maximal force
        and the heat of maximal effort go up alike, as more fibres work as others do, and there is
        nothing more to carry. (The heat of rest of fibres that never worked is counted with it,
        though they had it before: 10 % of all leg muscle makes running 0.2 % dearer by that.)
    fibre_length : mapping of str to float
        Factor on optimal fibre length. The tendon's slack length stays, so that the muscle works
        at other relative lengths; maximal shortening velocity stays in fibre lengths a second.
    mass : mapping of str to float
        Factor on the mass of the muscle. Where it is not given, mass follows volume, which is
        cross-section times fibre length. What is added is both contractile (it makes heat) and
        carried, by the segment that the muscle sits on.
    tendon_stiffness : mapping of str to float
        Factor on stiffness (N/m) at any given force: the tendon stretches 1/factor as far. Where
        it is not given the tendon stays as it is, in newtons over metres: training stiffens
        tendons later than it strengthens muscles, so a stronger muscle strains its tendon more.
    slow_fraction : mapping of str to float
        Added (-0.5 to 0.5) to the share of slow-twitch fibres. It moves the heat rates only.

    Raises
    ------
    RunnerError
        One sentence naming the knob, the place, the value and what is allowed.

    Examples
    --------
    >>> MuscleChange(force={"calves": 1.1, "left:glutes": 0.7}).force
    {'calves': 1.1, 'left:glutes': 0.7}
    """

    error: ClassVar[type[HillrunnerError]] = RunnerError

    force: Factors = Field(default_factory=Fixed)
    drive: Factors = Field(default_factory=Fixed)
    mass: Factors = Field(default_factory=Fixed)
    tendon_stiffness: Factors = Field(default_factory=Fixed)
    fibre_length: Factors = Field(default_factory=Fixed)
    slow_fraction: Factors = Field(default_factory=Fixed)

    @field_validator(*KNOBS, mode="before")
    @classmethod
    def _table(cls, value: object, info: ValidationInfo) -> dict[str, float]:
        knob = str(info.field_name)
        words = knob.replace("_", " ")
        if value is None:
            return {}
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise ValueError(
                f"change of {words} is {show(value)}, but must be a table of numbers by muscle, "
                f"muscle group or '{ALL}'."
            )
        table = by_place(f"change of {words}", value)
        return simplified({place: _number(words, place, x) for place, x in table.items()})

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that is named, once."""
        return tuple(dict.fromkeys(name for knob in KNOBS for name in getattr(self, knob)))

    @property
    def sided(self) -> bool:
        """Whether it changes left and right differently."""
        return one_sided(self.places)


def _number(knob: str, place: str, value: object) -> float:
    if knob == "slow fraction":
        return number_in(f"change of slow fraction of {place}", value, *SHIFT, "")
    try:
        return number_in(f"factor on {knob} of {place}", value, *FACTOR, "")
    except ValueError as error:
        raise ValueError(f"{str(error).rstrip('.')} (1.1 is 10 % more).") from None
