"""Second reading of what is agreed with employers and between people."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from matcher.audit.crowds import DAY, Crowd, Stay, crowds, gathered, runs, together
from matcher.audit.reading import Person, Reading, Row
from matcher.audit.violations import Violation
from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.ids import EmployerId, PlaceId
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.rules import RuleCode
from matcher.domain.weeks import DateSpan


def _needing_mentors(reading: Reading) -> Iterator[tuple[Row, Stay]]:
    """Yield the placements that take any of a mentor's time."""
    for person, row in reading.placed:
        minutes = mentor_minutes(reading.policy, person.participant, row.place)
        if minutes:
            yield from ((row, Stay(person, span, minutes)) for span in row.there)


def _mentor_hours(reading: Reading) -> Iterator[Violation]:
    needing = list(_needing_mentors(reading))
    at_place = gathered((row.place.id, stay) for row, stay in needing)
    at_employer = gathered((row.place.employer, stay) for row, stay in needing)
    for place in reading.scenario.places:
        if place.mentor_minutes_per_week is not None:
            stays = at_place.get(place.id, [])
            yield from _too_little_time(
                stays, place.mentor_minutes_per_week, place.employer, place.id
            )
    for employer in reading.scenario.employers:
        if employer.mentor_minutes_per_week is not None:
            stays = at_employer.get(employer.id, [])
            yield from _too_little_time(
                stays, employer.mentor_minutes_per_week, employer.id, None
            )


def _too_little_time(
    stays: list[Stay], allowed: int, employer: EmployerId, place: PlaceId | None
) -> Iterator[Violation]:
    for crowd in runs(together(stays)):
        needed = sum(s.minutes for s in stays if crowd.span.first in s.span)
        if needed > allowed:
            yield crowd.over(
                RuleCode.MENTOR_HOURS,
                allowed,
                found=needed,
                aspect="employer" if place is None else "place",
                place=place,
                employer=employer,
            )


def _unpaid_staff(reading: Reading) -> Iterator[Violation]:
    stays = gathered(
        (row.place.employer, Stay(person, row.span))
        for person, row in reading.placed
        if not person.template.paid
    )
    for employer in reading.scenario.employers:
        allowed = reading.policy.most_unpaid(employer)
        if allowed is not None:
            for crowd in crowds(stays.get(employer.id, []), allowed):
                yield crowd.over(RuleCode.UNPAID_STAFF, allowed, employer=employer.id)


def _employer_rest(reading: Reading) -> Iterator[Violation]:
    """Yield where only those who have left are too many beside those who are there."""
    placed = gathered(
        (row.place.id, Stay(person, row.span)) for person, row in reading.placed
    )
    here = gathered(
        (row.place.id, Stay(person, span))
        for person, row in reading.placed
        for span in row.there
    )
    employers = reading.scenario.employers_by_id()
    for place in reading.scenario.places:
        rest = timedelta(weeks=employers[place.employer].rest_weeks)
        if not rest:
            continue
        stays, allowed = here.get(place.id, []), place.people_at_once
        rested = [
            Stay(s.person, DateSpan(s.span.first, s.span.last + rest))
            for s in placed.get(place.id, [])
        ]
        coming_and_going = [
            day for s in stays for day in (s.span.first, s.span.last + DAY)
        ]
        resting = (
            (span, people)
            for span, people in together(rested, coming_and_going)
            if len(people) > allowed >= len(_present(stays, span))
        )
        for crowd in runs(resting):
            yield crowd.over(
                RuleCode.EMPLOYER_REST,
                allowed,
                place=place.id,
                employer=place.employer,
            )


def _present(stays: list[Stay], span: DateSpan) -> set[str]:
    return {stay.person.id for stay in stays if span.first in stay.span}


def counted_stays(reading: Reading, quota: Quota) -> list[Stay]:
    """Return the placements that ``quota`` counts."""
    return [
        Stay(person, row.span)
        for person, row in reading.placed
        if quota.counts_person(person.participant, person.template)
        and quota.counts_place(row.place)
    ]


def _quota(reading: Reading, quota: Quota) -> Iterator[Violation]:
    counted = counted_stays(reading, quota)
    which = {"quota": quota.id}
    if quota.counted is Counted.AT_ONCE:
        stays = gathered((quota.id, stay) for stay in counted).get(quota.id, [])
        for crowd in crowds(stays, quota.most):
            yield crowd.over(
                RuleCode.QUOTA, quota.most, aspect="at-once", details=which
            )
        return
    people = {stay.person.id: stay.person for stay in counted}
    if len(people) > quota.most:
        everybody = _throughout(reading, tuple(people[i] for i in sorted(people)))
        yield everybody.over(RuleCode.QUOTA, quota.most, aspect="period", details=which)


def _hiring(reading: Reading) -> Iterator[Violation]:
    people: dict[EmployerId, dict[str, Person]] = defaultdict(dict)
    for person, row in reading.placed:
        people[row.place.employer][person.id] = person
    for employer in reading.scenario.employers:
        there, most = people[employer.id], employer.most_with_jobs
        if most is not None and len(there) > most:
            everybody = tuple(there[i] for i in sorted(there))
            yield _throughout(reading, everybody).over(
                RuleCode.HIRING,
                most,
                employer=employer.id,
                details={
                    "hires": str(employer.promised_hires(len(there))),
                    "jobs": str(employer.jobs),
                },
            )


def _throughout(reading: Reading, people: tuple[Person, ...]) -> Crowd:
    return Crowd(people, reading.scenario.horizon.placement_span)


def _apart(reading: Reading, pair: Pair) -> Iterator[Violation]:
    both = (pair.participant, pair.other)
    stays = gathered(
        (row.place.id, Stay(person, row.span))
        for person, row in reading.placed
        if person.id in both
    )
    places = reading.scenario.places_by_id()
    for at, at_place in stays.items():
        for crowd in crowds(at_place, 1):
            yield crowd.over(RuleCode.APART, 1, place=at, employer=places[at].employer)


def agreed_violations(reading: Reading) -> Iterator[Violation]:
    """Yield where mentors, staff, rest, quotas, pairs or jobs are not respected."""
    yield from _mentor_hours(reading)
    yield from _unpaid_staff(reading)
    yield from _employer_rest(reading)
    for quota in reading.scenario.quotas:
        yield from _quota(reading, quota)
    for pair in reading.scenario.pairs:
        if pair.kind is PairKind.APART:
            yield from _apart(reading, pair)
    yield from _hiring(reading)
