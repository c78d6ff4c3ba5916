"""Metabolic cost, by the model of muscle energy that the motion was solved with."""

from __future__ import annotations

from hillrunner.analysis.spatiotemporal import metabolic_power
from hillrunner.model.physics.metabolism import BASAL_RATE
from hillrunner.validate.measures.registry import Measured, measures


@measures("J/kg/m")
def gross_cost(run: Measured, _: str) -> float:
    return run.spatiotemporal.cost_of_transport


@measures("J/kg/m")
def net_cost(run: Measured, _: str) -> float:
    """Without the rate of standing."""
    return run.spatiotemporal.cost_of_transport - BASAL_RATE / run.motion.speed


@measures("W/kg")
def gross_power(run: Measured, _: str) -> float:
    return metabolic_power(run.motion) / run.mass
