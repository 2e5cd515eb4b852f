"""The part of the problem that tier ``repair`` depends on.

A placement can help the tier only where a pin or a lower quota asks for it, or where
somebody else's hangs on it; class without a placement takes no more of anything. So these
people and the places they may be meant to be at are enough, however large the scenario is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.conflicts.narrowing import narrowed
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates, find_candidates
from matcher.options import Options, build_options
from matcher.placement import search_weights
from matcher.placement.host import solve_all
from matcher.placement.problem import Problem, components
from matcher.placement.whole import every_column, whole_problem

Ints = NDArray[np.int64]

EACH_CANDIDATE = (
    "participant_idx",
    "place_idx",
    "travel_minutes",
    "slot_mask",
    "first_week",
    "last_week",
    "floor_week",
    "earliest_start",
    "latest_start",
)
"""The parts of ``Candidates`` with an entry per candidate."""


def core_options(scenario: Scenario, policy: Policy) -> Options:
    """Return the options that tier ``repair`` depends on."""
    return build_options(scenario, policy, _pinned_candidates(scenario, policy))


def core_problem(scenario: Scenario, policy: Policy, options: Options) -> Problem:
    """Return the problem of ``options`` with tier ``repair`` alone."""
    problem, _ = whole_problem(scenario, policy, options, every_column, (Tier.REPAIR,))
    return problem


def repair_values(
    scenarios: Sequence[Scenario], policy: Policy, workers: int
) -> list[int]:
    """Return tier ``repair`` of the best plan found for each of ``scenarios``.

    Parts that are the same in several are solved once.
    """
    known: dict[bytes, int] = {}
    problems: list[Problem] = []
    parts_of: list[list[int]] = []
    for scenario in scenarios:
        options = core_options(scenario, policy)
        own = components(core_problem(scenario, policy, options))
        parts_of.append([])
        for part in own:
            number = known.setdefault(_content(part.problem), len(problems))
            if number == len(problems):
                problems.append(part.problem)
            parts_of[-1].append(number)
    outcomes = solve_all(
        problems,
        search_weights((Tier.REPAIR,)),
        policy.limits,
        workers,
        lambda *_: None,
    )
    worth = [outcome.incumbent.values[0] for outcome in outcomes]
    return [sum(worth[number] for number in numbers) for numbers in parts_of]


def _content(problem: Problem) -> bytes:
    arrays = (
        problem.group,
        problem.values,
        problem.capacity,
        problem.first_member,
        problem.member_row,
        problem.member_weight,
    )
    return b"|".join(array.astype(np.int64).tobytes() for array in arrays)


def _wanted(scenario: Scenario) -> dict[ParticipantId, set[PlaceId]]:
    """Return where each person may be meant to be: pinned, counted, or with others.

    A pin of a start alone may be kept at any place.
    """
    wanted: dict[ParticipantId, set[PlaceId]] = {}
    every = {p.id for p in scenario.places}
    for pin in scenario.pins:
        if pin.place is not None:
            wanted.setdefault(pin.participant, set()).add(pin.place)
        elif pin.start_date is not None:
            wanted.setdefault(pin.participant, set()).update(every)
    for person, places in _counted(scenario):
        wanted.setdefault(person, set()).update(places)
    _with_others(scenario, wanted)
    return wanted


def hanging_together(scenario: Scenario) -> Iterator[frozenset[ParticipantId]]:
    """Yield people whose placements may come to hang on each other's."""
    for pair in scenario.pairs_together().values():
        yield frozenset((pair.participant, pair.other))
    for quota in scenario.quotas:
        alone = replace(scenario, quotas=(quota,))
        yield frozenset(person for person, _ in _counted(alone))
    wanted = _wanted(scenario)
    for place in scenario.opens_only_with():
        yield frozenset(p for p, places in wanted.items() if place in places)


def _counted(scenario: Scenario) -> Iterator[tuple[ParticipantId, list[PlaceId]]]:
    """Yield whom lower quotas count, and where."""
    templates = scenario.templates_by_id()
    for quota in scenario.quotas:
        if quota.least:
            places = [p.id for p in scenario.places if quota.counts_place(p)]
            for person in scenario.participants:
                if quota.counts_person(person, templates[person.template]):
                    yield person.id, places


def _with_others(scenario: Scenario, wanted: dict[ParticipantId, set[PlaceId]]) -> None:
    """Add those without whom a place does not open, and who goes with whom."""
    opening = scenario.opens_only_with().keys()
    pairs = scenario.pairs_together().values()
    before = -1
    while before != (before := sum(map(len, wanted.values()))):
        asked = opening & set().union(*wanted.values())
        for person in scenario.participants if asked else ():
            wanted.setdefault(person.id, set()).update(asked)
        for pair in pairs:
            both = (pair.participant, pair.other)
            there = set().union(*(wanted.get(person, ()) for person in both))
            if there:
                wanted.update({person: set(there) for person in both})


def _pinned_candidates(scenario: Scenario, policy: Policy) -> Candidates:
    wanted = _wanted(scenario)
    places = {place for of_one in wanted.values() for place in of_one}
    small = narrowed(scenario, wanted.keys(), places)
    small = replace(
        small,
        running=tuple(r for r in small.running if r.place in places),
        pairs=(),
        quotas=(),
    )
    if not small.participants or not small.places:
        return _nobody(len(scenario.participants))
    found = find_candidates(small, policy)
    person = _positions(
        [p.id for p in small.participants], [p.id for p in scenario.participants]
    )
    place = _positions([p.id for p in small.places], [p.id for p in scenario.places])
    meant = np.array(
        [
            small.places[q].id in wanted[small.participants[p].id]
            for p, q in zip(found.participant_idx, found.place_idx, strict=True)
        ],
        dtype=np.bool_,
    )
    kept = {name: getattr(found, name)[meant] for name in EACH_CANDIDATE}
    kept["participant_idx"] = person[kept["participant_idx"]].astype(np.int32)
    kept["place_idx"] = place[kept["place_idx"]].astype(np.int32)
    return replace(_nobody(len(scenario.participants)), **kept)


def _positions(some: Sequence[str], every: Sequence[str]) -> Ints:
    number = {name: i for i, name in enumerate(every)}
    return np.array([number[name] for name in some], dtype=np.int64)


def _nobody(people: int) -> Candidates:
    none = np.zeros(0, dtype=np.int32)
    each: dict[str, Any] = dict.fromkeys(EACH_CANDIDATE, none)
    each["slot_mask"] = none.astype(np.int64)
    counts = np.zeros((people, 0), dtype=np.int32)
    return Candidates(
        **each, fails=counts, fails_only=counts, examined=counts.sum(axis=1)
    )
