"""Economy into time, by how people's oxygen grows with speed.

One percent less cost is not one percent more speed: air drag and the cost's own rise with speed
take some of it, more the faster a runner is. Kipp, Kram & Hoogkamer 2019 (10.3389/fphys.2019.00079,
eq. 2) give the oxygen of a 58 kg runner over ground; by it one percent of economy is worth 1.17 %
of speed at 2.6 m/s and 0.65 % at 5.7. Here only its shape counts: it is scaled to the runner.
"""

from __future__ import annotations

from dataclasses import dataclass

CUBIC = (0.02724, 1.5355, 1.5354, 15.661)  # mL/kg/min, of speed in m/s, the highest power first
SPEEDS = (2.0, 6.5)  # m/s, that the curve is used for; a choice around those of the paper's figures
SOURCE = "Kipp, Kram & Hoogkamer 2019, 10.3389/fphys.2019.00079, eq. 2, with air drag"


@dataclass(frozen=True)
class PeoplesDemand:
    """Oxygen over ground as people's grows with speed, ``factor`` times as much."""

    factor: float = 1.0

    def demand(self, speed: float) -> float:
        """mL/kg/min at ``speed`` (m/s)."""
        a, b, c, d = CUBIC
        return self.factor * (((a * speed + b) * speed + c) * speed + d)

    def elasticity(self, speed: float) -> float:
        """Percent more oxygen for one percent more speed."""
        a, b, c, _ = CUBIC
        slope = self.factor * ((3.0 * a * speed + 2.0 * b) * speed + c)
        return speed * slope / self.demand(speed)

    def covers(self, speed: float) -> bool:
        """Whether the curve is for that speed."""
        return SPEEDS[0] <= speed <= SPEEDS[1]

    @property
    def constant_cost(self) -> bool:
        """It grows with speed."""
        return False
