"""A value as a dot on the band it is held against: the one such drawing of all pages."""

from __future__ import annotations

from dataclasses import dataclass

BAND = 0.45  # half of a band with two edges, of half the picture


@dataclass(frozen=True)
class Dots:
    """The picture; every place is from -1, its left end, to 1.

    Attributes
    ----------
    band
        Ends of what is published; an open side reaches to the end of the picture.
    edges
        Ends of the band that are not open.
    mean, value, person
        Of the published, of the simulation, and of the measured person.
    outside
        Whether the value is drawn as one that is outside.
    label
        The picture in words; decoration where empty.
    half
        Half of the picture's width, in units of its height / 22.
    """

    band: tuple[float, float] | None
    edges: tuple[float, ...]
    mean: float | None
    value: float | None
    person: float | None
    outside: bool
    label: str
    half: float

    def x(self, place: float) -> str:
        """Where a place is drawn."""
        return f"{self.half * place:.1f}"

    @property
    def diamond(self) -> str:
        """Corners of the sign of a value that is outside."""
        at = self.half * (self.value or 0.0)
        return f"{at - 6:.1f},11 {at:.1f},5 {at + 6:.1f},11 {at:.1f},17"


@dataclass(frozen=True)
class Scale:
    """Where values lie beside a band.

    A band with two edges takes up the same middle part in every picture; one with a single edge
    has it in the middle, and the whole half is a change by as much as the edge (or, of an edge at
    zero, by any amount). Without a band the mean is in the middle.
    """

    low: float | None
    high: float | None
    mean: float | None = None

    def place(self, value: float) -> float:
        """From -1 to 1; values beyond lie at the very end."""
        if self.low is not None and self.high is not None:
            middle, half = 0.5 * (self.low + self.high), 0.5 * (self.high - self.low)
            at = BAND * (value - middle) / half
        else:
            centre = next(x for x in (self.low, self.high, self.mean) if x is not None)
            at = (value - centre) / (abs(centre) or 2.0 * abs(value) or 1.0)
        return max(-1.0, min(1.0, at))


def dots(
    scale: Scale,
    value: float | None,
    *,
    person: float | None = None,
    outside: bool = False,
    label: str = "",
    half: float = 100.0,
) -> Dots:
    """The picture of a ``value`` on the band of a ``scale``; see :class:`Dots`."""
    low, high = scale.low, scale.high
    band = None
    if low is not None or high is not None:
        band = (
            -1.0 if low is None else scale.place(low),
            1.0 if high is None else scale.place(high),
        )
    return Dots(
        band=band,
        edges=tuple(scale.place(edge) for edge in (low, high) if edge is not None),
        mean=None if scale.mean is None else scale.place(scale.mean),
        value=None if value is None else scale.place(value),
        person=None if person is None else scale.place(person),
        outside=outside,
        label=label,
        half=half,
    )
