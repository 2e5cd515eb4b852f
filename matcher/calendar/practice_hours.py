"""Adds the practice of the calendar to what people have documented before."""

from matcher.calendar.columns import Calendar
from matcher.calendar.hours import summarise_hours
from matcher.domain.practice_hours import PracticeHours


def practice_hours(calendar: Calendar) -> tuple[PracticeHours, ...]:
    """Return the practice of everybody whose practice is added up, in their order."""
    people = calendar.scenario.participants
    if all(person.documented_practice_minutes is None for person in people):
        return ()
    planned = summarise_hours(calendar).practised.sum(axis=1).tolist()
    return tuple(
        PracticeHours(person.id, person.documented_practice_minutes, minutes)
        for person, minutes in zip(people, planned, strict=True)
        if person.documented_practice_minutes is not None
    )
