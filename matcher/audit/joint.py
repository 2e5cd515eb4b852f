"""Second reading of the rules that only a whole plan keeps or breaks."""

from collections import defaultdict
from collections.abc import Iterator

from matcher.audit.agreed import counted_stays
from matcher.audit.reading import Reading
from matcher.audit.violations import Violation
from matcher.domain.ids import QuotaId
from matcher.domain.rules import RuleCode


def people_lacking(reading: Reading) -> dict[QuotaId, int]:
    """Return how many people each quota with a lower side lacks; only those that do."""
    found = {}
    for quota in reading.scenario.quotas:
        there = {stay.person.id for stay in counted_stays(reading, quota)}
        if len(there) < quota.least:
            found[quota.id] = quota.least - len(there)
    return found


def _quota_least(reading: Reading) -> Iterator[Violation]:
    lacking = people_lacking(reading)
    for quota in reading.scenario.quotas:
        if quota.id in lacking:
            there = {stay.person.id for stay in counted_stays(reading, quota)}
            yield Violation(
                RuleCode.QUOTA_LEAST,
                tuple(sorted(there)),
                found=len(there),
                allowed=quota.least,
                details={"quota": quota.id, "lacking": str(lacking[quota.id])},
                excuse="given-up",
            )


def _opens_with(reading: Reading) -> Iterator[Violation]:
    at = defaultdict(set)
    for person, row in reading.placed:
        at[row.place.id].add(person.id)
    places = reading.scenario.places_by_id()
    for place, least in reading.scenario.opens_only_with().items():
        if 0 < len(at[place]) < least:
            yield Violation(
                RuleCode.OPENS_WITH,
                tuple(sorted(at[place])),
                place=place,
                employer=places[place].employer,
                found=len(at[place]),
                allowed=least,
            )


def _together(reading: Reading) -> Iterator[Violation]:
    rows = {person.id: person.row for person in reading.people}
    week_of = reading.scenario.horizon.week_of
    for pair in reading.scenario.pairs_together().values():
        both = tuple(sorted((pair.participant, pair.other)))
        placed = [row for row in map(rows.get, both) if row is not None]
        stays = {
            (row.place.id, week_of(row.span.first), week_of(row.span.last))
            for row in placed
        }
        if len(placed) == 1:
            yield Violation(
                RuleCode.TOGETHER, both, aspect="alone", place=placed[0].place.id
            )
        elif len(stays) == 2:
            yield Violation(RuleCode.TOGETHER, both, aspect="parted")


def joint_violations(reading: Reading) -> Iterator[Violation]:
    """Yield where quotas have too few, places too few to open for, and pairs part."""
    yield from _quota_least(reading)
    yield from _opens_with(reading)
    yield from _together(reading)
