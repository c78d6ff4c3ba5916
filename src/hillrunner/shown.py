"""A result that can be looked at: as text, in a notebook, as JSON, as a page.

Results hold numbers; what they are in words belongs to :mod:`hillrunner.tell`, which every result
lies below. A result asks to be told through one door, :func:`_tell`, when somebody looks at it, so
that nothing below imports anything above.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from types import ModuleType


def _tell() -> ModuleType:
    """:mod:`hillrunner.tell.show`: the only door by which a result asks to be told."""
    return import_module("hillrunner.tell.show")


class Shown:
    """Base of frozen results: ``print`` it, look at it in a notebook, or write it.

    A result type is told in words where :data:`hillrunner.tell.show.TOLD_IN` says.
    """

    def __str__(self) -> str:
        return str(_tell().text(self))

    def _repr_html_(self) -> str:
        return str(_tell().html(self))

    def to_json(self) -> str:
        """The result as one JSON object: SI units, null for a number that does not exist."""
        return json.dumps(_tell().plain(self), allow_nan=False)

    def write(self, path: str | Path) -> Path:
        """Write the result as one HTML file that opens offline; it appears whole or not at all.

        Raises
        ------
        HillrunnerError
            If it cannot be written.
        """
        place: Path = _tell().page(self, Path(path))
        return place
