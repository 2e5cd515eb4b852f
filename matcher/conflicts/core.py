"""The part of the problem that tier ``repair`` depends on.

A placement can help the tier only where a pin asks for it, and class without a placement
takes no more of anything. So pinned people and the places they may be meant to be at are
enough, however large the scenario is.
"""

from collections.abc import Sequence
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
from matcher.placement import capacity_rows, search_weights
from matcher.placement.host import solve_all
from matcher.placement.problem import Problem, build_problem, components

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
    return build_problem(
        options.columns.participant_idx,
        np.stack([options.worth(Tier.REPAIR)]),
        capacity_rows(scenario, policy, options),
    )


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
    return b"|".join(array.tobytes() for array in arrays)


def _wanted(scenario: Scenario) -> dict[ParticipantId, set[PlaceId]]:
    """Return where each pinned person may be meant to be.

    A pin of a start alone may be kept at any place.
    """
    wanted: dict[ParticipantId, set[PlaceId]] = {}
    every = {p.id for p in scenario.places}
    for pin in scenario.pins:
        if pin.place is not None:
            wanted.setdefault(pin.participant, set()).add(pin.place)
        elif pin.start_date is not None:
            wanted.setdefault(pin.participant, set()).update(every)
    return wanted


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
