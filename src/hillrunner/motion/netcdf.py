"""Reading a NetCDF file's variables, dimensions and attributes straight from HDF5.

xarray's own reader asks HDF5 for every dimension of every variable many times over, which takes ten
times as long as a solve's other preparations.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import h5py
import numpy as np
import xarray as xr

NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable"
# What NetCDF and xarray write for themselves.
THEIRS = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "_FillValue", "coordinates"}
THEIRS |= {"_Netcdf4Dimid", "_Netcdf4Coordinates", "_NCProperties", "_nc3_strict"}


def read_netcdf(file: BinaryIO) -> xr.Dataset:
    """A whole NetCDF 4 file, with numbers as they are: no times, scales or groups are decoded.

    Raises
    ------
    Exception
        Whatever h5py and xarray raise at a file that is damaged or no NetCDF file.
    """
    variables: dict[str, Any] = {}
    aside: set[str] = set()
    with h5py.File(file, "r") as whole:
        for name, item in whole.items():
            if not isinstance(item, h5py.Dataset) or _text(item.attrs.get("NAME", "")).startswith(
                NO_VARIABLE
            ):
                continue
            text = h5py.check_string_dtype(item.dtype) is not None
            values = np.asarray(item.asstr()[()], dtype=str) if text else item[()]
            variables[name] = (_dimensions(name, item), values, _attributes(item))
            aside |= set(_text(item.attrs.get("coordinates", "")).split())
        attributes = _attributes(whole)
        aside |= set(_text(whole.attrs.get("coordinates", "")).split())
    return xr.Dataset(variables, attrs=attributes).set_coords(sorted(aside & variables.keys()))


def _dimensions(name: str, item: h5py.Dataset) -> list[str]:
    """Names of a variable's dimensions; one that is a scale is its own."""
    if item.is_scale:
        return [name]
    return [scales[0].name.rpartition("/")[2] for scales in item.dims]


def _attributes(item: h5py.Dataset | h5py.File) -> dict[str, Any]:
    return {k: _plain(v) for k, v in item.attrs.items() if k not in THEIRS}


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _plain(value: Any) -> Any:
    """An attribute as text or number."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray) and value.shape == (1,):
        return value[0]
    return value
