"""What the tests of pages share: which pages there are, and the code blocks in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = ("api", "auto_gallery")  # written by the build of the documentation


def pages() -> list[Path]:
    """README, CONTRIBUTING and every page of the documentation that is written by hand."""
    written = [
        path
        for path in sorted((ROOT / "docs").rglob("*.md"))
        if path.relative_to(ROOT / "docs").parts[0] not in GENERATED
    ]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *written]


def name(page: Path) -> str:
    """A page's path from the root of the repository."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
