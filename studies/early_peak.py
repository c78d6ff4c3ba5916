"""What makes the ground's force peak early, and the steps quick and flat?

The simulated force peaks at 28 to 32 % of stance, people's at 39 to 49. Here one thing after
another is changed in the default body, its ground and what it minimises, and the shipped runs are
solved again: a softer ground that loses less, an arch, a sole that shears, flesh that swings, toes
that stand higher, weights, the price of being stretched, quicker muscles, a finer mesh. Prints
measures of every run beside the shipped one's and people's, and the counted rows inside, and
writes them to ``results/early_peak.md`` and ``.json``. Motions that are in the folder already are
not solved again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import common
import feet
import other_ways

from hillrunner import Motion, Run, simulate
from hillrunner.batch.telling import iterations
from hillrunner.errors import SolveError
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.motion import library
from hillrunner.settings import Settings
from hillrunner.validate.measures.registry import Measured, measurement

SPEEDS = (3.5, 4.5, 2.5)
SOFT, LESS = 1.3e6, 0.3  # N/m2 and s/m
BASE = "soft, damped"  # what others are changed in


class Way(NamedTuple):
    """What is changed, and whose motions it starts from."""

    origin: str | None = None
    stiffness: float | None = None
    dissipation: float | None = None
    damped: bool = False
    feet: Callable[[Body], Body] | None = None
    effort: dict[str, float] = {}
    negative_work: float | None = None
    max_velocity: float | None = None
    soft_tissue: float | None = None
    mesh: int | None = None


def soft(origin: str | None = BASE, **more: Any) -> Way:
    """A way on soft ground with a damped trunk."""
    return Way(origin, SOFT, 0.5, damped=True, **more)


WAYS = {
    "shipped": Way(),
    # the ground
    "half as stiff, loses half": Way("shipped", 2.5e6, LESS),
    "soft, loses half": Way("half as stiff, loses half", SOFT, LESS),
    "soft, damped, loses half": Way("shipped", SOFT, LESS, damped=True),
    BASE: soft("shipped"),
    "softest, damped": Way(BASE, 0.6e6, 0.5, damped=True),
    # the body
    "arch": Way("shipped", 2.5e6, LESS, damped=True, feet=feet.with_arch),
    "arch, soft": Way("arch", SOFT, LESS, damped=True, feet=feet.with_arch),
    "sole that shears": soft(feet=feet.with_shear),
    "flesh that swings": Way("shipped", feet=feet.with_flesh, soft_tissue=0.0),
    "toes 16 mm higher": Way("shipped", feet=partial(feet.with_toe_spring, higher=0.016)),
    "quicker muscles": soft(max_velocity=18.0),
    # what is minimised
    "stretching is not paid back": soft(negative_work=0.0),
    "tendon's rate": soft(effort={"strain_rate": 10.0}),
    "activation": soft(effort={"activation": 60.0}),
    "acceleration": soft(effort={"acceleration": 2.0}),
    "less energy": soft(effort={"metabolic": 0.3}),
    # how it is computed
    "mesh of 60": soft(mesh=60),
}
TOLD = (
    *("cadence", "contact_time", "flight_time", "peak_vertical_force", "com_oscillation"),
    *("knee_swing_max", "cost_of_transport"),
)
MEASURED = ("peak_force_instant", "thigh_back")


def body(way: Way) -> Body:
    """The generic body of a way."""
    own = other_ways.body(way.damped) if way.damped else default_body()
    return way.feet(own) if way.feet else own


def settings(way: Way, tolerance: float) -> Settings:
    """The package's settings with what a way changes."""
    plain = Settings(tolerance=tolerance)

    def given(**fields: float | None) -> dict[str, float]:
        return {name: value for name, value in fields.items() if value is not None}

    contact = given(stiffness=way.stiffness, dissipation=way.dissipation)
    energy = given(negative_work=way.negative_work, soft_tissue=way.soft_tissue)
    return plain.changed(
        contact=plain.contact.changed(**contact),
        energy=plain.energy.changed(**energy),
        effort=plain.effort.changed(**way.effort),
        muscles=plain.muscles.changed(**given(max_velocity=way.max_velocity)),
        **given(mesh=way.mesh),
    )


def main() -> int:
    """The command."""
    options = common.options_of(__doc__, "early_peak")
    found: dict[tuple[str, float], Motion] = {}
    lines: list[tuple[Any, ...]] = []
    counted: list[tuple[str, str]] = []
    for name, way in WAYS.items():
        shape = body(way)
        for speed in SPEEDS:
            file = options.out / f"{common.file_stem(name)}-{speed:g}.nc"
            start = found.get((str(way.origin), speed))
            start = start or library.load_shipped(f"run-{speed:g}.nc")
            try:
                motion = (
                    Motion.load(file)
                    if file.exists()
                    else simulate(
                        common.example_runner(),
                        Run(speed),
                        start=feet.as_start(start, shape),
                        body=shape,
                        settings=settings(way, options.tolerance),
                        progress=iterations(common.note),
                        time_limit=300.0,
                    )
                )
            except SolveError as error:
                common.note(f"{name} at {speed:g} m/s: {error}")
                continue
            motion.save(file)
            found[name, speed] = motion
            lines.append(line(name, speed, motion))
        own = {speed: found[name, speed] for speed in SPEEDS if (name, speed) in found}
        if set(own) == set(SPEEDS):
            table = common.rows_at(own)
            counted.append((name, f"{len(table.inside)}/{len(table.judged)}"))
            common.note(f"{counted[-1]}")
    head = ("way", "m/s", "effort J/kg/m", *TOLD, *MEASURED)
    text = common.markdown(head, lines)
    text += "\n\n" + common.markdown(("way", "rows inside at 2.5, 3.5 and 4.5 m/s"), counted)
    print(text)
    common.keep("early_peak", text, {"ways": [list(one) for one in lines], "inside": counted})
    return 0


def line(name: str, speed: float, motion: Motion) -> tuple[Any, ...]:
    """What is told of a run."""
    rows, run = common.rows(motion), Measured(motion)
    return (
        *(name, speed, motion.solver.objective),
        *(rows[key] for key in TOLD),
        *(float(measurement(key).function(run, "")) for key in MEASURED),
    )


if __name__ == "__main__":
    sys.exit(main())
