"""Runs in the interpreter that has OpenSim: a person's model, and inverse kinematics with it.

Usage: ``python opensim_ik.py TOLD.json``. The file holds ``scale`` (set-up file of the scale tool),
``model`` (the scaled model; without it the scale tool makes it), ``static``, ``markers``, ``ik`` (a
set-up file), ``end`` (s) and ``folder``, where ``model.osim`` and ``angles.mot`` are put.
Coordinates that hillrunner holds still are locked, and those that it frees are freed, so that the
model is the same.
"""

import json
import math
import os
import sys

import opensim

HELD = {"pro_sup": math.pi / 2, "wrist_flex": 0.0, "wrist_dev": 0.0, "mtp_angle": 0.0}


def person(told: dict) -> opensim.Model:
    """The scaled model with its markers where they are on the person."""
    if "model" in told:
        made = os.path.join(told["folder"], "placed.osim")
        model = opensim.Model(told["model"])
        model.initSystem()
        tool = opensim.ScaleTool(told["scale"])  # which owns its placer
        placer = tool.getMarkerPlacer()
        placer.setMarkerFileName(told["static"])
        placer.setOutputModelFileName(made)
        placer.setOutputMotionFileName(os.path.join(told["folder"], "static.mot"))
        if not placer.processModel(model, ""):
            sys.exit("the marker placer failed")
        return opensim.Model(made)
    os.chdir(os.path.dirname(told["scale"]))
    tool = opensim.ScaleTool(told["scale"])
    if not tool.run():
        sys.exit("the scale tool failed")
    return opensim.Model(tool.getMarkerPlacer().getOutputModelFileName())


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        told = json.load(file)
    opensim.Logger.setLevelString("error")
    model = person(told)
    coordinates = model.updCoordinateSet()
    for i in range(coordinates.getSize()):
        coordinate = coordinates.get(i)
        stem = coordinate.getName()[:-2]
        if stem in HELD:
            coordinate.setDefaultValue(HELD[stem])
        if stem in (*HELD, "subtalar_angle"):
            coordinate.set_locked(stem in HELD)
    model.finalizeConnections()
    path = os.path.join(told["folder"], "model.osim")
    model.printToXML(path)
    model = opensim.Model(path)
    model.initSystem()
    tool = opensim.InverseKinematicsTool(told["ik"])
    tool.setModel(model)
    tool.setMarkerDataFileName(told["markers"])
    tool.setOutputMotionFileName(os.path.join(told["folder"], "angles.mot"))
    tool.setResultsDir(told["folder"])
    tool.setStartTime(0.0)
    tool.setEndTime(told["end"])
    tool.set_accuracy(1e-9)
    if not tool.run():
        sys.exit("inverse kinematics failed")


if __name__ == "__main__":
    main()
