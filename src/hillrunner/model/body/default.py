"""The body that ships with hillrunner."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

from hillrunner.model.body.model import Body


@cache
def default_body() -> Body:
    """The generic body: RajagopalLaiUhlrich2023, imported by :func:`import_opensim`.

    Returns
    -------
    31 coordinates, 80 muscles, 75.3 kg, 1.70 m; its file names its source and credits.
    """
    with as_file(files("hillrunner.model.body") / "data" / "default_body.json") as path:
        return Body.load(path)
