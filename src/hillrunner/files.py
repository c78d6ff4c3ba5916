"""Files that appear whole or not at all, why one cannot be read or written, and people's TOML."""

from __future__ import annotations

import errno
import os
import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from hillrunner.errors import HillrunnerError

LONGEST = 80  # bytes of a name that become part of a file's name


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A hidden place beside ``path`` to write to, which becomes ``path`` when all is written.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left then.
    """
    if not path.name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    part = part_of(path, os.getpid())
    try:
        yield part
        os.replace(part, path)
    finally:
        with suppress(OSError):  # as for a name that is too long: there is nothing then
            part.unlink()


def why_not(error: OSError) -> str:
    """Why a file cannot be read or written, to stand in a sentence: ``no such file or directory``.

    What the operating system says of it in small letters, or else the error's own words.
    """
    return os.strerror(error.errno).lower() if error.errno else str(error)


def slug(text: str) -> str:
    """``text`` as part of a file name: small letters of any script, digits and hyphens.

    Names of which nothing readable is left, and those cut short, get a few digits of their own, so
    that different people do not share a folder; an empty text stays empty.
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    words = re.sub(r"[^\w.]+|_+", "-", plain).strip("-.")
    short = words.encode("utf-8")[:LONGEST].decode("utf-8", "ignore").rstrip("-.")
    if short == words and (words or not text.strip()):
        return words
    digits = f"{zlib.crc32(plain.encode('utf-8', 'replace')):08x}"
    return f"{short}-{digits}" if short else digits


def part_of(path: Path, process: int) -> Path:
    """Where the process of that number writes ``path`` before it is whole.

    Its name is short, so that every name that a file may have can be written.
    """
    digest = zlib.crc32(path.name.encode("utf-8", "surrogateescape"))
    return path.with_name(f".{path.name[:30]}.{digest:08x}.{process}.part")


def read_toml(path: Path, what: str, error: type[HillrunnerError]) -> dict[str, Any]:
    """The table of a TOML file, with or without a byte-order mark.

    Raises
    ------
    HillrunnerError
        As ``error``, in one sentence that calls the file ``what``: it cannot be read, is no text,
        or is not valid TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as failure:
        raise error(f"cannot read {what} {path}: {why_not(failure)}.") from None
    except UnicodeDecodeError:
        raise error(f"cannot read {what} {path}: it is not a text file.") from None
    except tomllib.TOMLDecodeError as failure:
        why = str(failure).rstrip(".")
        raise error(f"{what} {path} is not valid TOML: {why}.") from None
    except RecursionError:
        raise error(f"{what} {path} is not valid TOML: its brackets are nested too deep.") from None
    except ValueError:  # what Python says of a number that it will not convert
        raise error(f"{what} {path} is not valid TOML: a number has too many digits.") from None
