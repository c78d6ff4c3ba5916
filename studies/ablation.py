"""What strength, foot, ground and energy each do to the run at 3.5 m/s, alone and together.

Without them the body is as strong as the published model's, on the feet and the ground of
published simulations, and pays no muscle for a contraction and no landing; with them it is the
default one. What else was chosen, tendons, stiffness of joints and weights of the effort, is the
default's in all.

Each variant is solved from the one it is built on, by halves where it is far: one start, one local
optimum. Prints the counted rows inside by subject and the measured table, and writes them to
``results/ablation.md`` and ``.json``; the motions go to a folder.
"""

from __future__ import annotations

import sys
from typing import Any

import common

from hillrunner import Motion, Run
from hillrunner.analysis.ground import ground_work
from hillrunner.batch.telling import iterations
from hillrunner.errors import SolveError
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.motion import library
from hillrunner.settings import Contact, Energy, Settings, Tension
from hillrunner.sides import stem
from hillrunner.solve import attempts
from hillrunner.solve.continuation import reach

# The foot before (m): Falisse et al. 2019, on a sole without drop.
FALISSE = {
    "heel": (0.0019, -0.010, -0.0038),
    "midfoot_lateral": (0.0662, -0.010, 0.0264),
    "ball_lateral": (0.1330, -0.010, 0.0516),
    "ball_medial": (0.1484, -0.010, -0.0287),
    "toes_lateral": (0.0450, -0.010, 0.0619),
    "toes_medial": (0.0600, -0.010, -0.0188),
}
STRONG = Tension(**dict.fromkeys(Tension.model_fields, 1.0))  # of the published model: 60 N/cm2
LOSSY = Contact(stiffness=1.6e6, dissipation=2.0)
UNPAID = Energy(negative_work=0.0, soft_tissue=0.0, contraction=0.0)
PATIENCE = 900  # iterations: another ground takes more than a solve is usually given

# Variant: the one it starts from, and which of the four it has.
VARIANTS: dict[str, tuple[str | None, frozenset[str]]] = {
    "as before": (None, frozenset()),
    "strength": ("as before", frozenset({"strength"})),
    "foot": ("as before", frozenset({"foot"})),
    "ground": ("as before", frozenset({"ground"})),
    "energy": ("as before", frozenset({"energy"})),
    "strength, foot": ("strength", frozenset({"strength", "foot"})),
    "strength, foot, ground": ("strength, foot", frozenset({"strength", "foot", "ground"})),
    "all four": (
        "strength, foot, ground",
        frozenset({"strength", "foot", "ground", "energy"}),
    ),
}
TOLD = (
    "cadence",
    "contact_time",
    "flight_time",
    "peak_vertical_force",
    "com_oscillation",
    "peak_braking_force",
    "peak_propulsive_force",
    "hip_flexion_max",
    "hip_flexion_min",
    "knee_contact",
    "knee_stance_max",
    "knee_swing_max",
    "ankle_dorsiflexion_max",
    "ankle_plantarflexion_max",
    "cost_of_transport",
)


def body(parts: frozenset[str]) -> Body:
    """The generic body, on its feet or on those before."""
    own = default_body()
    if "foot" in parts:
        return own
    contacts = []
    for sphere in own.contacts:
        x, y, z = FALISSE[stem(sphere.name)]
        place = (x, y, z if sphere.name.endswith("_r") else -z)
        contacts.append(sphere.model_copy(update={"location": place}))
    return own.model_copy(update={"contacts": tuple(contacts)})


def settings(parts: frozenset[str], tolerance: float) -> Settings:
    """The package's settings with some of the four."""
    plain = Settings(tolerance=tolerance)
    return plain.changed(
        muscles=plain.muscles if "strength" in parts else plain.muscles.changed(tension=STRONG),
        contact=plain.contact if "ground" in parts else LOSSY,
        energy=plain.energy if "energy" in parts else UNPAID,
    )


def told(motion: Motion) -> dict[str, Any]:
    """Scores by subject and the measured table."""
    table = common.rows_at({common.SPEED: motion})
    work = ground_work(motion)
    return {
        "inside": len(table.inside),
        "counted": len(table.judged),
        "scores": {subject: f"{a}/{b}" for subject, (a, b) in table.scores().items()},
        "rows": {key: common.rows(motion)[key] for key in TOLD},
        "ground": {
            "damping": float(work["damping"].sum()) / 2.0,
            "friction": float(work["friction"].sum()) / 2.0,
            "elastic": float(work["elastic"].sum()) / 2.0,
        },
        "objective": motion.solver.objective,
    }


def main() -> int:
    """The command."""
    options = common.options_of(__doc__, "ablation")
    attempts.WARM_ITERATIONS = PATIENCE
    found: dict[str, dict[str, Any]] = {}
    motions: dict[str, Motion] = {}
    shipped = library.load_shipped("run-3.5.nc")
    for name, (origin, parts) in VARIANTS.items():
        path = options.out / f"{common.file_stem(name)}.nc"
        start = motions.get(origin, shipped) if origin else shipped
        try:
            motion = (
                Motion.load(path)
                if path.exists()
                else reach(
                    start,
                    common.example_runner(),
                    Run(common.SPEED),
                    body=body(parts),
                    settings=settings(parts, options.tolerance),
                    progress=iterations(common.note),
                )
            )
        except SolveError as error:
            common.note(f"{name}: {error}")
            continue
        motion.save(path)
        motions[name], found[name] = motion, told(motion)
        common.note(f"{name}: {found[name]}")
    subjects = list(next(iter(found.values()))["scores"])
    text = common.markdown(
        ("variant", "inside", *subjects),
        [
            (name, f"{f['inside']}/{f['counted']}", *(f["scores"].get(s, "-") for s in subjects))
            for name, f in found.items()
        ],
    )
    text += "\n\n" + common.markdown(
        ("variant", *TOLD, "damping J", "friction J", "elastic J"),
        [
            (name, *(f["rows"][key] for key in TOLD), *f["ground"].values())
            for name, f in found.items()
        ],
    )
    print(text)
    common.keep("ablation", text, {"variants": found})
    return 0


if __name__ == "__main__":
    sys.exit(main())
