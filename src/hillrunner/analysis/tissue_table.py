"""Which loads of which tissues are reported, how sure they are, and what damage is counted from.

Grades are those of the sources: A read in the source's own text, M from memory and not verified;
"model" where the value follows from the model with no further number.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from hillrunner.analysis.elongation import PATH_NOTE
from hillrunner.analysis.patellofemoral import AREA_NOTE, RATIO_NOTE
from hillrunner.analysis.tibia import BONE_NOTE, SECTION_NOTE
from hillrunner.quantities import LOADS
from hillrunner.quantities import TISSUES as TISSUE_QUANTITIES


class Measure(NamedTuple):
    """One load of one tissue."""

    name: str
    tissue: str
    grade: str
    assumption: str
    window: str = "stride"  # which part of the stride its peak and integral are taken over

    @property
    def units(self) -> str:
        return LOADS[self.name].unit

    @property
    def label(self) -> str:
        return LOADS[self.name].label


class Tissue(NamedTuple):
    """A tissue, and the load its damage is counted from."""

    name: str
    measure: str
    material: str  # of physics.damage.EXPONENTS
    reference: float
    per: Literal["SI unit", "body weight", "maximal muscle force"]  # what the reference counts in
    source: str

    @property
    def label(self) -> str:
        return TISSUE_QUANTITIES[self.name].label


HAMSTRINGS = ("bflh", "semimem", "semiten")
ACHILLES = ("soleus", "gasmed", "gaslat")
BAND = "tfl"

ACHILLES_AREA = {"low": 70e-6, "middle": 60e-6, "high": 50e-6}  # m2; the smaller, the more stress

_TENSION = (
    "strain of the model's tensor fasciae latae tendon, which is the band; the gluteus maximus "
    "does not pull on it in the model"
)
_REACTION = "joint reaction with the muscles that cross, a rigid joint"

MEASURES: tuple[Measure, ...] = (
    Measure("achilles_force", "achilles_tendon", "model", "none"),
    Measure(
        "achilles_stress",
        "achilles_tendon",
        "M",
        "cross-section 50 (high) to 70 mm2 (low) of untrained people, larger in runners, the same "
        "for every body",
    ),
    Measure(
        "achilles_strain",
        "achilles_tendon",
        "model",
        "mean over the three calf muscles of the strain of the model's tendon, its inner part "
        "(aponeurosis) included",
    ),
    Measure(
        "patellofemoral_force",
        "patellofemoral_joint",
        "M",
        RATIO_NOTE,
    ),
    Measure(
        "patellofemoral_stress",
        "patellofemoral_joint",
        "M",
        f"{AREA_NOTE}; {RATIO_NOTE}",
    ),
    Measure(
        "patellar_tendon_force",
        "patellar_tendon",
        "model",
        "the quadriceps force runs over the kneecap undiminished",
    ),
    Measure(
        "tibia_compression",
        "tibia",
        "model",
        SECTION_NOTE,
    ),
    Measure(
        "tibia_bending",
        "tibia",
        "model",
        SECTION_NOTE,
    ),
    Measure(
        "tibia_stress",
        "tibia",
        "M",
        BONE_NOTE,
    ),
    Measure(
        "tibia_strain",
        "tibia",
        "M",
        BONE_NOTE,
    ),
    Measure("knee_contact", "knee", "model", _REACTION),
    Measure("hip_contact", "hip", "model", _REACTION),
    Measure(
        "iliotibial_strain",
        "iliotibial_band",
        "model",
        PATH_NOTE,
        "stance",
    ),
    Measure(
        "iliotibial_strain_rate",
        "iliotibial_band",
        "model",
        PATH_NOTE,
        "stance",
    ),
    Measure(
        "iliotibial_band_strain",
        "iliotibial_band",
        "model",
        _TENSION,
        "stance",
    ),
    *(
        Measure(
            f"{muscle}_strain",
            muscle,
            "model",
            PATH_NOTE,
            "late swing",
        )
        for muscle in HAMSTRINGS
    ),
    *(
        Measure(
            f"{muscle}_fibre_strain",
            muscle,
            "model",
            "against the optimal fibre length",
            "late swing",
        )
        for muscle in HAMSTRINGS
    ),
    *(
        Measure(
            f"{muscle}_force",
            muscle,
            "model",
            "none",
            "late swing",
        )
        for muscle in HAMSTRINGS
    ),
)

_BORROWED = (
    "no damage exponent is known to us for it, the tendon's is used on a load with a true zero "
    "(a strain against standing has none); "
)

TISSUES: tuple[Tissue, ...] = (
    Tissue(
        "achilles_tendon",
        "achilles_force",
        "tendon",
        8.2,
        "body weight",
        "peak force 8.2 body weights at 2.68 m/s by tensiometry (PMC11096059), grade A",
    ),
    Tissue(
        "patellofemoral_joint",
        "patellofemoral_stress",
        "cartilage",
        6.0e6,
        "SI unit",
        "6 MPa: 157 N m at 44 deg of knee flexion (Roos 2012) on the areas of Besier 2005, "
        "computed, grade M",
    ),
    Tissue(
        "patellar_tendon",
        "patellar_tendon_force",
        "tendon",
        5.72,
        "body weight",
        "3928 N at 70 kg: 157 N m at 44 deg of knee flexion (Roos 2012), computed, grade M",
    ),
    Tissue(
        "tibia",
        "tibia_strain",
        "bone",
        4000e-6,
        "SI unit",
        "4000 microstrain, above which strained volume is counted (Baggaley 2023, "
        "arXiv 2305.04139), grade A",
    ),
    Tissue(
        "knee",
        "knee_contact",
        "cartilage",
        8.0,
        "body weight",
        "peak about 8 body weights in running (Miller 2014, 10.1249/MSS.0000000000000135), grade M",
    ),
    Tissue(
        "hip",
        "hip_contact",
        "cartilage",
        5.5,
        "body weight",
        "peak about 5.5 body weights jogging, measured in two patients with an instrumented "
        "hip (Bergmann 1993), grade A",
    ),
    Tissue(
        "iliotibial_band",
        "iliotibial_band_strain",
        "tendon",
        0.085,
        "SI unit",
        _BORROWED + "8-9 % peak strain (Hamill 2008, 10.1016/j.clinbiomech.2008.04.018), grade M",
    ),
    *(
        Tissue(
            muscle,
            f"{muscle}_force",
            "tendon",
            1.0,
            "maximal muscle force",
            _BORROWED + "the muscle's own maximal isometric force, model",
        )
        for muscle in HAMSTRINGS
    ),
)
