"""What a runner's muscles are used to: the load of the speed at which they could race a marathon.

Fibres that were stretched under force before take much less harm from it the next time (the
repeated-bout effect, McHugh 2003, 10.1034/j.1600-0838.2003.02477.x), so that a load tires a muscle
by how much it is of what its runner does. That the speed of a marathon stands for that is a choice.
"""

from __future__ import annotations

from hillrunner.fatigue.tiring import MARATHON

RIEGEL = 1.09  # time goes with distance to that power: the median of 430 recreational runners
# (1.075 to 1.119, computed from the data of Vickers & Vertosick 2016)


def marathon_speed(metres: float, speed: float) -> float:
    """The speed (m/s) at which somebody could race a marathon who races ``metres`` at ``speed``."""
    return speed * (metres / MARATHON) ** (RIEGEL - 1.0)
