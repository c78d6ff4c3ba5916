"""
Does a higher step rate cost energy?
====================================

Runners with sore knees or shins are often told to take quicker, shorter steps. This page asks what
5 % more steps a minute cost, and what they change.
"""

import matplotlib.pyplot as plt

from hillrunner import technique
from hillrunner.analysis import spatiotemporal, tissue_loads
from hillrunner.motion.library import load_shipped

# %%
# The run is at 3.5 m/s. Left free, the runner has chosen the step rate of least effort already, so
# the question is how steeply the cost rises when that choice is overruled.

motion = load_shipped("run-3.5.nc")
step_rate = spatiotemporal(motion).cadence
print(f"step rate left free: {step_rate:.0f} steps/min")

# %%
# ``technique`` solves the run again with the step rate held, and everything else free. 5 % is what
# studies of gait retraining usually ask for. There are several local optima: should holding the
# step rate lead to a better run than the free one, the free one is looked for again from there, so
# that both are of one kind; its step rate is then another one too. This page has to solve, and
# takes about a minute.

priced = technique(motion, step_rate=1.05 * step_rate)
price = priced.prices["step_rate"]
free, held = price.before.step_rate, price.after.step_rate
print(f"step rate {free:.0f} free, {held:.0f} held: {100 * (held / free - 1):+.1f} %")
print(f"effort {price.effort:+.1f} %, energy {price.cost:+.1f} %")

# %%
# Beside the cost, what the quicker steps are for: how the body moves, and the load of each step on
# kneecap, shin and Achilles tendon. Loads are of one step; with more steps a minute there are more
# of them in a kilometre.

before, after = price.free, price.motion


def measures(run):
    """What is compared."""
    numbers, loads = spatiotemporal(run), tissue_loads(run)["peak"]
    middle = loads.sel(estimate="middle").isel(side=0)  # both legs are alike
    return {
        "effort": run.solver.objective,
        "energy": numbers.cost_of_transport,
        "bounce": numbers.com_oscillation,
        "time on the ground": numbers.contact_time,
        "peak force on the ground": numbers.peak_vertical_force,
        "braking force": numbers.peak_braking_force,
        "kneecap force": float(middle.sel(measure="patellofemoral_force")),
        "shin bone stress": float(middle.sel(measure="tibia_stress")),
        "Achilles tendon force": float(middle.sel(measure="achilles_force")),
    }


one, other = measures(before), measures(after)
change = {name: 100 * (other[name] / one[name] - 1) for name in one}

figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
axis.barh(list(change), list(change.values()), color=["#c1442d"] * 2 + ["#2d6dc1"] * 7)
axis.axvline(0, color="black", linewidth=0.8)
axis.invert_yaxis()
axis.set_xlabel(f"change (%) from {free:.0f} to {held:.0f} steps a minute")
plt.show()

# %%
# Close to the optimum the cost of another step rate is nearly nothing: a curve is flat at its
# lowest point. That is why a small change may be tried for the sake of the loads.
#
# How far to believe it: 1 % is what separates two local optima of this model, so a change of cost
# below that has no sign. The loads are this model's; whether fewer injuries follow is not known.
