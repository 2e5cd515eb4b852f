"""Second reading of the rules between the people at one place, employer or class."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from matcher.audit.agreed import agreed_violations
from matcher.audit.crowds import Crowd, Stay, crowds, gathered, runs
from matcher.audit.joint import joint_violations
from matcher.audit.reading import Person, Reading
from matcher.audit.violations import Violation
from matcher.domain.metrics import days_on
from matcher.domain.place import PracticePlace
from matcher.domain.rules import RuleCode
from matcher.domain.weeks import DateSpan, Slot
from matcher.domain.work import is_practice_day


def _at_practice(
    crowd: Crowd, place: PracticePlace, slot: Slot
) -> Iterator[tuple[DateSpan, tuple[Person, ...]]]:
    """Yield the days of ``slot`` on which some have practice, and who."""
    for day in days_on(slot.weekday, crowd.span):
        present = tuple(
            person
            for person in crowd.people
            if is_practice_day(place, person.calendar, day)
        )
        if present:
            yield DateSpan(day, day), present


def _seat_day(reading: Reading) -> Iterator[Violation]:
    stays = gathered(
        ((row.place.id, slot), Stay(person, span))
        for person, row in reading.placed
        for span, slots in row.practice
        for slot in slots
    )
    places = reading.scenario.places_by_id()
    for (at, slot), together in stays.items():
        seats = places[at].seats_in(slot.id)
        for crowd in crowds(together, seats):
            for run in runs(_at_practice(crowd, places[at], slot)):
                if len(run.people) > seats:
                    yield run.over(
                        RuleCode.SEAT_DAY,
                        seats,
                        place=at,
                        employer=places[at].employer,
                        slot=slot.id,
                    )


def _people_at_once(reading: Reading) -> Iterator[Violation]:
    stays = gathered(
        (row.place.id, Stay(person, span))
        for person, row in reading.placed
        for span in row.there
    )
    places = reading.scenario.places_by_id()
    for at, together in stays.items():
        allowed, employer = places[at].people_at_once, places[at].employer
        for crowd in crowds(together, allowed):
            yield crowd.over(
                RuleCode.PEOPLE_AT_ONCE, allowed, place=at, employer=employer
            )


def _employer_people(reading: Reading) -> Iterator[Violation]:
    stays = gathered(
        (row.place.employer, Stay(person, span))
        for person, row in reading.placed
        for span in row.there
    )
    for employer in reading.scenario.employers:
        allowed = employer.people_at_once
        if allowed is not None:
            for crowd in crowds(stays.get(employer.id, []), allowed):
                yield crowd.over(
                    RuleCode.EMPLOYER_PEOPLE, allowed, employer=employer.id
                )


def _iso_week(day: date) -> DateSpan:
    monday = day - timedelta(days=day.weekday())
    return DateSpan(monday, monday + timedelta(days=6))


def _employer_starts(reading: Reading) -> Iterator[Violation]:
    starts = gathered(
        (row.place.employer, Stay(person, _iso_week(row.span.first)))
        for person, row in reading.placed
    )
    for employer in reading.scenario.employers:
        allowed = employer.starts_per_week
        if allowed is not None:
            for crowd in crowds(starts.get(employer.id, []), allowed):
                yield crowd.over(
                    RuleCode.EMPLOYER_STARTS, allowed, employer=employer.id
                )


def _section_seats(reading: Reading) -> Iterator[Violation]:
    members = defaultdict(list)
    for person in reading.people:
        if person.section is not None and not person.class_assumed:
            members[person.section.id].append(person)
    for section in reading.scenario.sections:
        people = members[section.id]
        if len(people) > section.seats:
            given = all(person.given_class == section.id for person in people)
            yield Violation(
                RuleCode.SECTION_SEATS,
                tuple(person.id for person in people),
                section=section.id,
                found=len(people),
                allowed=section.seats,
                excuse="given" if given else "",
            )


def capacity_violations(reading: Reading) -> Iterator[Violation]:
    """Yield where there are more people than seats, date by date."""
    yield from _seat_day(reading)
    yield from _people_at_once(reading)
    yield from _employer_people(reading)
    yield from _employer_starts(reading)
    yield from _section_seats(reading)
    yield from agreed_violations(reading)
    yield from joint_violations(reading)
