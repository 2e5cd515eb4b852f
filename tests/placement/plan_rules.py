"""Rules that only a whole plan keeps or breaks, read from the ways of everybody."""

from collections import Counter
from collections.abc import Iterable, Iterator

from matcher.domain.agreements import PairKind
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.scenario import Scenario

Mark = tuple[str, ...]
"""What a way adds to the count of such a rule: its kind, its owner, and which."""


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


def people_lacking(scenario: Scenario, every: Iterable[Mark]) -> int | None:
    """How many people the quotas lack; ``None`` where a rule is broken."""
    there = Counter(every)
    running = {one.place for one in scenario.running}
    for place in scenario.places:
        if place.id not in running and 0 < there["at", place.id] < place.opens_with:
            return None
    kept = {one.participant for one in scenario.running}
    for nth, pair in enumerate(scenario.pairs):
        stays = [n for mark, n in there.items() if mark[:2] == ("pair", str(nth))]
        if not kept & {pair.participant, pair.other} and stays not in ([], [2]):
            return None
    return sum(
        max(0, quota.least - there["quota", quota.id]) for quota in scenario.quotas
    )
