"""What each person could open up themselves, tried on a twin beside them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectorCode
from matcher.domain.participant import Participant, WorkingWindow
from matcher.domain.risk import Widening, WideningKind
from matcher.domain.scenario import Scenario
from matcher.domain.twins import with_participants

LONGER_TRAVEL_MINUTES = (15, 30)
ALL_DAY = WorkingWindow()


@dataclass(frozen=True, slots=True)
class Twins:
    """A scenario in which everybody also stands as they would be with each widening.

    Attributes
    ----------
    scenario
        For finding options only: people and twins would never be planned together.
    original
        Per participant of ``scenario``: the position of the person in the scenario that
        was given.
    widening
        Per participant of ``scenario``: what is wider; ``None`` for the person as is.
    """

    scenario: Scenario
    original: tuple[int, ...]
    widening: tuple[Widening | None, ...]


def with_twins(scenario: Scenario) -> Twins:
    """Return ``scenario`` with a twin per widening right after each person."""
    busy = {running.participant for running in scenario.running}
    people: list[Participant] = []
    original: list[int] = []
    widening: list[Widening | None] = []
    twins: dict[ParticipantId, list[ParticipantId]] = {}
    for i, person in enumerate(scenario.participants):
        people.append(person)
        original.append(i)
        widening.append(None)
        for n, tried in enumerate(() if person.id in busy else widenings_of(person)):
            # Sorts after the person and before the next, and no file can hold it.
            name = ParticipantId(f"{person.id}\0{n:03}")
            people.append(replace(widened(person, tried), id=name))
            original.append(i)
            widening.append(tried)
            twins.setdefault(person.id, []).append(name)
    return Twins(
        with_participants(scenario, people, twins), tuple(original), tuple(widening)
    )


def widenings_of(person: Participant) -> Iterator[Widening]:
    """Yield what the person could widen, the gentlest first.

    Wishes are not among them: they steer which place is preferred and keep nobody out.
    """
    for minutes in LONGER_TRAVEL_MINUTES:
        limit = person.travel_limit_minutes + minutes
        yield Widening(WideningKind.TRAVEL_LIMIT, str(limit))
    if person.working_window != ALL_DAY:
        yield Widening(WideningKind.WORKING_HOURS)
    if person.available_slots is not None:
        yield Widening(WideningKind.AVAILABILITY)
    for place in sorted(person.place_vetoes):
        yield Widening(WideningKind.PLACE_VETO, place)
    for employer in sorted(person.employer_vetoes):
        yield Widening(WideningKind.EMPLOYER_VETO, employer)
    for sector in sorted(person.sector_vetoes):
        yield Widening(WideningKind.SECTOR_VETO, sector)


def widened(person: Participant, by: Widening) -> Participant:
    """Return ``person`` with that one limit wider."""
    match by.kind:
        case WideningKind.TRAVEL_LIMIT:
            return replace(person, travel_limit_minutes=int(by.value))
        case WideningKind.WORKING_HOURS:
            return replace(person, working_window=ALL_DAY)
        case WideningKind.AVAILABILITY:
            return replace(person, available_slots=None)
        case WideningKind.PLACE_VETO:
            left = person.place_vetoes - {PlaceId(by.value)}
            return replace(person, place_vetoes=left)
        case WideningKind.EMPLOYER_VETO:
            kept = person.employer_vetoes - {EmployerId(by.value)}
            return replace(person, employer_vetoes=kept)
        case WideningKind.SECTOR_VETO:
            others = person.sector_vetoes - {SectorCode(by.value)}
            return replace(person, sector_vetoes=others)
