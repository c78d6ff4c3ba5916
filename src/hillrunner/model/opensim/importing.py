"""Imports an OpenSim model as a :class:`~hillrunner.model.body.model.Body`.

OpenSim itself reads the model, in a process of its own (``_worker.py``), because its wheel
and CasADi's carry clashing libraries; every muscle-tendon length is sampled over the range of
running and fitted by a polynomial.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hillrunner.errors import BodyError
from hillrunner.files import why_not
from hillrunner.model.body.marker_place import MarkerPlace
from hillrunner.model.body.model import (
    GROUND,
    Actuator,
    Body,
    ContactSphere,
    PassiveTorque,
    Segment,
)
from hillrunner.model.body.parts import lacks_for_running
from hillrunner.model.body.pose import asymmetry, segment_poses
from hillrunner.model.body.symmetry import Asymmetry, asymmetries
from hillrunner.model.opensim._muscles import (
    build_muscles,
    drawing_postures,
    explore_postures,
    fit_paths,
    merge_points,
)
from hillrunner.model.opensim._names import Naming, check_muscles, check_places, lone_muscles
from hillrunner.model.opensim._skeleton import Skeleton
from hillrunner.model.opensim.conventions import (
    LIMITS,
    RAJAGOPAL_HEIGHT,
    SPHERE_RADIUS,
    SPHERES,
    TORQUES,
)
from hillrunner.model.opensim.fit_report import FitReport
from hillrunner.sides import SIDES, on_side, stem
from hillrunner.xml_tree import read_xml

WORKER = Path(__file__).with_name("_worker.py")
INSTALL = 'pip install "hillrunner[opensim]"'
SAMPLES = 2000
RAJAGOPAL_LEG = 0.806  # m, hip to ankle of Rajagopal's model, whose height is known
RELAXED = 1e-6  # rad or m: springs that rest elsewhere than at 0 are not kept
SYMMETRIC = 1e-3  # m: a skeleton closer than this to its mirror image counts as symmetric


def import_opensim(
    path: str | Path,
    *,
    python: str | None = None,
    height: float | None = None,
    samples: int = SAMPLES,
) -> tuple[Body, FitReport]:
    """Read an ``.osim`` model and fit its muscle paths.

    Parameters
    ----------
    path
        The model file, of any version the installed OpenSim reads.
    python
        Interpreter that has the ``opensim`` package; this one if not given.
    height
        Height (m) of the person the model describes; if not given, from its leg length at the
        proportions of Rajagopal et al. 2016 (1.70 m).
    samples
        Postures each muscle path is fitted to.

    Returns
    -------
    The body, and how well it matches the model.

    Raises
    ------
    BodyError
        If the file is not a model, OpenSim is not installed, or the model has something that is
        not supported; the message says what.
    """
    path = Path(path)
    check_file(path)
    worker = _Worker(path, python or sys.executable)
    data = worker.ask({"task": "describe"})
    if data["unsupported"]:
        raise BodyError(f"{path.name} is not supported: {'; '.join(data['unsupported'])}.")
    if not data["muscles"]:
        raise BodyError(f"{path.name} has no muscles, which hillrunner needs to move a body.")
    naming = Naming.of(data)
    if naming.notes:
        worker.names = naming.changes
        data = worker.ask({"task": "describe"})
    skeleton = Skeleton(data, path.name)
    skeleton.notes[:0] = naming.notes
    check_places(path.name, data, skeleton.held)
    return _assemble(path, skeleton, worker, height, samples)


def check_file(path: Path) -> None:
    """Raise BodyError unless the file is an OpenSim model."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BodyError(f"cannot read model file {path}: {why_not(error)}.") from None
    try:
        root = read_xml(raw)
    except ValueError as error:
        if all(tag in raw for tag in (b"<OpenSimDocument", b"<Model", b"</OpenSimDocument>")):
            return  # OpenSim reads files that are not quite XML, and says itself what it does not
        raise BodyError(f"{path} is not an OpenSim model: {error}.") from None
    if root.tag != "OpenSimDocument" or root.find("Model") is None:
        raise BodyError(f"{path} is not an OpenSim model: no <OpenSimDocument> with a <Model>.")


class _Worker:
    """Runs the worker script on one model."""

    def __init__(self, path: Path, python: str) -> None:
        self.path, self.python = path.resolve(), python
        self.base: dict[str, float] = {}  # where every sampling starts from
        self.names: dict[str, dict[str, str]] = {}  # what parts are called here

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            question, answer = Path(folder, "request.json"), Path(folder, "answer.json")
            full = {"model": str(self.path), "base": self.base, "names": self.names}
            full |= request
            question.write_text(json.dumps(full), encoding="utf-8")
            command = [self.python, str(WORKER), str(question), str(answer)]
            try:
                run = subprocess.run(
                    command, cwd=folder, capture_output=True, text=True, check=False
                )
            except OSError as error:
                raise BodyError(f"cannot run {self.python}: {why_not(error)}.") from None
            if not answer.exists():
                last = (run.stderr.strip().splitlines() or ["no message"])[-1]
                raise BodyError(f"OpenSim stopped while reading {self.path.name}: {_ended(last)}")
            result: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        if "missing" in result:
            raise BodyError(f"importing a model needs the opensim package: {INSTALL}.")
        if "error" in result:
            raise BodyError(f"OpenSim cannot read {self.path.name}: {_ended(result['error'])}")
        return result


def _assemble(
    path: Path, skeleton: Skeleton, worker: _Worker, height: float | None, samples: int
) -> tuple[Body, FitReport]:
    data = skeleton.data
    coordinates = skeleton.coordinates()
    ranges = {c.name: c.range for c in coordinates}
    worker.base = {c.name: c.default for c in coordinates} | skeleton.held
    names = [m["name"] for m in data["muscles"]]
    requests = skeleton.function_requests()
    drawings = drawing_postures(coordinates, skeleton.reversed)
    still = {c.name: 0.0 for c in coordinates if c.kind == "rotation"}
    moving = {n: r for n, r in ranges.items() if not n.startswith("pelvis_")}
    explored = worker.ask(
        {
            "task": "explore",
            "muscles": names,
            "postures": explore_postures(moving),
            "drawings": [still | d for d in drawings],
            "functions": requests,
        }
    )
    skeleton.set_functions(requests, explored["functions"])
    segments, joints = skeleton.build()
    crossings: dict[str, list[str]] = explored["crossings"]
    if loose := [n for n, c in crossings.items() if not c]:
        raise BodyError(f"{path.name}: muscles that cross no joint: {', '.join(loose)}.")
    check_muscles(path.name, crossings)
    if lone := lone_muscles(names):
        skeleton.notes.append(f"Without a partner on the other side: {', '.join(lone)}.")
    paths = fit_paths(skeleton, crossings, ranges, worker.ask, samples)
    points = {
        n: merge_points(skeleton, explored["order"][n], [p[n] for p in explored["paths"]])
        for n in names
    }
    driven = {c for crossed in crossings.values() for c in crossed}
    body = Body(
        name=data["name"].removesuffix(".osim"),
        source=f"{path.name}, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}",
        credits=" ".join(f"{data['credits']} {data['publications']}".split()),
        height=height or RAJAGOPAL_HEIGHT,
        segments=segments,
        joints=joints,
        coordinates=coordinates,
        muscles=build_muscles(skeleton, paths, points),
        contacts=_contacts(skeleton, segments),
        passive=_passive(skeleton),
        actuators=tuple(
            Actuator(coordinate=c.name, max_torque=TORQUES[stem(c.name)])
            for c in coordinates
            if stem(c.name) in TORQUES and c.name not in driven
        ),
    )
    if height is None:
        body = body.model_copy(update={"height": _height(body)})
    if (gap := asymmetry(body)) > SYMMETRIC:
        skeleton.notes.append(f"The skeleton's sides differ by up to {1e3 * gap:.1f} mm.")
    if uneven := asymmetries(body):
        skeleton.notes.append(f"Right and left differ: {_listed(uneven)}.")
    for sentence in (*lacks_for_running(body), *_without_limits(body)):
        skeleton.notes.append(sentence)
    return body, FitReport(body, tuple(skeleton.fits), tuple(skeleton.notes), _markers(skeleton))


def _markers(skeleton: Skeleton) -> tuple[MarkerPlace, ...]:
    """The model's markers; those on the ground are no part of the body."""
    places = []
    for marker in skeleton.data["markers"]:
        if marker["body"] != GROUND:
            segment, location = skeleton.place(marker["body"], marker["location"])
            places.append(
                MarkerPlace(
                    name=marker["name"], segment=segment, location=location, fixed=marker["fixed"]
                )
            )
    return tuple(places)


def _contacts(skeleton: Skeleton, segments: tuple[Segment, ...]) -> tuple[ContactSphere, ...]:
    own = skeleton.data["contacts"]
    if own:
        spheres = []
        for sphere in own:
            segment, location = skeleton.place(sphere["body"], sphere["location"])
            spheres.append(
                ContactSphere(
                    name=sphere["name"], segment=segment, location=location, radius=sphere["radius"]
                )
            )
        return tuple(spheres)
    known = {s.name for s in segments} | set(skeleton.folded)
    spheres = []
    for side, flip in zip(SIDES, (1.0, -1.0), strict=True):
        for sphere in SPHERES:
            name = on_side(sphere.segment, side)
            if name not in known:
                raise BodyError(
                    f"{skeleton.model} has no contact spheres and no segment {name} to put them on."
                )
            x, y, z = sphere.location
            segment, location = skeleton.place(name, [x, y, flip * z])
            spheres.append(
                ContactSphere(
                    name=on_side(sphere.name, side),
                    segment=segment,
                    location=location,
                    radius=SPHERE_RADIUS,
                )
            )
    skeleton.notes.append("No contact spheres in the model: Falisse et al. 2019's were added.")
    return tuple(spheres)


def _passive(skeleton: Skeleton) -> tuple[PassiveTorque, ...]:
    rows = []
    for coordinate in skeleton.free:
        name = coordinate["name"]
        if stem(name) not in LIMITS:
            continue
        limit = LIMITS[stem(name)]
        knee = stem(name) == "knee_angle"  # the table counts knee flexion negative
        if knee != (name in skeleton.reversed):
            limit = limit.reversed()
        rows.append(PassiveTorque(coordinate=name, **limit._asdict()))
    return tuple(_with_springs(skeleton, rows))


def _with_springs(skeleton: Skeleton, rows: list[PassiveTorque]) -> Iterator[PassiveTorque]:
    """Passive torques with the springs and dampers that the model has at coordinates."""
    laws = {row.coordinate: row for row in rows}
    left_out = {kind: list(names) for kind, names in skeleton.data["left_out"].items()}
    kept = []
    free = {c["name"] for c in skeleton.free}
    for spring in skeleton.data["springs"]:
        name, rest = spring["coordinate"], spring["rest"]
        if name not in free or abs(rest) > RELAXED:
            left_out.setdefault("SpringGeneralizedForce", []).append(spring["name"])
            continue
        law = laws.get(name, PassiveTorque(coordinate=name))
        stiffer = {
            "stiffness": law.stiffness + spring["stiffness"],
            "damping": law.damping + spring["damping"],
        }
        laws[name] = law.model_copy(update=stiffer)
        kept.append(f"{spring['name']} at {name} ({spring['stiffness']:g} per rad or m)")
    if kept:
        skeleton.notes.append(f"Springs kept: {', '.join(kept)}.")
    if left_out:
        kinds = "; ".join(f"{kind} {', '.join(names)}" for kind, names in sorted(left_out.items()))
        skeleton.notes.append(
            f"Left out, as hillrunner has none or its own (contact, torques of trunk and arms, "
            f"control): {kinds}."
        )
    return iter(laws.values())


def _without_limits(body: Body) -> list[str]:
    """A sentence where a rotation of the body has neither a muscle's nor a ligament's hold."""
    known = {law.coordinate for law in body.passive}
    loose = [
        c.name
        for c in body.coordinates
        if c.kind == "rotation" and c.name not in known and not c.name.startswith("pelvis_")
    ]
    return [f"No limit torques are known for {', '.join(loose)}."] if loose else []


def _listed(facts: Sequence[Asymmetry]) -> str:
    """What differs between the sides, parts by their quantities."""
    parts: dict[str, list[str]] = {}
    for fact in facts:
        parts.setdefault(f"{fact.kind} {fact.part}", []).append(fact.quantity)
    return "; ".join(f"{part} ({', '.join(quantities)})" for part, quantities in parts.items())


def _ended(text: str) -> str:
    return f"{text.rstrip('.')}."


def _height(body: Body) -> float:
    """Height (m) from the standing leg, at the proportions of Rajagopal's model."""
    poses = segment_poses(body, {})
    if "femur_r" not in poses or "talus_r" not in poses:
        return RAJAGOPAL_HEIGHT
    leg = float(np.linalg.norm(poses["femur_r"][1] - poses["talus_r"][1]))
    return round(RAJAGOPAL_HEIGHT * leg / RAJAGOPAL_LEG, 2)
