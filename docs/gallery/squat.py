"""
What does a squat ask of the muscles?
=====================================

A runner of 75 kg squats with 20 kg on the shoulders, until the knees are bent by 90 deg. This page
asks which joints carry the load on the way down and up, and how much of their force muscles use.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from hillrunner import Motion

# %%
# Load, depth and tempo are given: the knees bend and stretch evenly, a second each way. Left and
# right do the same, so that one leg is solved. All else is found: how far the trunk leans, where
# the weight is over the feet, which muscles pull. It took 78 s on one core, so that the motion is
# kept beside this page. This is how it was made:
#
# .. code-block:: python
#
#     squat = simulate(Runner(height=1.795, mass=75.0), Squat(20.0, depth=90.0, down=1.0, up=1.0))

HERE = Path(__file__).parent if "__file__" in globals() else Path.cwd()
squat = Motion.load(HERE / "squat.nc")
time = squat["time"].values

# %%
# Moments of one leg, and of the lower back. Extension is shown upwards, whatever the sign of the
# coordinate: a moment that straightens the knee is negative in the model's own, flexing, direction.

moment = squat["joint_moment"]
shown = {"hip": ("hip_flexion_r", -1), "knee": ("knee_angle_r", -1), "ankle": ("ankle_angle_r", -1)}
figure, (a, b) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
for joint, (coordinate, sign) in shown.items():
    a.plot(time, sign * moment.sel(coordinate=coordinate), label=joint)
a.plot(time, moment.sel(coordinate="lumbar_extension"), "--", label="lower back")
a.axvline(1.0, color="black", linewidth=0.8)
a.set_xlabel("time (s); the line is the deepest point")
a.set_ylabel("extending moment (N m)")
a.legend()

# %%
# Force relative to capacity. Each bar is the most that a muscle of the right leg pulls, in percent
# of the force that it can hold at its best length. Only the twelve that are loaded most are shown.

strongest = {m.name: m.max_force for m in squat.body.muscles if m.side == "right"}
peak = squat["tendon_force"].max("time").sel(muscle=list(strongest))
share = 100.0 * peak.values / np.array(list(strongest.values()))
order = np.argsort(share)[-12:]
b.barh([list(strongest)[i].removesuffix("_r") for i in order], share[order], color="#2d6dc1")
b.set_xlabel("most force (% of the muscle's own)")
plt.show()

# %%
# How far to believe it: the joint moments are those of OpenSim's inverse dynamics on the same
# motion, within 1 %, which a test holds them to. The motion itself is an optimum by the criterion
# that was chosen for running, not a measured squat: the trunk stays more upright than most
# people's, so the knees carry more and the hips less than theirs.
