"""Whether one who is outside would have found a place with more open to them."""

import numpy as np

from matcher.risk.market import NOWHERE, PersonOptions
from matcher.risk.quick_plan import QuickPlan

TRIED_PLACES = 3
"""Full places at which room is sought by moving those who are there."""


def would_enter(plan: QuickPlan, turn: int, more: PersonOptions) -> bool:
    """Tell whether one who is outside gets in through the options ``more``.

    ``turn`` is the one they come in with these options.

    They do where one of them fits into the room that is left or that people of later
    turns would yield, or where those at one of the nearest full places all find a place
    again after them. The plan is left as it was.
    """
    return (
        plan.cheapest_fitting(more, 0, len(more.cost)) != NOWHERE
        or _others_yield(plan, turn, more)
        or any(_moves_in(plan, turn, more, place) for place in _nearest(more))
    )


def _nearest(more: PersonOptions) -> list[int]:
    order = np.argsort(more.cost[: more.num_covering], kind="stable")
    return list(dict.fromkeys(more.place[order].tolist()))[:TRIED_PLACES]


def _others_yield(plan: QuickPlan, turn: int, more: PersonOptions) -> bool:
    there = [(e, o) for e, o in enumerate(plan.option) if o != NOWHERE]
    later = [(e, o) for e, o in there if plan.turn[e] > turn]
    if not later:
        return False
    for e, _ in later:
        plan.leave(e)
    found = plan.cheapest_fitting(more, 0, more.num_covering) != NOWHERE
    for e, option in later:
        plan.take(e, option)
    return found


def _moves_in(plan: QuickPlan, turn: int, more: PersonOptions, place: int) -> bool:
    before = [(e, plan.option[e]) for e in plan.at([place])]
    for e, _ in before:
        plan.leave(e)
    option = plan.cheapest_at(more, place)
    all_back = False
    if option != NOWHERE:
        plan.fill(more, option)
        stay = [e for e, _ in before if plan.turn[e] <= turn]
        all_back = all(plan.admit(e, plan.options[e].num_covering) for e in stay)
        for e, _ in before:
            if plan.option[e] != NOWHERE:
                plan.leave(e)
        plan.clear(more, option)
    for e, held in before:
        plan.take(e, held)
    return all_back
