"""A shoe in words."""

from __future__ import annotations

from hillrunner.person.shoe import SHOES, Shoe


def shoe_words(shoe: Shoe) -> str:
    """``super shoe (11.9 mm at 2 kN, gives back 87 %, 250 g, drop 10 mm)``."""
    name = next((name for name, one in SHOES.items() if one == shoe), "shoe")
    return (
        f"{name} ({1e3 * shoe.deformation:.3g} mm at 2 kN, gives back "
        f"{100 * shoe.energy_return:.3g} %, {1e3 * shoe.mass:.3g} g, drop {1e3 * shoe.drop:.3g} mm)"
    )
