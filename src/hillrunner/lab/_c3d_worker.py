"""Reads a .c3d file by ezc3d; run as a script, in a process of its own.

A damaged file may crash ezc3d, hold it up, or have it ask for all the memory there is, and nothing
of that may happen to the process that wants to read it. Usage: ``python _c3d_worker.py FILE.c3d
ANSWER.npz``. The answer holds the arrays, and as JSON in ``told`` what is no array.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

import numpy as np

GROUPS = ("POINT", "ANALOG", "FORCE_PLATFORM", "ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS")
UNITS = ("unit_force", "unit_position", "unit_moment")
SERIES = ("force", "center_of_pressure", "Tz")
MEMORY = 4 * 2**30  # bytes, and
TIMES = 50  # the size of the file: more is not needed to read it


def bound_memory(path: str) -> None:
    """Ask for no more than a whole file needs, where the system can be told so."""
    if sys.platform != "win32":
        resource = importlib.import_module("resource")
        most = MEMORY + TIMES * os.path.getsize(path)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def opened(path: str) -> Any:
    """The file as ezc3d has it, with force plates where it knows their type."""
    import ezc3d

    try:
        return ezc3d.c3d(path, extract_forceplat_data=True)
    except Exception:  # as for a plate that it does not know
        return ezc3d.c3d(path)


def values(parameter: dict[str, Any]) -> list[Any]:
    """What a parameter holds, in one row."""
    return [
        x.item() if hasattr(x, "item") else x
        for x in np.ravel(np.asarray(parameter["value"], dtype=object))
    ]


def main() -> None:
    path, answer = sys.argv[1:]
    bound_memory(path)
    file = opened(path)
    plates = file["data"].get("platform") or []
    told = {
        "first_frame": int(file["header"]["points"]["first_frame"]),
        "parameters": {
            group: {
                name: values(parameter)
                for name, parameter in file["parameters"][group].items()
                if isinstance(parameter, dict) and "value" in parameter
            }
            for group in GROUPS
            if group in file["parameters"]
        },
        "plates": [{name: str(plate[name]) for name in UNITS} for plate in plates],
    }
    arrays: dict[str, Any] = {
        f"{name}_{k}": np.asarray(plate[name], float)
        for k, plate in enumerate(plates)
        for name in SERIES
    }
    arrays["points"] = np.asarray(file["data"]["points"], float)
    arrays["analogs"] = np.asarray(file["data"]["analogs"], float)
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    np.savez(answer, **arrays)


if __name__ == "__main__":
    main()
