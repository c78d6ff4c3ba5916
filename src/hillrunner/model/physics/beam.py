"""Stress in a bone's cross-section under axial force and bending (Euler-Bernoulli beam).

Section axes are those of the bone: x forward, z to the right; the force acts along y.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Section:
    """A cross-section with an elliptic outline, its axes along x and z."""

    area: float  # m2
    inertia_x: float  # m4, second moment of area for bending about x
    inertia_z: float  # m4, for bending about z
    half_x: float  # m, from the centroid to the edge along x
    half_z: float  # m, along z

    def scaled(self, length: float) -> Section:
        """The section of a bone that is ``length`` times as large in all directions."""
        return Section(
            self.area * length**2,
            self.inertia_x * length**4,
            self.inertia_z * length**4,
            self.half_x * length,
            self.half_z * length,
        )

    def reduced(self, area: float, modulus: float) -> Section:
        """The section with its area and section moduli times the given factors, same outline."""
        return replace(
            self,
            area=self.area * area,
            inertia_x=self.inertia_x * modulus,
            inertia_z=self.inertia_z * modulus,
        )


def hollow_ellipse(outer_x: float, outer_z: float, inner_x: float, inner_z: float) -> Section:
    """A tube with elliptic outline and hole; arguments are half axes (m)."""
    quarter = 0.25 * np.pi
    return Section(
        area=float(np.pi * (outer_x * outer_z - inner_x * inner_z)),
        inertia_x=float(quarter * (outer_x * outer_z**3 - inner_x * inner_z**3)),
        inertia_z=float(quarter * (outer_x**3 * outer_z - inner_x**3 * inner_z)),
        half_x=outer_x,
        half_z=outer_z,
    )


def edge_stress(
    section: Section, axial: Array, moment_x: Array, moment_z: Array
) -> tuple[Array, Array]:
    """The lowest and highest stress (Pa) over the section, tension positive.

    Parameters
    ----------
    section : Section
    axial : array
        Force along the bone (N), tension positive.
    moment_x, moment_z : array of the same shape
        Bending moments about the centroid (N m).

    Returns
    -------
    (lowest, highest)
        Exact for the elliptic outline: bending about both axes is largest between them.
    """
    mean = np.asarray(axial, float) / section.area
    bend = np.hypot(
        np.asarray(moment_z, float) * section.half_x / section.inertia_z,
        np.asarray(moment_x, float) * section.half_z / section.inertia_x,
    )
    return mean - bend, mean + bend
