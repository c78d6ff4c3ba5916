"""How alike are the curves of four people who run? Their mean curves, and each beside the others.

Reads the mean cycles of runners 1, 2, 3 and 11 of Fukuchi, Fukuchi & Duarte 2017 (figshare
10.6084/m9.figshare.4543435) from ``rbds_mean_cycles.npz``: angles by inverse kinematics (deg),
ground force low-passed at 50 Hz (body weights), 101 points from right foot strike (50 N) on; and
their masses from ``rbds_trial_metrics.csv``. Writes ``src/hillrunner/published/curves.csv``, mean
and SD over the four at every second point, and ``results/curves.md`` and ``.json``: each runner
beside the mean of the other three, as the rows of ``rows.toml`` have it. The least typical runner
is the edge of a row's band; where that runner's correlation is below 0.6 people have no curve in
common, and the rows of that curve and speed are listed apart.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import common
import numpy as np
from numpy.typing import NDArray

from hillrunner.model.physics.spatial import GRAVITY
from hillrunner.motion.phase import CONTACT
from hillrunner.published.curves import CURVES, HEAD, PERCENT
from hillrunner.validate.curves import (
    FORCES,
    LOADED,
    compared,
    correlation,
    force_centroid,
    peak_instant,
    rms,
)

Array = NDArray[np.float64]

FILE = common.ROOT / "src" / "hillrunner" / "published" / "curves.csv"
RUNNERS = {"1": "RBDS001", "2": "RBDS002", "11": "RBDS011", "3": "RBDS03"}
SPEEDS = (2.5, 3.5, 4.5)
AGREE = 0.6
FULL = np.linspace(0.0, 100.0, 101)
ABOUT = """\
# Mean cycles of four people who run on a treadmill, and the SD between them: runners 1, 2, 3 and 11
# of Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298, doi 10.7717/peerj.3298; data figshare
# 10.6084/m9.figshare.4543435, CC BY 4.0, averaged and reduced by us (studies/curves.py).
# Speed in m/s; percent of the stride from right foot strike; angles in deg, in OpenSim's signs;
# ground force of the right foot in body weights, low-passed at 50 Hz. _sd: between the four.
"""


class Cycles:
    """The measured mean cycles of a folder."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "rbds_mean_cycles.npz", allow_pickle=False) as data:
            self._data = {name: data[name] for name in data.files}
        self._names = self._data["angle_names"].tolist()
        with (folder / "rbds_trial_metrics.csv").open(newline="", encoding="utf-8") as file:
            self._mass = {line["subject"]: float(line["mass"]) for line in csv.DictReader(file)}

    def curve(self, runner: str, speed: float, name: str) -> Array:
        """(101,)"""
        key = f"{RUNNERS[runner]}_T{round(10 * speed)}"
        if name in FORCES:
            return np.asarray(self._data[f"{key}_grf_mean"]["xyz".index(FORCES[name])], float)
        return np.asarray(self._data[f"{key}_angle_mean"][self._names.index(name)], float)

    def curves(self, speed: float, name: str) -> Array:
        """(runner, percent), on the percents of the published file."""
        return np.array([self.curve(runner, speed, name)[::2] for runner in RUNNERS])

    def stance(self, runner: str, speed: float) -> tuple[Array, Array, float]:
        """Percents, vertical force (BW), and the percent where it last falls below 50 N."""
        force = self.curve(runner, speed, "vertical_force")
        threshold = CONTACT / (self._mass[runner] * GRAVITY)
        last = int(np.flatnonzero(force >= threshold)[-1])
        part = (force[last] - threshold) / (force[last] - force[last + 1])
        return FULL, force, float(FULL[last] + part * (FULL[last + 1] - FULL[last]))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the two files of mean cycles are")
    cycles = Cycles(parser.parse_args().folder)

    lines = [",".join(HEAD), *(",".join(line) for line in table(cycles))]
    common.write(FILE, ABOUT + "\n".join(lines) + "\n")
    beside = [besides(cycles, speed, name) for name in CURVES for speed in SPEEDS]
    times = [
        {"number": what, "speed": speed, "runners": values, "mean": np.mean(values)}
        | {"sd": np.std(values, ddof=1)}
        for what, values, speed in instants(cycles)
    ]
    text = "\n\n".join([INTRO, curve_table(beside), number_table(times)])
    common.keep("curves", text, {"curves": beside, "numbers": times})
    print(text)
    return 0


def table(cycles: Cycles) -> Iterator[list[str]]:
    """The lines of the published file, three significant digits."""
    for speed in SPEEDS:
        everyone = np.array([cycles.curves(speed, name) for name in CURVES])
        both = np.stack([everyone.mean(axis=1), everyone.std(axis=1, ddof=1)], axis=1)
        for percent, values in zip(PERCENT, both.reshape(-1, PERCENT.size).T, strict=True):
            yield [f"{speed:g}", f"{percent:g}", *(f"{x:.3g}" for x in values.round(4) + 0.0)]


def besides(cycles: Cycles, speed: float, name: str) -> dict[str, Any]:
    """Each runner's curve beside the mean of the other three."""
    everyone = cycles.curves(speed, name)
    pairs = [
        (compared(name, everyone[i]), compared(name, np.delete(everyone, i, axis=0).mean(axis=0)))
        for i in range(len(everyone))
    ]
    alike = [correlation(one, others) for one, others in pairs]
    away = [rms(one - others) for one, others in pairs]
    return {"curve": name, "speed": speed, "unit": CURVES[name], "correlation": alike} | {
        "distance": away,
        "apart": min(alike) < AGREE,
    }


def instants(cycles: Cycles) -> Iterator[tuple[str, list[float], float]]:
    """When the vertical force acts, of each runner: % of stance."""
    for what in (peak_instant, force_centroid):
        for speed in SPEEDS:
            yield what.__name__, [what(*cycles.stance(runner, speed)) for runner in RUNNERS], speed


INTRO = (
    "Each runner (1, 2, 11, 3) beside the mean of the other three. Of ground forces the first "
    f"{LOADED:g} % of the stride."
)


def curve_table(beside: list[dict[str, Any]]) -> str:
    """Every runner's correlation and distance, and the band's edge."""
    head = ["curve", "m/s", "correlation", "least", "distance", "largest", ""]
    return common.markdown(
        head,
        (
            [
                row["curve"],
                row["speed"],
                " ".join(f"{x:.3f}" for x in row["correlation"]),
                f"{min(row['correlation']):.3f}",
                " ".join(f"{x:.3g}" for x in row["distance"]),
                f"{max(row['distance']):.3g} {row['unit']}",
                "apart" if row["apart"] else "",
            ]
            for row in beside
        ),
    )


def number_table(times: list[dict[str, Any]]) -> str:
    """Every runner's instants, and their mean and SD."""
    return common.markdown(
        ["% of stance", "m/s", "runners", "mean", "SD"],
        (
            [
                row["number"],
                row["speed"],
                " ".join(f"{x:.1f}" for x in row["runners"]),
                f"{row['mean']:.2f}",
                f"{row['sd']:.2f}",
            ]
            for row in times
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
