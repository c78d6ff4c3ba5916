"""What goes into JSON: plain types, null for a number that does not exist, and the version."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from hillrunner import __version__


def result_object(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as one JSON object, with the version of hillrunner that says so."""
    return {
        **{name: jsonable(value) for name, value in fields.items()},
        "hillrunner_version": __version__,
    }


def jsonable(value: Any) -> Any:
    """``value`` as JSON has it: dicts, lists, text, numbers; null for what is not finite."""
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return jsonable(value.tolist())
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def jsonable_dataset(data: xr.Dataset) -> dict[str, Any]:
    """A Dataset: ``coords`` by name, and ``variables`` with their dims, units and values."""
    return {
        "coords": {str(name): jsonable(values.values) for name, values in data.coords.items()},
        "variables": {
            str(name): {
                "dims": [str(dim) for dim in values.dims],
                **{str(key): jsonable(value) for key, value in values.attrs.items()},
                "values": jsonable(values.values),
            }
            for name, values in data.data_vars.items()
        },
        "attrs": jsonable(data.attrs),
    }
