"""A body whose program is built sooner than that of the default one."""

from __future__ import annotations

from hillrunner.model.body.default import default_body
from hillrunner.model.body.model import Body

FEW = ("soleus", "tibant", "recfem")


def few_muscles() -> Body:
    """The default body with three muscles a leg."""
    body = default_body()
    kept = tuple(m for m in body.muscles if m.name.rpartition("_")[0] in FEW)
    return body.model_copy(update={"muscles": kept})
