"""A made-up planar model of two legs as OpenSim writes it, small enough to import in a test."""

from __future__ import annotations

from collections.abc import Callable

BODY = """<Body name="{name}"><mass>{mass}</mass><mass_center>0 {com} 0</mass_center>
<inertia>0.1 0.1 0.1 0 0 0</inertia></Body>"""
OFFSET = """<PhysicalOffsetFrame name="{name}"><socket_parent>{parent}</socket_parent>
<translation>{place}</translation></PhysicalOffsetFrame>"""
JOINT = """<{kind} name="{name}"><socket_parent_frame>at</socket_parent_frame>
<socket_child_frame>{child}</socket_child_frame><coordinates>{coordinates}</coordinates>
<frames>{frame}</frames></{kind}>"""
COORDINATE = """<Coordinate name="{name}"><range>-2 2</range></Coordinate>"""
POINT = """<PathPoint name="{name}"><socket_parent_frame>/bodyset/{body}</socket_parent_frame>
<location>{place}</location></PathPoint>"""
MUSCLE = """<Thelen2003Muscle name="{name}"><GeometryPath name="path">
<PathPointSet><objects>{points}</objects></PathPointSet></GeometryPath><max_isometric_force>{force}</max_isometric_force>
<optimal_fiber_length>0.1</optimal_fiber_length><tendon_slack_length>0.2</tendon_slack_length>
<pennation_angle_at_optimal>0.1</pennation_angle_at_optimal></Thelen2003Muscle>"""
SPHERE = """<ContactSphere name="{name}"><socket_frame>/bodyset/{body}</socket_frame>
<location>{place}</location><radius>0.03</radius></ContactSphere>"""
SPRING = """<SpringGeneralizedForce name="{name}"><coordinate>{coordinate}</coordinate>
<stiffness>400</stiffness><rest_length>{rest}</rest_length><viscosity>2</viscosity>
</SpringGeneralizedForce>"""
MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSimDocument Version="40000"><Model name="small"><BodySet><objects>{bodies}</objects></BodySet>
<JointSet><objects>{joints}</objects></JointSet><ForceSet><objects>{forces}</objects></ForceSet>
<ContactGeometrySet><objects>{spheres}</objects></ContactGeometrySet></Model></OpenSimDocument>
"""


def same(name: str) -> str:
    """No change."""
    return name


def small_model(
    coordinate: Callable[[str], str] = same,
    muscle: Callable[[str], str] = same,
    across: dict[str, float] | None = None,
    weak: dict[str, float] | None = None,
    extra: str = "",
) -> str:
    """The model's file.

    Parameters
    ----------
    coordinate, muscle
        What its coordinates and muscles are called, from the usual names.
    across
        How far each hip is to the right (m), by side.
    weak
        Maximal force of the soleus (N), by side; 3000 where not given.
    extra
        More forces, as XML.
    """
    across = {"r": 0.08, "l": -0.08} | (across or {})
    bodies = [BODY.format(name="pelvis", mass=12, com=0)]
    bodies.append(BODY.format(name="torso", mass=30, com=0.3))
    joints = [
        _joint("PlanarJoint", "root", "/ground", "0 0 0", "pelvis", PELVIS),
        _joint("PinJoint", "back", "/bodyset/pelvis", "0 0.1 0", "torso", ["lumbar_extension"]),
    ]
    forces, spheres = [extra], []
    for side in "rl":
        hip = f"0 -0.05 {across[side]}"
        chain = [
            ("pelvis", "femur", hip, "hip_flexion"),
            ("femur", "tibia", "0 -0.4 0", "knee_angle"),
            ("tibia", "talus", "0 -0.4 0", "ankle_angle"),
        ]
        for parent, child, place, name in chain:
            bodies.append(BODY.format(name=f"{child}_{side}", mass=5, com=-0.2))
            above = parent if parent == "pelvis" else f"{parent}_{side}"
            joints.append(
                _joint(
                    "PinJoint",
                    f"{name}_joint_{side}",
                    f"/bodyset/{above}",
                    place,
                    f"{child}_{side}",
                    [coordinate(f"{name}_{side}")],
                )
            )
        for stem, points, force in (
            ("rect_fem", (("pelvis", f"0.05 -0.03 {across[side]}"), ("tibia", "0.05 0 0")), 2000.0),
            ("soleus", (("tibia", "-0.03 -0.1 0"), ("talus", "-0.05 0 0")), 3000.0),
            ("tib_ant", (("tibia", "0.02 -0.1 0"), ("talus", "0.06 0 0")), 1500.0),
        ):
            strength = (weak or {}).get(side, force) if stem == "soleus" else force
            forces.append(_muscle(muscle(f"{stem}_{side}"), side, points, strength))
        for name, x in (("heel", -0.05), ("ball", 0.15)):
            spheres.append(
                SPHERE.format(name=f"{name}_{side}", body=f"talus_{side}", place=f"{x} -0.05 0")
            )
    return MODEL.format(
        bodies="".join(bodies),
        joints="".join(joints),
        forces="".join(forces),
        spheres="".join(spheres),
    )


PELVIS = ["pelvis_tilt", "pelvis_tx", "pelvis_ty"]


def _joint(
    kind: str, name: str, parent: str, place: str, child: str, coordinates: list[str]
) -> str:
    return JOINT.format(
        kind=kind,
        name=name,
        child=f"/bodyset/{child}",
        coordinates="".join(COORDINATE.format(name=c) for c in coordinates),
        frame=OFFSET.format(name="at", parent=parent, place=place),
    )


def _muscle(name: str, side: str, points: tuple[tuple[str, str], ...], force: float) -> str:
    path = "".join(
        POINT.format(
            name=f"{name}-{i}", body=body if body == "pelvis" else f"{body}_{side}", place=place
        )
        for i, (body, place) in enumerate(points)
    )
    return MUSCLE.format(name=name, points=path, force=force)
