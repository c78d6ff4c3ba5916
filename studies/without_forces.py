"""How far strides that are followed without force plates are off those that are followed with them.

Follows one stride of each of some people twice: with the measured forces kept aside
(``hold_back``), of which nothing but the mass is then used, and under them. Moments are told by how
far they are off those of inverse dynamics alone, of the angles as measured under the measured
forces: first with forces, then without. Nothing was chosen by what comes out. Needs a folder with
the public data of Rajagopal et al. 2016, Hamner et al. 2010 (subject 2; both simtk.org) and Fukuchi
et al. 2017 (subject 11, 10.6084/m9.figshare.4543435). Writes ``results/without_forces.md`` and
``.json``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import common
import numpy as np

import hillrunner as hr
from hillrunner.model.body.default import default_body
from hillrunner.model.body.scaling import scale_body
from hillrunner.model.mechanics.measured_forces import measured_loads
from hillrunner.model.mechanics.rigid_body import inverse_dynamics
from hillrunner.model.physics.spatial import GRAVITY, slope_gravity
from hillrunner.motion.motion import Motion
from hillrunner.settings import Settings
from hillrunner.sides import SIDES, on_side
from hillrunner.tasks.near_ground import Cycle
from hillrunner.tell.words.tracking import angle_rms
from hillrunner.tracking.measured_stride import MeasuredStride
from hillrunner.tracking.told_by_forces import told_by_forces
from hillrunner.tracking.track import Tracked, TrackedStride

HAMNER = "hamner2010_subject02/subject02"
PEOPLE: dict[str, dict[str, Any]] = {
    "Rajagopal 2016": {
        "markers": "rajagopal_subject01_run4/motion_capture_run.trc",
        "forces": "rajagopal_subject01_run4/grf_run.mot",
        "static": "rajagopal_subject01_run4/static_run.trc",
    },
    "Fukuchi 2017, subject 11": {
        "markers": "rbds_S011/RBDS011runT35.c3d",
        "static": "rbds_S011/RBDS011static.c3d",
    },
    "Hamner 2010, subject 2": {
        "markers": f"{HAMNER}_running.trc",
        "forces": f"{HAMNER}_running_grf.mot",
        "static": f"{HAMNER}_static.trc",
    },
    "the same, by angles alone": {
        "angles": f"{HAMNER}_running_ik.mot",
        "forces": f"{HAMNER}_running_grf.mot",
        "runner": hr.Runner(height=1.83, mass=65.9),
        "feet": {"ground_force": "right", "1_ground_force": "left"},
    },
}
MOMENTS = ("hip_flexion", "knee_angle", "ankle_angle")
HEAD = ("", "speed, m/s", "angles off, deg", "unexplained, % BW", "vertical, BW", "fore", "side")
HEAD += ("r of vertical", "hip, N m/kg", "knee", "ankle", "CPU, s")


def followed(files: dict[str, Any], folder: Path, settings: Settings) -> Tracked:
    """The first stride of a person, without forces."""
    given = {k: folder / v if isinstance(v, str) else v for k, v in files.items()}
    feet = given.pop("feet", {})
    with tempfile.TemporaryDirectory() as scratch:
        mapping = Path(scratch) / "map.toml"
        lines = [f'"{plate}" = "{foot}"' for plate, foot in feet.items()]
        mapping.write_text("\n".join(["[forces.feet]", *lines]))
        return hr.track(**given, map=mapping, hold_back=True, settings=settings)


def under_forces(result: Tracked, settings: Settings) -> Motion:
    """The same stride under the forces that were held back."""
    runner, measured = result.runner, result.strides[0].measured
    body = scale_body(default_body(), height=runner.height, mass=runner.mass)
    task = measured.task.changed(forces=measured.held_back)
    runner, body, _ = told_by_forces(
        runner, result.scaled.body if result.scaled else body, settings, [task]
    )
    return hr.simulate(runner, task, body=body, start="cold", settings=settings)


def correlation(one: TrackedStride) -> float:
    """Of the vertical force of both feet with what was held back, over the stride."""
    motion = one.motion
    edges = np.append(0.0, np.cumsum(motion["duration"].values)) / motion.stride_time
    known = one.measured.task.changed(forces=one.measured.held_back)
    there = known.pushes(motion.body, edges).likely[:, [1, 7]]
    found = motion["ground_force"].sel(foot=list(SIDES), axis="y").values
    return float(np.corrcoef(found.ravel(), there.ravel())[0, 1])


def moments_off(motion: Motion, measured: MeasuredStride) -> dict[str, float]:
    """Root mean square distance (N m/kg) of the moments of both legs from those of inverse dynamics
    of the measured angles under the measured forces."""
    body, task = motion.body, measured.task
    share = motion["duration"].values / motion.stride_time
    pushes = task.changed(forces=measured.held_back).pushes(body, np.append(0.0, share.cumsum()))
    cycle = Cycle(body, lambda phase: task.pull(body).at(phase)[0], task.speed, task.lasting)
    loads = measured_loads(body, list(pushes.likely.T))
    there = inverse_dynamics(
        body,
        cycle.motion(motion["time"].values / motion.stride_time),
        slope_gravity(task.slope),
        loads,
    )
    off = {}
    for name in MOMENTS:
        own = [on_side(name, side) for side in SIDES]
        wanted = np.stack([there[body.coordinate_names.index(n)] for n in own], axis=1)
        away = motion["joint_moment"].sel(coordinate=own).values - wanted
        off[name] = float(np.sqrt(share @ (away**2).mean(axis=1))) / body.mass
    return off


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, metavar="FOLDER")
    parser.add_argument("--mesh", type=int, default=20, help="intervals a step (default 20)")
    options = parser.parse_args()
    common.one_core()
    settings = Settings().changed(mesh=options.mesh)
    rows, told = [], {}
    for who, files in PEOPLE.items():
        common.note(who)
        began = time.process_time()
        result = followed(files, options.data, settings)
        spent = time.process_time() - began
        free, held = result.strides[0], under_forces(result, settings)
        both = [moments_off(motion, free.measured) for motion in (held, free.motion)]
        weight = free.motion.body.mass * GRAVITY
        assert free.quality.force_rms is not None
        force = {k: v / weight for k, v in free.quality.force_rms.items()}
        told[who] = {
            "speed": free.motion.speed,
            "angles": angle_rms(free),
            "residual": 100.0 * free.quality.residual_force[0] / weight,
            "force": force,
            "correlation": correlation(free),
            "moments": dict(zip(("with", "without"), both, strict=True)),
            "cpu": spent,
        }
        one = told[who]
        rows.append(
            (
                who,
                *(f"{one[key]:.2f}" for key in ("speed", "angles", "residual")),
                *(f"{force[axis]:.2f}" for axis in ("vertical", "fore", "side")),
                f"{one['correlation']:.3f}",
                *(f"{both[0][name]:.2f}, {both[1][name]:.2f}" for name in MOMENTS),
                f"{spent:.0f}",
            )
        )
        common.keep("without_forces", common.markdown(HEAD, rows), told)
    print(common.markdown(HEAD, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
