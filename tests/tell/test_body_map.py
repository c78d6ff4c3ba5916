"""Maps of the leg: every muscle drawn and coloured by its value, names that do not collide."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import numpy as np
import pytest
from fake_motion import fake_body
from scipy.integrate import trapezoid

from hillrunner.errors import BodyError
from hillrunner.model.body.anatomy import NAMES
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import MUSCLE_DENSITY
from hillrunner.sides import stem
from hillrunner.tell.report.body_map import HEIGHT, ROW, WIDTH, body_map, map_style
from hillrunner.tell.report.leg_shapes import THICKEST, VIEWS, Shape, leg_shapes, seen
from hillrunner.tell.report.muscle_colours import CLASSES, Worth, colour, common_step

STEMS = [stem(m.name) for m in default_body().muscles if m.side == "right"]
FRONT, SIDE, BACK = VIEWS


def worth(**changed) -> Worth:
    """A different value for every muscle, half of them of either sign."""
    values = {name: 0.7 * (i - 20) for i, name in enumerate(sorted(STEMS))}
    told = {"title": "10 % <more>", "values": values, "unit": "s", "also": ("%", 100 / 2700)}
    return Worth(**{**told, **changed})


@pytest.fixture(scope="module")
def tree() -> ElementTree.Element:
    return ElementTree.fromstring(body_map(default_body(), worth()))  # it is well-formed


def views(tree: ElementTree.Element) -> list[ElementTree.Element]:
    return tree.findall("div[@class='bodyviews']/svg")


def test_every_muscle_is_drawn_once_a_view_in_its_colour(tree):
    assert len(views(tree)) == len(VIEWS)
    known, step = worth(), common_step([worth()])
    for view in views(tree):
        muscles = [path for path in view.findall("path") if path.get("class").startswith("m ")]
        told = {path.find("title").text: path.get("class") for path in muscles}
        assert len(told) == len(muscles) == len(STEMS)
        for name, value in known.values.items():
            css = told[f"{NAMES[name]}: {known.text(value)}"]
            assert css == f"m {colour(known, value, step)}"
        assert view.find("title").text.startswith("10 % <more>: right leg from the ")
        assert view.find("desc").text


def test_colours_follow_sign_and_size():
    seconds, speed = worth(), worth(helps=1, unit="m/s")
    assert colour(seconds, -12.0, 3.0) == "h4" and colour(seconds, 12.0, 3.0) == "c4"
    assert colour(speed, 12.0, 3.0) == "h4" and colour(speed, -12.0, 3.0) == "c4"
    assert colour(seconds, 1.4, 3.0) == "n" and colour(seconds, 1e9, 3.0) == f"c{CLASSES}"
    assert colour(seconds, None, 3.0) == colour(seconds, math.nan, 3.0) == "none"
    for css in ["n", *(f"{sign}{k}" for sign in "hc" for k in range(1, CLASSES + 1))]:
        light, dark, paper = re.findall(rf"\.{css} {{\s*fill: (#[0-9a-f]{{6}});\s*}}", map_style())
        assert light == paper != dark


@pytest.mark.parametrize("size", [0.0123, 0.9, 18.56, 1400.0])
def test_the_scale_fits_the_largest_value_of_all_maps(size):
    maps = [worth(values={"soleus": size / 3}), worth(values={"soleus": -size, "psoas": 0.0})]
    step = common_step(maps)
    assert step * (CLASSES + 0.5) >= size > step * CLASSES * 0.6
    assert float(f"{step:.2g}") == pytest.approx(step)
    assert common_step([worth(values={"soleus": 0.0})]) == 1.0


def test_the_legend_tells_both_units(tree):
    legend = tree.find("svg[@class='bodylegend']")
    texts = [text.text.replace("\u2212", "-") for text in legend.iter("text")]
    step = common_step([worth()])
    assert f"{-CLASSES * step:g}\u00a0s" in texts and f"+{CLASSES * step:g}\u00a0s" in texts
    percents = [float(text.split()[0]) for text in texts if text.endswith("%")]
    assert percents[0] == pytest.approx(-CLASSES * step / 27, abs=0.05) and len(percents) == 7
    assert [rect.get("class") for rect in legend.iter("rect")] == [
        *(f"h{k}" for k in range(CLASSES, 0, -1)),
        "n",
        *(f"c{k}" for k in range(1, CLASSES + 1)),
    ]


def test_the_strongest_are_named_and_numbered(tree):
    ranked = sorted(worth().values, key=worth().values.get)
    strongest = [NAMES[name] for name in (*ranked[:5], *ranked[-5:])]
    assert [item.find("span").text for item in tree.find("ol")] == strongest
    beside = []
    for view in views(tree):
        for text in view.findall("g[@class='names']/text"):
            second = text.find("tspan").text
            beside.append(", ".join(part.strip() for part in (text.text, second) if part))
    assert sorted(beside) == sorted(strongest)
    marks = [t.text for v in views(tree) for t in v.findall("g[@class='marks']/g/text")]
    assert sorted(map(int, marks)) == list(range(1, 11))


def test_names_and_numbers_stay_apart_and_inside(tree):
    for view in views(tree):
        for anchor in ("start", "end"):
            texts = view.findall(f"g[@class='names']/text[@text-anchor='{anchor}']")
            heights = sorted(float(text.get("y")) for text in texts)
            assert all(0 < y < HEIGHT - 30 for y in heights)
            assert all(b - a >= ROW - 1 for a, b in pairwise(heights))
        discs = [
            [float(circle.get("cx")), float(circle.get("cy"))]
            for circle in view.findall("g[@class='marks']/g/circle")
        ]
        for i, disc in enumerate(discs):
            assert 0 < disc[0] < WIDTH
            assert all(math.dist(disc, other) > 45 for other in discs[i + 1 :])


def test_ten_names_on_one_muscle_group_still_fit():
    """All that stands out is in the shank: names pile up at one height, and are pushed apart."""
    low = {name: 1.0 + 0.1 * i for i, name in enumerate(STEMS) if name.startswith(("t", "f", "p"))}
    for view in views(ElementTree.fromstring(body_map(default_body(), worth(values=low)))):
        for text in view.findall("g[@class='names']/text"):
            assert 0 < float(text.get("y")) < HEIGHT - 30


def test_views_look_where_they_say():
    def foot(view):
        return next(shape for shape in leg_shapes(default_body(), view)[::-1] if not shape.stem)

    knee = {view: _middle(view, "vaslat") - _middle(view, "vasmed") for view in VIEWS}
    assert knee[FRONT] < -0.02 and knee[BACK] > 0.02  # outside: a front view's left
    toes = foot(SIDE).outline[:, 0]
    assert toes.max() - _middle(SIDE, "soleus") > 0.15 > _middle(SIDE, "soleus") - toes.min()
    order = [shape.stem for shape in leg_shapes(default_body(), BACK) if shape.stem]
    assert order.index("gasmed") > order.index("soleus") > order.index("tibant")


def _middle(view, name: str) -> float:
    shape = next(s for s in leg_shapes(default_body(), view) if s.stem == name)
    return float(shape.line[:, 0].mean())


def test_bellies_are_as_thick_as_their_volume():
    for muscle in default_body().muscles:
        if stem(muscle.name) not in ("semiten", "bflh", "tibant") or muscle.side != "right":
            continue
        shape = next(s for s in leg_shapes(default_body(), SIDE) if s.stem == stem(muscle.name))
        assert shape.radius.max() < THICKEST
        along = np.concatenate(
            [[0.0], np.cumsum(np.linalg.norm(np.diff(shape.line, axis=0), axis=1))]
        )
        volume = float(trapezoid(np.pi * shape.radius**2, along))
        assert volume == pytest.approx(muscle.mass / MUSCLE_DENSITY, rel=0.1)


def test_what_lies_behind_another_belly_is_not_seen():
    line = np.stack([np.zeros(5), np.linspace(0.0, 0.1, 5)], axis=1)

    def shape(name, radius, depth, shift=0.0):
        return Shape(name, line, line + [shift, 0.0], np.full(5, radius), depth)

    deep, over, aside = shape("a", 0.01, 0.0), shape("b", 0.02, 1.0), shape("c", 0.02, 1.0, 0.05)
    assert not seen(deep, [deep, over]).any()
    assert seen(over, [deep, over]).all() and seen(deep, [deep, aside]).all()


def test_a_body_without_these_muscles_is_told():
    with pytest.raises(BodyError, match=r"the body fake has none of the muscles of the map"):
        body_map(fake_body(), worth(values={"psoas": 1.0}))
    text = body_map(fake_body(), worth(values={"soleus": 1.0}))  # a body with little is drawn
    assert 'class="m c' in text and 'class="m none"' in text
