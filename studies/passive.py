"""Do passive moments as people have them make the swing cheap, and let the thigh go behind?

At rest the default body's joints are pulled otherwise than people's (Riener & Edrich 1999): the hip
by 8 N m towards extension nearly everywhere, the ankle too little at its end. Here that is measured
and put right in three ways: by fibres that begin to resist later or sooner, by tissue over all
joints of a leg, and by tissue at the hip alone. Then the shipped runs are solved with each, with
the opposite, and with a damped trunk, soft ground and stronger calves besides. Prints the
moments, effort and measures of every run beside the shipped one's, and the counted rows inside, and
writes them to ``results/passive.md`` and ``.json``. The motions go to a folder; those that are
there already are not solved again.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import at_rest
import common
import numpy as np
import other_ways
from at_rest import JOINTS, NDArray, Tissue

from hillrunner import Motion, Run, simulate
from hillrunner.batch.telling import iterations
from hillrunner.errors import SolveError
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.motion import library
from hillrunner.settings import Settings
from hillrunner.sides import stem
from hillrunner.validate.measures.registry import SWING, Measured, measurement

Array = NDArray[np.float64]
SPEEDS = (3.5, 4.5, 2.5)
ALL, HIP, KNEE, ANKLE = (0, 1, 2), (0,), (1,), (2,)


class Way(NamedTuple):
    """A body and a ground, and whose motions it starts from."""

    origin: str | None = None  # None: those that ship
    fibres: tuple[str, ...] = ()  # parts of the leg whose fibres are fitted
    joints: tuple[int, ...] = ()  # that have tissue
    share: float = 1.0  # of that tissue
    offset: float = 0.0  # N m towards flexion at the hip, whatever its angle, in place of tissue
    damped: bool = False
    soft: bool = False
    calves: float = 1.0  # times the default strength
    on: bool = False  # other speeds from the way's own run at the first


WAYS = {
    "shipped": Way(),
    "fibres": Way(fibres=tuple(at_rest.PARTS)),
    "all joints": Way(joints=ALL),
    "hip": Way(joints=HIP),
    # which of it does what
    "fibres of the calves": Way(fibres=("gastrocnemii", "soleus")),
    "knee": Way(joints=KNEE),
    "ankle": Way(joints=ANKLE),
    "hip, opposite": Way(joints=HIP, share=-1.0),
    "hip, 8 N m everywhere": Way(offset=8.0),
    # with what was tried before
    "all joints, damped": Way("all joints", joints=ALL, damped=True),
    "all joints, soft": Way("all joints", joints=ALL, soft=True),
    "all joints, soft, damped": Way("all joints, damped", joints=ALL, soft=True, damped=True),
    "calves 1.2": Way(calves=1.2),
    "calves 1.4": Way("calves 1.2", calves=1.4),
    "all joints, calves 1.2": Way("all joints", joints=ALL, calves=1.2),
    "all joints, calves 1.4": Way("all joints, calves 1.2", joints=ALL, calves=1.4),
    "all joints, soft, calves 1.2": Way("all joints, soft", joints=ALL, soft=True, calves=1.2),
    "all joints, soft, damped, calves 1.2": Way(
        "all joints, soft, calves 1.2", joints=ALL, soft=True, damped=True, calves=1.2
    ),
    "all joints, soft, damped, calves 1.4": Way(
        "all joints, soft, damped, calves 1.2", joints=ALL, soft=True, damped=True, calves=1.4
    ),
    # the bouncing run that stronger calves lead to at 3.5 m/s, with the default ones, and without
    # tissue
    "all joints, calves 1.2, on": Way("all joints, calves 1.2", joints=ALL, calves=1.2, on=True),
    "all joints, bouncing": Way("all joints, calves 1.2, on", joints=ALL),
    "calves 1.2, from bouncing": Way("all joints, calves 1.2, on", calves=1.2),
    "from bouncing": Way("all joints, bouncing"),
}
TOLD = (
    *("cadence", "contact_time", "flight_time", "peak_vertical_force", "com_oscillation"),
    *("knee_swing_max", "cost_of_transport"),
)
MEASURED = ("peak_force_instant", "thigh_back")


@cache
def default_runner_body() -> Body:
    """The default body at the example runner's size and strength."""
    return runner_body(common.example_runner(), Settings(), default_body())


@cache
def tissue(joints: tuple[int, ...], share: float) -> Tissue:
    """What the default body lacks at some joints, or a share of it."""
    whole = at_rest.lacking(default_runner_body(), joints)
    return whole._replace(coefficients=tuple(share * c for c in whole.coefficients))


@cache
def fibres() -> at_rest.Fibres:
    """Fibres by which the default body is nearest to people."""
    return at_rest.fitted_fibres(default_runner_body())


def body(way: Way) -> Body:
    """The generic body of a way."""
    own = other_ways.body(way.damped)
    if way.fibres:
        own = at_rest.with_fibres(own, fibres().of(way.fibres))
    if way.offset:
        return at_rest.with_tissue(own, Tissue((), ((1, 0, 0),), (-way.offset,)))
    return at_rest.with_tissue(own, tissue(way.joints, way.share)) if way.joints else own


def settings(way: Way, tolerance: float) -> Settings:
    """The package's settings with what a way changes."""
    plain = other_ways.settings(
        other_ways.Way(None, soft=other_ways.SOFT if way.soft else None), tolerance
    )
    tension = plain.muscles.tension
    stronger = tension.changed(calves=way.calves * tension.calves)
    return plain.changed(muscles=plain.muscles.changed(tension=stronger))


def runs(name: str, found: dict[tuple[str, float], Motion], out: Path, tolerance: float) -> None:
    """Solve a way's runs and add them to ``found``; a speed that is not reached is left out."""
    way = WAYS[name]
    for speed in SPEEDS:
        file = out / f"{common.file_stem(name)}-{speed:g}.nc"
        first = (name, SPEEDS[0])
        key = first if way.on and first in found else (way.origin, speed)
        start = found.get(key)
        shape = body(way)  # also makes its tissue known, which a motion of a file needs
        if file.exists():
            found[name, speed] = Motion.load(file)
            continue
        try:
            found[name, speed] = simulate(
                common.example_runner(),
                Run(speed),
                start=start or library.load_shipped(f"run-{speed:g}.nc"),
                body=shape,
                settings=settings(way, tolerance),
                progress=iterations(common.note),
            )
        except SolveError as error:
            common.note(f"{name} at {speed:g} m/s: {error}")
        else:
            found[name, speed].save(file)


def swing_share(run: Measured) -> float:
    """Energy that muscles of a leg use while it swings, of all that muscles, trunk and arms use."""
    rate, seconds = run.motion["metabolic_rate"], run.motion["duration"]
    actuators = run.motion["actuator_metabolic_rate"].sum("actuator")
    whole = float(((rate.sum("muscle") + actuators) * seconds).sum())
    swinging = 0.0
    for foot in run.stride_phases["foot"].values:
        own = [m for m in rate["muscle"].values if m.endswith(f"_{foot[0]}")]
        weight = run.stride_phases["weight"].sel(foot=foot, phase=SWING).sum("phase").values
        swinging += float((rate.sel(muscle=own).sum("muscle").values * weight).sum())
    return swinging / whole


def line(name: str, speed: float, motion: Motion) -> tuple[Any, ...]:
    """What is told of a run."""
    rows, run, table = common.rows(motion), Measured(motion), common.rows_at({speed: motion})
    return (
        *(name, speed, motion.solver.objective),
        *(rows[key] for key in TOLD),
        *(measurement(key).function(run, "") for key in MEASURED),
        *(swing_share(run), f"{len(table.inside)}/{len(table.judged)}"),
    )


def moments() -> tuple[str, dict[str, Any]]:
    """How far bodies at rest are from people, and which muscles move the default body's joints."""
    own, at = default_runner_body(), at_rest.postures()
    people, plain = at_rest.of_people(at), at_rest.of_body(own, at)
    angles = tuple(np.deg2rad(at).T)

    def added(joints: tuple[int, ...]) -> Array:
        given = tissue(joints, 1.0).moments(angles)
        return np.stack([np.broadcast_to(m, len(at)) for m in given], axis=1)

    bodies = {
        "shipped": plain,
        "fibres": at_rest.of_body(at_rest.with_fibres(own, fibres()), at),
        "all joints": plain + added(ALL),
        "hip": plain + added(HIP),
    }
    away = [
        (name, joint, float((m - people)[:, j].mean()), float((m - people)[:, j].std()))
        for name, m in bodies.items()
        for j, joint in enumerate(JOINTS)
    ]
    leg = at_rest.right_leg(own)
    each = at_rest.of_muscles(leg, at).mean(axis=0)
    carried = []
    for part, names in at_rest.PARTS.items():
        mine = [stem(m.name) in names for m in leg.muscles]
        carried.append((part, *map(float, each[:, mine].sum(axis=1))))
    strains = [(part, fibres().begins[part], fibres().is_one[part]) for part in at_rest.PARTS]
    tables = (
        common.markdown(("body", "joint", "less people, mean N m", "SD N m"), away),
        common.markdown(("mean moment (N m) of", *JOINTS), carried),
        common.markdown(("fibres of", "begin later by", "are at maximal force later by"), strains),
    )
    text = "\n\n".join(tables)
    return text, {"away": away, "fibres": fibres()._asdict()}


def main() -> int:
    """The command."""
    options = common.options_of(__doc__, "passive")
    at_rest_text, figures = moments()
    common.note(at_rest_text)
    found: dict[tuple[str, float], Motion] = {}
    lines: list[tuple[Any, ...]] = []
    counted: list[tuple[str, str]] = []
    for name in WAYS:
        common.note(name)
        runs(name, found, options.out, options.tolerance)
        own = {speed: found[name, speed] for speed in SPEEDS if (name, speed) in found}
        lines += [line(name, speed, motion) for speed, motion in own.items()]
        if set(SPEEDS) <= set(own):
            table = common.rows_at(own)
            counted.append((name, f"{len(table.inside)}/{len(table.judged)}"))
            common.note(f"{counted[-1]}")
    head = ("way", "m/s", "effort J/kg/m", *TOLD, *MEASURED, "energy in swing", "rows inside")
    text = "\n\n".join(
        (
            at_rest_text,
            common.markdown(head, lines),
            common.markdown(("way", "rows inside at 2.5, 3.5 and 4.5 m/s"), counted),
        )
    )
    print(text)
    figures |= {"ways": [list(one) for one in lines], "inside": counted}
    common.keep("passive", text, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
