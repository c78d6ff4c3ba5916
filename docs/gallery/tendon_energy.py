"""
Where does the energy in the tendons go?
========================================

At every step the body's weight stretches tendons, and they give the energy back. This page asks how
much each tendon stores, and how much of the muscles' work is really done by tendons.
"""

import matplotlib.pyplot as plt
import numpy as np

from hillrunner.analysis import springs, strain_energy
from hillrunner.motion.library import load_shipped

# %%
# A shipped run at 3.5 m/s. Tendons matter at every speed; here their share can be held against
# published simulations and measurements.

motion = load_shipped("run-3.5.nc")
table = springs(motion)

# %%
# Tendons of one leg, the ten that store most. Stored is the highest minus the lowest strain energy
# of the stride: what is in the spring at its longest. The tendon of the model loses nothing, so
# what is stored comes back; the part that real tendons lose as heat is not in here.

right = table.sel(muscle=[name for name in table["muscle"].values if name.endswith("_r")])
most = right.isel(muscle=np.argsort(-right["energy_stored"].values)[:10])
groups = {m.name: m.group for m in motion.body.muscles}

# %%
# The second picture adds all tendons of a group through the stride, to show *when* the energy is in
# them.

energy = strain_energy(motion)
time = 1000 * motion["time"].values
leg = {}
for name in energy["muscle"].values:
    if name.endswith("_r"):
        leg.setdefault(groups[name], []).append(energy.sel(muscle=name).values)
leg = {group: np.sum(parts, axis=0) for group, parts in leg.items()}
leg = dict(sorted(leg.items(), key=lambda item: -np.ptp(item[1])))

figure, (bars, course) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
labels = [str(name).removesuffix("_r") for name in most["muscle"].values]
bars.barh(labels, most["energy_stored"].values, color="#d99a1c")
for row, share in enumerate(most["tendon_share"].values):
    bars.text(0.3, row, f"{100 * share:.0f} %", va="center", fontsize=8)
bars.invert_yaxis()
bars.set_xlabel("energy stored in a step (J)")
bars.set_title("In bars: the tendon's share of the muscle's positive work", fontsize=9)
course.stackplot(time, *leg.values(), labels=list(leg))
course.set_xlabel("time (ms)")
course.set_ylabel("energy in the right leg's tendons (J)")
course.legend(fontsize=7)
plt.show()

# %%
# The Achilles tendon belongs to three muscles (soleus and both gastrocnemii), so it is counted as
# one:

achilles = float(table["achilles_energy"].sel(side="right"))
share = float(table["achilles_tendon_share"].sel(side="right"))
print(f"The Achilles tendon stores {achilles:.0f} J a step and does {100 * share:.0f} % of the")
print("positive work of the calf muscles that pull on it.")

# %%
# How far to believe it: all five published statements about elastic energy hold. The model's
# tendons store more than is usually quoted (56 J in the Achilles tendon at 4.5 m/s, against some
# 35 J, a figure from memory), partly because a tendon here stands for all the elastic tissue in
# series with the fibres.
