"""From a plan and its proof to the value of one more seat everywhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from matcher.domain.place import PracticePlace
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.domain.seat_values import (
    CALLS,
    SECONDS,
    GroupValue,
    SeatChange,
    SeatKind,
    SeatValue,
    SeatValues,
    best_of,
)
from matcher.options import Options
from matcher.placement import kept_hosts
from matcher.seats.calls import call_list, callers
from matcher.seats.ground import ground_of
from matcher.seats.questions import Desk, Question
from matcher.seats.resolve import Resolver

Group = TypeVar("Group", bound=str | int)

SHARE_OF_PLACES = 0.7
"""Of these, what goes to single places before the call list."""

FIRST_ASKED = (SeatKind.SHARE, SeatKind.BOTH, SeatKind.PERSON, SeatKind.SEAT)
"""In which order values are worked out, should the clock stop it."""


@dataclass(frozen=True, slots=True)
class SeatMeasure:
    """The values, and the seconds that each step of finding them took.

    Seconds are all that differs between two equal runs, unless the clock stopped one.
    """

    values: SeatValues
    seconds: Mapping[str, float]


@kept_hosts()
def measure_seats(
    scenario: Scenario,
    policy: Policy,
    plan: Plan,
    proof: Proof,
    options: Options,
    *,
    most_calls: int = CALLS,
    seconds: float = SECONDS,
    workers: int = 1,
) -> SeatMeasure:
    """Return how many more could be covered with one more seat at each place.

    Parameters
    ----------
    options
        Those that ``plan`` was made from.
    seconds
        Wall clock for solvers: a value that is still open then is told as an interval.

    Raises
    ------
    ValueError
        Where the plan does not fit the scenario and the policy.
    FalseProof
        Where the proof does not hold.
    """
    begin = perf_counter()
    ground = ground_of(scenario, policy, plan, options)
    ready = perf_counter()
    desk = Desk(ground, plan, proof)
    places = [desk.ask([change]) for change in changes_of(scenario)]
    who = callers(desk, places)
    screened = perf_counter()
    resolver = Resolver(desk, seconds, workers)
    several = [caller.question for caller in who if len(caller.changes) > 1]
    resolver.answer(
        sorted([*several, *places], key=_urgency), seconds * SHARE_OF_PLACES
    )
    resolved = perf_counter()
    calls = call_list(desk, resolver, who, most_calls) if who else ()
    values = SeatValues(
        scenario.name,
        sum(desk.covered),
        tuple(SeatValue(q.changes[0], q.extra) for q in places),
        _by_group(scenario, places, lambda place: place.sector),
        _by_group(scenario, places, lambda place: max(place.level_floor.levels)),
        _by_group(scenario, places, lambda place: place.municipality),
        calls,
    )
    return SeatMeasure(
        values,
        {
            "ground": ready - begin,
            "screening": screened - ready,
            "solving": resolved - screened,
            "calls": perf_counter() - resolved,
        },
    )


def changes_of(scenario: Scenario) -> Iterable[SeatChange]:
    """Yield every change of every place.

    A slot in which a place has no seat stays closed: who could be there, and on which
    days, would be another question.
    """
    for place in scenario.places:
        for slot in scenario.grid.slots:
            if place.seats_in(slot.id):
                yield SeatChange(place.id, SeatKind.SEAT, slot.id)
        for kind in (SeatKind.PERSON, SeatKind.BOTH, SeatKind.SHARE):
            yield SeatChange(place.id, kind)


def _urgency(question: Question) -> int:
    return FIRST_ASKED.index(question.changes[0].kind)


def _by_group(
    scenario: Scenario,
    asked: Sequence[Question],
    group_of: Callable[[PracticePlace], Group],
) -> tuple[tuple[Group, GroupValue], ...]:
    """Return what the best place of each group gives with one more seat and person."""
    places = scenario.places_by_id()
    found: dict[Group, list[Question]] = {}
    for question in asked:
        [change] = question.changes
        if change.kind is SeatKind.BOTH:
            found.setdefault(group_of(places[change.place]), []).append(question)
    return tuple((group, _group(found[group])) for group in sorted(found))


def _group(asked: Sequence[Question]) -> GroupValue:
    extra = best_of(question.extra for question in asked)
    best = next((q for q in asked if q.people == extra.people and q.people), None)
    return GroupValue(
        len(asked),
        sum(question.people > 0 for question in asked),
        None if best is None else best.changes[0].place,
        extra,
    )
