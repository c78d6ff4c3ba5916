"""What a study found: the data set of all members, and what follows from it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from hillrunner.errors import StudyError
from hillrunner.motion.netcdf import load_netcdf, save_netcdf
from hillrunner.shown import Shown
from hillrunner.study.data_set import CONVERGED, ENDS, FORMAT
from hillrunner.study.inputs import Input, inputs_of
from hillrunner.study.outputs import Output, outputs_of
from hillrunner.study.sobol import sobol_indices
from hillrunner.study.statistics import distributions, regression


@dataclass(frozen=True, eq=False)
class StudyResult(Shown):
    """Every member of a study, and what follows from them.

    Attributes
    ----------
    data
        See :func:`~hillrunner.study.data_set.data_set`.
    """

    data: xr.Dataset

    @property
    def title(self) -> str:
        """The name of the study."""
        return str(self.data.attrs["title"])

    @cached_property
    def design(self) -> dict[str, Any]:
        """The design, as :class:`~hillrunner.study.study.Study` takes it."""
        return dict(json.loads(self.data.attrs["design"]))

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """What was varied, by name."""
        tables = {key: table for key, table in self.design.items() if isinstance(table, dict)}
        return {one.name: one for one in inputs_of(tables)}

    @cached_property
    def counts(self) -> dict[str, int]:
        """Members by how they ended, with zeros."""
        found = Counter(self.data["status"].values.tolist())
        return {end: found[end] for end in ENDS}

    @cached_property
    def reasons(self) -> dict[int, str]:
        """Why a member is not solved, by its number."""
        failed = self.data["status"].values != CONVERGED
        numbers = self.data["member"].values[failed].tolist()
        return dict(zip(numbers, self.data["reason"].values[failed].tolist(), strict=True))

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """Every number of every member, by side and by before and after."""
        return outputs_of(self.data)

    @cached_property
    def distributions(self) -> xr.Dataset:
        """See :func:`~hillrunner.study.statistics.distributions`."""
        return distributions(self.outputs)

    @cached_property
    def regression(self) -> xr.Dataset:
        """See :func:`~hillrunner.study.statistics.regression`."""
        return regression(self.data, self.outputs)

    @property
    def fitted(self) -> bool:
        """Whether the regression says something of any output."""
        return bool(np.isfinite(self.regression["r_squared"]).any())

    @cached_property
    def sobol(self) -> xr.Dataset | None:
        """See :func:`~hillrunner.study.sobol.sobol_indices`; None for a design of another sort."""
        return sobol_indices(self.data, self.outputs) if "sample" in self.data else None

    def save_data(self, path: str | Path) -> Path:
        """Write the data set to a NetCDF file, whole or not at all.

        Raises
        ------
        StudyError
            If it cannot be written.
        """
        path = Path(path)
        save_netcdf(self.data, path, "study file", StudyError)
        return path

    @classmethod
    def load(cls, path: str | Path) -> StudyResult:
        """Read the data set of a study.

        Raises
        ------
        StudyError
            If the file is missing, broken or foreign.
        """
        path = Path(path)
        data = load_netcdf(path, "study file", StudyError, lambda read: read)
        if data.attrs.get("format") != FORMAT:
            raise StudyError(f"cannot use study file {path}: it is not the data set of a study.")
        return cls(data)

    @property
    def cpu_seconds(self) -> float:
        """Mean CPU time (s) of a converged member; not a number where there is none."""
        spent = self.data["cpu_seconds"].values
        return float(np.nanmean(spent)) if np.isfinite(spent).any() else float("nan")
