"""Ctrl-C that is never lost: noted where raising would lose it, and raised where that is safe.

CasADi swallows a KeyboardInterrupt that is raised while it calls back into Python, also while it
builds an expression. In :func:`ctrl_c_noted` none is raised: a press is noted, :func:`check_ctrl_c`
raises it in the middle of long Python code, and the end of the block raises it at the latest.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130  # exit code of a program that Ctrl-C ended, as shells report it


class CtrlC:
    """Whether Ctrl-C was pressed: the handler of SIGINT while it is only to be noted."""

    def __init__(self) -> None:
        self.pressed = False

    def __call__(self, *_: object) -> None:
        self.pressed = True

    def check(self) -> None:
        """Raise KeyboardInterrupt if it was pressed."""
        if self.pressed:
            raise KeyboardInterrupt


@contextmanager
def ctrl_c_noted() -> Iterator[CtrlC]:
    """Note Ctrl-C instead of raising it; also a decorator, ``@ctrl_c_noted()``.

    A block inside another shares its note. Outside the main thread, or where the program has a
    handler of its own (or ignores SIGINT), nothing is changed and nothing is noted.

    Raises
    ------
    KeyboardInterrupt
        At the end of the block, whatever else it raised, if Ctrl-C was pressed in it.
    """
    handler = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    if main and isinstance(handler, CtrlC):
        yield handler
        handler.check()
        return
    note = CtrlC()
    if not main or handler is not signal.default_int_handler:
        yield note
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield note
    finally:
        signal.signal(signal.SIGINT, handler)
        note.check()


def check_ctrl_c() -> None:
    """Raise the KeyboardInterrupt that :func:`ctrl_c_noted` has noted, if it has noted one.

    To be called between the steps of long Python code, where no library is in between.
    """
    handler = signal.getsignal(signal.SIGINT)
    if isinstance(handler, CtrlC) and threading.current_thread() is threading.main_thread():
        handler.check()
