"""A map of the leg, its muscles coloured by what more of each is worth.

Three views of a standing leg as SVG: front, side and back. It needs no script and no network; the
strongest few are named beside the leg, or numbered on it where there is no room, and every muscle
says its name and value to a pointer or a screen reader.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import NAMES
from hillrunner.model.body.model import Body
from hillrunner.tell.report.document import asset
from hillrunner.tell.report.leg_shapes import VIEWS, Array, Shape, View, leg_shapes, seen
from hillrunner.tell.report.muscle_colours import Worth, colour, common_step, legend

STRONGEST = 5  # muscles named of those that help, and of those that cost
HIDDEN = 3  # points of its middle in sight: a muscle with fewer lies beneath others
WIDTH, HEIGHT = 900.0, 1100.0  # of a view; a unit is 1 mm of the body
COLUMNS = 150.0  # from the leg's middle to the names
ROW = 76.0  # between names
MARK = 27.0  # radius of a number's disc


def body_map(body: Body, worth: Worth, step: float | None = None) -> str:
    """The map.

    Parameters
    ----------
    body
        Whose leg is drawn; muscles it has no value for stay as bare as bone.
    worth
        What is shown.
    step
        Between two colours, in the unit of the values; fitted to them where not given.

    Returns
    -------
    str
        HTML: a figure with three SVG pictures, a legend and the strongest few as a list.

    Raises
    ------
    BodyError
        If the body has none of these muscles.
    """
    drawn = {view: leg_shapes(body, view) for view in VIEWS}
    there = {shape.stem for shape in drawn[VIEWS[0]] if shape.stem}
    if not there & set(worth.values):
        raise BodyError(f"the body {body.name} has none of the muscles of the map {worth.title!r}.")
    step = step or common_step([worth])
    named = _strongest(worth, there, step)
    places = _places(named, drawn)
    views = "".join(
        _view(view, drawn[view], worth, step, named, places.get(view, {})) for view in VIEWS
    )
    entries = "".join(
        f"<li>{_chip(worth, worth.values[stem], step)}<span>{html.escape(_name(stem))}</span> "
        f"<b>{worth.text(worth.values[stem])}</b></li>"
        for stem in named
    )
    return (
        f'<figure class="bodymap"><figcaption><b>{html.escape(worth.title)}</b></figcaption>'
        f'{legend(worth, step)}<div class="bodyviews">{views}</div>'
        f'<ol class="bodynames">{entries}</ol></figure>'
    )


def map_style() -> str:
    """The style sheet of the maps."""
    return asset("body_map.css")


def _name(stem: str) -> str:
    return NAMES.get(stem, stem)


def _chip(worth: Worth, value: float, step: float) -> str:
    rect = f'<rect class="{colour(worth, value, step)}" width="12" height="12" rx="3"/>'
    return f'<svg viewBox="0 0 12 12" aria-hidden="true">{rect}</svg>'


def _strongest(worth: Worth, there: Iterable[str], step: float) -> list[str]:
    """Those that help most, the best first, then those that cost most, the costliest last."""
    good = {s: worth.helps * worth.values[s] for s in there if s in worth.values}
    visible = {s: v for s, v in good.items() if round(abs(v) / step) >= 1}
    ranked = sorted(visible, key=lambda s: (-visible[s], s))
    helping = [s for s in ranked if visible[s] > 0.0][:STRONGEST]
    return helping + [s for s in ranked if visible[s] < 0.0][-STRONGEST:]


def _places(
    named: Sequence[str], drawn: Mapping[View, Sequence[Shape]]
) -> dict[View, dict[str, tuple[Array, bool]]]:
    """The view each named muscle is named in: where most of it is in sight.

    Returns
    -------
    dict
        By view and muscle: where it is pointed at (m), and whether it lies beneath others.
    """
    found: dict[View, dict[str, tuple[Array, bool]]] = {}
    for stem in named:
        choices = []
        for view, shapes in drawn.items():
            shape = next(s for s in shapes if s.stem == stem)
            free = seen(shape, shapes)
            choices.append((int(free.sum()), view, shape, free))
        count, view, shape, free = max(choices, key=lambda choice: choice[0])
        thick = shape.radius * (free if count >= HIDDEN else 1.0)
        found.setdefault(view, {})[stem] = (shape.line[int(thick.argmax())], count < HIDDEN)
    return found


def _view(
    view: View,
    shapes: Sequence[Shape],
    worth: Worth,
    step: float,
    named: Sequence[str],
    places: Mapping[str, tuple[Array, bool]],
) -> str:
    corners = np.concatenate([shape.outline for shape in shapes])
    leg = float(np.concatenate([shape.line for shape in shapes])[:, 0].mean())
    foot = 0.5 * float(corners[:, 0].min() + corners[:, 0].max())  # it points to one side
    middle, top = 0.5 * (leg + foot), float(corners[:, 1].max())

    def at(points: Array) -> Array:
        moved = 1000.0 * (points - [middle, top]) * [1.0, -1.0]
        return np.asarray(moved + [0.5 * WIDTH, 25.0])

    parts = [_polygon(shape, at, worth, step) for shape in shapes]
    parts += [
        f'<path class="beneath" d="{_path(at(shape.outline))}"/>'
        for shape in shapes
        if shape.stem in places and places[shape.stem][1]
    ]
    points = {stem: at(place[None])[0] for stem, (place, _) in places.items()}
    named_here = ", ".join(f"{_name(s)} {worth.text(worth.values[s])}" for s in points)
    title = f"{worth.title}: right leg from the {view.name}"
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="xMidYMid slice" role="img">'
        f"<title>{html.escape(title)}</title>"
        f"<desc>{html.escape(named_here or 'No muscle stands out in this view.')}</desc>"
        f'{"".join(parts)}<text class="where" x="{0.5 * WIDTH:g}" y="{HEIGHT - 12:g}" '
        f'text-anchor="middle">{view.name}</text>'
        f'<g class="names">{_labels(points, worth, at(np.array([[leg, top]]))[0, 0])}</g>'
        f'<g class="marks">{_marks(points, named)}</g></svg>'
    )


def _polygon(shape: Shape, at: Callable[[Array], Array], worth: Worth, step: float) -> str:
    path = _path(at(shape.outline))
    if not shape.stem:
        return f'<path class="bone" d="{path}"/>'
    value = worth.values.get(shape.stem)
    value_text = f": {worth.text(value)}" if value is not None else ""
    return (
        f'<path class="m {colour(worth, value, step)}" d="{path}">'
        f"<title>{html.escape(_name(shape.stem))}{value_text}</title></path>"
    )


def _path(points: Array) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "Z"


def _labels(points: Mapping[str, Array], worth: Worth, leg: float) -> str:
    """Names beside the leg, on the nearer side, evenly apart, with a line to the muscle."""
    parts = []
    for sign in (-1.0, 1.0):
        mine = sorted(
            (s for s in points if (points[s][0] >= leg) == (sign > 0.0)),
            key=lambda s: points[s][1],
        )
        heights: list[float] = []
        for stem in mine:
            heights.append(max(float(points[stem][1]), heights[-1] + ROW if heights else 50.0))
        over = max(heights[-1] - (HEIGHT - 130.0), 0.0) if heights else 0.0
        edge = leg + sign * COLUMNS
        anchor = "start" if sign > 0.0 else "end"
        for stem, height in zip(mine, heights, strict=True):
            x, y = points[stem]
            height -= over
            first, _, second = _name(stem).partition(", ")
            value = (
                f'<tspan class="value">{worth.text(worth.values[stem]).partition(" (")[0]}</tspan>'
            )
            parts.append(
                f'<path class="lead" d="M{x:.0f} {y:.0f}L{edge - sign * 30:.0f} {height:.0f}'
                f'L{edge - sign * 8:.0f} {height:.0f}"/><circle class="tip" cx="{x:.0f}" '
                f'cy="{y:.0f}" r="5"/><text text-anchor="{anchor}" x="{edge:.0f}" '
                f'y="{height + 4:.0f}">{html.escape(first)}<tspan x="{edge:.0f}" dy="31">'
                f"{html.escape(second)}{' ' if second else ''}{value}</tspan></text>"
            )
    return "".join(parts)


def _marks(points: Mapping[str, Array], named: Sequence[str]) -> str:
    """Numbers on the muscles, as of the list below the map, none over another."""
    at = np.array(list(points.values())).reshape(-1, 2)
    for _ in range(20):
        apart = at[:, None] - at[None]
        gap = np.linalg.norm(apart, axis=2) + 1e3 * np.eye(len(at))
        push = np.maximum(2.1 * MARK - gap, 0.0) / np.maximum(gap, 1.0)
        at = at + 0.5 * (push[:, :, None] * apart).sum(axis=1)
    return "".join(
        f'<g class="mark"><circle cx="{x:.0f}" cy="{y:.0f}" r="{MARK:g}"/>'
        f'<text x="{x:.0f}" y="{y + 14:.0f}">{named.index(stem) + 1}</text></g>'
        for stem, (x, y) in zip(points, at, strict=True)
    )
