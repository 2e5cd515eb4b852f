"""Mentors, staff, rest, quotas and pairs for tiny scenarios, each now and then."""

from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.ids import QuotaId, SpecialistId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.policy import MentorNeed, Policy
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import JobSpecialist


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
    scenario = _with_specialists(Random(f"specialists {seed}"), scenario, people)
    return replace(
        scenario,
        places=places,
        employers=employers,
        templates=templates,
        pairs=pairs,
        quotas=tuple(_quota(rng, scenario, i) for i in range(2) if maybe(1)),
    )


def _with_specialists(
    rng: Random, scenario: Scenario, people: tuple[Participant, ...]
) -> Scenario:
    """Now and then a few who can follow some of ``people``; some have one already."""
    ids = [SpecialistId(f"s{i}") for i in range(rng.choice([0, 0, 0, 1, 2, 3]))]
    programmes = sorted({t.programme for t in scenario.templates})
    municipalities = [m.id for m in scenario.municipalities]

    def some(values: list[Any]) -> frozenset[Any] | None:
        few = rng.sample(values, min(len(values), rng.choice([1, 1, 2])))
        return rng.choice([None, None, frozenset(few)])

    return replace(
        scenario,
        specialists=tuple(
            JobSpecialist(
                one,
                rng.choice([0, 1, 1, 2, 3]),
                rng.choice([0, 0, 0, 1]),
                some(municipalities),
                some(programmes),
                some([t.id for t in scenario.templates]),
            )
            for one in ids
        ),
        participants=tuple(
            replace(p, specialist=rng.choice(ids)) if ids and rng.random() < 0.2 else p
            for p in people
        ),
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
    """The same scenario with rules that only a whole plan keeps, each now and then."""
    rng = Random(f"joint {seed}")
    for change in (_with_lower_quotas, _with_openings, _with_a_pair, _with_jobs):
        if rng.random() < 0.25:
            scenario = change(rng, scenario)
    return scenario


def _with_lower_quotas(rng: Random, scenario: Scenario) -> Scenario:
    about: list[dict[str, Any]] = [
        {},
        *({"sector": place.sector} for place in scenario.places),
        *({"template": person.template} for person in scenario.participants),
    ]
    lower = (
        Quota(
            QuotaId(f"l{nth}"),
            rng.choice([3, 9]),
            Counted.PERIOD,
            least=rng.choice([1, 1, 2, 3]),
            **rng.choice(about),
        )
        for nth in range(rng.choice([1, 1, 2]))
    )
    return replace(scenario, quotas=(*scenario.quotas, *lower))


def _with_openings(rng: Random, scenario: Scenario) -> Scenario:
    places = tuple(
        replace(_roomier(place), opens_with=rng.choice([2, 2, 3]))
        if rng.random() < 0.5
        else place
        for place in scenario.places
    )
    return replace(scenario, places=places)


def _roomier(place: PracticePlace) -> PracticePlace:
    seats = tuple((slot, number + 1) for slot, number in place.seats)
    return replace(place, seats=seats, people_at_once=place.people_at_once + 1)


def _with_a_pair(rng: Random, scenario: Scenario) -> Scenario:
    """Two people so alike that much suits both, and a place or two with more room."""
    if len(scenario.participants) < 2:
        return scenario
    one, other = rng.sample(scenario.participants, 2)
    like = replace(one, id=other.id, sector_wishes=other.sector_wishes)
    return replace(
        scenario,
        participants=tuple(
            like if person == other else person for person in scenario.participants
        ),
        places=tuple(
            _roomier(place) if rng.random() < 0.6 else place
            for place in scenario.places
        ),
        pairs=(*scenario.pairs, Pair(other.id, one.id, PairKind.TOGETHER)),
    )


def _with_jobs(rng: Random, scenario: Scenario) -> Scenario:
    employers = tuple(
        replace(
            employer,
            hire_share_percent=rng.choice([34, 50, 70, 100]),
            jobs=rng.choice([0, 1, 1, 2]),
        )
        if rng.random() < 0.5
        else employer
        for employer in scenario.employers
    )
    return replace(scenario, employers=employers)


def agreed_policy(seed: int, policy: Policy) -> Policy:
    """The same policy with other assumptions about mentors and staff."""
    rng = Random(f"agreed policy {seed}")
    need = rng.choice([MentorNeed(), MentorNeed(60, 0, 0), MentorNeed(90, 35, 50)])
    return replace(policy, mentor_need=need, staff_per_unpaid=rng.choice([1, 3, 5]))
