"""The other end of a connection: a process that does jobs until the connection is closed."""

from __future__ import annotations

import json
import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait

from hillrunner.batch.work import carry_out
from hillrunner.dask_aside import leave_dask_aside


def serve(connection: Connection) -> None:
    """Do the jobs that come over the connection.

    Ctrl-C is the parent's: it is ignored here. Where the parent is gone, so is this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_dask_aside()
    if hasattr(signal, "pthread_sigmask"):  # as the parent left it while it started this one
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def tell(text: str) -> None:
        _send(connection, {"text": text})

    while True:
        try:
            message = connection.recv_bytes().decode()
        except (EOFError, OSError):
            return
        _send(connection, {"end": carry_out(message, tell)})


def _send(connection: Connection, content: dict[str, str]) -> None:
    try:
        connection.send_bytes(json.dumps(content).encode())
    except OSError:  # nobody listens any more
        os._exit(1)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
