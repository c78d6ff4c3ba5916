"""The validation table: the documentation's copy of it, and what CI holds the simulator to.

Without flags it takes the shipped motions as they are. Writes ``docs/validation.md``,
``docs/validation.html`` and ``tests/validate/inside.json``, the counted rows that are inside with
the shipped motions: CI fails where one of them goes outside. Run it again after a deliberate change
of motions, measures or rows, and look at what the difference in that file says.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import common

from hillrunner.tell.validation_shown import markdown
from hillrunner.validate.validation import validate

DOCS = common.ROOT / "docs"
INSIDE = common.ROOT / "tests" / "validate" / "inside.json"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="solve what does not ship, too")
    parser.add_argument("--individuals", type=Path, help="folder of measured data; implies --full")
    parser.add_argument(
        "--motions", type=Path, default=Path("out/validate/motions"), help="where solves are kept"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    options = parser.parse_args()
    full = options.full or options.individuals is not None
    if full:
        found = validate(
            individuals=options.individuals,
            folder=options.motions,
            count=options.jobs,
            watch=common.note_job,
        )
    else:
        found = validate(quick=True)
    DOCS.mkdir(exist_ok=True)
    common.write(DOCS / "validation.md", markdown(found))
    found.write(DOCS / "validation.html")
    print(found)

    quick = validate(quick=True).table if full else found.table
    inside = sorted(result.row.name for result in quick.inside)
    before = set(json.loads(INSIDE.read_text(encoding="utf-8"))) if INSIDE.exists() else set()
    common.write(INSIDE, json.dumps(inside, indent=1, ensure_ascii=False) + "\n")
    common.note(f"{len(inside)} of {len(quick.judged)} counted rows are inside, shipped motions")
    for what, names in (("in", set(inside) - before), ("out", before - set(inside))):
        common.note(f"  newly {what}: {', '.join(sorted(names)) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
