"""What a measured runner prefers, and what muscle is worth in the runner's own way.

Follows one stride of each of some people, finds what is preferred in it, and holds prices of effort
and changes of muscle in the runner's own way against those in the way of least effort of the same
body. Nothing was chosen by what comes out. Needs a folder with the public data that
``without_forces.py`` names. Writes ``results/own_style.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import common
import numpy as np
from without_forces import PEOPLE

import hillrunner as hr
from hillrunner.lab.angles import PLACE
from hillrunner.model.mechanics.of_runner import body_before
from hillrunner.motion.motion import Motion
from hillrunner.motion.phase import at_times, stance
from hillrunner.settings import Settings
from hillrunner.sides import RIGHT, side_of
from hillrunner.tracking.minimum import effort_alone
from hillrunner.tracking.on_ground import node_values
from hillrunner.tracking.style import Style, style
from hillrunner.validate.measures.registry import Measured, measurement

GROUPS = ("calves", "quadriceps", "hamstrings", "glutes", "hip flexors")
MORE = 1.05
HEAD = ("", "speed, m/s", "off, deg", "effort: own, least", "energy: own, least", "hold")
HEAD += ("force peaks at, % of stance: measured, own, least", "sole sinks, mm: measured, own")
HEAD += ("back within, deg", *(f"{group}: own, least" for group in GROUPS), "CPU, s")


def followed(files: dict[str, Any], folder: Path, settings: Settings) -> Motion:
    """The first stride of a person, under the measured forces."""
    given = {k: folder / v if isinstance(v, str) else v for k, v in files.items()}
    return hr.track(**given, settings=settings).strides[0].motion


def prices_of(motion: Motion) -> dict[str, float]:
    """Change (%) of effort for 10 % more of a group, by the multipliers."""
    price, effort = hr.prices(motion)["stronger"], effort_alone(motion)
    return {group: 10.0 * float(price.sel(place=group)) / effort for group in GROUPS}


def peak_instant(motion: Motion) -> float:
    """When in stance (%) the vertical force of the right foot is largest."""
    return float(measurement("peak_force_instant").function(Measured(motion), ""))


def sole_sinks(motion: Motion) -> float:
    """By how much (mm) the lowest contact of the right foot goes down after the foot lands.

    Of a stride under a plate, whose ground does not hold the foot, it is what angles, markers and
    the plate's force say together.
    """
    heights = []
    for sphere in motion.body.contacts:
        if side_of(sphere.segment) == RIGHT:
            origin = motion["segment_origin"].sel(segment=sphere.segment).values
            turn = motion["segment_rotation"].sel(segment=sphere.segment).values
            heights.append((origin + turn @ np.array(sphere.location))[:, 1] - sphere.radius)
    lands, leaves = stance(motion, RIGHT)
    during = lands + np.linspace(0.0, 1.0, 101) * (leaves - lands)
    lowest = at_times(motion, np.min(heights, axis=0), during)
    return float(1e3 * (lowest[0] - lowest.min()))


def back(result: Style) -> float:
    """Degrees by which the own stride is off itself (root mean square), after its calves were made
    5 % stronger and weaker again."""
    own = result.motion
    more = hr.what_if(own, {"calves": MORE}).after
    again = hr.simulate(
        own.runner,
        own.task,
        body=body_before(own.body, own.runner, own.settings),
        start=more,
        settings=own.settings,
    )
    names = tuple(name for name in result.task.coordinates if name not in PLACE)
    one, other = (node_values(motion, names)[0] for motion in (own, again))
    return float(np.rad2deg(np.sqrt(np.mean((one - other) ** 2))))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, metavar="FOLDER")
    parser.add_argument("--mesh", type=int, default=30, help="intervals a step (default 30)")
    parser.add_argument("--only", nargs="*", metavar="WHO", help="of these people only")
    options = parser.parse_args()
    common.one_core()
    settings = Settings().changed(mesh=options.mesh)
    rows, told = [], {}
    for who, files in PEOPLE.items():
        if "markers" not in files or (options.only and who not in options.only):
            continue
        common.note(who)
        stride = followed(files, options.data, settings)
        began = time.process_time()
        result = style(stride)
        spent = time.process_time() - began
        angles = [value for name, value in result.off.items() if name not in PLACE]
        off = float(np.rad2deg(np.sqrt(np.mean(np.square(angles)))))
        own, least = prices_of(result.motion), prices_of(result.ground.least)
        returned = back(result)
        peaks = [peak_instant(m) for m in (stride, result.motion, result.ground.least)]
        sinks = [sole_sinks(m) for m in (stride, result.motion)]
        told[who] = {
            "speed": result.motion.speed,
            "off": off,
            "effort": result.efforts,
            "energy": result.costs,
            "hold": result.task.hold,
            "back": returned,
            "peak_instant": peaks,
            "sole_sinks": sinks,
            "prices": {"own": own, "least": least},
            "cpu": spent,
            "saved_by_time": result.saved_by_time,
            "saved": result.saved.to_dict(),
        }
        rows.append(
            (
                who,
                f"{result.motion.speed:.2f}",
                f"{off:.1f}",
                *(f"{a:.2f}, {b:.2f}" for a, b in (result.efforts, result.costs)),
                f"{result.task.hold:g}",
                ", ".join(f"{peak:.0f}" for peak in peaks),
                ", ".join(f"{sunk:.0f}" for sunk in sinks),
                f"{returned:.4f}",
                *(f"{own[group]:+.2f}, {least[group]:+.2f} %" for group in GROUPS),
                f"{spent:.0f}",
            )
        )
        common.keep("own_style", common.markdown(HEAD, rows), told)
    print(common.markdown(HEAD, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
