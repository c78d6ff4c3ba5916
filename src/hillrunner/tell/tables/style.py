"""What a runner prefers, as text for the terminal."""

from __future__ import annotations

from hillrunner.lab.angles import PLACE
from hillrunner.quantities import decimal
from hillrunner.tell.tables.table import table, wrapped
from hillrunner.tell.words.style import in_degrees, said_of
from hillrunner.tracking.style import Style


def style_table(result: Style) -> str:
    """Sentences first, then every joint by part of the stride."""
    runner, motion = result.motion.runner, result.motion
    head = (
        f"A stride at {motion.speed:.2f} m/s of a runner of {runner.height:.2f} m and "
        f"{runner.mass:.1f} kg, in the runner's own way."
    )
    sentences = "\n".join(wrapped(sentence, "- ") for sentence in said_of(result))
    return "\n\n".join([head, sentences, _saved(result)])


def _saved(result: Style) -> str:
    saved, effort = result.saved, result.efforts[0]
    parts = saved["part"].values.tolist()
    lines = []
    for name in saved["coordinate"].values.tolist():
        values = [float(saved.sel(coordinate=name, part=part)) for part in parts]
        shares = [100.0 * in_degrees(result, name, value) / effort for value in values]
        unit = "cm" if name in PLACE else "deg"
        lines.append([name, unit, *(decimal(share, 2, signed=True) for share in shares)])
    head = ["% of effort saved by one more", "", *parts]
    return table(head, lines, "<<" + ">" * len(parts))
