"""The muscle groups, by the names runners use: one list for runner, body, report and files."""

from typing import Literal, get_args

Group = Literal[
    "quadriceps",
    "hamstrings",
    "calves",
    "glutes",
    "hip flexors",
    "adductors",
    "dorsiflexors",
    "other",
]
GROUPS: tuple[str, ...] = get_args(Group)
