"""Which numbers a study keeps of a run, by their key in the one table of quantities."""

from __future__ import annotations

from hillrunner.quantities import COST, FORCES, FORM, GROUP_FORCES, LOADS, PRICES, QUANTITIES

OF_ONE_LEG = tuple(  # angles, moments, forces of muscles and loads
    key
    for key in (*FORM, *FORCES, *GROUP_FORCES, *(f"{load}.peak" for load in LOADS))
    if QUANTITIES[key].unit in ("deg", "N m") or key in GROUP_FORCES or key.endswith(".peak")
)
OF_THE_RUNNER = tuple(  # all else
    key for key in (*COST, *FORM, "duty_factor", *FORCES, *PRICES) if key not in OF_ONE_LEG
)
