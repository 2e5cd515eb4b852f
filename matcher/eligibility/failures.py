"""Which rules keep one person from each place, and from starting there in a week."""

from collections.abc import Iterator

import numpy as np

from matcher.domain.ids import PlaceId
from matcher.domain.policy import Policy
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility.arrays import people_of, places_of
from matcher.eligibility.pairs import PairArrays, pair_arrays
from matcher.eligibility.reach import known_pairs, pairs_in_reach
from matcher.eligibility.rules import RULES
from matcher.eligibility.weeks import WeekFrame, week_frame


def failed_rules(
    scenario: Scenario, policy: Policy, person: int, start_week: int | None = None
) -> dict[PlaceId, tuple[RuleCode, ...]]:
    """Return the rules that keep the person at that position from each place.

    None where the place suits them. With ``start_week`` a place that suits otherwise
    but not from that week on has the one rule that forbids the start. Places too far
    away to be examined fail the travel limit.
    """
    if not scenario.places:
        return {}
    frame = week_frame(scenario.horizon, policy)
    people, places = people_of(scenario, policy), places_of(scenario)
    rules = [rule(scenario) for rule in RULES.values()]
    found: dict[PlaceId, tuple[RuleCode, ...]] = dict.fromkeys(
        (p.id for p in scenario.places), (RuleCode.TRAVEL_LIMIT,)
    )
    for who, place, minutes in pairs_in_reach(people, places, known_pairs(scenario)):
        own = who == person
        pairs = pair_arrays(people, places, frame, who[own], place[own], minutes[own])
        failed = np.stack([rule.fails(pairs) for rule in rules])
        for i, at in enumerate(pairs.place.tolist()):
            codes = [
                code for code, n in zip(PAIR_RULES, failed[:, i], strict=True) if n
            ]
            if not codes and start_week is not None:
                codes = list(_forbids_start(pairs, frame, i, start_week))
            found[scenario.places[at].id] = tuple(codes)
    return found


def _forbids_start(
    pairs: PairArrays, frame: WeekFrame, i: int, week: int
) -> Iterator[RuleCode]:
    starts, every = pairs.starts, frame.start_every
    shortest = pairs.people.min_weeks[pairs.person[i]]
    latest = min(int(starts.last_week[i] - shortest), frame.latest_start)
    if week % every or not max(0, starts.first_week[i]) <= week <= latest:
        yield RuleCode.DATES
    elif not starts.earliest[i] <= week <= starts.latest[i]:
        yield RuleCode.AGE_GATE
    elif pairs.floor_week[i] > week:
        yield RuleCode.CEFR_FLOOR
