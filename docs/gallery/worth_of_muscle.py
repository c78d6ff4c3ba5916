"""
What is 10 % more of each muscle worth?
=======================================

Stronger muscle is not free: at the same specific tension it is larger, so it is carried and makes
heat. Whether it pays depends on where it sits. This page asks every muscle group what 10 % more of
it does to the energy of running and to the effort.
"""

import matplotlib.pyplot as plt

from hillrunner import prices
from hillrunner.analysis import spatiotemporal
from hillrunner.groups import GROUPS
from hillrunner.motion.library import load_shipped

# %%
# No run is solved again. A *price* is a derivative at the optimum: the change for a little more of
# something when the runner is free to adapt the whole stride. It comes from the solved run itself,
# in seconds, and agrees with differences of solved runs (a test holds it to that).

motion = load_shipped("run-3.5.nc")
energy = prices(motion, of="energy")
effort = prices(motion, of="effort")

# %%
# Energy is what is breathed for; effort is what the runner is taken to minimise: energy, and
# activations squared, which stand for fatigue. The two disagree, and the disagreement is the answer
# to the old quarrel about leg muscle. ``stronger`` is force with the mass that goes with it;
# ``drive`` is the same strength without the size: more of the muscle's fibres work in its largest
# effort, and heat as others do.
#
# A price is for one whole unit of change; times 0.1 it is for 10 %. 10 % is a round number, the
# same for every group so that they can be compared; it is not what a given training yields. Energy
# is given as a share of all the runner needs, resting included.

whole = {
    "energy": spatiotemporal(motion).cost_of_transport,  # J/kg/m
    "effort": effort.attrs["value"],  # J/kg/m
}


def change(table, knob, places, of):
    """Change (%) of energy or effort for 10 % more muscle."""
    return [100 * 0.1 * float(table[knob].sel(place=p)) / whole[of] for p in places]


places = [group for group in GROUPS if group in energy["place"].values]
figure, axes = plt.subplots(1, 2, figsize=(10, 4.2), sharey=True, layout="constrained")
for axis, (title, table) in zip(axes, (("energy", energy), ("effort", effort)), strict=True):
    rows = range(len(places))
    axis.barh(
        [r - 0.2 for r in rows],
        change(table, "stronger", places, title),
        0.4,
        color="#c1442d",
        label="stronger and larger",
    )
    axis.barh(
        [r + 0.2 for r in rows],
        change(table, "drive", places, title),
        0.4,
        color="#2d6dc1",
        label="stronger, no larger",
    )
    axis.axvline(0, color="black", linewidth=0.8)
    axis.set_title(f"Change of {title} (%) with 10 % more")
    axis.set_yticks(list(rows), places)
axes[0].invert_yaxis()
axes[0].legend(fontsize=8)
plt.show()

# %%
# Left of zero is good. Muscle that is stronger without being larger saves energy nearly everywhere.
# Larger muscle mostly costs energy, and yet lowers the effort: each fibre works further below its
# limit, so the run tires less.

for name, table in (("energy", energy), ("effort", effort)):
    for knob, words in (("stronger", "and larger"), ("drive", "no larger")):
        total = change(table, knob, ["all"], name)[0]
        print(f"all leg muscle 10 % stronger, {words}: {name} {total:+.1f} %")

# %%
# How far to believe it: the sign of strength without size agrees with the trials (2 to 8 % better
# economy after strength training), the sign of strength with size cannot be held against them,
# because the bodies in those trials did not grow. A price is a slope: for 10 % it is good, for 50 %
# it is not. Effects below about 1 % of the whole are within what separates two local optima.
