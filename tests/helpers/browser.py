"""Pages in a real browser: what became of them after their scripts ran."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

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
    "--virtual-time-budget=2000",
)


TRIES, PATIENCE = 3, 60.0


def look(address: str, *flags: str, width: int = 1280) -> str:
    """The page's tree after its scripts ran.

    A headless browser sometimes never comes to its first page on a busy machine; it is then
    stopped, with all its processes, and started anew.
    """
    for _ in range(TRIES):
        told = _tree(address, *flags, f"--window-size={width},900")
        if told is not None:
            tree, said = told
            assert "<html" in tree, said[-2000:]
            return tree
    raise AssertionError(f"the browser hung {TRIES} times at {address}")


def _tree(address: str, *flags: str) -> tuple[str, str] | None:
    """The tree and what the browser said; None where it hung."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        subprocess.Popen(
            [str(BROWSER), *FLAGS, *flags, f"--user-data-dir={profile}", "--dump-dom", address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as browser,
    ):
        try:
            return browser.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(browser.pid, signal.SIGKILL)
            return None


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
