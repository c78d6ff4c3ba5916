"""NetCDF files: written whole, and written and read straight as HDF5.

xarray's own ways ask HDF5 for every dimension of every variable many times over, which takes ten
times as long as a solve's other preparations.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import h5py
import numpy as np
import xarray as xr

from hillrunner.errors import HillrunnerError
from hillrunner.files import whole_file, why_not

Made = TypeVar("Made")

# Behind a file's last byte stands a digest: HDF5 itself may crash at a damaged file.
DIGEST = b"sha256 of the bytes before: "
DIGEST_SIZE = len(DIGEST) + 64
NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable."
# What NetCDF and xarray write for themselves.
THEIRS = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "_FillValue", "coordinates"}
THEIRS |= {"_Netcdf4Dimid", "_Netcdf4Coordinates", "_NCProperties", "_nc3_strict"}


def save_netcdf(data: xr.Dataset, path: Path, what: str, error: type[HillrunnerError]) -> None:
    """Write a file of NetCDF 4, compressed; it appears whole or not at all.

    Raises
    ------
    HillrunnerError
        If it cannot be written: of the class ``error``, and its sentence calls the file ``what``.
    """
    try:
        # In memory first: HDF5 crashes when the disk is full at the end.
        raw = sealed(netcdf_of(data))
        with whole_file(path) as part:
            part.write_bytes(raw)
    except OSError as failure:
        raise error(f"cannot write {what} {path}: {why_not(failure)}.") from None


def netcdf_of(data: xr.Dataset) -> bytes:
    """A file of NetCDF 4, as xarray would write it: HDF5 whose dimensions are scales."""
    file = io.BytesIO()
    with h5py.File(file, "w", track_order=True) as whole:
        whole.attrs["_NCProperties"] = np.bytes_(f"version=2,h5py={h5py.__version__}")
        aside = [str(name) for name in data.coords if name not in data.dims]
        _describe(whole, data.attrs)
        places = {name: place for place, name in enumerate(data.sizes)}
        for name, size in data.sizes.items():  # scales first, those without values too
            if name in data.variables:
                scale, label = _put(whole, str(name), data.variables[name]), str(name)
            else:
                scale = whole.create_dataset(str(name), (size,), ">f4")
                label = f"{NO_VARIABLE}{size:10d}"
            scale.make_scale(label)
            scale.attrs["_Netcdf4Dimid"] = np.int32(places[name])
        shared = set(aside)
        for name, variable in data.variables.items():
            if name in data.sizes:
                continue
            item = _put(whole, str(name), variable)
            for axis, dimension in enumerate(variable.dims):
                item.dims[axis].attach_scale(whole[dimension])
            if variable.ndim > 0:
                item.attrs["_Netcdf4Dimid"] = np.int32(places[variable.dims[0]])
                all_places = np.array([places[d] for d in variable.dims], np.int32)
                item.attrs["_Netcdf4Coordinates"] = all_places
            beside = [n for n in aside if set(data[n].dims) <= set(variable.dims)]
            if name in data.data_vars and beside:
                item.attrs["coordinates"] = " ".join(beside)
                shared -= set(beside)
        if shared:  # coordinates that go with no variable
            whole.attrs["coordinates"] = " ".join(sorted(shared))
    return file.getvalue()


def sealed(raw: bytes) -> bytes:
    """A file's bytes with their digest behind them, where other readers of HDF5 do not look."""
    return raw + DIGEST + hashlib.sha256(raw).hexdigest().encode()


def unsealed(raw: bytes) -> bytes:
    """The bytes before their digest; all of them, if they have none (another program's file).

    Raises
    ------
    ValueError
        If they are not those that were sealed.
    """
    before, seal = raw[:-DIGEST_SIZE], raw[-DIGEST_SIZE:]
    if not seal.startswith(DIGEST):
        return raw
    if sealed(before) != raw:
        raise ValueError("the bytes were changed after they were written")
    return before


def _put(whole: h5py.File, name: str, variable: xr.Variable) -> h5py.Dataset:
    """A variable's values, compressed where they are numbers of a table, and attributes."""
    values = variable.values
    if values.dtype.kind in "UO":
        item = whole.create_dataset(name, values.shape, h5py.string_dtype())
        item[...] = values.astype(object)
    elif values.dtype.kind == "f" and values.ndim and values.size:
        packed = {"compression": "gzip", "compression_opts": 4, "shuffle": True}
        item = whole.create_dataset(name, data=values, **packed)
    else:
        item = whole.create_dataset(name, data=values)
    if values.dtype.kind == "f":
        item.attrs["_FillValue"] = np.full(1, np.nan, values.dtype)
    _describe(item, variable.attrs)
    return item


def _describe(item: h5py.Dataset | h5py.File, attributes: Mapping[Any, Any]) -> None:
    for name, value in attributes.items():
        item.attrs[name] = value if isinstance(value, str) else np.atleast_1d(value)


def load_netcdf(
    path: Path, what: str, error: type[HillrunnerError], make: Callable[[xr.Dataset], Made]
) -> Made:
    """What ``make`` makes of the data in a file of NetCDF 4.

    Raises
    ------
    HillrunnerError
        If the file is missing or damaged, or ``make`` fails at what is in it: of the class
        ``error``, and its sentence calls the file ``what``.
    """
    try:
        raw = path.read_bytes()
    except OSError as failure:
        raise error(f"cannot read {what} {path}: {why_not(failure)}.") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a broken file is refused below, in one sentence
            return make(read_netcdf(io.BytesIO(unsealed(raw))))
    except Exception:  # whatever the readers of HDF5 and NetCDF raise at a damaged file
        raise error(f"cannot read {what} {path}: it is damaged or not a NetCDF file.") from None


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
    aside |= {name for name, (dimensions, *_) in variables.items() if dimensions == [name]}
    coordinates = {name: variables.pop(name) for name in list(variables) if name in aside}
    return xr.Dataset(variables, coordinates, attributes)


def _dimensions(name: str, item: h5py.Dataset) -> list[str]:
    """Names of a variable's dimensions; one that is a scale is its own."""
    if item.is_scale:
        return [name]
    return [scales[0].name.rpartition("/")[2] for scales in item.dims]


def _attributes(item: h5py.Dataset | h5py.File) -> dict[str, Any]:
    attributes = {k: _plain(v) for k, v in item.attrs.items() if k not in THEIRS}
    if not all(isinstance(name, str) for name in attributes):  # h5py gives what is no text as bytes
        raise ValueError("the name of an attribute is not text")
    return attributes


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _plain(value: Any) -> Any:
    """An attribute as text or number."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray) and value.shape == (1,):
        return value[0]
    return value
