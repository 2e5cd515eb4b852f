"""Rules that only a whole plan keeps or breaks, read from the ways of everybody."""

from collections import Counter
from collections.abc import Iterable, Iterator

from matcher.domain.agreements import PairKind
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.scenario import Scenario

Mark = tuple[str, ...]
"""What a way adds to the count of such a rule: its kind, its owner, and which."""

NOBODY: Counter[Mark] = Counter()


def marks(
    scenario: Scenario,
    person: Participant,
    place: PracticePlace,
    when: tuple[object, object],
) -> Iterator[Mark]:
    """What a stay of ``person`` at ``place`` counts for; ``when`` is its begin and end."""
    template = scenario.templates_by_id()[person.template]
    for quota in scenario.quotas:
        counted = quota.counts_person(person, template) and quota.counts_place(place)
        if quota.least and counted:
            yield ("quota", quota.id)
    if place.opens_with > 1:
        yield ("at", place.id)
    for nth, pair in enumerate(scenario.pairs):
        both = (pair.participant, pair.other)
        if pair.kind is PairKind.TOGETHER and person.id in both:
            yield ("pair", str(nth), place.id, *map(str, when))


def people_lacking(
    scenario: Scenario, every: Iterable[Mark], to_come: Counter[Mark] = NOBODY
) -> int | None:
    """How many people the quotas lack; ``None`` where a rule is broken.

    At least so many and surely broken, where of each mark so many more are ``to_come``
    at most.
    """
    there = Counter(every)
    running = {one.place for one in scenario.running}
    for place in scenario.places:
        here = there["at", place.id]
        most = here + to_come["at", place.id]
        if place.id not in running and here and most < place.opens_with:
            return None
    kept = {one.participant for one in scenario.running}
    for nth, pair in enumerate(scenario.pairs):
        stays = {m: n for m, n in there.items() if m[:2] == ("pair", str(nth))}
        most = sum(n + to_come[mark] for mark, n in stays.items())
        parted = len(stays) > 1 or (stays and most < 2)
        if not kept & {pair.participant, pair.other} and parted:
            return None
    return sum(
        max(0, quota.least - there["quota", quota.id] - to_come["quota", quota.id])
        for quota in scenario.quotas
    )
