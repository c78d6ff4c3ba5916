"""What a motion measures: every function takes a motion and returns labelled data with units.

:class:`Analysis` keeps them all for one motion, under the same names.
"""

from typing import TYPE_CHECKING

from hillrunner.lazy import open_lazily

if TYPE_CHECKING:  # the same as HOMES, for type checkers and editors; a test compares the two
    from hillrunner.analysis.analysis import Analysis as Analysis
    from hillrunner.analysis.asymmetry import asymmetry as asymmetry
    from hillrunner.analysis.compensation import compensation as compensation
    from hillrunner.analysis.contact_forces import joint_contact as joint_contact
    from hillrunner.analysis.energy import energy as energy
    from hillrunner.analysis.energy import mechanical as mechanical
    from hillrunner.analysis.ground import ground_work as ground_work
    from hillrunner.analysis.induced import induced_accelerations as induced_accelerations
    from hillrunner.analysis.induced import induced_shares as induced_shares
    from hillrunner.analysis.joints import joint_mechanics as joint_mechanics
    from hillrunner.analysis.muscles import group_roles as group_roles
    from hillrunner.analysis.muscles import muscle_roles as muscle_roles
    from hillrunner.analysis.phases import stride_phases as stride_phases
    from hillrunner.analysis.spatiotemporal import Spatiotemporal as Spatiotemporal
    from hillrunner.analysis.spatiotemporal import spatiotemporal as spatiotemporal
    from hillrunner.analysis.springs import springs as springs
    from hillrunner.analysis.springs import strain_energy as strain_energy
    from hillrunner.analysis.tissues import compare_tissues as compare_tissues
    from hillrunner.analysis.tissues import tissue_loads as tissue_loads
    from hillrunner.analysis.validity import validity as validity

HOMES = {  # public name: module that holds it
    "Analysis": "analysis",
    "Spatiotemporal": "spatiotemporal",
    "asymmetry": "asymmetry",
    "compare_tissues": "tissues",
    "compensation": "compensation",
    "energy": "energy",
    "ground_work": "ground",
    "group_roles": "muscles",
    "induced_accelerations": "induced",
    "induced_shares": "induced",
    "joint_contact": "contact_forces",
    "joint_mechanics": "joints",
    "mechanical": "energy",
    "muscle_roles": "muscles",
    "spatiotemporal": "spatiotemporal",
    "springs": "springs",
    "strain_energy": "springs",
    "stride_phases": "phases",
    "tissue_loads": "tissues",
    "validity": "validity",
}

__all__ = open_lazily(__name__, HOMES)
