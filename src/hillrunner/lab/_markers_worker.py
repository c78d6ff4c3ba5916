"""Runs in the interpreter that has OpenSim: scale a model, then inverse kinematics of markers.

Arguments: the folder that :mod:`hillrunner.lab.markers` laid out, and the two set-up files.
"""

import os
import sys

import opensim

folder, scale, kinematics = sys.argv[1:]
opensim.Logger.setLevelString("error")
os.chdir(os.path.join(folder, "Scale"))
if not opensim.ScaleTool(scale).run():
    sys.exit("the scale tool failed")
os.chdir(os.path.join(folder, "IK"))
os.makedirs("results_run", exist_ok=True)
tool = opensim.InverseKinematicsTool(kinematics)
tool.setOutputMotionFileName(os.path.join(folder, "angles.mot"))
if not tool.run():
    sys.exit("inverse kinematics failed")
