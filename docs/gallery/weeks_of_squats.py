"""
What do twelve weeks of heavy squats change?
============================================

A runner does four sets of four half squats twice a week, beside 40 km of running, and then stops.
This page asks what becomes of the lift, of the muscles and of their tendons, and why they differ.
"""

from pathlib import Path

import matplotlib.pyplot as plt

from hillrunner import Motion, Plan
from hillrunner.tell.tables.validation import band_words
from hillrunner.training.adaptation import adapt
from hillrunner.training.trials import trials
from hillrunner.validate.training import trial_results

# %%
# Which muscles a squat trains is read off a simulated one, here with 20 kg and knees bent by 90
# deg; it is kept beside this page. The plan is one that ships, after a published trial. Twelve
# weeks are looked on after it has ended, for what is lost.

HERE = Path(__file__).parent if "__file__" in globals() else Path.cwd()
lifts = {"half squat": Motion.load(HERE / "squat.nc")}
plan = Plan.shipped("heavy-legs", weeks_after=12)
trained = adapt(plan, lifts)
print(plan.source)

# %%
# The lift rises most: skill is part of it, and the runner's own mass is lifted too and does not
# rise. What goes along to running is the force of the muscles, which is size and drive, and the
# stiffness of tendons. Bands are 5 to 95 % of plausible responders.

lift = trained.table["one_rep_max"].sel(lift="half squat")
quadriceps = trained.groups.sel(group="quadriceps")
shown = {
    "half squat, 1RM": lift,
    "quadriceps, force": quadriceps["force"],
    "quadriceps, size": quadriceps["size"],
    "their tendons, stiffness": quadriceps["tendon_stiffness"],
}
figure, (a, b) = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained")
for name, factor in shown.items():
    change = 100 * (factor - 1)
    (line,) = a.plot(change["week"], change.sel(estimate="value"), label=name)
    edges = change.sel(estimate="low"), change.sel(estimate="high")
    a.fill_between(change["week"], *edges, color=line.get_color(), alpha=0.12)
a.axvline(plan.weeks, color="black", linewidth=0.8)
a.set_xlabel("week; the line is the last session")
a.set_ylabel("change (%)")
a.legend()

# %%
# Muscle by muscle, the squat is for the quadriceps; glutes and hamstrings get some of it, calves
# nothing. The fifteen that grow most are shown.

size = 100 * (trained.table["size"].sel(week=plan.weeks) - 1)
most = size.sel(estimate="value").sortby(size.sel(estimate="value"))[-15:]["muscle"].values
value, low, high = (size.sel(estimate=e, muscle=most) for e in ("value", "low", "high"))
b.barh(most, value, xerr=(value - low, high - value), color="#2d6dc1", ecolor="#8a8a8a")
b.set_xlabel("change of size after twelve weeks (%)")
plt.show()

# %%
# Beside published trials, each with its own plan and people. Those that are not counted were read
# from memory, or a coefficient was chosen by them. What a plan is worth to the run takes a run, and
# is in the whole table of ``hillrunner validate``.

for one in trial_results(trials(), lifts):
    if one.value is not None:
        low, high = one.interval
        print(
            f"{one.row.place}: {one.row.quantity}, published {band_words(one.row)} %, "
            f"model {one.value:+.1f} % [{low:+.1f}, {high:+.1f}]"
            f"{'' if one.counts else ' (not counted)'}"
        )

# %%
# How far to believe it: most coefficients are choices within a range, and the intervals are wide
# for that reason. The simulated squat is lighter than the trained one and more upright than most
# people's, so the quadriceps get more and the hips less than theirs: adductors, which grow in
# people, do not. Small muscles of the shank and the hip that keep its balance grow in the model as
# if they were trained hard; nobody measured that.
