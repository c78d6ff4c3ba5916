"""Which other ways of running the default body has, and how much dearer they are.

An optimum is a local one. Here the shipped runs are led elsewhere and back: over softer ground, a
trunk that damps, and stronger muscles, each from the one before. Two ways come out that the shipped
runs do not have: with a stiff swinging leg at 2.5 m/s, and bouncing like people. Prints effort and
the measured table of each beside that of the same body in the usual way, and the counted rows
inside, and writes them to ``results/other_ways.md`` and ``.json``; the motions go to a folder.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import common

from hillrunner import Motion, Run, simulate
from hillrunner.batch.telling import iterations
from hillrunner.errors import SolveError
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.motion import library
from hillrunner.settings import Settings

SPEEDS = (4.5, 3.5, 2.5)
# What the whole body over a soft sole stands for (ground.py: 1.1 to 1.6 MN/m2 with soft tissue).
SOFT, DISSIPATION = 1.3e6, 1.0
# N m s/rad, a choice: a damping ratio of 0.3 on the trunk's springs. Shipped is 0.1, next to none.
DAMPED = {"lumbar_rotation": 4.0, "lumbar_bending": 6.0, "lumbar_extension": 6.0}


class Way(NamedTuple):
    """A body and a ground, and the way that it is led to."""

    origin: str | None  # whose motions it starts from; None: those that ship
    strength: float = 1.0
    soft: float | None = None  # N/m2
    dissipation: float = DISSIPATION  # s/m, where it is soft
    damped: bool = False
    activation: float | None = None  # weight of its square
    on: bool = False  # each speed from the one before, the first from the origin's
    speeds: tuple[float, ...] = SPEEDS


WAYS = {
    "shipped": Way(None),
    "soft ground": Way("shipped", soft=SOFT),
    "damped trunk": Way("shipped", damped=True),
    "soft, damped": Way("damped trunk", soft=SOFT, damped=True),
    "soft, damped, strong": Way("soft, damped", 1.15, soft=SOFT, damped=True),
    # a stiff swinging leg: the soft ground leads to it, and back on the shipped one it stays
    "stiff swing, soft": Way("shipped", soft=2.0e6, dissipation=0.57, speeds=(2.5,)),
    "stiff swing, less soft": Way("stiff swing, soft", soft=4.0e6, dissipation=0.57, speeds=(2.5,)),
    "stiff swing": Way("stiff swing, less soft", speeds=(2.5,)),
    "stiff swing, damped": Way("stiff swing", damped=True, speeds=(2.5,)),
    # bouncing: half as strong again leads to it at 4.5 m/s; slower, and weaker, it stays
    "strong": Way("shipped", 1.3, speeds=(4.5,)),
    "stronger": Way("strong", 1.5, activation=30.0, speeds=(4.5,)),
    "bouncing, strong": Way("stronger", 1.3, on=True, speeds=(4.5, 4.0, 3.5, 3.0, 2.5)),
    "bouncing, soft, strong": Way("bouncing, strong", 1.3, soft=SOFT),
    "bouncing, soft, damped, strong": Way("bouncing, soft, strong", 1.15, soft=SOFT, damped=True),
}
TOLD = (
    "cadence",
    "contact_time",
    "flight_time",
    "peak_vertical_force",
    "com_oscillation",
    "knee_stance_max",
    "knee_swing_max",
    "cost_of_transport",
)


def body(damped: bool) -> Body:
    """The default body, its trunk damped or not."""
    own = default_body()
    if not damped:
        return own
    passive = tuple(
        law.model_copy(update={"damping": DAMPED.get(law.coordinate, law.damping)})
        for law in own.passive
    )
    return own.model_copy(update={"passive": passive})


def settings(way: Way, tolerance: float) -> Settings:
    """The package's settings with what is changed."""
    plain = Settings(tolerance=tolerance)
    contact, effort = plain.contact, plain.effort
    if way.soft is not None:
        contact = contact.changed(stiffness=way.soft, dissipation=way.dissipation)
    if way.activation is not None:
        effort = effort.changed(activation=way.activation)
    muscles = plain.muscles.changed(strength=way.strength)
    return plain.changed(contact=contact, effort=effort, muscles=muscles)


def runs(way: Way, found: dict[tuple[str, float], Motion], tolerance: float) -> dict[float, Motion]:
    """The runs of a way by speed; a speed that is not reached is left out."""
    made: dict[float, Motion] = {}
    for speed in way.speeds:
        if way.origin is None:
            start = library.load_shipped(f"run-{speed:g}.nc")
        elif way.on and made:
            start = list(made.values())[-1]
        elif (way.origin, speed) in found:
            start = found[way.origin, speed]
        else:
            continue
        try:
            made[speed] = simulate(
                common.example_runner(),
                Run(speed),
                start=start,
                body=body(way.damped),
                settings=settings(way, tolerance),
                progress=iterations(common.note),
            )
        except SolveError as error:
            common.note(f"{speed:g} m/s: {error}")
    return made


def main() -> int:
    """The command."""
    options = common.options_of(__doc__, "other_ways")
    found: dict[tuple[str, float], Motion] = {}
    lines: list[tuple[Any, ...]] = []
    counted: list[tuple[str, str]] = []
    for name, way in WAYS.items():
        common.note(name)
        motions = runs(way, found, options.tolerance)
        for speed, motion in motions.items():
            found[name, speed] = motion
            motion.save(options.out / f"{common.file_stem(name)}-{speed:g}.nc")
            rows = common.rows(motion)
            lines.append((name, speed, motion.solver.objective, *(rows[key] for key in TOLD)))
        if set(SPEEDS) <= set(motions):
            table = common.rows_at({speed: motions[speed] for speed in SPEEDS})
            counted.append((name, f"{len(table.inside)}/{len(table.judged)}"))
    text = common.markdown(("way", "m/s", "effort J/kg/m", *TOLD), lines)
    text += "\n\n" + common.markdown(("way", "rows inside at 2.5, 3.5 and 4.5 m/s"), counted)
    print(text)
    common.keep("other_ways", text, {"ways": [list(line) for line in lines], "inside": counted})
    return 0


if __name__ == "__main__":
    sys.exit(main())
