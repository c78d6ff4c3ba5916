"""Long runs of the shipped body: how form and cost drift with tired muscles, as figures that ship.

Validation holds them against published drifts without solving a long run, and the answer prices
late running by them. Marathons at 2.5, 3 and 3.5 m/s, 10 km at 4.5 m/s, and 19.2 km (90 min at
3.56 m/s) of the same runner with 10 % more of all muscles; every run is solved fresh and again at
the end of each stretch. Also of every marathon: its speed over that of the same runner's 5 km, the
prices of muscle at every point, and how much slower its last three tenths are run if all of it is
run as fast as oxygen allows. Some twenty solves, three to ten minutes on one core. Writes
``src/hillrunner/fatigue/solved_runs.json``, and ``results/long_runs.md``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import common
import numpy as np

import hillrunner
from hillrunner.analysis.spatiotemporal import spatiotemporal
from hillrunner.analysis.tissue_series import tissue_series
from hillrunner.fatigue.march import March, Point
from hillrunner.fatigue.solved_runs import FILE, SolvedRun, read_runs
from hillrunner.fatigue.tired_body import kept_of
from hillrunner.model.body.model import Body
from hillrunner.motion import library
from hillrunner.motion.motion import Motion
from hillrunner.person.runner import Runner
from hillrunner.solve.continuation import reach
from hillrunner.worth.longrun.kilometres import form_of
from hillrunner.worth.longrun.late import elasticities
from hillrunner.worth.longrun.longrun import longrun
from hillrunner.worth.longrun.result import LongRun
from hillrunner.worth.race.aerobic import held_fraction, predict
from hillrunner.worth.race.cost import shipped_curve

SHIPPED = common.ROOT / "src" / "hillrunner" / "fatigue" / FILE
MARATHON, HALF_PAST_ONE = 42_195.0, 19_200.0  # m
MARATHONS = (2.5, 3.0, 3.5)  # m/s
KEPT = Path("out/long_runs")  # solved runs, so that the study goes on where it was stopped
MORE = 1.1
LATE = 0.7  # of the way, from where on it is late


def figures(point: Point, fresh: Body) -> dict[str, float]:
    """What is kept of a place."""
    motion = point.motion
    numbers = form_of(point)
    force = np.array([m.max_force for m in fresh.muscles])
    numbers["force_kept"] = float(kept_of(motion.body, fresh) @ force / force.sum())
    numbers["peak_vertical_force"] = spatiotemporal(motion).peak_vertical_force
    numbers["iliotibial_strain_rate"] = float(tissue_series(motion)["iliotibial_strain_rate"].max())
    return numbers


def record(name: str, march: March, stronger: float, whole: dict[str, float]) -> dict[str, Any]:
    """A run as it is kept."""
    rows = [figures(point, march.points[0].motion.body) for point in march.points]
    return {
        "name": name,
        "speed": march.points[0].motion.speed,
        "stronger": stronger,
        "metres": [point.metres for point in march.points],
        "figures": {key: [row[key] for row in rows] for key in rows[0]},
        "whole": whole,
        "prices": prices_of(march) if whole else {},
    }


def prices_of(march: March) -> dict[str, list[float]]:
    """By muscle without its side, at every point: % of cost for 1 % more of it that works."""
    at = [elasticities(point.motion)["drive"] for point in march.points]
    return {name: [one[name] for one in at] for name in at[0]}


def whole(run: LongRun) -> dict[str, float]:
    """Of a marathon that was run as fast as oxygen allows."""
    assert run.oxygen is not None and run.finish_time is not None
    curve = shipped_curve().anchored_to_population()
    short = predict(5000.0, run.oxygen.vo2max, curve).speed
    speeds = np.array([row.speed for row in run.kilometres])
    late = np.array([row.km for row in run.kilometres]) > LATE * MARATHON / 1000.0
    slower = speeds[late].mean() / speeds[~late].mean() - 1.0
    return {
        "speed_over_5km": 100.0 * MARATHON / run.finish_time / short,
        "late_speed": 100.0 * slower,
    }


def fit_for(runner: Runner, speed: float) -> Runner:
    """The runner whose oxygen allows that speed (m/s) over a fresh marathon."""
    curve = shipped_curve().anchored_to_population()
    vo2max = curve.demand(speed) / float(held_fraction(MARATHON / speed))
    return runner.changed(fitness={"vo2max": round(vo2max, 6)})


def far(start: Motion, metres: float, steps: int, runner: Runner, **how: Any) -> LongRun:
    """A long run from a shipped or solved fresh one."""
    return longrun(runner, metres, start=start, steps=steps, folder=KEPT, **how)


def solved() -> list[dict[str, Any]]:
    """All of them."""
    kept = []
    for speed in MARATHONS:
        start = library.load_shipped(f"run-{speed:g}.nc")
        common.note(f"marathon at {speed:g} m/s")
        run = far(start, MARATHON, 4, fit_for(start.runner, speed), pace=1000.0 / speed)
        best = LongRun(
            run.course, None, run.plan, run.start, run.tired, run.fresh, run.oxygen,
            run.coefficients,
        )  # fmt: skip
        kept.append(record(f"marathon, {speed:g} m/s", run.tired, 1.0, whole(best)))
    start = library.load_shipped("run-4.5.nc")
    common.note("10 km at 4.5 m/s")
    run = far(start, 10_000.0, 3, start.runner, pace=1000.0 / 4.5)
    kept.append(record("10 km, 4.5 m/s", run.tired, 1.0, {}))
    start = library.load_shipped("run-3.5.nc")
    common.note("19.2 km with 10 % more of all muscles")
    more = start.runner.stronger({"all": MORE})
    strong = reach(start, more, start.task)
    run = far(strong, HALF_PAST_ONE, 2, more, pace=1000.0 / 3.5)
    kept.append(record("19.2 km, 3.5 m/s, 10 % more muscle", run.tired, MORE, {}))
    return kept


def table(runs: tuple[SolvedRun, ...]) -> str:
    """Changes (%) from start to end."""
    names = list(runs[0].figures)
    lines = [
        (run.name, *(round(run.change(name, run.metres[-1]), 2) for name in names),
         *(round(run.whole.get(key, float("nan")), 2) for key in ("speed_over_5km", "late_speed")))
        for run in runs
    ]  # fmt: skip
    return common.markdown(("run", *names, "marathon over 5 km, %", "late speed, %"), lines)


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    common.one_core()
    start = library.load_shipped("run-3.nc")
    runs = solved()
    data = {
        "hillrunner_version": hillrunner.__version__,
        "body_hash": start.body_hash,
        "settings": start.settings.model_dump(mode="json"),
        "runs": runs,
    }
    common.write(Path(SHIPPED), json.dumps(data, indent=1) + "\n")
    text = table(read_runs(SHIPPED).runs)
    common.keep("long_runs", text, {"runs": [one["name"] for one in runs]})
    print(text)


if __name__ == "__main__":
    main()
