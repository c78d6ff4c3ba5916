"""A result that can be looked at: as text, in a notebook, as JSON, as a page.

Results hold numbers; what they are in words belongs to :mod:`hillrunner.tell`, which every result
lies below. When somebody looks at a result, it is shown through one door, ``_tell``, so that
nothing below imports anything above.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from types import ModuleType

from hillrunner.errors import HillrunnerError
from hillrunner.files import whole_file, why_not


def _tell() -> ModuleType:
    """:mod:`hillrunner.tell.show`: the only door by which a result is shown."""
    return import_module("hillrunner.tell.show")


class Shown:
    """Base of frozen results: ``print`` it, look at it in a notebook, or write it.

    How a type is shown stands in the module that :data:`hillrunner.tell.show.SHOWN_IN` names.
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

    def save(self, folder: str | Path) -> list[Path]:
        """Write all that belongs to the result into one folder, which is made if need be.

        Returns
        -------
        Its files: ``result.json``, which is :meth:`to_json`, and motions and pages of the result.

        Raises
        ------
        HillrunnerError
            If something cannot be written.
        """
        place = Path(folder)
        try:
            place.mkdir(parents=True, exist_ok=True)
            _tell().files(self, place)
            with whole_file(place / "result.json") as part:
                part.write_text(self.to_json() + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise HillrunnerError(
                f"cannot write to the folder {place}: {why_not(error)}."
            ) from None
        return sorted(file for file in place.rglob("*") if file.is_file())
