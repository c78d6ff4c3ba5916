"""A watch's file in whatever wrapping export sites give it: known by its bytes, not its name."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path

from hillrunner.errors import MeasuredError
from hillrunner.lab.activity import Activity
from hillrunner.lab.fit_file import SIGNATURE, read_fit
from hillrunner.lab.track_file import read_track

LARGEST = 200_000_000  # bytes unpacked; a day of records is under 20 MB
WITHIN = (".fit", ".tcx", ".gpx", ".gz")


def read_activity(path: str | Path, *, timed: bool = True) -> Activity:
    """Read a ``.fit``, ``.tcx`` or ``.gpx`` file, also gzipped or alone in a zip archive.

    Parameters
    ----------
    path
        The file.
    timed
        As of :func:`~hillrunner.lab.track_file.read_track`.

    Raises
    ------
    MeasuredError
        One sentence: no such file, empty, none of these formats, cut off or damaged.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise MeasuredError(f"cannot read watch file {path}: {why}.") from None
    raw = _unpacked(raw, str(path))
    if not raw.strip():
        raise MeasuredError(f"cannot read watch file {path}: it is empty.")
    if raw[8:12] != SIGNATURE and _is_markup(raw):
        return read_track(raw, str(path), timed=timed)
    return read_fit(raw, str(path))


def _is_markup(raw: bytes) -> bool:
    start = raw[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return start.startswith(b"<")


def _unpacked(raw: bytes, where: str, depth: int = 2) -> bytes:
    """The bytes without their wrappings."""
    if depth and raw[:2] == b"\x1f\x8b":
        return _unpacked(_gunzipped(raw, where), where, depth - 1)
    if depth and raw[:4] == b"PK\x03\x04":
        return _unpacked(_unzipped(raw, where), where, depth - 1)
    return raw


def _gunzipped(raw: bytes, where: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(raw)) as file:
            return _whole(file.read(LARGEST + 1), where)
    except EOFError:
        raise MeasuredError(f"cannot read {where}: its gzip is cut off.") from None
    except (OSError, zlib.error):
        raise MeasuredError(f"cannot read {where}: its gzip is damaged.") from None


def _unzipped(raw: bytes, where: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inside = [n for n in archive.namelist() if n.lower().endswith(WITHIN)]
            if len(inside) != 1:
                raise MeasuredError(
                    f"cannot read {where}: its archive holds {len(inside)} watch files, but must "
                    "hold one."
                )
            with archive.open(inside[0]) as file:
                return _whole(file.read(LARGEST + 1), where)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise MeasuredError(f"cannot read {where}: its archive cannot be opened.") from None


def _whole(raw: bytes, where: str) -> bytes:
    if len(raw) > LARGEST:
        raise MeasuredError(
            f"cannot read {where}: unpacked it is larger than {LARGEST // 1_000_000} MB."
        )
    return raw
