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
    Energy leads; avoidance of fatigue, the activation term (Ackermann & van den Bogert 2010,
    10.1016/j.jbiomech.2009.12.012), is a small part. Left to these, the pelvis tilts further
    forward than in people; what keeps people from it is not in the model, and ``posture`` stands
    for it. ``activation``, ``actuator``, ``posture`` and ``acceleration`` were chosen, with numbers
    of the body and the ground, on stated rows of the measured table; see ``studies/README.md``.
    """

    metabolic: NonNegative = 1.0  # of the muscles' metabolic rate per body mass (W/kg)
    activation: NonNegative = 6.7  # W/kg, of the muscle-mass-weighted mean of activation squared
    actuator: NonNegative = 25.0  # W/kg, of the sum of (torque / 50 N m)^2 at trunk and arms
    posture: NonNegative = 2.5  # W/kg, of (pelvis tilt / 0.1 rad)^2
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
    5 to 13 J/kg: 5 is 0.3 J/kg of body in a step of the default body, of the 0.3 to 0.8 that
    inverse optimal control of measured running asks for.
    """

    negative_work: Annotated[float, Field(ge=0, le=1)] = 0.88
    soft_tissue: Annotated[float, Field(ge=0, le=1)] = 1.0
    contraction: NonNegative = 6.9  # J/kg


class Contact(_Part):
    """Foot-ground contact (see :class:`hillrunner.model.physics.contact.ContactLaw`).

    What shoes and heel pads give way by asks for 4 to 6.5 MN/m2 and 0.3 to 0.5 s/m; with soft
    tissue in series, 1.1 to 1.6 MN/m2 (studies/ground.py). Published simulations with these spheres
    have 1 to 3 MN/m2 and 2 s/m (Falisse et al. 2019, 10.1098/rsif.2019.0402), with which landing
    takes up several times what a shoe does.
    """

    stiffness: Positive = 6400000.0  # N/m2
    dissipation: Positive = 0.57  # s/m


_ABDUCTOR = re.compile(r"gl(ut_?)?me?d|gl(ut_?)?min|tfl|piri|peri", re.IGNORECASE)


class Tension(_Part):
    """Force per cross-section of each muscle group, as a factor on the published model's.

    The published model's 60 N/cm2 make its legs 1.3 to 2.5 times as strong at the dynamometer as
    young men are, and not evenly so. The hip's abductors (gluteus medius and minimus, tensor,
    piriformis) have a factor of their own, whichever group they are in: they hold the pelvis in
    stance, at close to all they have.

    The defaults are within what is published of people's strength (studies/like_people.py).
    """

    quadriceps: Positive = 0.82
    hamstrings: Positive = 0.47
    calves: Positive = 0.57
    glutes: Positive = 0.53
    abductors: Positive = 0.99
    hip_flexors: Positive = 0.68
    adductors: Positive = 0.51
    dorsiflexors: Positive = 0.66
    other: Positive = 0.59

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
    calf_tendon_strain: Positive = 0.093  # triceps surae, at maximal isometric force
    quadriceps_tendons: Positive = 1.4  # factor on the strain of the body's
    other_tendons: Positive = 1.3  # the same, of all muscles but calves and quadriceps
    max_velocity: Positive = 10.0  # optimal fibre lengths per second


class Settings(_Part):
    """Everything about a simulation that is not the runner and not the task."""

    mesh: Annotated[int, Field(ge=8, le=400)] = 30  # intervals per step, or per way of a lift
    effort: Effort = Effort()
    energy: Energy = Energy()
    contact: Contact = Contact()
    muscles: Muscles = Muscles()
    # J/kg/m of effort that a sprinter takes on to be 1 m/s faster: three times what running at
    # 3.5 m/s takes in all. Nothing measured says how much; see studies/README.md.
    sprint_drive: Positive = 10.0
    tolerance: Annotated[float, Field(gt=0, le=1e-2)] = 1e-5
