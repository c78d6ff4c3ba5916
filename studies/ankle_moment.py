"""What takes moment off the ankles of a stride that is followed under its plates.

Solves one stride of a person (those of ``without_forces.py``) several times: with the calves of
people of the person's size, or as strong as the stride asks for; with the trunk's mass where the
model has it, or where the forces balance; with angles held as without plates, or as under them.
Nothing is chosen by what comes out. Writes ``results/ankle_moment.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import common
import numpy as np
from without_forces import PEOPLE, followed

import hillrunner as hr
from hillrunner.model.mechanics.of_runner import runner_body
from hillrunner.settings import Settings
from hillrunner.sides import SIDES, on_side
from hillrunner.tasks import track
from hillrunner.tracking.calf_strength import CALVES, calf_strength
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
    "all three": (True, True, FIRM),
    "held four times as firmly still": (True, True, 4.0 * FIRM),
}
HEAD = ("", "right, N m/kg", "left", "as measured", "a foot ahead, mm", "CPU, s")


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
    blind = followed(PEOPLE[options.who], options.data, settings)
    assert blind.scaled is not None
    measured, plain = blind.strides[0].measured, blind.scaled.body
    task = measured.task.changed(forces=measured.held_back)
    moved, ahead = balanced(plain, [task])
    strength = calf_strength(runner_body(blind.runner, settings, moved), task)
    strong = blind.runner.changed(strength={CALVES: max(round(strength, 2), 1.0)})
    common.note(f"calves {strength:.2f}, trunk {1000.0 * ahead:.0f} mm forward")
    rows, told = [], {}
    for name, (is_strong, is_moved, firm) in VARIANTS.items():
        common.note(name)
        track.FIRM = firm
        began = time.process_time()
        motion = hr.simulate(
            strong if is_strong else blind.runner,
            task,
            body=moved if is_moved else plain,
            start="cold",
            settings=settings,
        )
        spent, feet, mass = time.process_time() - began, feet_of(motion), motion.body.mass
        assert feet is not None
        ankles = [
            float(np.abs(motion["joint_moment"].sel(coordinate=on_side("ankle_angle", s))).max())
            for s in SIDES
        ]
        told[name] = {
            "ankles": [ankle / mass for ankle in ankles],
            "measured": feet.ankle_measured / mass,
            "ahead": feet.ahead,
            "cpu": spent,
        }
        rows.append(
            (
                name,
                *(f"{ankle / mass:.2f}" for ankle in ankles),
                f"{feet.ankle_measured / mass:.2f}",
                f"{1000.0 * feet.ahead:.0f}",
                f"{spent:.0f}",
            )
        )
        common.keep("ankle_moment", common.markdown(HEAD, rows), told)
    print(common.markdown(HEAD, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
