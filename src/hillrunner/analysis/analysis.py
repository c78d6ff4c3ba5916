"""Every analysis of one motion, each made when it is first needed, and kept."""

from __future__ import annotations

from functools import cached_property

import xarray as xr

from hillrunner.analysis.asymmetry import asymmetry
from hillrunner.analysis.contact_forces import joint_contact
from hillrunner.analysis.energy import energy, mechanical
from hillrunner.analysis.induced import induced_accelerations, induced_shares
from hillrunner.analysis.joints import joint_mechanics
from hillrunner.analysis.muscles import group_roles, muscle_powers, muscle_roles
from hillrunner.analysis.phases import stride_phases
from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
from hillrunner.analysis.springs import springs, strain_energy
from hillrunner.analysis.tissues import tissue_loads
from hillrunner.analysis.validity import OutOfRange, out_of_range, validity
from hillrunner.errors import HillrunnerError
from hillrunner.motion.motion import Motion

ANALYSES = (  # in order; left out is what is as long as the motion itself
    "stride_phases",
    "muscle_roles",
    "group_roles",
    "springs",
    "induced_shares",
    "induced_shares_rolling",
    "joint_mechanics",
    "joint_contact",
    "tissue_loads",
    "energy",
    "mechanical",
    "validity",
    "asymmetry",
)


class Analysis:
    """The analyses of a motion, under the names of the functions that make them.

    See the function of each for what it holds.

    An analysis that the motion or its body has no place for raises its own error when it is
    read; :meth:`find` answers None instead.

    Parameters
    ----------
    motion : Motion
        A solved stride.
    """

    def __init__(self, motion: Motion) -> None:
        self.motion = motion

    def find(self, name: str) -> xr.Dataset | None:
        """An analysis by name, or None where this motion or its body has no place for it."""
        try:
            data: xr.Dataset = getattr(self, name)
            return data
        except HillrunnerError:
            return None

    def missing(self) -> dict[str, str]:
        """Of :data:`ANALYSES`, those this motion or its body has no place for, and why."""
        reasons = {}
        for name in ANALYSES:
            try:
                getattr(self, name)
            except HillrunnerError as error:
                reasons[name] = str(error)
        return reasons

    @cached_property
    def spatiotemporal(self) -> Spatiotemporal:
        return spatiotemporal(self.motion)

    @cached_property
    def stride_phases(self) -> xr.Dataset:
        return stride_phases(self.motion)

    @cached_property
    def muscle_powers(self) -> xr.Dataset:
        return muscle_powers(self.motion)

    @cached_property
    def muscle_roles(self) -> xr.Dataset:
        return muscle_roles(self.motion)

    @cached_property
    def group_roles(self) -> xr.Dataset:
        return group_roles(self.motion)

    @cached_property
    def springs(self) -> xr.Dataset:
        return springs(self.motion)

    @cached_property
    def strain_energy(self) -> xr.DataArray:
        return strain_energy(self.motion)

    @cached_property
    def induced_accelerations(self) -> xr.Dataset:
        return induced_accelerations(self.motion)

    @cached_property
    def induced_shares(self) -> xr.Dataset:
        return induced_shares(self.motion)

    @cached_property
    def induced_shares_rolling(self) -> xr.Dataset:
        """The same with feet that roll on their centre of pressure."""
        return induced_shares(self.motion, contact="rolling")

    @cached_property
    def joint_mechanics(self) -> xr.Dataset:
        return joint_mechanics(self.motion)

    @cached_property
    def joint_contact(self) -> xr.Dataset:
        return joint_contact(self.motion)

    @cached_property
    def tissue_loads(self) -> xr.Dataset:
        return tissue_loads(self.motion, contact=self.find("joint_contact"))

    @cached_property
    def energy(self) -> xr.Dataset:
        return energy(self.motion)

    @cached_property
    def mechanical(self) -> xr.Dataset:
        return mechanical(self.motion)

    @cached_property
    def validity(self) -> xr.Dataset:
        return validity(self.motion)

    @cached_property
    def asymmetry(self) -> xr.Dataset:
        return asymmetry(
            self.motion,
            mechanics=self.find("joint_mechanics"),
            contact=self.find("joint_contact"),
            loads=self.find("tissue_loads"),
        )

    @cached_property
    def warnings(self) -> tuple[OutOfRange, ...]:
        """Every part that is past an edge of the model's validity."""
        return out_of_range(self.motion)
