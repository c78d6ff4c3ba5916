"""How the ends of the intervals hang together: mirrored, alike, whole, closed or open.

The program's variables are one node after the other, each with everything of the body. What a
symmetry makes superfluous is not left out of a node but stands for nothing: its place is taken by
the variable of the other side, and a bound holds it at zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.pushes import push_mirror
from hillrunner.model.mechanics.supports import support_mirror
from hillrunner.sides import LEFT, RIGHT, other_side
from hillrunner.solve.interval import Interval, Layout, free_coordinates
from hillrunner.tasks.task import Structure, Symmetry


@dataclass(frozen=True)
class Mirror:
    """Index and sign of the left-right reflection: ``mirrored = sign * values[index]``."""

    index: np.ndarray
    sign: np.ndarray

    def of(self, values: np.ndarray) -> np.ndarray:
        """Mirror images along the last axis."""
        return np.asarray(values[..., self.index] * self.sign)


def mirror_node(body: Body, layout: Layout, structure: Structure | None = None) -> Mirror:
    """The reflection of a node: its state, then its residual forces, then those of the ground or
    of supports."""
    names, muscles = list(body.coordinate_names), list(body.muscle_names)
    q_index = np.array([names.index(c.mirror) for c in body.coordinates])
    q_sign = np.array([float(c.mirror_sign) for c in body.coordinates])
    m_index = np.array([muscles.index(other_side(m)) for m in muscles])
    nq, nm = layout.coordinates, layout.muscles
    free = free_coordinates(body)
    slack = np.array([free.index(q_index[i]) for i in free], dtype=np.int64)
    index = [q_index, nq + q_index, 2 * nq + m_index, 2 * nq + nm + m_index, layout.state + slack]
    sign = [q_sign, q_sign, np.ones(2 * nm), q_sign[free]]
    if structure is not None and structure.supports:
        index.append(layout.push.start + support_mirror(structure.supports))
        sign.append(np.ones(layout.pushes))
    elif structure is not None and structure.pushed is not None:
        of_pushes, turned = push_mirror(body, structure.pushed)
        index.append(layout.push.start + of_pushes)
        sign.append(turned)
    return Mirror(np.concatenate(index), np.concatenate(sign))


def mirror_rows(body: Body, interval: Interval) -> Mirror:
    """The reflection of an interval's rows."""
    sign_of = {c.name: float(c.mirror_sign) for c in body.coordinates}
    mirror_of = {c.name: c.mirror for c in body.coordinates}
    place = {row.name: i for i, row in enumerate(interval.rows)}
    swapped = {RIGHT: LEFT, LEFT: RIGHT}
    index, sign = [], []
    for row in interval.rows:
        name, flip = row.name, 1.0
        if row.coordinate is not None:
            name = name.replace(row.coordinate, mirror_of[row.coordinate])
            flip = sign_of[row.coordinate]
            if flip < 0 and (row.low, row.high) != (0.0, 0.0):
                # a bound of torque in one direction is that in the other of the mirror image
                turned = {"forward": "backward", "backward": "forward"}
                first, _, rest = name.partition(" ")
                if first in turned:
                    name, flip = f"{turned[first]} {rest}", 1.0
        elif row.muscle is not None:
            name = name.replace(row.muscle, other_side(row.muscle))
        elif row.side is not None:
            name = name.replace(row.side, swapped[row.side])
        index.append(place[name])
        sign.append(flip)
    return Mirror(np.array(index), np.array(sign))


@dataclass(frozen=True)
class Ends:
    """Which variables an interval's local ones are, and which rows of it count.

    Attributes
    ----------
    index, sign
        Global variable, and its sign, of each local one ``[z0, z1, u, T, V]``: (intervals, local).
    within
        What stands for each variable of a node: itself, or that of the other side.
    closing
        What stands for each state after the last node: of the first one; empty where it is open.
    rows
        The rows of an interval that are not said by others already.
    used
        Which variables of a node stand for something.
    nodes
        Nodes of the program: one more than intervals where the end is not the beginning.
    """

    index: np.ndarray
    sign: np.ndarray
    within: Mirror
    closing: Mirror | None
    rows: np.ndarray
    used: np.ndarray
    nodes: int

    def full(self, nodes: np.ndarray) -> np.ndarray:
        """Node variables with the sides that others stand for, (nodes, node)."""
        return self.within.of(nodes)

    def states(self, nodes: np.ndarray, state: int) -> np.ndarray:
        """States at the ends of all intervals, (intervals + 1, state)."""
        full = self.full(nodes)[:, :state]
        return full if self.closing is None else np.vstack([full, self.closing.of(full[0])])


def ends_of(body: Body, interval: Interval, structure: Structure, intervals: int) -> Ends:
    """The ends of ``intervals`` intervals under a symmetry."""
    layout, n = interval.layout, intervals
    state, node = layout.state, layout.node
    nodes = n if structure.periodic else n + 1
    mirror = mirror_node(body, layout, structure)
    itself = np.arange(node)
    within, used = Mirror(itself, np.ones(node)), np.ones(node, dtype=bool)
    rows = np.arange(len(interval.lower))
    if structure.symmetry is Symmetry.ALIKE:
        second = mirror.index < itself  # of a pair, the one that comes later
        within = Mirror(np.where(second, mirror.index, itself), np.where(second, mirror.sign, 1.0))
        used = ~second & ~((mirror.index == itself) & (mirror.sign < 0))
        twin = mirror_rows(body, interval)
        alone = (twin.index == rows) & (twin.sign < 0)
        rows = rows[(twin.index >= rows) & ~alone]
    closing = None
    if structure.periodic:
        whole = Mirror(np.arange(state), np.ones(state))
        turned = Mirror(mirror.index[:state], mirror.sign[:state])
        closing = turned if structure.symmetry is Symmetry.MIRRORED else whole

    start = 1 + node * np.arange(nodes)
    size = 2 + nodes * node
    index = np.empty((n, 2 * state + layout.control + 2), dtype=np.int64)
    sign = np.ones(index.shape)
    z, u = np.arange(state), np.arange(layout.control)
    index[:, z], sign[:, z] = start[:n, None] + within.index[:state], within.sign[:state]
    index[:, state + z] = np.roll(start, -1)[:n, None] + within.index[:state]
    sign[:, state + z] = within.sign[:state]
    if closing is not None:
        index[-1, state + z] = start[0] + within.index[closing.index]
        sign[-1, state + z] = closing.sign * within.sign[closing.index]
    index[:, 2 * state + u] = start[:n, None] + within.index[state:]
    sign[:, 2 * state + u] = within.sign[state:]
    index[:, -2], index[:, -1] = 0, size - 1
    return Ends(index, sign, within, closing, rows, used, nodes)
