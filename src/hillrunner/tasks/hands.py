"""What hands hold: a bar, or a dumbbell in each, in straight arms that hang."""

from __future__ import annotations

from hillrunner.model.body.model import Body
from hillrunner.model.mechanics.instant import Carried
from hillrunner.sides import on_both_sides
from hillrunner.tasks.lift import check_segments

# Elbow to wrist and half a hand, of height: Drillis & Contini 1966, in Winter, 4th ed., fig. 4.1.
GRIP = 0.146 + 0.5 * 0.108
# rad, of arms that hang beside the legs; they swing forward and back, and the elbows stay straight
HANGING = {"arm_add": -0.2, "arm_rot": 0.0, "elbow_flex": 0.02}


def in_hands(body: Body, lift: str) -> tuple[Carried, ...]:
    """Half of the load in each hand.

    Raises
    ------
    TaskError
        If the body has no forearms.
    """
    arms = on_both_sides("ulna")
    check_segments(body, lift, *arms)
    return tuple(Carried(name, (0.0, -GRIP * body.height, 0.0), 0.5) for name in arms)
