"""
What does each muscle do in a stride?
=====================================

A muscle can drive (shorten under load), brake (lengthen under load), hold (carry force at nearly
constant length), let its tendon spring, or rest. Which of these it does changes several times in
one stride. This page draws it for one runner at 3.5 m/s (12.6 km/h).
"""

import matplotlib.pyplot as plt
import numpy as np

from hillrunner.analysis import group_roles, stride_phases
from hillrunner.motion.library import load_shipped

# %%
# The run is one that ships with hillrunner: nothing is solved here. It is of a man of 1.795 m and
# 75 kg. 3.5 m/s is chosen because more people have been measured at this speed than at any other.

motion = load_shipped("run-3.5.nc")
print(motion)

# %%
# One leg is enough: a run is the same on both sides. The stride is drawn from one contact of the
# right foot to the next, as gait laboratories do. The phases come from the ground forces and from
# the swinging foot, not from fixed percentages: a faster run has a shorter stance.

phases = stride_phases(motion).sel(foot="right")
contact = float(phases["start"].sel(phase="loading"))
stride = motion.stride_time
percent = 100 * (((motion["time"] - contact) % stride) / stride)
order = np.argsort(percent.values)

# %%
# A group's activation is the mean over its muscles, weighted by their mass: a large muscle counts
# for more than a small one. What the group is *doing* is a word that follows from force, work and
# change of length (see :func:`hillrunner.analysis.muscles.muscle_roles` for the rule).

roles = group_roles(motion).sel(side="right")
muscles = motion.body.muscles
activation = {}
for group in roles["group"].values:
    members = [m for m in muscles if m.group == group and m.name.endswith("_r")]
    weight = np.array([m.mass for m in members])
    values = motion["activation"].sel(muscle=[m.name for m in members]).values
    activation[str(group)] = values @ weight / weight.sum()

# %%
# Each row is one group. The height of the band is the activation; the word says what the group does
# in that phase. Resting phases are left without a word, so that the eye finds the work.

COLOURS = {
    "driving": "#c1442d",
    "braking": "#2d6dc1",
    "holding": "#7a7a7a",
    "springing": "#d99a1c",
    "resting": "#d0d0d0",
}
figure, axes = plt.subplots(len(activation), 1, figsize=(8, 9), sharex=True, layout="constrained")
for axis, (group, values) in zip(axes, activation.items(), strict=True):
    for phase in phases["phase"].values:
        start, end = (
            100 * (float(phases[edge].sel(phase=phase)) - contact) / stride
            for edge in ("start", "end")
        )
        word = str(roles["doing"].sel(group=group, phase=phase).item())
        inside = (percent.values >= start) & (percent.values < end)
        axis.bar(
            percent.values[inside],
            values[inside],
            width=100 * motion["duration"].values[inside] / stride,
            color=COLOURS[word],
        )
        if word != "resting":
            axis.text((start + end) / 2, 0.9, word, ha="center", va="top", fontsize=6)
        axis.axvline(start, color="#bbbbbb", linewidth=0.6)
        if axis is axes[0]:
            axis.text(start + 0.5, 1.05, phase, fontsize=7, color="#555555", rotation=20)
    axis.set_ylim(0, 1)
    axis.set_yticks([])
    axis.set_ylabel(group, rotation=0, ha="right", va="center")
    axis.spines[["top", "right", "left"]].set_visible(False)
axes[-1].set_xlabel("share of the stride (%), from right foot contact")
figure.suptitle("Activation of the right leg's muscle groups, coloured by what they do")
plt.show()

# %%
# How to read it: calves and quadriceps spring through the whole stance, which means that their
# tendons take up and give back more work than their fibres. Glutes drive the hip when the foot
# lands and when it leaves. In swing the hip flexors bring the leg forward, and at its end the
# hamstrings, as springs, stop the shank.
#
# How far to believe it: 20 of 23 published statements about timing and function of muscles hold for
# these runs; the page :doc:`/validation` lists them all.
