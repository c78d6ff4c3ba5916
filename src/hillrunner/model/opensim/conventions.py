"""What a running body needs that a published model does not carry, by the field's usual names.

Names are those of the Delp and Rajagopal families of OpenSim models.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from hillrunner.groups import Group

_DEG = math.pi / 180.0

# Joint ranges of running and sprinting (rad, m), side suffix left off; knee flexion and toe
# extension positive. They hold measured running with room (swing knee 108-130 deg, hip -20..80 deg,
# ankle -30..30 deg), and muscle paths are fitted over exactly these boxes.
RUNNING_RANGES: dict[str, tuple[float, float]] = {
    "pelvis_tilt": (-0.8, 0.8),
    "pelvis_list": (-0.8, 0.8),
    "pelvis_rotation": (-0.8, 0.8),
    "pelvis_tx": (-5.0, 50.0),
    "pelvis_ty": (0.5, 1.4),
    "pelvis_tz": (-1.0, 1.0),
    "hip_flexion": (-30 * _DEG, 120 * _DEG),
    "hip_adduction": (-30 * _DEG, 20 * _DEG),
    "hip_rotation": (-25 * _DEG, 25 * _DEG),
    "knee_angle": (-5 * _DEG, 135 * _DEG),
    "ankle_angle": (-50 * _DEG, 40 * _DEG),
    "subtalar_angle": (-20 * _DEG, 20 * _DEG),
    "mtp_angle": (-40 * _DEG, 50 * _DEG),
    "lumbar": (-0.6, 0.6),
    "lumbar_extension": (-0.6, 0.6),
    "lumbar_bending": (-0.6, 0.6),
    "lumbar_rotation": (-0.6, 0.6),
    "arm_flex": (-1.57, 1.57),
    "arm_add": (-2.1, 0.5),
    "arm_rot": (-1.57, 1.57),
    "elbow_flex": (0.0, 2.6),
}

# Locked in many models for walking; running needs them.
UNLOCKED = ("subtalar_angle", "mtp_angle")

# Held at a natural posture (rad), the distal segments folded into the forearm: neutral forearm
# rotation, straight wrist.
WELDED: dict[str, float] = {"pro_sup": math.pi / 2, "wrist_flex": 0.0, "wrist_dev": 0.0}


class Sphere(NamedTuple):
    """A contact sphere of the right foot."""

    name: str
    segment: str
    location: tuple[float, float, float]


# Radius, heights and widths are those of the generic foot of Falisse et al. 2019 (J R Soc Interface
# 16:20190402), and so is the sphere under the midfoot. Where the others are along the foot follows
# from its length and that of the shoe; the foot is that of a body of RAJAGOPAL_HEIGHT, whose bones
# the Delp and Rajagopal families share.
SPHERE_RADIUS = 0.032
RAJAGOPAL_HEIGHT = 1.70  # m; other models' height is taken from their legs
FOOT = 0.152 * RAJAGOPAL_HEIGHT  # m, heel to toe tips: Drillis & Contini 1966, in Winter
SHOE = 0.02  # m, by which a shoe is longer, half of it behind and half in front: usual fitting
DROP = 0.010  # m, by which a running shoe's heel is higher than its forefoot: usual, from memory
TOE_JOINT = 0.1788  # m, in the frame of the heel bone: centre of the model's toe joint
# Along the foot, from the heel, as shares of its length, from memory: the first metatarsal head,
# which is where the model has its toe joint if the heel ends 10 mm behind the heel bone's origin;
# the fifth; and the tip of the toes on its side, from the third to the fifth.
FIRST_HEAD, FIFTH_HEAD, SIDE_TOES = 0.730, 0.630, 0.887


def _spheres() -> tuple[Sphere, ...]:
    """The two balls under the metatarsal heads; heel and toes as far out as the shoe goes, the heel
    on that of the shoe."""
    heel = TOE_JOINT - FIRST_HEAD * FOOT  # the heel's end in the frame of the heel bone
    inside = SPHERE_RADIUS - 0.5 * SHOE  # from an end of the foot to the middle of its sphere

    def under(x: float) -> float:  # the sole falls from the first metatarsal head to the heel
        return round(-0.010 - DROP * (TOE_JOINT - x) / (TOE_JOINT - heel - inside), 4)

    def of_toes(share: float) -> float:
        return round((share - FIRST_HEAD) * FOOT - inside, 4)

    return (
        Sphere("heel", "calcn", (round(heel + inside, 4), under(heel + inside), -0.0038)),
        Sphere("midfoot_lateral", "calcn", (0.0662, under(0.0662), 0.0264)),
        Sphere("ball_lateral", "calcn", (round(heel + FIFTH_HEAD * FOOT, 4), -0.010, 0.0516)),
        Sphere("ball_medial", "calcn", (TOE_JOINT, -0.010, -0.0287)),
        Sphere("toes_lateral", "toes", (of_toes(SIDE_TOES), -0.010, 0.0619)),
        Sphere("toes_medial", "toes", (of_toes(1.0), -0.010, -0.0188)),
    )


SPHERES = _spheres()


class Limit(NamedTuple):
    """K1 exp(K2 (q - upper)) + K3 exp(K4 (q - lower)) - stiffness q - damping qdot."""

    k1: float
    k2: float
    k3: float
    k4: float
    lower: float
    upper: float
    stiffness: float = 0.0
    damping: float = 0.1

    def reversed(self) -> Limit:
        """The same limit for a coordinate counted the other way."""
        return self._replace(
            k1=0.0 - self.k3,  # 0.0 - x: no negative zeros in the file
            k2=0.0 - self.k4,
            k3=0.0 - self.k1,
            k4=0.0 - self.k2,
            lower=0.0 - self.upper,
            upper=0.0 - self.lower,
        )


# Anderson & Pandy 1999, Comput Methods Biomech Biomed Eng 2:201; rad and N m. Knee flexion and toe
# extension count NEGATIVE and POSITIVE here; the importer turns the rows to the model's signs. How
# stiff the toe joint in a shoe, the subtalar joint and a trunk that is not limp are, and the toe
# joint's damping, are choices of studies/like_people.py (toes: 25 and 1.9 in Falisse et al. 2022,
# PLoS One 17:e0256311).
LIMITS: dict[str, Limit] = {
    "hip_flexion": Limit(-2.44, 5.05, 1.51, -21.88, -0.6981, 1.81),
    "hip_adduction": Limit(-0.03, 14.94, 0.03, -14.94, -0.5, 0.5),
    "hip_rotation": Limit(-0.03, 14.94, 0.03, -14.94, -0.92, 0.92),
    "knee_angle": Limit(-6.09, 33.94, 11.03, -11.33, -2.4, 0.13),
    "ankle_angle": Limit(-2.03, 38.11, 0.18, -12.12, -0.74, 0.52),
    "subtalar_angle": Limit(-60.21, 16.32, 60.21, -16.32, -0.65, 0.65, 40.0),
    "mtp_angle": Limit(-0.9, 14.87, 0.18, -70.08, 0.0, 1.13446, 18.0, 0.56),
    "lumbar": Limit(-0.35, 30.72, 0.25, -20.36, -0.5236, 0.17, 31.0),
    "lumbar_extension": Limit(-0.35, 30.72, 0.25, -20.36, -0.5236, 0.17, 31.0),
    "lumbar_bending": Limit(-0.25, 20.36, 0.25, -20.36, -0.34907, 0.34907, 42.0),
    "lumbar_rotation": Limit(-0.25, 20.36, 0.25, -20.36, -0.34907, 0.34907, 74.0),
    "arm_flex": Limit(0, 0, 0, 0, 0, 0),
    "arm_add": Limit(0, 0, 0, 0, 0, 0),
    "arm_rot": Limit(0, 0, 0, 0, 0, 0),
    "elbow_flex": Limit(0, 0, 0, 0, 0, 0),
}

# Torque actuators where no muscle acts (N m): trunk our choice, arms as in Falisse et al. 2019.
TORQUES: dict[str, float] = {
    "lumbar": 200.0,
    "lumbar_extension": 200.0,
    "lumbar_bending": 200.0,
    "lumbar_rotation": 200.0,
    "arm_flex": 150.0,
    "arm_add": 150.0,
    "arm_rot": 150.0,
    "elbow_flex": 150.0,
}

_GROUPS: tuple[tuple[Group, str], ...] = (
    ("quadriceps", r"rec_?fem|rect_fem|vas"),
    ("hamstrings", r"bflh|bfsh|bifem|semi|hamstrings"),
    ("calves", r"gas|soleus|lat_gas|med_gas"),
    ("glutes", r"glut|glmax|glmed|glmin"),
    ("hip flexors", r"iliacus|psoas|iliopsoas|tfl|sar"),
    ("adductors", r"add|grac|pect"),
    ("dorsiflexors", r"tib_?ant|edl|ehl|ext_|per_tert"),
)


def group_of(muscle: str) -> Group:
    """The functional group of a muscle, from its name."""
    for group, pattern in _GROUPS:
        if re.match(pattern, muscle, re.IGNORECASE):
            return group
    return "other"


# Slow-twitch (type I) fraction: Uchida et al. 2016, PLoS One 11:e0150378.
_SLOW: tuple[tuple[str, float], ...] = (
    (r"gl(ut_?)?(max|med|min)", 0.55),
    (r"semimem", 0.4925),
    (r"semiten", 0.425),
    (r"bflh|bifemlh|hamstrings", 0.5425),
    (r"bfsh|bifemsh", 0.529),
    (r"add_?mag", 0.552),
    (r"rec_?fem|rect_fem", 0.3865),
    (r"vas_?med", 0.503),
    (r"vas_?int", 0.543),
    (r"vas_?lat|vasti", 0.455),
    (r"gas_?med|med_gas|gastroc", 0.566),
    (r"gas_?lat|lat_gas", 0.507),
    (r"soleus", 0.803),
    (r"tib_?post|fdl|fhl|flex_|per_?brev|per_?long", 0.60),
    (r"tib_?ant", 0.70),
    (r"edl|ehl|ext_|per_tert", 0.75),
    (r"ercspn", 0.60),
    (r"intobl", 0.56),
    (r"extobl", 0.58),
)


def slow_fraction_of(muscle: str) -> float:
    """Slow-twitch fraction of a muscle, from its name; 0.5 where none is published."""
    for pattern, fraction in _SLOW:
        if re.match(pattern, muscle, re.IGNORECASE):
            return fraction
    return 0.5


# Specific tension (Pa) that belongs to the maximum forces of the Delp and Hamner muscle sets, by
# their own names (Uchida et al. 2016, PLoS One 11:e0163417); Rajagopal's set is built on 0.60 MPa.
RAJAGOPAL_TENSION = 0.6e6
_TENSION: dict[str, float] = {
    "glut_med1": 0.74455,
    "glut_med2": 0.75395,
    "glut_med3": 0.75057,
    "glut_min1": 0.75,
    "glut_min2": 0.75,
    "glut_min3": 0.75116,
    "glut_max1": 0.75395,
    "glut_max2": 0.74455,
    "glut_max3": 0.74595,
    "semimem": 0.62524,
    "semiten": 0.62121,
    "bifemlh": 0.62222,
    "bifemsh": 1.005,
    "sar": 0.74286,
    "grac": 0.73636,
    "add_mag1": 0.55217,
    "add_mag2": 0.55323,
    "add_mag3": 0.54831,
    "add_long": 0.74643,
    "add_brev": 0.75263,
    "tfl": 0.75161,
    "pect": 0.76,
    "quad_fem": 0.74706,
    "gem": 0.74545,
    "peri": 0.75254,
    "iliacus": 1.2477,
    "psoas": 1.5041,
    "rect_fem": 0.74936,
    "vas_med": 0.49961,
    "vas_int": 0.55263,
    "vas_lat": 0.50027,
    "med_gas": 0.69865,
    "lat_gas": 0.69694,
    "soleus": 0.62703,
    "tib_post": 0.6252,
    "flex_dig": 0.50,
    "flex_hal": 0.50313,
    "tib_ant": 0.75417,
    "per_brev": 0.62143,
    "per_long": 0.6245,
    "per_tert": 1.0,
    "ext_dig": 0.75294,
    "ext_hal": 0.73636,
    "ercspn": 0.25,
    "intobl": 0.25,
    "extobl": 0.25,
}


def specific_tension_of(muscle: str, hamner_set: bool) -> float:
    """Specific tension (Pa) that a muscle's maximum force stands for."""
    return 1e6 * _TENSION[muscle] if hamner_set and muscle in _TENSION else RAJAGOPAL_TENSION
