"""Moco's side of ``peers.py``; runs in the Python that has OpenSim, and needs nothing of ours.

    python moco_planar.py ORDER.json LIMIT

Half a stride of running, mirrored, at a given mean speed, as in Moco's example of walking: cubed
excitations per metre travelled, with periodic states and controls. Prints IPOPT's table, then one
JSON line.
"""

import json
import re
import resource
import sys
import time

import opensim as osim

EFFORT = 10.0  # weight, as in the example
BOUNDS = {  # of the example, wider where running needs it: value
    "pelvis_tilt": (-0.52, 0.52),
    "pelvis_tx": (0.0, 2.0),
    "pelvis_ty": (0.65, 1.25),
    "hip_flexion": (-1.05, 1.57),
    "knee_angle": (-2.09, 0.0),
    "ankle_angle": (-0.7, 0.52),
    "lumbar": (-0.35, 0.35),
}
SPEEDS = 30.0  # rad/s or m/s, either way


def other_side(path):
    """The path of the mirrored part."""
    return re.sub(r"_(r|l)(?=/|$)", lambda m: "_l" if m.group(1) == "r" else "_r", path)


def study_of(order):
    """The study, its solver and what its states are called."""
    study = osim.MocoStudy()
    study.setName("running")
    problem = study.updProblem()
    model = osim.Model(order["model"])
    model.initSystem()
    names = model.getStateVariableNames()
    states = [names.get(i) for i in range(names.getSize())]
    problem.setModel(model)
    symmetry = osim.MocoPeriodicityGoal("symmetry")
    problem.addGoal(symmetry)
    for state in states:
        if not state.endswith("pelvis_tx/value"):
            symmetry.addStatePair(osim.MocoPeriodicityGoalPair(state, other_side(state)))
        if state.endswith("/activation"):
            muscle = state[: -len("/activation")]
            symmetry.addControlPair(osim.MocoPeriodicityGoalPair(muscle, other_side(muscle)))
        if state.endswith("/value"):
            stem = re.sub(r"_[rl]$", "", state.split("/")[-2])
            problem.setStateInfo(state, list(BOUNDS[stem]))
            problem.setStateInfo(state[: -len("value")] + "speed", [-SPEEDS, SPEEDS])
    symmetry.addControlPair(osim.MocoPeriodicityGoalPair("/lumbarAct"))
    speed = osim.MocoAverageSpeedGoal("speed")
    speed.set_desired_average_speed(order["speed"])
    problem.addGoal(speed)
    effort = osim.MocoControlGoal("effort", EFFORT)
    effort.setExponent(3)
    effort.setDivideByDisplacement(True)
    problem.addGoal(effort)
    last = order["times"][-1]
    problem.setTimeBounds(0, [0.5 * last, 2.0 * last])
    solver = study.initCasADiSolver()
    solver.set_num_mesh_intervals(order["mesh"])
    solver.set_transcription_scheme("trapezoidal")
    solver.set_optim_convergence_tolerance(1e-4)
    solver.set_optim_constraint_tolerance(1e-4)
    solver.set_optim_max_iterations(order["most"])
    solver.set_parallel(0)
    return study, solver, states


def guess_of(solver, order, states):
    """The first guess: given coordinates, their differences in time, quiet muscles."""
    guess = solver.createGuess("bounds")
    times = order["times"]
    guess.setNumTimes(len(times))
    guess.setTime(osim.Vector(times))
    for state in states:
        if state.endswith("/activation"):
            series = [0.1] * len(times)
            guess.setControl(state[: -len("/activation")], osim.Vector(series))
        else:
            name = state.split("/")[-2]
            values = order["values"]["lumbar_extension" if name == "lumbar" else name]
            series = values if state.endswith("/value") else slopes(times, values)
        guess.setState(state, osim.Vector(series))
    guess.setControl("/lumbarAct", osim.Vector([0.0] * len(times)))
    solver.setGuess(guess)


def slopes(times, values):
    """Differences in time, one-sided at the ends."""
    last = len(times) - 1
    return [
        (values[min(i + 1, last)] - values[max(i - 1, 0)])
        / (times[min(i + 1, last)] - times[max(i - 1, 0)])
        for i in range(last + 1)
    ]


def main():
    """Solve, within the limit of CPU time."""
    with open(sys.argv[1], encoding="utf-8") as file:
        order = json.load(file)
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))  # the system ends it, also within IPOPT
    start = time.process_time()
    study, solver, states = study_of(order)
    guess_of(solver, order, states)
    solution = study.solve()
    print(json.dumps({"converged": bool(solution.success()), "cpu": time.process_time() - start}))


if __name__ == "__main__":
    main()
