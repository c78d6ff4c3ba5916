"""What takes moment off the ankles of a stride that is followed under its plates.

Solves one stride of a person (those of ``without_forces.py``) several times: with the calves of
people of the person's size, or as strong as the stride asks for; with the trunk's mass where the
model has it, or where the forces balance; with angles held as without plates, or as under them.
Nothing is chosen by what comes out. Writes ``results/ankle_moment.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import common
import numpy as np
from without_forces import PEOPLE

import hillrunner as hr
from hillrunner.settings import Settings
from hillrunner.sides import SIDES, on_side
from hillrunner.tasks import track
from hillrunner.tracking.feet import feet_of
from hillrunner.tracking.trunk_place import balanced

WHO = "Rajagopal 2016"
FIRM = track.FIRM
# Name: whether calves are strong, whether the trunk is moved, how many times as firmly it is held.
VARIANTS = {
    "as people are, held as without plates": (False, False, 1.0),
    "held as firmly as under plates": (False, False, FIRM),
    "strong calves": (True, False, 1.0),
    "strong calves, trunk moved": (True, True, 1.0),
}
ALL = "all three, as it is followed"
HEAD = ("", "right, N m/kg", "left", "larger one as measured", "a foot ahead, mm")
KEYS = (*SIDES, "measured")


def row(motion: hr.Motion) -> dict[str, float]:
    """Largest moments of the ankles (N m/kg), and how far ahead (m) a foot is."""
    feet, mass = feet_of(motion), motion.body.mass
    assert feet is not None
    found = {
        side: float(
            np.abs(motion["joint_moment"].sel(coordinate=on_side("ankle_angle", side))).max()
        )
        for side in SIDES
    }
    ankles = {side: moment / mass for side, moment in found.items()}
    return {**ankles, "measured": feet.ankle_measured / mass, "ahead": feet.ahead}


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, metavar="FOLDER")
    parser.add_argument("--who", choices=list(PEOPLE)[:3], default=WHO)
    parser.add_argument("--mesh", type=int, default=20, help="intervals a step (default 20)")
    options = parser.parse_args()
    common.one_core()
    settings = Settings().changed(mesh=options.mesh)
    files = {name: options.data / path for name, path in PEOPLE[options.who].items()}
    result = hr.track(**files, settings=settings)
    assert result.scaled is not None
    told = {ALL: row(result.strides[0].motion)}
    task, plain, strong = result.strides[0].measured.task, result.scaled.body, result.runner
    moved, ahead = balanced(plain, [task])
    common.note(f"calves {strong.strength}, trunk {1000.0 * ahead:.0f} mm forward")
    for name, (is_strong, is_moved, firm) in VARIANTS.items():
        common.note(name)
        track.FIRM = firm
        motion = hr.simulate(
            strong if is_strong else strong.changed(strength={}),
            task,
            body=moved if is_moved else plain,
            start="cold",
            settings=settings,
        )
        told[name] = row(motion)
    rows = [
        (name, *(f"{told[name][key]:.2f}" for key in KEYS), f"{1000.0 * told[name]['ahead']:.0f}")
        for name in (*VARIANTS, ALL)
    ]
    common.keep("ankle_moment", common.markdown(HEAD, rows), told)
    print(common.markdown(HEAD, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
