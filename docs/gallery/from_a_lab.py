"""
Which muscle forces are in a lab's files?
=========================================

A lab has markers in a ``.c3d`` and forces of the ground. This page goes the whole way from these
files to muscle forces. So that the right answer is known, the files are made here: of a computed
run, whose muscle forces nobody could measure in a person.
"""

import tempfile
from pathlib import Path

import ezc3d
import matplotlib.pyplot as plt
import numpy as np
from scipy.interpolate import CubicSpline

import hillrunner as hr
from hillrunner.lab.kinematics.landmark_places import landmark_place
from hillrunner.lab.kinematics.marker_motion import marker_motion
from hillrunner.lab.marker_sets import marker_sets
from hillrunner.lab.storage import write_storage
from hillrunner.model.body.default import default_body
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.motion import library

# %%
# The run at 3.5 m/s that ships, on a belt for four strides, as cameras see it a hundred times a
# second: 36 markers at points of the bones that can be felt, each 2 mm wrong at random. A second
# file has the same person standing. Lengths are in mm, as labs have them.

truth = library.nearest(hr.Run(3.5))
body, period = truth.body, truth.stride_time
grown = body.height / default_body().height
names = next(one for one in marker_sets() if one.key == "rajagopal").landmarks
places = [
    MarkerPlace(name=name, segment=known.segment, location=tuple(grown * np.array(known.location)))
    for name, landmark in names.items()
    if (known := landmark_place(landmark)) is not None and known.fixed
]
noise = np.random.default_rng(1)


def around(values, at):
    """A series of the run at any times, round and round."""
    knots = np.append(truth["time"].values, truth["time"].values[0] + period)
    closed = np.concatenate([values, values[:1]])
    return CubicSpline(knots, closed, bc_type="periodic")(at)


def put_c3d(path, postures):
    """Markers of some postures, as a file of a motion-capture system."""
    seen = marker_motion(body, places, postures).positions
    seen = 1000.0 * (seen + noise.normal(scale=0.002, size=seen.shape))
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [100.0]
    file["parameters"]["POINT"]["UNITS"]["value"] = ("mm",)
    file["parameters"]["POINT"]["LABELS"]["value"] = tuple(place.name for place in places)
    points = np.ones((4, len(places), len(seen)))
    points[:3] = seen.transpose(2, 1, 0)
    file["data"]["points"] = points
    file.write(str(path))
    return path


folder = Path(tempfile.mkdtemp())
on_belt = truth["position"].values.copy()
on_belt[:, body.coordinate_names.index("pelvis_tx")] -= truth.speed * truth["time"].values
time = np.arange(0.0, 4.0 * period, 0.01)
running = put_c3d(folder / "run.c3d", around(on_belt, time))
stands = np.tile([c.default for c in body.coordinates], (50, 1))
static = put_c3d(folder / "static.c3d", stands)

# %%
# The ground's forces lie in a file beside it, a thousand times a second: force, where it acts, and
# the moment about the vertical.

columns, fine = {}, np.arange(0.0, 4.0 * period, 0.001)
for foot in ("right", "left"):
    one = truth.data.sel(foot=foot)
    force = np.stack(
        [np.interp(fine, one["time"], v, period=period) for v in one["ground_force"].values.T]
    )
    loaded = np.isfinite(one["centre_of_pressure"].values[:, 0])
    when = one["time"].values[loaded]
    centre = one["centre_of_pressure"].values[loaded]
    centre[:, 0] -= truth.speed * when
    point = np.stack([np.interp(fine, when, v, period=period) for v in centre.T])
    for axis in range(3):
        columns[f"{foot[0]}_ground_force_v{'xyz'[axis]}"] = force[axis]
    for axis in range(3):
        columns[f"{foot[0]}_ground_force_p{'xyz'[axis]}"] = point[axis]
    free = np.interp(fine, one["time"], one["free_moment"].values, period=period)
    for axis in range(3):
        columns[f"{foot[0]}_ground_torque_{'xyz'[axis]}"] = free * (axis == 1)
forces = write_storage(folder / "grf.mot", "forces", fine, columns, in_degrees=False)

# %%
# First read what is there, before anything is solved: which markers these are, where up and forward
# are, which foot is on which plate, how fast it goes, which strides are steady.

print(hr.read([running, static, forces]))

# %%
# Then one call does the rest: a body of the person's size from who stands, joint angles from the
# markers, a motion of all muscles that stays near them under the measured forces. It begins from
# nothing but these files, and knows the speed of the belt. Twelve intervals a step are coarse, and
# enough for a page. What can be believed is said first.

tracked = hr.track(
    running, static=static, forces=forces, speed=truth.speed, settings=hr.Settings(mesh=12)
)
print(tracked)
found = tracked.strides[0].motion

# %%
# Of a real runner this is where it ends. Here the answer is known: each line of the left picture is
# a muscle of the right leg, as it was (dashed) and as it was found; each dot of the right one the
# most that a muscle pulls.

phase = np.linspace(0.0, 100.0, 201)


def stride_of(motion, values):
    """A series over the stride from right contact on, at percents of it."""
    begin = motion["time"].values[motion["ground_force"].sel(foot="right", axis="y") > 50.0][0]
    time = motion["time"].values
    return np.interp(
        begin + phase / 100.0 * motion.stride_time, time, values, period=motion.stride_time
    )


figure, (a, b) = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
shown = {"soleus_r": "soleus", "vaslat_r": "vastus lateralis", "bflh_r": "biceps femoris"}
for colour, (muscle, name) in zip(("#2d6dc1", "#c1562d", "#3a8f4d"), shown.items(), strict=True):
    for motion, line, label in ((truth, "--", None), (found, "-", name)):
        force = motion["tendon_force"].sel(muscle=muscle).values
        a.plot(phase, stride_of(motion, force) / 1000.0, line, color=colour, label=label)
a.set_xlabel("% of the stride from right contact; dashed: as it was")
a.set_ylabel("tendon force (kN)")
a.legend()
most = [m["tendon_force"].max("time").values / 1000.0 for m in (truth, found)]
b.plot([0.0, 6.0], [0.0, 6.0], color="black", linewidth=0.8)
b.plot(*most, "o", color="#2d6dc1", markersize=4)
b.set_xlabel("most force of each muscle as it was (kN)")
b.set_ylabel("as it was found (kN)")
plt.show()

off = np.sqrt(np.mean((most[1] - most[0]) ** 2))
print(f"correlation of the 80 peaks {np.corrcoef(*most)[0, 1]:.2f}, root mean square {off:.2f} kN")

# %%
# The largest force, of vastus lateralis, is found a tenth too small: its peak is narrower than the
# intervals. How far to believe it: this person shares moments between muscles by the same least
# effort that is assumed to find them, and has exactly this body. In people neither is known, so
# that the agreement here shows that the way from files to forces is sound, not that it finds
# anybody's muscles. What it does with three measured people, against their plates, their
# electromyograms and OpenSim, is told in :doc:`/howto/track`.
