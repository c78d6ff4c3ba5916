"""
What changes when you run uphill?
=================================

On a slope the muscles have to lift the body at every step. Which of them do it, and what does it
cost?
"""

import matplotlib.pyplot as plt
import numpy as np

from hillrunner.analysis import group_roles, spatiotemporal
from hillrunner.motion.library import load_shipped
from hillrunner.published.bands import minetti_cost

# %%
# Five shipped runs at one speed, 3.5 m/s, from 10 % down to 10 % up. The speed is held so that only
# the slope differs; a runner would slow down uphill.

FILES = {
    -10: "run-3.5-grade-0.10.nc",
    -5: "run-3.5-grade-0.05.nc",
    0: "run-3.5.nc",
    5: "run-3.5-grade+0.05.nc",
    10: "run-3.5-grade+0.10.nc",
}
runs = {grade: load_shipped(name) for grade, name in FILES.items()}
grades = np.array(list(runs))

# %%
# The cost is the metabolic cost of transport. Beside it is the curve of Minetti and others (2002),
# measured in ten mountain runners, who are the reference for slopes.

cost = [spatiotemporal(run).cost_of_transport for run in runs.values()]
slopes = np.linspace(-0.12, 0.12, 50)

# %%
# Net work of the fibres in one step of one leg, by group: positive is delivered to the body. Fibres
# and not whole muscles, because a tendon only gives back what it took.


def fibre_work(run):
    """Net work (J) of the right leg's muscle fibres over the stride, by group."""
    roles = group_roles(run).sel(side="right")
    return (roles["fibre_work_positive"] + roles["fibre_work_negative"]).sum("phase")


work = {grade: fibre_work(run) for grade, run in runs.items()}

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
left.plot(100 * slopes, [minetti_cost(s) for s in slopes], color="#777777", label="Minetti 2002")
left.plot(grades, cost, "o-", color="#c1442d", label="simulated")
left.set_xlabel("grade (%)")
left.set_ylabel("cost of transport (J/kg/m)")
left.set_ylim(bottom=0)
left.legend()
groups = [str(g) for g in work[0]["group"].values]
for group in groups:
    right.plot(grades, [float(work[g].sel(group=group)) for g in runs], "o-", label=group)
right.axhline(0, color="black", linewidth=0.8)
right.set_xlabel("grade (%)")
right.set_ylabel("net work of the fibres (J a stride, one leg)")
right.legend(fontsize=7)
plt.show()

# %%
# The groups that gain most between the level and 10 % up are the ones that lift:

gain = {g: float((work[10] - work[0]).sel(group=g)) for g in groups}
for group, joules in sorted(gain.items(), key=lambda item: -item[1])[:4]:
    print(f"{group}: {joules:+.1f} J a stride")

# %%
# How far to believe it: uphill the rise of the cost has the right shape and is too small, because
# the whole cost is 8 to 25 % below people's. Downhill the quadriceps take up most, as people's do,
# but the run costs only half to two thirds of what people's costs there.
