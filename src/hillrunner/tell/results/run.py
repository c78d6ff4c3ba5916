"""How a solved run or sprint is shown: as text, as JSON, as a folder of files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
from hillrunner.lab.compare import Comparison, compare
from hillrunner.lab.export import export_opensim
from hillrunner.lab.strides import MeasuredStrides
from hillrunner.motion.motion import Motion
from hillrunner.published.bands import bands_for
from hillrunner.tell.jsonable import result_object
from hillrunner.tell.report.run_page import write_report
from hillrunner.tell.tables.run import result_table


@dataclass(frozen=True)
class RunShown:
    """A motion, perhaps beside a person's own strides.

    Attributes
    ----------
    motion
        The run or sprint.
    measured
        The person's strides, cut from their inverse kinematics.
    """

    motion: Motion
    measured: MeasuredStrides | None = None

    @cached_property
    def summary(self) -> Spatiotemporal:
        """Timing, forces and cost."""
        return spatiotemporal(self.motion)

    @cached_property
    def comparison(self) -> Comparison | None:
        """Of the motion and the measured strides.

        Raises
        ------
        MeasuredError
            If no measured coordinate is in the motion.
        """
        return compare(self.motion, self.measured) if self.measured else None

    def text(self) -> str:
        """The numbers beside people's, and beside the person's own."""
        bands = bands_for(self.motion.speed, self.motion.grade)
        return result_table(self.motion, self.summary, bands, self.measured, self.comparison)

    def plain(self, files: list[str]) -> dict[str, Any]:
        """As JSON: SI units, angles in deg, null for what does not exist; ``files`` as given."""
        motion, solver, comparison = self.motion, self.motion.solver, self.comparison
        fields: dict[str, Any] = {
            "status": motion.status.word,
            "task": motion.task.kind,
            "speed": motion.speed,
            "grade": motion.grade,
            **self.summary.to_dict(),
            "solve_time": solver.solve_time,
            "iterations": solver.iterations,
            "objective": solver.objective,
            "starts": {"tried": solver.starts_tried, "agreed": solver.starts_agreed},
            "runner": motion.runner.model_dump(mode="json"),
            "body_hash": motion.body_hash,
            "files": files,
        }
        if comparison:
            fields["measured"] = {
                "stride_time": comparison.measured_stride_time,
                "rms_error": math.degrees(comparison.rms),
                "rms_errors": {n: math.degrees(c.rms) for n, c in comparison.coordinates.items()},
            }
        return result_object(fields)

    def files(self, folder: Path) -> list[str]:
        """Write motion, tables for OpenSim and report into a folder; returns their names."""
        self.motion.save(folder / "motion.nc")
        tables = folder / "opensim"
        tables.mkdir(exist_ok=True)
        written = export_opensim(self.motion, tables)
        write_report(
            self.motion,
            folder / "report.html",
            measured=self.measured,
            comparison=self.comparison,
            summary=self.summary,
        )
        return ["report.html", "motion.nc", *(f"opensim/{path.name}" for path in written)]
