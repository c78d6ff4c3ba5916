"""Reads an OpenSim model and samples it; run as a script, in a process of its own.

OpenSim's wheel and CasADi's carry clashing libraries, so this file imports neither CasADi nor
anything of hillrunner. Usage: ``python _worker.py REQUEST.json ANSWER.json``. The request
names a ``task``; the answer holds the result, or ``missing`` (no opensim) or ``error``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

NUDGE = 0.1  # rad or m: how far a coordinate is moved to see which muscles change length
CROSSES = 2e-5  # m: by how much they must


class Function:
    """An OpenSim function of one variable: a polynomial where it is one, else only values."""

    def __init__(self, osim: Any, function: Any) -> None:
        self._osim = osim
        self._scale = 1.0
        while function.getConcreteClassName() == "MultiplierFunction":
            multiplier = osim.MultiplierFunction.safeDownCast(function)
            self._scale *= multiplier.getScale()
            function = multiplier.getFunction()
        self._function = function
        self.polynomial = self._coefficients()

    def _coefficients(self) -> list[float] | None:
        """Lowest power first; None if the function is not a polynomial."""
        osim, kind = self._osim, self._function.getConcreteClassName()
        if kind == "Constant":
            return [self._scale * osim.Constant.safeDownCast(self._function).getValue()]
        if kind not in ("LinearFunction", "PolynomialFunction"):
            return None
        typed = getattr(osim, kind).safeDownCast(self._function)
        vector = typed.getCoefficients()
        read = vector.get if hasattr(vector, "get") else vector.__getitem__
        values = [read(i) for i in range(vector.size())]
        return [self._scale * value for value in reversed(values)]

    def __call__(self, x: float) -> float:
        return float(self._scale * self._function.calcValue(self._osim.Vector(1, x)))


def compose(outer: list[float], inner: list[float]) -> list[float]:
    """Coefficients of outer(inner(x)) for an inner function of degree 1 or 0."""
    offset, slope = (inner + [0.0])[:2]
    result = [0.0]
    for coefficient in reversed(outer):
        shifted = [offset * c for c in result] + [0.0]
        for i, c in enumerate(result):
            shifted[i + 1] += slope * c
        shifted[0] += coefficient
        result = shifted
    return result[: len(outer)]


class Axis:
    """One elementary motion of a joint, couplers substituted."""

    def __init__(
        self, kind: str, direction: list[float], coordinate: str | None, function: Function | None
    ) -> None:
        self.kind, self.direction, self.coordinate = kind, direction, coordinate
        self.function = function  # none: the coordinate itself
        self.inner: Function | None = None
        self.polynomial = [0.0, 1.0] if function is None else function.polynomial

    def couple(self, coordinate: str, inner: Function) -> None:
        """Make this axis follow ``inner(coordinate)`` instead of its own coordinate."""
        self.coordinate, self.inner = coordinate, inner
        if self.polynomial is None or inner.polynomial is None or len(inner.polynomial) > 2:
            self.polynomial = None
        else:
            self.polynomial = compose(self.polynomial, inner.polynomial)

    def __call__(self, x: float) -> float:
        if self.inner is not None:
            x = self.inner(x)
        return x if self.function is None else self.function(x)

    def record(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "direction": self.direction,
            "coordinate": self.coordinate,
            "polynomial": self.polynomial,
        }


X, Y, Z = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
SIMPLE_JOINTS = {  # elementary motions of OpenSim's fixed joint types, in coordinate order
    "WeldJoint": [],
    "PinJoint": [("rotation", Z)],
    "SliderJoint": [("translation", X)],
    "UniversalJoint": [("rotation", X), ("rotation", Y)],
    "GimbalJoint": [("rotation", X), ("rotation", Y), ("rotation", Z)],
    "FreeJoint": [
        *(("rotation", axis) for axis in (X, Y, Z)),
        *(("translation", axis) for axis in (X, Y, Z)),
    ],
    "PlanarJoint": [("rotation", Z), ("translation", X), ("translation", Y)],
}
MUSCLES = ("Millard2012EquilibriumMuscle", "Thelen2003Muscle", "DeGrooteFregly2016Muscle")


class Model:
    """An open model with its couplers substituted and every coordinate free to be posed.

    ``names`` says what its coordinates, bodies and muscles are called in requests and answers,
    where that is not as in the model.
    """

    def __init__(self, osim: Any, path: str, names: dict[str, dict[str, str]]) -> None:
        self.osim = osim
        self.names = names
        self.model = osim.Model(path)
        self.model.finalizeFromProperties()
        self.coordinates = self._coordinates()
        self.locked = {name: c.get_locked() for name, c in self.coordinates.items()}
        for coordinate in self.coordinates.values():
            coordinate.set_locked(False)
            coordinate.set_clamped(False)
            coordinate.set_prescribed(False)
        self.state = self.model.initSystem()
        # initSystem may hand out new objects
        self.coordinates = self._coordinates()
        self.couplers: dict[str, tuple[str, Function]] = {}
        self.unsupported: list[str] = []
        # muscles may sit in the force set or in the model's list of components
        found = [osim.Muscle.safeDownCast(c) for c in self.model.getComponentsList()]
        self.muscles = {self.called("muscles", m.getName()): m for m in found if m is not None}
        self._read_constraints()
        self.joints = {j.getName(): self._axes(j) for j in self._each(self.model.getJointSet())}
        self.free = [name for name in self.coordinates if name not in self.couplers]

    @staticmethod
    def _each(container: Any) -> list[Any]:
        return [container.get(i) for i in range(container.getSize())]

    def called(self, kind: str, name: str) -> str:
        """What a part of the model is called outside."""
        return self.names.get(kind, {}).get(name, name)

    def _coordinates(self) -> dict[str, Any]:
        each = self._each(self.model.updCoordinateSet())
        return {self.called("coordinates", c.getName()): c for c in each}

    def _read_constraints(self) -> None:
        for component in self.model.getComponentsList():
            constraint = self.osim.Constraint.safeDownCast(component)
            if constraint is None or not constraint.get_isEnforced():
                continue
            name, kind = constraint.getName(), constraint.getConcreteClassName()
            coupler = self.osim.CoordinateCouplerConstraint.safeDownCast(constraint)
            if coupler is None:
                self.unsupported.append(f"constraint {name} is a {kind}")
                continue
            drivers = coupler.getIndependentCoordinateNames()
            if drivers.getSize() != 1:
                self.unsupported.append(f"constraint {name} couples several coordinates")
                continue
            function = Function(self.osim, coupler.getFunction())
            dependent = self.called("coordinates", coupler.getDependentCoordinateName())
            self.couplers[dependent] = (self.called("coordinates", drivers.get(0)), function)

    def _axes(self, joint: Any) -> list[Axis]:
        kind, name = joint.getConcreteClassName(), joint.getName()
        own = [
            self.called("coordinates", joint.get_coordinates(i).getName())
            for i in range(joint.numCoordinates())
        ]
        axes: list[Axis] = []
        if kind in SIMPLE_JOINTS:
            for coordinate, (motion, direction) in zip(own, SIMPLE_JOINTS[kind], strict=True):
                axes.append(Axis(motion, direction, coordinate, None))
        elif kind == "CustomJoint":
            transform = self.osim.CustomJoint.safeDownCast(joint).getSpatialTransform()
            for index in range(6):
                axis = transform.getTransformAxis(index)
                names = axis.getCoordinateNames()
                if names.size() > 1:
                    self.unsupported.append(f"an axis of joint {name} has several coordinates")
                    continue
                coordinate = None
                if names.size():
                    coordinate = self.called("coordinates", axis.get_coordinates(0))
                vector = axis.getAxis()
                axes.append(
                    Axis(
                        "rotation" if index < 3 else "translation",
                        [vector.get(i) for i in range(3)],
                        coordinate,
                        Function(self.osim, axis.getFunction()),
                    )
                )
        else:
            self.unsupported.append(f"joint {name} is a {kind}")
        for axis in axes:
            if axis.coordinate in self.couplers:
                axis.couple(*self.couplers[axis.coordinate])
        return axes

    def place(self, frame: Any) -> dict[str, Any]:
        """The body a frame is fixed to, and where it sits on it."""
        transform = frame.findTransformInBaseFrame()
        origin = transform.p()
        angles = transform.R().convertRotationToBodyFixedXYZ()
        return {
            "body": self.called("bodies", frame.findBaseFrame().getName()),
            "translation": [origin.get(i) for i in range(3)],
            "rotation": [angles.get(i) for i in range(3)],
        }

    def pose(self, values: dict[str, float]) -> None:
        """Move the model to a posture; dependent coordinates follow their couplers."""
        for name, value in values.items():
            self.coordinates[name].setValue(self.state, value, False)
        for dependent, (driver, function) in self.couplers.items():
            value = function(self.coordinates[driver].getValue(self.state))
            self.coordinates[dependent].setValue(self.state, value, False)
        self.model.realizePosition(self.state)

    def lengths(self, muscles: list[Any]) -> list[float]:
        return [muscle.getLength(self.state) for muscle in muscles]

    def arms(self, muscle: Any, names: list[str]) -> list[float]:
        """OpenSim's own moment arms, which are those its forces act with.

        They equal minus the slope of length except where OpenSim's path over two wrapping surfaces
        is not the shortest one, as in the gastrocnemii of the Rajagopal family.
        """
        solve = muscle.computeMomentArm
        return [solve(self.state, self.coordinates[name]) for name in names]


def muscle_record(osim: Any, name: str, muscle: Any) -> dict[str, Any]:
    """Name and parameters of a muscle of one of the types in MUSCLES, in hillrunner's names."""
    kind = muscle.getConcreteClassName()
    record = {
        "name": name,
        "max_force": muscle.getMaxIsometricForce(),
        "optimal_length": muscle.getOptimalFiberLength(),
        "slack_length": muscle.getTendonSlackLength(),
        "pennation": muscle.getPennationAngleAtOptimalFiberLength(),
        "max_velocity": muscle.getMaxContractionVelocity(),
        "rigid_tendon": bool(muscle.get_ignore_tendon_compliance()),
    }
    if kind == "Millard2012EquilibriumMuscle":
        millard = osim.Millard2012EquilibriumMuscle.safeDownCast(muscle)
        curve = millard.getFiberForceLengthCurve()
        record["tendon_strain"] = millard.getTendonForceLengthCurve().get_strain_at_one_norm_force()
        record["passive_strain_zero"] = curve.get_strain_at_zero_force()
        record["passive_strain_one"] = curve.get_strain_at_one_norm_force()
    elif kind == "Thelen2003Muscle":
        thelen = osim.Thelen2003Muscle.safeDownCast(muscle)
        record["tendon_strain"] = thelen.get_FmaxTendonStrain()
        record["passive_strain_zero"] = 0.0
        record["passive_strain_one"] = thelen.get_FmaxMuscleStrain()
    else:
        degroote = osim.DeGrooteFregly2016Muscle.safeDownCast(muscle)
        record["tendon_strain"] = degroote.get_tendon_strain_at_one_norm_force()
        record["passive_strain_zero"] = 0.0
        record["passive_strain_one"] = degroote.get_passive_fiber_strain_at_one_norm_force()
    return record


def describe(model: Model) -> dict[str, Any]:
    """Everything of the model but its muscle geometry."""
    osim, unsupported = model.osim, list(model.unsupported)
    bodies = []
    for body in model._each(model.model.getBodySet()):
        com, inertia = body.getMassCenter(), body.get_inertia()
        bodies.append(
            {
                "name": model.called("bodies", body.getName()),
                "mass": body.getMass(),
                "com": [com.get(i) for i in range(3)],
                "inertia": [inertia.get(i) for i in range(6)],
            }
        )
    joints = []
    for joint in model._each(model.model.getJointSet()):
        joints.append(
            {
                "name": joint.getName(),
                "kind": joint.getConcreteClassName(),
                "parent": model.place(joint.getParentFrame()),
                "child": model.place(joint.getChildFrame()),
                "axes": [axis.record() for axis in model.joints[joint.getName()]],
            }
        )
    muscles: dict[str, Any] = {}
    kinds: dict[str, int] = {}
    for name, muscle in model.muscles.items():
        kind = muscle.getConcreteClassName()
        if not muscle.get_appliesForce():
            continue
        if kind in MUSCLES:
            muscles[name] = muscle
        else:
            kinds[kind] = kinds.get(kind, 0) + 1
    unsupported += [f"{count} muscles are of type {kind}" for kind, count in kinds.items()]
    contacts = []
    for component in model.model.getComponentsList():
        sphere = osim.ContactSphere.safeDownCast(component)
        if sphere is None:
            continue
        frame = model.place(sphere.getFrame())
        rotation = sphere.getFrame().findTransformInBaseFrame()
        centre = rotation.shiftFrameStationToBase(sphere.get_location())
        contacts.append(
            {
                "name": sphere.getName(),
                "body": frame["body"],
                "location": [centre.get(i) for i in range(3)],
                "radius": sphere.getRadius(),
            }
        )
    markers = []
    for marker in model._each(model.model.getMarkerSet()):
        frame = marker.getParentFrame()
        at = frame.findTransformInBaseFrame().shiftFrameStationToBase(marker.get_location())
        markers.append(
            {
                "name": marker.getName(),
                "body": model.called("bodies", frame.findBaseFrame().getName()),
                "location": [at.get(i) for i in range(3)],
                "fixed": bool(marker.get_fixed()),
            }
        )
    return {
        "name": model.model.getName(),
        "credits": " ".join(model.model.getPropertyByName("credits").toString().split()),
        "publications": " ".join(model.model.getPropertyByName("publications").toString().split()),
        "bodies": bodies,
        "joints": joints,
        "coordinates": [
            {
                "name": name,
                "range": [coordinate.getRangeMin(), coordinate.getRangeMax()],
                "default": coordinate.getDefaultValue(),
                "locked": model.locked[name],
                "translation": coordinate.getMotionType() == 2,
            }
            for name, coordinate in model.coordinates.items()
            if name in model.free
        ],
        "muscles": [muscle_record(osim, name, muscle) for name, muscle in muscles.items()],
        "contacts": contacts,
        "markers": markers,
        **others(model),
        "unsupported": unsupported,
    }


def others(model: Model) -> dict[str, Any]:
    """Springs at coordinates, and by kind the names of what is not taken over."""
    osim = model.osim
    springs: list[dict[str, Any]] = []
    left_out: dict[str, list[str]] = {}
    for component in model.model.getComponentsList():
        kind, name = component.getConcreteClassName(), component.getName()
        force = osim.Force.safeDownCast(component)
        spring = osim.SpringGeneralizedForce.safeDownCast(component)
        constraint = osim.Constraint.safeDownCast(component)
        geometry = osim.ContactGeometry.safeDownCast(component)
        if spring is not None and force.get_appliesForce():
            springs.append(
                {
                    "name": name,
                    "coordinate": model.called("coordinates", spring.get_coordinate()),
                    "stiffness": spring.getStiffness(),
                    "rest": spring.getRestLength(),
                    "damping": spring.getViscosity(),
                }
            )
        elif (
            (force is not None and not (kind in MUSCLES and force.get_appliesForce()))
            or (constraint is not None and not constraint.get_isEnforced())
            or (geometry is not None and kind not in ("ContactSphere", "ContactHalfSpace"))
            or osim.Controller.safeDownCast(component) is not None
        ):
            left_out.setdefault(kind, []).append(name)
    return {"springs": springs, "left_out": left_out}


def crossings(model: Model, names: list[str], postures: list[dict[str, float]]) -> dict[str, Any]:
    """For each muscle, the coordinates that change its length at any of the postures."""
    muscles = [model.muscles[name] for name in names]
    reach: dict[str, set[str]] = {name: set() for name in names}
    for posture in postures:
        model.pose(posture)
        before = model.lengths(muscles)
        for coordinate, value in posture.items():
            model.pose({coordinate: value + NUDGE})
            after = model.lengths(muscles)
            model.pose({coordinate: value})
            for name, old, new in zip(names, before, after, strict=True):
                if abs(new - old) > CROSSES:
                    reach[name].add(coordinate)
    return {name: sorted(found) for name, found in reach.items()}


def sample(model: Model, base: dict[str, float], batch: dict[str, Any]) -> dict[str, Any]:
    """Lengths (posture, muscle) and arms (posture, muscle, coordinate) of some muscles."""
    muscles = [model.muscles[name] for name in batch["muscles"]]
    lengths, arms = [], []
    model.pose(base)
    for values in batch["values"]:
        model.pose(dict(zip(batch["coordinates"], values, strict=True)))
        lengths.append(model.lengths(muscles))
        arms.append([model.arms(muscle, batch["coordinates"]) for muscle in muscles])
    return {"lengths": lengths, "arms": arms}


def drawn_path(model: Model, muscle: Any) -> list[dict[str, Any]]:
    """The points a muscle runs through at the current posture; wrap points are marked."""
    path = muscle.getGeometryPath().getCurrentPath(model.state)
    points = []
    for point in model._each(path):
        frame = point.getParentFrame()
        location = frame.findTransformInBaseFrame().shiftFrameStationToBase(
            point.getLocation(model.state)
        )
        points.append(
            {
                "name": point.getName(),
                "wrap": point.getConcreteClassName() == "PathWrapPoint",
                "segment": model.called("bodies", frame.findBaseFrame().getName()),
                "location": [location.get(i) for i in range(3)],
            }
        )
    return points


def explore(model: Model, request: dict[str, Any]) -> dict[str, Any]:
    """Crossings, drawn paths and joint functions."""
    names = request["muscles"]
    muscles = {name: model.muscles[name] for name in names}
    found = crossings(model, names, request["postures"])
    model.pose(request["base"])
    paths = []
    for posture in request["drawings"]:
        model.pose(posture)
        paths.append({name: drawn_path(model, muscle) for name, muscle in muscles.items()})
    return {
        "crossings": found,
        "paths": paths,
        "functions": [
            [model.joints[f["joint"]][f["axis"]](x) for x in f["x"]] for f in request["functions"]
        ],
        "order": {
            name: [p.getName() for p in model._each(muscle.getGeometryPath().getPathPointSet())]
            for name, muscle in muscles.items()
        },
    }


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do what the request asks of its model."""
    try:
        import opensim as osim
    except ImportError as error:
        return {"missing": str(error)}
    osim.Logger.setLevelString("Off")
    osim.Logger.removeFileSink()
    try:
        model = Model(osim, request["model"], request.get("names", {}))
        if request["task"] == "describe":
            return describe(model)
        model.pose(request["base"])
        if request["task"] == "explore":
            return explore(model, request)
        return {"batches": [sample(model, request["base"], b) for b in request["batches"]]}
    except RuntimeError as error:  # what OpenSim's own exceptions become
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return {"error": lines[0] if lines else "OpenSim could not read it"}


def main() -> None:
    here = Path(__file__).resolve().parent  # its opensim.py would hide the package of that name
    sys.path[:] = [p for p in sys.path if Path(p).resolve() != here]
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Path(sys.argv[2]).write_text(json.dumps(answer(request)), encoding="utf-8")


if __name__ == "__main__":
    main()
