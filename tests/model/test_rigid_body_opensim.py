"""Skeleton of the default body against OpenSim, which runs in a process of its own.

The body has no patella coordinate, no wrists and no forearm rotation: OpenSim gets the same posture
with those held, the patella moving with the knee, and gives back its generalised forces, of which
the patella's is added to the knee's (virtual work of the coupled coordinate, whose slope is 1).

Two things keep the two from being equal. The body's patellae (86 g) follow polynomials instead of
splines; made weightless in both, they no longer matter. And OpenSim's inverse dynamics misses a
little of the knee's velocity terms (0.05 N m here): its own energy does not change at the power of
its forces, but at the power of ours.
"""

import json
import math
import subprocess
from pathlib import Path

import numpy as np
import pytest

from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.rigid_body import centre_of_mass, inverse_dynamics, kinematics

MODEL = "RajagopalLaiUhlrich2023.osim"
HELD = {"pro_sup": math.pi / 2, "wrist_flex": 0.0, "wrist_dev": 0.0}
STATES = 25
GRAVITY = (0.0, -9.80665, 0.0)
SPEED, ACCELERATION = 4.0, 50.0  # standard deviation (rad/s, rad/s2; m for translations)
State = tuple[np.ndarray, np.ndarray, np.ndarray]
PROBE = """
import json, sys
import opensim
opensim.Logger.setLevelString("Off")
path, question, answer = sys.argv[1:]
asked = json.load(open(question))
model = opensim.Model(path)
model.updForceSet().clearAndDestroy()
model.setGravity(opensim.Vec3(*asked["gravity"]))
model.updControllerSet().clearAndDestroy()
if asked["weightless"]:
    for side in "rl":
        model.updBodySet().get("patella_" + side).setMass(0.0)
        model.updBodySet().get("patella_" + side).setInertia(opensim.Inertia(0.0, 0.0, 0.0))
coordinates = model.updCoordinateSet()
for i in range(coordinates.getSize()):
    coordinates.get(i).set_locked(False)
    coordinates.get(i).set_clamped(False)
state = model.initSystem()
coordinates = model.getCoordinateSet()
names = [coordinates.get(i).getName() for i in range(coordinates.getSize())]
slot = {}  # where the speed of each coordinate is in the state
for name in names:
    for i in range(len(names)):
        state.updU().set(i, 0.0)
    coordinates.get(name).setSpeedValue(state, 1.0)
    slot[name] = next(i for i in range(len(names)) if state.getU().get(i) == 1.0)
solver = opensim.InverseDynamicsSolver(model)
vector = lambda v: [v.get(i) for i in range(3)]
beta = opensim.CoordinateCouplerConstraint.safeDownCast(model.getConstraintSet().get(0))
rows = []
for q, v, a in asked["states"]:
    change = opensim.Vector(len(names), 0.0)
    for name in names:
        source = name.removesuffix("_beta")
        coordinates.get(name).setValue(state, q[source], False)
        coordinates.get(name).setSpeedValue(state, v.get(source, 0.0))
        change.set(slot[name], a.get(source, 0.0))
    model.realizeVelocity(state)
    row = {"origin": {}, "velocity": {}, "spin": {}}
    for name in asked["segments"]:
        segment = model.getBodySet().get(name)
        row["origin"][name] = vector(segment.getPositionInGround(state))
        row["velocity"][name] = vector(segment.getLinearVelocityInGround(state))
        row["spin"][name] = vector(segment.getAngularVelocityInGround(state))
    row["energy"] = model.calcKineticEnergy(state) + model.calcPotentialEnergy(state)
    row["com"] = vector(model.calcMassCenterPosition(state))
    row["com_velocity"] = vector(model.calcMassCenterVelocity(state))
    force = solver.solve(state, change)
    row["force"] = {name: force.get(slot[name]) for name in names}
    rows.append(row)
where = opensim.Vector(1, 0.0)
coupling = []
for x in (0.0, 0.5, 2.0):
    where.set(0, x)
    coupling.append([x, beta.getFunction().calcValue(where)])
json.dump({"rows": rows, "coupling": coupling}, open(answer, "w"))
"""


def without_patellae(body: Body) -> Body:
    """The body with patellae that weigh nothing."""
    light = {"mass": 0.0, "inertia": (0.0,) * 6}
    segments = (
        s.model_copy(update=light) if s.name.startswith("patella") else s for s in body.segments
    )
    return body.model_copy(update={"segments": tuple(segments)})


def random_states(body: Body) -> list[State]:
    random = np.random.default_rng(7)
    states = []
    for _ in range(STATES):
        q = np.array([random.uniform(*c.range) for c in body.coordinates])
        v = SPEED * random.normal(size=q.size)
        a = ACCELERATION * random.normal(size=q.size)
        states.append((q, v, a))
    return states


@pytest.fixture(scope="module")
def opensim(opensim_python: str, shared_data: Path, tmp_path_factory):
    """A function that asks OpenSim about states of the body."""
    body = default_body()
    names = body.coordinate_names
    held = {f"{k}_{side}": value for k, value in HELD.items() for side in "rl"}
    model = shared_data / "models" / MODEL
    folder = tmp_path_factory.mktemp("dynamics")
    question, answer = folder / "question.json", folder / "answer.json"

    def named(values: np.ndarray) -> dict[str, float]:
        return dict(zip(names, values.tolist(), strict=True))

    def ask(states: list[State], *, weightless: bool = False) -> dict:
        asked = {
            "gravity": GRAVITY,
            "weightless": weightless,
            "segments": [s.name for s in body.segments],
            "states": [[named(q) | held, named(v), named(a)] for q, v, a in states],
        }
        question.write_text(json.dumps(asked))
        command = [opensim_python, "-c", PROBE, str(model), str(question), str(answer)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(answer.read_text())

    return ask


def forces(body: Body, state: State, row: dict) -> tuple[np.ndarray, np.ndarray]:
    """Generalised forces (31,) of the body, and those of OpenSim for the same coordinates."""
    known = dict(row["force"])
    for side in "rl":
        known[f"knee_angle_{side}"] += known.pop(f"knee_angle_{side}_beta")
    found = inverse_dynamics(body, kinematics(body, *state), GRAVITY)
    return np.array(found, dtype=float), np.array([known[c] for c in body.coordinate_names])


def test_segments_move_as_in_opensim(opensim):
    body = default_body()
    states = random_states(body)
    told = opensim(states)
    assert all(beta == pytest.approx(knee) for knee, beta in told["coupling"])
    for (q, v, a), row in zip(states, told["rows"], strict=True):
        motion = kinematics(body, q, v, a)
        fastest = np.abs(v).max()
        for segment in body.segments:
            frame, name = motion.frames[segment.name], segment.name
            # position, velocity and angular velocity of the patella: polynomials and their slopes
            near = (
                (1e-3, 0.01 * fastest, 0.1 * fastest)
                if name.startswith("patella")
                else (1e-9, 1e-9, 1e-9)
            )
            assert np.allclose(frame.position, row["origin"][name], atol=near[0]), name
            assert np.allclose(frame.velocity, row["velocity"][name], atol=near[1]), name
            assert np.allclose(frame.angular_velocity, row["spin"][name], atol=near[2]), name
        com, com_velocity, _ = centre_of_mass(body, motion)
        # two patellae of 86 g in 75 kg
        assert np.allclose(com, row["com"], atol=1e-5)
        assert np.allclose(com_velocity, row["com_velocity"], atol=1e-4 * fastest)


def test_inverse_dynamics_is_opensims(opensim):
    body = default_body()
    assert len(body.coordinates) == 31
    states = random_states(body)
    rows = opensim(states)["rows"]
    found, known = zip(
        *(forces(body, s, r) for s, r in zip(states, rows, strict=True)), strict=True
    )
    worst = np.abs(np.subtract(found, known)).max(axis=0)
    size = np.sqrt(np.mean(np.square(known), axis=0))
    legs = [
        name.startswith(("pelvis", "hip", "knee", "ankle", "subtalar", "mtp"))
        for name in body.coordinate_names
    ]
    exact = [not leg for leg in legs]  # trunk and arms carry neither patella nor knee
    assert sum(exact) == 11
    assert worst[exact].max() < 1e-8
    # patellae: 1 % of the knee moment, 0.1 % of the forces on the pelvis
    assert (worst[legs] / size[legs]).max() < 1e-2
    assert worst[legs].max() < 2.0


def test_statics_and_inertia_are_opensims_exactly(opensim):
    body = without_patellae(default_body())
    states = [(q, 0.0 * v, a * (i % 2)) for i, (q, v, a) in enumerate(random_states(body))]
    rows = opensim(states, weightless=True)["rows"]
    for state, row in zip(states, rows, strict=True):
        found, known = forces(body, state, row)
        assert np.allclose(found, known, rtol=1e-9, atol=1e-8)


def test_velocity_terms_change_opensims_energy(opensim):
    body = without_patellae(default_body())
    h = 1e-5
    states = random_states(body)[:8]
    moved = [(q + s * h * v, v, 0.0 * a) for q, v, a in states for s in (-1, 0, 1)]
    rows = opensim(moved, weightless=True)["rows"]
    for (_, v, _), i in zip(states, range(0, len(rows), 3), strict=True):
        found, known = forces(body, moved[i + 1], rows[i + 1])
        rate = (rows[i + 2]["energy"] - rows[i]["energy"]) / (2 * h)
        assert v @ found == pytest.approx(rate, rel=1e-7, abs=1e-4)
        assert np.allclose(found, known, rtol=1e-3, atol=0.5)
