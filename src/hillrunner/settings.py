"""Settings of a simulation: effort, contact, mesh and solver. Validated and immutable."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import Field

from hillrunner.checks import Checked
from hillrunner.errors import HillrunnerError, SettingsError

NonNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]


class _Part(Checked):
    error: ClassVar[type[HillrunnerError]] = SettingsError


class Effort(_Part):
    """What running is supposed to minimise, per metre: weights of a sum of rates (W/kg).

    The cost is the step's mean of ``metabolic * P_met / m`` plus the other terms, divided by speed.
    Energy alone makes the model crouch; avoidance of fatigue, the activation term, straightens
    the leg (as Ackermann & van den Bogert 2010 found in walking, 10.1016/j.jbiomech.2009.12.012).
    Left to these, the pelvis tilts 15 deg further forward than in people and the hips flex to
    match; what keeps people from it is not in the model, and ``posture`` stands for it.
    ``activation``, ``actuator``, ``posture`` and ``acceleration`` were chosen on stated rows of
    the measured table; see ``studies/README.md``.
    """

    metabolic: NonNegative = 1.0  # of the muscles' metabolic rate per body mass (W/kg)
    activation: NonNegative = 180.0  # W/kg, of the muscle-mass-weighted mean of activation squared
    actuator: NonNegative = 6.0  # W/kg, of the sum of (torque / 50 N m)^2 at trunk and arms
    posture: NonNegative = 1.0  # W/kg, of (pelvis tilt / 0.1 rad)^2
    acceleration: NonNegative = 0.2  # W/kg, of the mean of (acceleration / 100 rad/s2)^2
    activation_rate: NonNegative = 0.01  # W/kg, of the mean of (activation rate / 10 1/s)^2
    strain_rate: NonNegative = 0.01  # W/kg, of the mean of (relative tendon strain rate / 10 1/s)^2


class Energy(_Part):
    """What of the published forms of a muscle's metabolic rate is used.

    ``negative_work`` is the share of the work that lengthening fibres absorb that is taken off
    their rate, which stays above its floor: 1 as in OpenSim's Bhargava2004, 0 as in the codes that
    count positive work only (Falisse et al. 2019, 10.1098/rsif.2019.0402).

    ``soft_tissue`` is the share of what soft tissue loses at every landing that muscles have to
    make up for (see :func:`~hillrunner.model.physics.metabolism.landing_cost`).

    ``contraction`` is what a muscle pays for being switched on, per kilogram of it and whole
    contraction (see :func:`~hillrunner.model.physics.metabolism.contraction_rate`). A choice, from
    0 to 10 J/kg: 5 is 0.3 J/kg of body in a step of the default body, of the 0.3 to 0.8 that
    inverse optimal control of measured running asks for.
    """

    negative_work: Annotated[float, Field(ge=0, le=1)] = 0.0
    soft_tissue: Annotated[float, Field(ge=0, le=1)] = 0.0
    contraction: NonNegative = 0.0  # J/kg


class Contact(_Part):
    """Foot-ground contact (see :class:`hillrunner.model.physics.contact.ContactLaw`).

    What shoes and heel pads give way by asks for 4 to 6.5 MN/m2 and 0.3 to 0.5 s/m; with soft
    tissue in series, 1.1 to 1.6 MN/m2 (studies/ground.py).

    Stiffness as in the published sprint simulations of Van Wouwe et al., dissipation as in all
    published simulations with these spheres (Falisse et al. 2019, 10.1098/rsif.2019.0402).
    """

    stiffness: Positive = 1.6e6  # N/m2
    dissipation: Positive = 2.0  # s/m


_ABDUCTOR = re.compile(r"gl(ut_?)?me?d|gl(ut_?)?min|tfl|piri|peri", re.IGNORECASE)


class Tension(_Part):
    """Force per cross-section of each muscle group, as a factor on the published model's.

    The published model's 60 N/cm2 make its legs 1.3 to 2.5 times as strong at the dynamometer as
    young men are, and not evenly so. The hip's abductors (gluteus medius and minimus, tensor,
    piriformis) have a factor of their own, whichever group they are in: they hold the pelvis in
    stance, at close to all they have.
    """

    quadriceps: Positive = 1.0
    hamstrings: Positive = 1.0
    calves: Positive = 1.0
    glutes: Positive = 1.0
    abductors: Positive = 1.0
    hip_flexors: Positive = 1.0
    adductors: Positive = 1.0
    dorsiflexors: Positive = 1.0
    other: Positive = 1.0

    def of(self, muscle: str, group: str) -> float:
        """The factor of a muscle by its name and its group's, as ``psoas_r`` of ``hip flexors``."""
        own = "abductors" if _ABDUCTOR.match(muscle) else group.replace(" ", "_")
        return float(getattr(self, own))


# As strong as young men at the dynamometer, angle by angle: studies/strength_identity.py.
DYNAMOMETER = Tension(
    quadriceps=0.606,
    hamstrings=0.521,
    calves=0.562,
    glutes=0.534,
    abductors=0.534,
    hip_flexors=0.715,
    adductors=0.596,
    dorsiflexors=0.654,
    other=0.603,
)


class Muscles(_Part):
    """How the muscles of a running person differ from the default body's.

    Tendon strain of the triceps surae: Arnold et al. 2013 (10.1242/jeb.075697). Maximal velocity:
    De Groote et al. 2016 (10.1007/s10439-016-1591-9).
    """

    strength: Positive = 1.0  # factor on force per cross-section, of all muscles
    tension: Tension = Tension()  # the same by muscle group
    calf_tendon_strain: Positive = 0.10  # triceps surae, at maximal isometric force
    quadriceps_tendons: Positive = 1.0  # factor on the strain of the body's
    other_tendons: Positive = 1.0  # the same, of all muscles but calves and quadriceps
    max_velocity: Positive = 10.0  # optimal fibre lengths per second


class Settings(_Part):
    """Everything about a simulation that is not the runner and not the task."""

    mesh: Annotated[int, Field(ge=8, le=400)] = 30  # intervals per step, or per way of a lift
    effort: Effort = Effort()
    energy: Energy = Energy()
    contact: Contact = Contact()
    muscles: Muscles = Muscles()
    # J/kg/m of effort that a sprinter takes on to be 1 m/s faster: more than twice what running
    # takes in all. Nothing measured says how much; see studies/README.md for what more of it does.
    sprint_drive: Positive = 10.0
    tolerance: Annotated[float, Field(gt=0, le=1e-2)] = 1e-5
