"""Bodies and motions whose segments are called otherwise, but are the same in all else."""

from __future__ import annotations

import json
from typing import Any

from hillrunner import Motion
from hillrunner.model.body.model import Body

LEGS = {"femur": "thigh", "tibia": "shank", "talus": "hindfoot", "pelvis": "hips"}


def renamed(body: Body, names: dict[str, str] = LEGS) -> Body:
    """The body with other names of segments; ``names`` are without their side."""

    def name_of(text: str) -> str:
        own, _, side = text.partition("_")
        return names.get(own, own) + (f"_{side}" if side else "")

    def walked(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            return {k: walked(v, k) for k, v in node.items()}
        if isinstance(node, list):
            return [walked(item, key) for item in node]
        return name_of(node) if key in ("segment", "parent", "child") else node

    tree = walked(json.loads(body.model_dump_json()))
    tree["segments"] = [one | {"name": name_of(one["name"])} for one in tree["segments"]]
    return Body.model_validate(tree)


def with_body(motion: Motion, body: Body) -> Motion:
    """The motion as one of another body, whose segments stand in the same order."""
    names = [segment.name for segment in body.segments]
    data = motion.data.assign_coords(segment=names)
    data.attrs = motion.data.attrs | {
        "body": body.model_dump(mode="json"),
        "body_hash": body.hash,
    }
    return Motion(data)
