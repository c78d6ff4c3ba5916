"""Right and left: one vocabulary, and the only functions that know how OpenSim writes it.

Data sets, tables and files say ``right`` and ``left``. Names of muscles, coordinates and segments
are OpenSim's and end in ``_r`` or ``_l`` (``soleus_r``); what belongs to no side has no such end.
"""

from __future__ import annotations

from typing import Literal

Side = Literal["right", "left"]

SIDES: tuple[Side, Side] = ("right", "left")
RIGHT, LEFT = SIDES

_ENDS: dict[Side, str] = {"right": "_r", "left": "_l"}


def side_of(name: str) -> Side | None:
    """The side that a name ends in: ``soleus_r`` is ``right``, ``lumbar_bending`` None."""
    return next((side for side, end in _ENDS.items() if name.endswith(end)), None)


def stem(name: str) -> str:
    """A name without its side: ``soleus_r`` is ``soleus``; names without a side stay."""
    side = side_of(name)
    return name if side is None else name.removesuffix(_ENDS[side])


def on_side(name: str, side: Side) -> str:
    """A name without side put on a side: ``soleus`` on the ``left`` is ``soleus_l``."""
    return name + _ENDS[side]


def on_both_sides(name: str) -> tuple[str, str]:
    """A name without side on the right and on the left."""
    return on_side(name, RIGHT), on_side(name, LEFT)


def opposite(side: Side) -> Side:
    """The other of the two sides."""
    return LEFT if side == RIGHT else RIGHT


def other_side(name: str) -> str:
    """The left part's name for a right one and the reverse; names without a side stay."""
    side = side_of(name)
    return name if side is None else on_side(stem(name), opposite(side))
