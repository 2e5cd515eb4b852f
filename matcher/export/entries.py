"""What stands in each calendar file: of a person, a place, a class, a course and so on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Placement
from matcher.domain.visit import Visitor, VisitorRole
from matcher.export.events import Event
from matcher.export.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of one calendar, in words.

    Attributes
    ----------
    key
        Tells it from the other entries of its calendar, also when its words or clock
        times change.
    start_minute, end_minute
        Minutes after midnight in Norway; ``None``: the whole day.
    takes_time
        Whether whoever has the calendar is busy meanwhile.
    """

    key: str
    day: date
    start_minute: int | None
    end_minute: int | None
    summary: str
    location: str = ""
    description: str = ""
    takes_time: bool = True


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is: ``folder`` says of what kind, ``id`` which one."""

    folder: str
    id: str


Entries = dict[Owner, list[Entry]]


def entries_of(
    events: Iterable[Event], placements: Iterable[Placement], words: Words
) -> Entries:
    """Return the entries of every calendar, by owner and time.

    A participant sees what they do and where. A place sees who comes and when, and
    nothing else about them. A class, a course or a job club sees who comes. A job
    specialist sees who is at which place on each day, and their own visits; so does a
    teacher of those they visit.
    """
    in_order = sorted(events, key=lambda event: (event.in_order, event.participants))
    return {
        **_of_participants(in_order, words),
        **_of_places(in_order, words),
        **_of_groups("sections", in_order, words, lambda event: event.section),
        **_of_groups("activities", in_order, words, lambda event: event.group_activity),
        **_of_visitors(in_order, placements, words),
    }


def _of_participants(events: Iterable[Event], words: Words) -> Entries:
    entries: Entries = defaultdict(list)
    for event in events:
        for person in event.participants:
            entries[Owner("participants", person)].append(
                _entry(
                    event,
                    _what_and_where(event, words),
                    location=words.label(event.place or ""),
                    takes_time=event.start_minute is not None,
                )
            )
    return entries


def _of_places(events: Iterable[Event], words: Words) -> Entries:
    entries: Entries = defaultdict(list)
    for event, people in _together(event for event in events if event.place):
        what, place = words.what(event.activity), event.place or ""
        entries[Owner("places", place)].append(
            _entry(
                event,
                f"{what}: {words.people(people)}",
                event.activity,
                location=words.label(place),
            )
        )
    return entries


def _of_groups(
    folder: str,
    events: Iterable[Event],
    words: Words,
    group_of: Callable[[Event], str | None],
) -> Entries:
    entries: Entries = defaultdict(list)
    for alike in _alike(event for event in events if group_of(event)):
        event = replace(alike[0], subject_group=None)
        entries[Owner(folder, group_of(event) or "")].append(
            _entry(
                event,
                _what_and_where(event, words),
                event.activity,
                description=_by_group(alike, words),
            )
        )
    return entries


def _by_group(events: Iterable[Event], words: Words) -> str:
    """Return who takes part, of subjects in parallel groups a line a group."""
    groups: dict[str, set[ParticipantId]] = defaultdict(set)
    for event in events:
        groups[event.subject_group or ""].update(event.participants)
    lines = (
        f"{words.label(group)}: {words.people(sorted(people))}"
        if group
        else words.people(sorted(people))
        for group, people in sorted(groups.items())
    )
    return "\n".join(lines)


def _of_visitors(
    events: Sequence[Event], placements: Iterable[Placement], words: Words
) -> Entries:
    come = _who_come(events, placements)
    at_work: dict[tuple[date, Visitor], list[Event]] = defaultdict(list)
    entries: Entries = defaultdict(list)
    for event in events:
        if event.visitor is not None:
            entries[_owner(event.visitor)].append(
                _entry(
                    event,
                    _what_and_where(event, words),
                    location=words.where(event),
                    description=words.people(event.participants),
                )
            )
        elif event.place is not None:
            for visitor in come.get((event.participants[0], event.place), ()):
                at_work[event.day, visitor].append(event)
    for (_, visitor), of_day in at_work.items():
        entries[_owner(visitor)].append(_banner(of_day, words))
    for of_one in entries.values():
        of_one.sort(key=lambda entry: (entry.day, entry.start_minute or -1, entry.key))
    return entries


def _owner(visitor: Visitor) -> Owner:
    return Owner(f"{visitor.role.value}s", visitor.id)


def _who_come(
    events: Iterable[Event], placements: Iterable[Placement]
) -> Mapping[tuple[ParticipantId, PlaceId], list[Visitor]]:
    """Return who follows people at their places or visits them there."""
    found: dict[tuple[ParticipantId, PlaceId], set[Visitor]] = defaultdict(set)
    for placement in placements:
        if placement.specialist is not None:
            follows = Visitor(VisitorRole.SPECIALIST, placement.specialist)
            found[placement.participant, placement.place].add(follows)
    for event in events:
        if event.visitor is not None and event.place is not None:
            found[event.participants[0], event.place].add(event.visitor)
    return {where: sorted(visitors) for where, visitors in found.items()}


def _banner(events: Sequence[Event], words: Words) -> Entry:
    """Return one entry for all who are at work on a day: a line a place beneath it."""
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for event in events:
        places[words.where(event), words.hours(event)].update(event.participants)
    lines = (
        f"{where} {hours}: {words.people(sorted(people))}"
        for (where, hours), people in sorted(places.items())
    )
    number = len({person for event in events for person in event.participants})
    return Entry(
        f"{events[0].day.isoformat()}/at-work",
        events[0].day,
        None,
        None,
        words.count("at-work", number),
        description="\n".join(lines),
        takes_time=False,
    )


def _together(events: Iterable[Event]) -> Iterator[tuple[Event, list[ParticipantId]]]:
    """Yield the first of the events that are the same thing, and all who take part."""
    for alike in _alike(events):
        yield alike[0], sorted({p for event in alike for p in event.participants})


def _alike(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield the events that are the same thing, whoever takes part."""
    same: dict[object, list[Event]] = defaultdict(list)
    for event in events:
        where = event.place, event.section, event.group_activity
        same[event.day, event.slot, event.activity, *where].append(event)
    yield from same.values()


def _what_and_where(event: Event, words: Words) -> str:
    what, where = words.what(event.activity), words.where(event)
    return f"{what}: {where}" if where else what


def _entry(
    event: Event,
    summary: str,
    *of_key: str,
    location: str = "",
    description: str = "",
    takes_time: bool = True,
) -> Entry:
    return Entry(
        "/".join((event.day.isoformat(), event.slot, *of_key)),
        event.day,
        event.start_minute,
        event.end_minute,
        summary,
        location,
        description,
        takes_time,
    )
