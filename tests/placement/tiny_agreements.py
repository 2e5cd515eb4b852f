"""Mentors, staff, rest, quotas and pairs for tiny scenarios, each now and then."""

from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.ids import QuotaId
from matcher.domain.policy import MentorNeed, Policy
from matcher.domain.scenario import Scenario


def with_agreements(seed: int, scenario: Scenario) -> Scenario:
    """The same scenario with limits that are agreed on."""
    rng = Random(f"agreed {seed}")
    rare = rng.choice([0, 0.15, 0.4])

    def maybe(value: Any) -> Any:
        return value if rng.random() < rare else None

    people = tuple(
        replace(p, mentor_minutes_per_week=maybe(rng.choice([0, 45, 60, 200])))
        for p in scenario.participants
    )
    places = tuple(
        replace(q, mentor_minutes_per_week=maybe(rng.choice([0, 150, 240, 400])))
        for q in scenario.places
    )
    employers = tuple(
        replace(
            e,
            mentor_minutes_per_week=maybe(rng.choice([120, 300, 500])),
            staff=maybe(rng.choice([0, 1, 4, 10])),
            rest_weeks=maybe(rng.choice([1, 2, 4])) or 0,
        )
        for e in scenario.employers
    )
    templates = tuple(
        replace(t, paid=rng.random() < rare / 2) for t in scenario.templates
    )
    pairs = tuple(
        Pair(a.id, b.id) for a, b in combinations(scenario.participants, 2) if maybe(1)
    )
    return replace(
        scenario,
        participants=people,
        places=places,
        employers=employers,
        templates=templates,
        pairs=pairs,
        quotas=tuple(_quota(rng, scenario, i) for i in range(2) if maybe(1)),
    )


def _quota(rng: Random, scenario: Scenario, nth: int) -> Quota:
    def some(values: list[Any]) -> Any:
        return rng.choice([None, None, rng.choice(values)]) if values else None

    return Quota(
        QuotaId(f"k{nth}"),
        rng.randrange(3),
        rng.choice(list(Counted)),
        programme=some([t.programme for t in scenario.templates]),
        template=some([t.id for t in scenario.templates]),
        home_municipality=some([p.municipality for p in scenario.participants]),
        employer=some([e.id for e in scenario.employers]),
        sector=some([q.sector for q in scenario.places]),
        place_municipality=some([q.municipality for q in scenario.places]),
    )


def with_joint_rules(seed: int, scenario: Scenario) -> Scenario:
    """The same scenario with rules that only a whole plan keeps, now and then."""
    rng = Random(f"joint {seed}")
    rare = rng.choice([0, 0, 0.3])
    lower = (
        replace(
            _quota(rng, scenario, nth),
            id=QuotaId(f"l{nth}"),
            most=rng.choice([3, 9]),
            counted=Counted.PERIOD,
            least=rng.choice([1, 1, 2, 3]),
        )
        for nth in range(2)
        if rng.random() < rare
    )
    quotas = (*scenario.quotas, *lower)
    places = tuple(
        replace(q, opens_with=rng.choice([2, 2, 3])) if rng.random() < rare else q
        for q in scenario.places
    )
    likely = rng.choice([0, 0, 0.3])
    employers = tuple(
        replace(
            e,
            hire_share_percent=rng.choice([34, 50, 70, 100]),
            jobs=rng.choice([0, 1, 1, 2]),
        )
        if rng.random() < likely
        else e
        for e in scenario.employers
    )
    pairs = tuple(
        Pair(a.id, b.id, PairKind.TOGETHER)
        for a, b in combinations(scenario.participants, 2)
        if rng.random() < likely
    )
    return replace(
        scenario,
        quotas=quotas,
        places=places,
        pairs=(*scenario.pairs, *pairs),
        employers=employers,
    )


def agreed_policy(seed: int, policy: Policy) -> Policy:
    """The same policy with other assumptions about mentors and staff."""
    rng = Random(f"agreed policy {seed}")
    need = rng.choice([MentorNeed(), MentorNeed(60, 0, 0), MentorNeed(90, 35, 50)])
    return replace(policy, mentor_need=need, staff_per_unpaid=rng.choice([1, 3, 5]))
