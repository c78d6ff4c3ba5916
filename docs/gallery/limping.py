"""
One weak side: who takes over?
==============================

The left glutes of this runner have lost 30 % of their force, as after an injury. This page asks how
the stride changes, and which other muscles do the work instead.
"""

from pathlib import Path

import matplotlib.pyplot as plt

from hillrunner import Motion
from hillrunner.analysis import asymmetry, compensation
from hillrunner.sides import SIDES

# %%
# A runner whose legs differ has two steps of her own. So the whole stride is solved, with twice the
# unknowns of a half stride and its mirror image. A whole stride may be a little uneven even of even
# legs, and is then a little cheaper than a mirrored one. So the runner with both sides strong has a
# whole stride as well, starting from the other: what differs now is the glutes alone. It took three
# minutes on one core, so that both are kept beside this page. This is how they were made:
#
# .. code-block:: python
#
#     weak = Runner(height=1.795, mass=75.0, strength={"glutes": {"left": 0.7}})
#     limping = simulate(weak, Run(3.5))
#     before = simulate(Runner(height=1.795, mass=75.0), Run(3.5, stride="whole"), start=limping)
#
# ``hillrunner whatif run.nc --muscle left:glutes=-30%`` does both, and writes a page.

HERE = Path(__file__).parent if "__file__" in globals() else Path.cwd()
limping = Motion.load(HERE / "left_glutes.nc")
before = Motion.load(HERE / "even_legs.nc")  # the same body with both sides strong

# %%
# Left against right, in percent of the mean of both sides, beside the same of the runner with both
# sides strong, whose stride is uneven too: what the weak glutes do is the difference of two bars.
# The weak hip holds the pelvis with less moment, and the knee of that leg works more.

shown = {
    "contact_time": "time on the ground",
    "braking_impulse": "braking by the ground",
    "hip extension_moment": "hip extension moment",
    "hip abduction_moment": "hip abduction moment",
    "knee extension_moment": "knee extension moment",
    "knee work_positive": "positive work of the knee",
    "ankle plantarflexion_moment": "ankle push-off moment",
}
figure, (a, b) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
rows = range(len(shown))
for offset, motion, label in ((-0.2, before, "both sides strong"), (0.2, limping, "left weak")):
    table = asymmetry(motion)
    left_more = [-float(table["difference"].sel(measure=name)) for name in shown]
    a.barh([row + offset for row in rows], left_more, height=0.4, label=label)
a.set_yticks(rows, list(shown.values()))
a.axvline(0, color="black", linewidth=0.8)
a.invert_yaxis()
a.set_xlabel("left more than right (%)")
a.legend()

# %%
# Who takes over. Force times time (impulse) says how long and how hard a muscle pulls in a stride.
# It is compared with the same body with both sides strong, group by group.

change = compensation(before, limping)["group_impulse_change"]
groups = [str(g) for g in change["group"].values if g != "other"]
for offset, side in zip((-0.2, 0.2), SIDES, strict=True):
    values = [float(change.sel(group=group, side=side)) for group in groups]
    b.barh([i + offset for i in range(len(groups))], values, height=0.4, label=side)
b.set_yticks(range(len(groups)), groups)
b.axvline(0, color="black", linewidth=0.8)
b.invert_yaxis()
b.set_xlabel("more force times time in a stride (N s)")
b.legend()
plt.show()
