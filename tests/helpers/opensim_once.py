"""An interpreter with OpenSim in it that starts in no time, for it has started already."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent


@contextmanager
def started(python: str) -> Iterator[str]:
    """A command that runs scripts as ``python`` does, in processes forked of one with OpenSim.

    It is ``python`` itself where processes cannot be forked.
    """
    if not hasattr(os, "fork"):
        yield python
        return
    with tempfile.TemporaryDirectory(prefix="osim-") as folder:
        address, command = os.path.join(folder, "socket"), Path(folder, "python")
        words = [sys.executable, "-SE", str(HERE / "opensim_client.py"), address]
        command.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
        command.chmod(0o755)
        with subprocess.Popen(
            [python, str(HERE / "opensim_server.py"), address],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as server:
            assert server.stdout.readline() == b"ready\n", f"{python} cannot load OpenSim"
            yield str(command)
            server.stdin.close()
