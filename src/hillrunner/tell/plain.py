"""What goes into JSON: plain types, and null for a number that does not exist."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import xarray as xr


def plain(value: Any) -> Any:
    """``value`` as JSON has it: dicts, lists, text, numbers; null for what is not finite."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def plain_dataset(data: xr.Dataset) -> dict[str, Any]:
    """A Dataset: ``coords`` by name, and ``variables`` with their dims, units and values."""
    return {
        "coords": {str(name): plain(values.values) for name, values in data.coords.items()},
        "variables": {
            str(name): {
                "dims": [str(dim) for dim in values.dims],
                **{str(key): plain(told) for key, told in values.attrs.items()},
                "values": plain(values.values),
            }
            for name, values in data.data_vars.items()
        },
        "attrs": plain(data.attrs),
    }
