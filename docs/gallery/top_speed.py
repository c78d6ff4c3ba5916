"""
What limits top speed, and which muscles raise it?
==================================================

In a sprint the model runs as fast as its body can. This page asks how the stride gets there, and
what more of each muscle would add.
"""

import matplotlib.pyplot as plt

from hillrunner import prices
from hillrunner.analysis import spatiotemporal
from hillrunner.groups import GROUPS
from hillrunner.motion.library import load_shipped

# %%
# The shipped runs on the level, and the shipped sprint of the same body. A sprint here is steady,
# without a start: the phase of top speed in a 100 m race. The run at 2 m/s is left out, because in
# it this body never quite leaves the ground.

SPEEDS = ("2.5", "3", "3.5", "4", "4.5", "5", "5.5", "6")
runs = [load_shipped(f"run-{speed}.nc") for speed in SPEEDS]
sprint = load_shipped("sprint.nc")
numbers = [spatiotemporal(m) for m in (*runs, sprint)]
speeds = [m.speed for m in (*runs, sprint)]

# %%
# Speed is step length times step rate. The faster the run, the less time the foot has on the ground
# to give the body all the upward push it needs. The grey lines are the averages of 33
# runners at their own top speed (Weyand 2000); they are drawn over the top speeds of those runners
# only.

weyand = [6.0, 11.0]
contact = [0.19 - 0.0087 * v for v in weyand]
rate = [120 * (1.5 + 0.06 * v) for v in weyand]

figure, (a, b, c) = plt.subplots(1, 3, figsize=(11, 4.2), layout="constrained")
a.plot(speeds, [n.cadence for n in numbers], "o-", color="#2d6dc1")
a.plot(weyand, rate, color="#999999", label="runners' top speeds")
a.set_xlabel("speed (m/s)")
a.set_ylabel("step rate (steps/min)")
a.legend(fontsize=8)
b.plot(speeds, [1000 * n.contact_time for n in numbers], "o-", color="#2d6dc1")
b.plot(weyand, [1000 * t for t in contact], color="#999999")
b.set_xlabel("speed (m/s)")
b.set_ylabel("time on the ground (ms)")

# %%
# What 10 % more of each group adds, with the mass that has to be swung along. These are derivatives
# of the top speed at the optimum, from one linear solve. Right of zero is faster.

table = prices(sprint, of="speed")
places = [group for group in GROUPS if group in table["place"].values]
worth = {p: 0.1 * float(table["stronger"].sel(place=p)) for p in places}
worth = dict(sorted(worth.items(), key=lambda item: item[1]))
c.barh(list(worth), list(worth.values()), color="#c1442d")
c.axvline(0, color="black", linewidth=0.8)
c.set_xlabel("top speed with 10 % more (m/s)")
plt.show()

best = max(worth, key=worth.get)
print(f"top speed {sprint.speed:.1f} m/s; 10 % more {best}: {worth[best]:+.2f} m/s")

# %%
# Hip flexors and adductors are worth most because at this step rate the leg must be swung forward
# and back in a quarter of a second; the hamstrings because they stop it and draw it back.
#
# How far to believe it: the body is slow, because it is as strong as young men are at the
# dynamometer and no sprinter. Step rate and contact are those of people at this speed. Faster
# sprinters have larger quadriceps, and in this model these are worth nothing: a steady sprint needs
# no more of them, a start, which is not simulated, does. The speed itself depends on how much a
# sprinter is taken to want it, which nobody has measured.
