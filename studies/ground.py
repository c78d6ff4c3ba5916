"""What the ground under a body of rigid segments stands for: a shoe, a heel pad and soft tissue.

The three are in series, each with a force of stiffness times deformation to the power of 3/2, and
the spheres that carry a foot share its force. Prints what each gives way by at the peak force of a
run at 3 m/s, the modulus of :class:`hillrunner.settings.Contact` that gives way as far as all of
them, and what they lose in a step. Writes ``results/ground.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import sys

import common

from hillrunner.model.opensim.conventions import SPHERE_RADIUS
from hillrunner.model.physics.contact import ContactLaw, hertz
from hillrunner.model.physics.spatial import GRAVITY

MASS, PEAK = 70.0, 2.4  # kg, BW: of a runner at 3 m/s, where soft tissue was measured
SHARED = (2.0, 3.0)  # spheres that carry a foot when the force is largest
# Shoe: force over deformation of two racing shoes on a test machine, 4.8e6 and 5.2e6 N/m^n, and
# what they lose in a step (Hoogkamer 2018, 10.1007/s40279-017-0811-2, as a later paper quotes it).
SHOE, SHOE_LOSS = 5.0e6, 1.1  # N/m^1.5, J
# Heel pad: about 6 mm in shoes, at 1 kN (De Clercq 1994, 10.1016/0021-9290(94)90275-5; from
# memory); of what it stores, published losses are 17 to 66 %.
PAD = 1.0e3 / 0.006**1.5
PAD_LOSSES = (0.17, 0.66)
# Soft tissue: -19 J and +13 J a stance at 3 m/s (Riddick & Kuo 2016, J Biomech 49:436). What it
# gives back it had stored, as far as it did so at once, at the peak of the force.
RETURNED, TAKEN = 13.0, 19.0  # J


def give(force: float, stiffness: float) -> float:
    """Deformation (m)."""
    return (force / stiffness) ** (2.0 / 3.0)


def main() -> int:
    """The command."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    force = PEAK * MASS * GRAVITY
    parts = {
        "shoe": give(force, SHOE),
        "heel pad": give(force, PAD),
        "soft tissue": RETURNED / (0.4 * force),  # of F = k d^1.5 the stored energy is 2/5 F d
    }
    sizes = {"shoe and pad": ("shoe", "heel pad"), "all three": tuple(parts)}
    per_modulus = hertz(ContactLaw(stiffness=1.0), SPHERE_RADIUS)
    rows, moduli = [], {}
    for name, members in sizes.items():
        whole = sum(parts[member] for member in members)
        stiffness = force / whole**1.5
        moduli[name] = [stiffness / (count * per_modulus) for count in SHARED]
        rows.append((name, 1e3 * whole, *(1e-6 * modulus for modulus in moduli[name])))
    stored = 0.4 * force * parts["heel pad"]
    loss = [SHOE_LOSS + share * stored + TAKEN - RETURNED for share in PAD_LOSSES]
    text = common.markdown(
        ("part", f"gives way at {force:.0f} N (mm)"), [(n, 1e3 * d) for n, d in parts.items()]
    )
    head = ("in series", "mm", *(f"modulus on {count:g} spheres (MN/m2)" for count in SHARED))
    text += "\n\n" + common.markdown(head, rows)
    text += f"\n\nLost in a step at 3 m/s: {loss[0]:.1f} to {loss[1]:.1f} J.\n"
    print(text)
    common.keep("ground", text, {"moduli": moduli, "loss": loss})
    return 0


if __name__ == "__main__":
    sys.exit(main())
