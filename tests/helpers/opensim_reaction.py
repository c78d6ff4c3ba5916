"""Joint reactions by OpenSim, at given postures, motion and forces; run as a script.

Usage: ``python opensim_reaction.py MODEL.osim QUESTION.json ANSWER.json``, with a Python that has
the ``opensim`` package. The question holds ``gravity`` (3), ``joints`` (name in the answer ->
joint of the model), ``muscles`` (names), ``spheres`` (name and body of each contact) and, for each
of ``states``: ``q``, ``v``, ``a`` (by coordinate), ``forces`` (N, by muscle), ``loads`` (force and
point in ground, by sphere). Every muscle pulls with the force it is told along OpenSim's own path;
coordinate actuators supply what the accelerations still need. The answer holds ``rows``, one a
state: ``reaction``, on each joint's child in the child's axes (N), and ``missed``, by how much at
most the accelerations that came about differ from those asked for.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import opensim


def vector(v: Any) -> list[float]:
    return [v.get(i) for i in range(3)]


def functions(times: Any, rows: list[list[float]]) -> list[Any]:
    """One function of time for each of three components."""
    made = []
    for column in zip(*rows, strict=True):
        made.append(opensim.PiecewiseLinearFunction())
        for time, value in zip(times, column, strict=True):
            made[-1].addPoint(time, value)
    return made


def main() -> None:
    path, question, answer = sys.argv[1:]
    opensim.Logger.setLevelString("Off")
    with open(question, encoding="utf-8") as file:
        asked = json.load(file)
    states = asked["states"]
    model = opensim.Model(path)
    model.setGravity(opensim.Vec3(*asked["gravity"]))
    model.updControllerSet().clearAndDestroy()
    forces = model.updForceSet()
    for i in reversed(range(forces.getSize())):
        if opensim.Muscle.safeDownCast(forces.get(i)) is None:
            forces.remove(i)
    coordinates = model.updCoordinateSet()
    names = [coordinates.get(i).getName() for i in range(coordinates.getSize())]
    for i, name in enumerate(names):
        coordinates.get(i).set_locked(False)
        coordinates.get(i).set_clamped(False)
        actuator = opensim.CoordinateActuator(name)
        actuator.setName(f"balance_{name}")
        model.addForce(actuator)
    times = [float(i) for i in range(len(states))]
    for k, (name, body) in enumerate(asked["spheres"]):
        load = opensim.PrescribedForce(name, model.getBodySet().get(body))
        load.setForceIsInGlobalFrame(True)
        load.setPointIsInGlobalFrame(True)
        load.setForceFunctions(*functions(times, [s["loads"][k][0] for s in states]))
        load.setPointFunctions(*functions(times, [s["loads"][k][1] for s in states]))
        model.addForce(load)
    state = model.initSystem()

    coordinates = model.getCoordinateSet()
    slot = {}  # where the speed of each coordinate is in the state
    for name in names:
        for i in range(len(names)):
            state.updU().set(i, 0.0)
        coordinates.get(name).setSpeedValue(state, 1.0)
        slot[name] = next(i for i in range(len(names)) if state.getU().get(i) == 1.0)
    muscles = {name: model.getMuscles().get(name) for name in asked["muscles"]}
    balance = {
        name: opensim.ScalarActuator.safeDownCast(model.getForceSet().get(f"balance_{name}"))
        for name in names
    }
    for actuator in [*muscles.values(), *balance.values()]:
        actuator.overrideActuation(state, True)
    solver = opensim.InverseDynamicsSolver(model)
    ground = model.getGround()
    rows = []
    for time, told in zip(times, states, strict=True):
        state.setTime(time)
        change = opensim.Vector(len(names), 0.0)
        for name in names:
            source = name.removesuffix("_beta")
            coordinates.get(name).setValue(state, told["q"][source], False)
            coordinates.get(name).setSpeedValue(state, told["v"].get(source, 0.0))
            change.set(slot[name], told["a"].get(source, 0.0))
            balance[name].setOverrideActuation(state, 0.0)
        for name, force in zip(asked["muscles"], told["forces"], strict=True):
            muscles[name].setOverrideActuation(state, force)
        needed = solver.solve(state, change)
        for name in names:
            balance[name].setOverrideActuation(state, needed.get(slot[name]))
        model.realizeAcceleration(state)
        row: dict[str, Any] = {"reaction": {}}
        for name, joint_name in asked["joints"].items():
            joint = model.getJointSet().get(joint_name)
            reaction = joint.calcReactionOnChildExpressedInGround(state).get(1)
            child = joint.getChildFrame().findBaseFrame()
            row["reaction"][name] = vector(
                ground.expressVectorInAnotherFrame(state, reaction, child)
            )
        got = state.getUDot()
        row["missed"] = max(abs(got.get(i) - change.get(i)) for i in range(len(names)))
        rows.append(row)
    with open(answer, "w", encoding="utf-8") as file:
        json.dump({"rows": rows}, file)


if __name__ == "__main__":
    main()
