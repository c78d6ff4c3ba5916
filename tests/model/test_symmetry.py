"""Whether a body's sides are mirror images: what counts, what is only noise, what is missing."""

from __future__ import annotations

import numpy as np
import pytest
from fake_motion import fake_body

from hillrunner.errors import BodyError
from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body
from hillrunner.model.body.parts import (
    check_runs,
    coordinate_index,
    feet,
    hind_foot,
    lacks_for_running,
    planar,
    segment_named,
)
from hillrunner.model.body.symmetry import LENGTH, asymmetries, is_symmetric

BODY = default_body()


def changed(field: str, name: str, **update) -> Body:
    """The default body with one part of another kind."""
    key = "coordinate" if field in ("passive", "actuators") else "name"
    parts = tuple(
        p.model_copy(update=update) if getattr(p, key) == name else p for p in getattr(BODY, field)
    )
    return BODY.model_copy(update={field: parts})


def without(field: str, name: str) -> Body:
    parts = tuple(p for p in getattr(BODY, field) if p.name != name)
    return BODY.model_copy(update={field: parts})


def test_the_default_body_is_symmetric():
    assert asymmetries(BODY) == () and is_symmetric(BODY)


SOLEUS = BODY.muscle("soleus_l")
SEGMENT = {s.name: s for s in BODY.segments}
SPHERE = {s.name: s for s in BODY.contacts}
LIMIT = {p.coordinate: p for p in BODY.passive}


@pytest.mark.parametrize(
    ("body", "kind", "part", "quantity"),
    [
        (changed("muscles", "soleus_l", max_force=0.5 * SOLEUS.max_force),
         "muscle", "soleus", "max_force"),
        (changed("muscles", "soleus_l", slack_length=1.01 * SOLEUS.slack_length),
         "muscle", "soleus", "slack_length"),
        (without("muscles", "soleus_l"), "muscle", "soleus", "missing"),
        (changed("segments", "tibia_r", mass=1.1 * SEGMENT["tibia_r"].mass),
         "segment", "tibia", "mass"),
        (changed("segments", "tibia_l", com=(0.0, -0.1, 0.0)), "segment", "tibia", "place"),
        (changed("segments", "tibia_l",
                 inertia=tuple(1.1 * x for x in SEGMENT["tibia_l"].inertia)),
         "segment", "tibia", "inertia"),
        (changed("segments", "torso", com=(0.0, 0.3, 0.01)), "segment", "torso", "place"),
        (changed("coordinates", "knee_angle_l", range=(-0.05, 2.0)),
         "coordinate", "knee_angle", "upper"),
        (changed("passive", "knee_angle_l", stiffness=LIMIT["knee_angle_l"].stiffness + 5.0),
         "passive", "knee_angle", "stiffness"),
    ],
)  # fmt: skip
def test_a_difference_is_named_by_what_it_is(body, kind, part, quantity):
    facts = asymmetries(body)
    assert (kind, part, quantity) in {(f.kind, f.part, f.quantity) for f in facts}
    assert {f.part for f in facts} == {part} and not is_symmetric(body)
    assert all(abs(f.difference) > f.tolerance and f.unit for f in facts)


def test_a_moved_sphere_is_seen():
    sphere = BODY.contacts[0]
    x, y, z = sphere.location
    facts = asymmetries(changed("contacts", sphere.name, location=(x + 0.01, y, z)))
    assert {f.kind for f in facts} == {"contact"} and len(facts) == 2  # either side's view of it
    assert all(f.right == pytest.approx(0.01, rel=0.05) for f in facts)


def test_noise_of_digits_and_fits_is_no_asymmetry():
    random = np.random.default_rng(0)

    def shaken(values, by):
        return tuple(v * (1.0 + by * random.standard_normal()) for v in values)

    muscles = []
    for m in BODY.muscles:
        path = m.path.model_copy(update={"coefficients": shaken(m.path.coefficients, 1e-4)})
        muscles.append(m.model_copy(update={"max_force": m.max_force * (1 + 1e-5), "path": path}))
    assert is_symmetric(BODY.model_copy(update={"muscles": tuple(muscles)}))


def test_a_path_of_its_own_is_an_asymmetry():
    path = BODY.muscle("soleus_l").path
    longer = tuple(
        c + (3.0 * (LENGTH + 2 * path.length_rms) if not any(e) else 0.0)
        for c, e in zip(path.coefficients, path.exponents, strict=True)
    )
    one = changed("muscles", "soleus_l", path=path.model_copy(update={"coefficients": longer}))
    assert [(f.kind, f.quantity) for f in asymmetries(one)] == [("path", "length")]
    steeper = tuple(
        c * (1.3 if any(e) else 1.0) for c, e in zip(path.coefficients, path.exponents, strict=True)
    )
    other = changed("muscles", "soleus_l", path=path.model_copy(update={"coefficients": steeper}))
    assert "arm:ankle_angle_r" in {f.quantity for f in asymmetries(other)}


def test_the_body_that_gave_trouble(shared_cases):
    facts = asymmetries(Body.load(shared_cases / "11-asymmetric-body" / "asym.json"))
    assert [(f.kind, f.part, f.quantity) for f in facts] == [("muscle", "soleus", "max_force")]
    assert facts[0].left == pytest.approx(0.5 * facts[0].right)


# -- the parts that running needs ------------------------------------------------------------------


def test_feet_are_what_touches_the_ground():
    assert feet(BODY, "right") == ("calcn_r", "toes_r") and hind_foot(BODY, "left") == "calcn_l"
    moved = tuple(s.model_copy(update={"segment": f"tibia_{s.segment[-1]}"}) for s in BODY.contacts)
    stump = BODY.model_copy(update={"contacts": moved})
    assert feet(stump, "right") == ("tibia_r",) and hind_foot(stump, "right") == "tibia_r"
    assert not planar(BODY) and lacks_for_running(BODY) == ()


def test_what_is_missing_is_said_in_one_sentence():
    one_foot = BODY.model_copy(
        update={"contacts": tuple(s for s in BODY.contacts if s.segment.endswith("_r"))}
    )
    bare = BODY.model_copy(
        update={"coordinates": tuple(c for c in BODY.coordinates if c.name != "pelvis_tx")}
    )
    odd = changed("contacts", BODY.contacts[0].name, segment="torso")
    for body, says in (
        (one_foot, "no contact sphere is on its left foot"),
        (bare, "it has no coordinate pelvis_tx"),
        (odd, "is on torso, which is of no side"),
        (changed("coordinates", "knee_angle_r", mirror="knee_angle_r"), "must be mirrored by"),
        (BODY.model_copy(update={"muscles": ()}), "it has no muscles"),
    ):
        with pytest.raises(BodyError, match=says) as caught:
            check_runs(body)
        assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    with pytest.raises(BodyError, match="has no segment tail, which a lift needs; its segments"):
        segment_named(BODY, "tail", "a lift")
    with pytest.raises(BodyError, match="has no coordinate tail, which a lift needs; its coord"):
        coordinate_index(BODY, "tail", "a lift")
    assert coordinate_index(BODY, "pelvis_tilt", "a lift") == 0
    assert segment_named(BODY, "torso", "a lift") == "torso"


def test_lifts_of_a_body_without_their_segments_are_refused():
    from hillrunner.worth.strength.lifts import squats

    body = fake_body()
    with pytest.raises(BodyError, match="which a lift needs"):
        squats(body, ("right", "left"))
