"""Pages in a real browser: what became of them after their scripts ran.

One browser a process of the tests is started and shows all pages, one after the other; it is spoken
to by the pipe of Chromium's DevTools protocol.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import select
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

BROWSER = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        if (found := shutil.which(name))
    ),
    None,
)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium to look at the page with")

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--remote-debugging-pipe",
)
HEIGHT, SCALE = 900, 0.5  # pixels of the window; those drawn for each, for software draws them
TRIES, PATIENCE = 3, 60.0  # starts of a browser, s that it may be silent
# Loaded, and what the page itself says: a page with a 3-D view says that it is ready, or what went
# wrong. Two frames later all that scripts asked for has been drawn.
TREE = """new Promise((done) => {
  const look = () => {
    const root = document.documentElement;
    const told = () => "ready" in root.dataset || "error" in root.dataset;
    const waits = () => document.getElementById("canvas") && !told();
    if (document.readyState !== "complete" || waits()) return void setTimeout(look, 10);
    requestAnimationFrame(() => requestAnimationFrame(() => done(root.outerHTML)));
  };
  look();
})"""


class Hung(Exception):
    """The browser says nothing any more."""


class _Browser:
    """A running browser, and its DevTools."""

    def __init__(self, flags: tuple[str, ...]) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        (its, self._to), (self._from, says) = os.pipe(), os.pipe()  # what it reads, what it writes
        log = str(Path(self._profile.name, "log"))
        itself = [str(BROWSER), *FLAGS, *flags, f"--user-data-dir={self._profile.name}"]
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (its, says)]
        self._process = os.posix_spawn(
            itself[0],
            itself,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
                (os.POSIX_SPAWN_DUP2, high[0], 3),
                (os.POSIX_SPAWN_DUP2, high[1], 4),
            ],
            setsid=True,
        )
        for end in (its, says, *high):
            os.close(end)
        self._heard, self._count, self._tab = b"", 0, ""

    def open(self) -> None:
        """Its first page, which is empty."""
        tab = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._tab = self.ask("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]

    def close(self) -> None:
        """Stop it, with all its processes."""
        with suppress(ProcessLookupError):
            os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._to)
        os.close(self._from)
        self._profile.cleanup()

    def ask(self, method: str, session: str | None = None, **arguments: Any) -> dict[str, Any]:
        """What a method of the protocol returns.

        Raises
        ------
        Hung
            If that takes too long, or the browser has ended.
        """
        self._count += 1
        said: dict[str, Any] = {"id": self._count, "method": method, "params": arguments}
        if session is not None:
            said["sessionId"] = session
        try:
            os.write(self._to, json.dumps(said).encode() + b"\0")
        except BrokenPipeError as gone:
            raise Hung(method) from gone
        until = time.monotonic() + PATIENCE
        while True:
            answer = self._next(until, method)
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                return dict(answer["result"])

    def _next(self, until: float, method: str) -> dict[str, Any]:
        """The next thing it says."""
        while b"\0" not in self._heard:
            left = until - time.monotonic()
            if left <= 0.0 or not select.select([self._from], [], [], left)[0]:
                raise Hung(method)
            more = os.read(self._from, 1 << 20)
            if not more:
                raise Hung(method)
            self._heard += more
        said, _, self._heard = self._heard.partition(b"\0")
        return dict(json.loads(said))

    def tree(self, address: str, width: int, plays: bool) -> str:
        """The tree of a page in a window as wide as that, for who wants motion or does not."""
        size = {"width": width, "height": HEIGHT, "deviceScaleFactor": SCALE, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", self._tab, **size)
        motion = {"name": "prefers-reduced-motion", "value": "" if plays else "reduce"}
        self.ask("Emulation.setEmulatedMedia", self._tab, features=[motion])
        self.ask("Page.navigate", self._tab, url=address)
        how = {"awaitPromise": True, "returnByValue": True}
        told = self.ask("Runtime.evaluate", self._tab, expression=TREE, **how)
        self.ask("Page.navigate", self._tab, url="about:blank")  # what plays there stops
        assert "exceptionDetails" not in told, told
        return str(told["result"]["value"])


_RUNNING: dict[tuple[str, ...], _Browser] = {}  # by flags


def close_all() -> None:
    """Stop what runs; conftest does, in the end."""
    while _RUNNING:
        _RUNNING.popitem()[1].close()


def look(address: str, *flags: str, width: int = 1280, plays: bool = False) -> str:
    """The page's tree after its scripts ran, and, unless it ``plays``, drew what stands still.

    A headless browser sometimes never comes to its first page on a busy machine; it is then
    stopped, with all its processes, and started anew.
    """
    for _ in range(TRIES):
        browser = _RUNNING.get(flags)
        try:
            if browser is None:
                browser = _RUNNING[flags] = _Browser(flags)
                browser.open()
            return browser.tree(address, width, plays)
        except Hung:
            _RUNNING.pop(flags).close()
    raise AssertionError(f"the browser hung {TRIES} times at {address}")


def root(tree: str) -> dict[str, str]:
    """The data attributes of the page's root."""
    tag = re.search(r"<html[^>]*>", tree)
    assert tag is not None
    return dict(re.findall(r'data-([\w-]+)="([^"]*)"', tag[0]))


def with_probe(report: Path, path: Path, script: str) -> str:
    """A copy of the report that runs ``script`` right after its own."""
    text = report.read_text(encoding="utf-8")
    probed = text.replace("main();\n", f"main();\n{{ {script} }}\n")
    assert probed != text
    path.write_text(probed, encoding="utf-8")
    return path.as_uri()
