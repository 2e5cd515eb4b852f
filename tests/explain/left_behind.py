"""What would break for others if somebody moved, read from who is where."""

from collections.abc import Iterator, Sequence

from matcher.domain.agreements import PairKind
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from tests.placement.plan_rules import marks


def broken_by_moving(
    scenario: Scenario, options: Options, chosen: Sequence[int], option: int
) -> Iterator[RuleCode]:
    """The rules broken if the person of ``option`` took it and all others stayed."""
    columns = options.columns
    mover = int(columns.participant_idx[option])
    there = {
        person: stay(scenario, options, column)
        for person, column in enumerate(chosen)
        if columns.place_idx[column] != NO_PLACE
    }
    own = set(marks(scenario, *there[mover]))
    counts = [mark for one in there.values() for mark in marks(scenario, *one)]
    new = set(marks(scenario, *stay(scenario, options, option)))
    kept = {one.participant for one in scenario.running}
    me = scenario.participants[mover].id
    for nth, pair in enumerate(scenario.pairs):
        both = {pair.participant, pair.other}
        if pair.kind is PairKind.TOGETHER and me in both and not both & kept:
            beside = [mark for mark in set(counts) - own if mark in new]
            if ("pair", str(nth)) not in {mark[:2] for mark in beside}:
                yield RuleCode.TOGETHER
    for quota in scenario.quotas:
        mark = ("quota", quota.id)
        if mark in own - new and counts.count(mark) <= quota.least:
            yield RuleCode.QUOTA_LEAST
    running = {one.place for one in scenario.running}
    old = there.pop(mover)[1]
    new_place = stay(scenario, options, option)[1]
    for place, more in ((old, 0), (new_place, 1)):
        people = more + [at for _, at, _ in there.values()].count(place)
        if place.id not in running and 0 < people < place.opens_with:
            yield RuleCode.OPENS_WITH


def stay(
    scenario: Scenario, options: Options, column: int
) -> tuple[Participant, PracticePlace, tuple[int, int]]:
    columns = options.columns
    return (
        scenario.participants[columns.participant_idx[column]],
        scenario.places[columns.place_idx[column]],
        (int(columns.start_week[column]), int(columns.end_week[column])),
    )
