"""Joint moments and reactions by OpenSim, at given postures, motion and forces; run as a script.

OpenSim's wheel and CasADi's carry clashing libraries, so this file imports neither CasADi nor
anything of hillrunner. Usage: ``python _opensim_worker.py MODEL.osim QUESTION.json ANSWER.json``.

The question holds ``gravity`` (3), ``joints`` (name in the answer -> joint of the model),
``muscles`` (names), ``loads`` (name and body of each), and for each of ``states``: ``q``, ``v``,
``a`` (by coordinate), ``forces`` (N, by muscle), ``loads`` (force and point in ground, by load, and
a moment (N m) where it has one). A person's size may stand in ``scales`` (body -> three factors),
and goes with ``mass`` (kg). Every muscle pulls with the force it is told along OpenSim's own path;
coordinate actuators supply what the accelerations still need.

The answer holds ``rows``, one a state: ``moment``, the generalised force that the motion needs at
each coordinate under the loads alone (N m, N), ``reaction``, on each joint's child in the child's
axes (N), and ``missed``, by how much at most the accelerations that came about differ from those
asked for.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import opensim


def vector(v: Any) -> list[float]:
    """The three numbers of a vector."""
    return [v.get(i) for i in range(3)]


def functions(times: Any, rows: list[list[float]]) -> list[Any]:
    """One function of time for each of three components."""
    made = []
    for column in zip(*rows, strict=True):
        made.append(opensim.PiecewiseLinearFunction())
        for time, value in zip(times, column, strict=True):
            made[-1].addPoint(time, value)
    return made


def sized(model: Any, scales: dict[str, list[float]], mass: float) -> None:
    """Give the model a person's size and mass."""
    factors = opensim.ScaleSet()
    for name, own in scales.items():
        scale = opensim.Scale()
        scale.setSegmentName(name)
        scale.setScaleFactors(opensim.Vec3(*own))
        scale.setApply(True)
        factors.cloneAndAppend(scale)
    model.scale(model.initSystem(), factors, False, mass)


def free_model(path: str, asked: dict[str, Any]) -> tuple[Any, list[str]]:
    """The model with the muscles alone, every coordinate free and driven by an actuator."""
    model = opensim.Model(path)
    model.setGravity(opensim.Vec3(*asked["gravity"]))
    model.updControllerSet().clearAndDestroy()
    if asked["scales"]:
        sized(model, asked["scales"], asked["mass"])
    forces = model.updForceSet()
    for i in reversed(range(forces.getSize())):
        if opensim.Muscle.safeDownCast(forces.get(i)) is None:
            forces.remove(i)
    coordinates = model.updCoordinateSet()
    names = [coordinates.get(i).getName() for i in range(coordinates.getSize())]
    for name in names:
        coordinates.get(name).set_locked(False)
        coordinates.get(name).set_clamped(False)
        actuator = opensim.CoordinateActuator(name)
        actuator.setName(f"balance_{name}")
        model.addForce(actuator)
    return model, names


def put_loads(model: Any, loads: list[list[str]], states: list[dict[str, Any]]) -> None:
    """Let the loads act, as functions of time that is the number of a state."""
    times = [float(i) for i in range(len(states))]
    for k, (name, body) in enumerate(loads):
        load = opensim.PrescribedForce(name, model.getBodySet().get(body))
        load.setForceIsInGlobalFrame(True)
        load.setPointIsInGlobalFrame(True)
        own = [s["loads"][k] for s in states]
        load.setForceFunctions(*functions(times, [one[0] for one in own]))
        load.setPointFunctions(*functions(times, [one[1] for one in own]))
        if len(own[0]) > 2:
            load.setTorqueFunctions(*functions(times, [one[2] for one in own]))
        model.addForce(load)


def slots(model: Any, state: Any, names: list[str]) -> dict[str, int]:
    """Where the speed of each coordinate is in the state."""
    coordinates, found = model.getCoordinateSet(), {}
    for name in names:
        for i in range(len(names)):
            state.updU().set(i, 0.0)
        coordinates.get(name).setSpeedValue(state, 1.0)
        found[name] = next(i for i in range(len(names)) if state.getU().get(i) == 1.0)
    return found


def main() -> None:
    """Answer the question."""
    path, question, answer = sys.argv[1:]
    opensim.Logger.setLevelString("Off")
    with open(question, encoding="utf-8") as file:
        asked = json.load(file)
    states = asked["states"]
    model, names = free_model(path, asked)
    put_loads(model, asked["loads"], states)
    state = model.initSystem()
    slot = slots(model, state, names)
    coordinates = model.getCoordinateSet()
    every = model.getMuscles()
    muscles = {every.get(i).getName(): every.get(i) for i in range(every.getSize())}
    balance = {
        name: opensim.ScalarActuator.safeDownCast(model.getForceSet().get(f"balance_{name}"))
        for name in names
    }
    for actuator in [*muscles.values(), *balance.values()]:
        actuator.overrideActuation(state, True)
    solver = opensim.InverseDynamicsSolver(model)
    ground = model.getGround()
    rows = []
    for number, told in enumerate(states):
        state.setTime(float(number))
        change = opensim.Vector(len(names), 0.0)
        for name in names:
            source = name.removesuffix("_beta")  # of kneecaps, which move with the knee
            coordinates.get(name).setValue(state, told["q"][source], False)
            coordinates.get(name).setSpeedValue(state, told["v"].get(source, 0.0))
            change.set(slot[name], told["a"].get(source, 0.0))
            balance[name].setOverrideActuation(state, 0.0)
        for muscle in muscles.values():  # those that are told nothing stay slack
            muscle.setOverrideActuation(state, 0.0)
        alone = solver.solve(state, change)
        moment = {name: alone.get(slot[name]) for name in names}
        for name, force in zip(asked["muscles"], told["forces"], strict=True):
            muscles[name].setOverrideActuation(state, force)
        needed = solver.solve(state, change)
        for name in names:
            balance[name].setOverrideActuation(state, needed.get(slot[name]))
        model.realizeAcceleration(state)
        row: dict[str, Any] = {"moment": moment, "reaction": {}}
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
