"""A sprint against people who run as fast, and where a kilogram of muscle is worth most in it."""

from __future__ import annotations

from hillrunner.validate.measures.registry import Measured, measures


@measures("%")
def sprint_step_rate(run: Measured, _: str) -> float:
    """Of the step rate that Weyand's regression gives at this top speed."""
    return 100.0 * run.spatiotemporal.cadence / (120.0 * (1.5 + 0.06 * run.motion.speed))


@measures("%")
def sprint_contact_time(run: Measured, _: str) -> float:
    """Of the contact time that Weyand's regression gives at this top speed."""
    return 100.0 * run.spatiotemporal.contact_time / (0.19 - 0.0087 * run.motion.speed)


@measures("m/s per kg", "glutes/calves", "quadriceps/calves", "hip flexors/calves")
def sprint_gain_lead(run: Measured, of: str) -> float:
    """By how much a kilogram of one group is worth more speed than one of another."""
    one, other = (_gain(run, group) for group in of.split("/"))
    return one - other


def _gain(run: Measured, group: str) -> float:
    """Speed (m/s) that a kilogram more of a group's muscle is worth, both legs together."""
    mass = sum(m.mass for m in run.motion.body.muscles if m.group == group)
    return float(run.speed_prices["stronger"].sel(place=group)) / mass
