"""The bounds of joints, against the torque of the tissue that sets them."""

import numpy as np
import pytest

from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.passive import passive_torque
from hillrunner.model.mechanics.ranges import LIMIT_TORQUE, coordinate_bounds, root_ranges


def test_a_bound_is_the_range_or_where_tissue_resists():
    body = default_body()
    bounds = coordinate_bounds(body)
    laws = {law.coordinate: law for law in body.passive}
    tightened, free = 0, root_ranges(body)
    for coordinate, ends in zip(body.coordinates, bounds, strict=True):
        if coordinate.name in free:  # no joint sets it
            assert not np.isfinite(ends).any() and free[coordinate.name] == coordinate.range
            continue
        assert coordinate.range[0] <= ends[0] < ends[1] <= coordinate.range[1]
        for end, whole in zip(ends, coordinate.range, strict=True):
            if end == whole:
                continue
            tightened += 1
            law = laws[coordinate.name].model_copy(update={"stiffness": 0.0, "damping": 0.0})
            # The limit of this end is at its full torque; that of the other end adds next to none.
            assert abs(passive_torque(law, float(end), 0.0)) == pytest.approx(
                LIMIT_TORQUE, rel=1e-3
            )
    assert tightened > 4 and len(free) == 6
