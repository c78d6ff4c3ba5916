"""What a row measures on a motion: one function for each name that ``rows.toml`` may use.

The functions put the analyses' numbers into the units and definitions of the published ones; they
compute nothing that an analysis already does. The bodies that are
validated run symmetrically, and the right leg stands for both.
"""

from hillrunner.validate.measures import (  # noqa: F401 - each adds its measures
    angles,
    cost,
    curves,
    joints,
    lifts,
    mechanics,
    muscles,
    prices,
    roles,
    springs,
    sprint,
    strength,
    tissues,
)
from hillrunner.validate.measures.registry import Measured, Measurement, measurement

__all__ = ["Measured", "Measurement", "measurement"]
