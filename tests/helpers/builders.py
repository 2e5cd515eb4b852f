"""Small scenarios for tests: every part has a sane default, name only what matters.

The defaults fit together: ``scenario()`` is one person who can go to the one place, at
no travel, beside a class on Monday and Tuesday.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.domain.calendars import SchoolCalendar
from matcher.domain.geography import Location, Municipality
from matcher.domain.ids import (
    CalendarId,
    EmployerId,
    MunicipalityId,
    ParticipantId,
    PlaceId,
    SectionId,
    SectorCode,
    SlotId,
    SpecialistId,
    TeacherId,
    TemplateId,
)
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.participant import Participant
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.plan import (
    NotPlaced,
    Placement,
    PlacementStep,
    Plan,
    Status,
    StoppedBy,
)
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.specialists import JobSpecialist
from matcher.domain.teachers import TravellingTeacher
from matcher.domain.visit import Visitor, VisitorRole
from matcher.domain.weeks import WEEKDAYS, DateSpan, Horizon

START = date(2026, 8, 17)
"""Monday of ISO week 34."""

MUNICIPALITY = MunicipalityId("4003")
CALENDAR = CalendarId("skole")
TEMPLATE = TemplateId("intro")
EMPLOYER = EmployerId("e1")
SECTOR = SectorCode("renhold")
HERE = Location(59.2096, 9.6090)
WORKDAYS = WEEKDAYS[:5]


def north_of(origin: Location, km: float) -> Location:
    """A point ``km`` due north of ``origin``."""
    return Location(origin.latitude + km / 111.195, origin.longitude)


def slots(names: str) -> frozenset[SlotId]:
    """``slots("ons tor")`` is the set of those two slots."""
    return frozenset(SlotId(name) for name in names.split())


def seats(counts: int | Mapping[str, int]) -> tuple[tuple[SlotId, int], ...]:
    """The same count on every workday, or a count per named slot."""
    if isinstance(counts, int):
        counts = dict.fromkeys(WORKDAYS, counts)
    return tuple((SlotId(slot), count) for slot, count in counts.items())


def level(name: str) -> CefrProfile:
    """``level("A2")`` in all four skills."""
    return CefrProfile.same(CefrLevel[name])


def span(first: str, last: str) -> DateSpan:
    """Days between two ISO dates, both included."""
    return DateSpan(date.fromisoformat(first), date.fromisoformat(last))


def wishes(*ranked: str) -> tuple[tuple[SectorCode, ...], ...]:
    """``wishes("helse", "butikk lager")``: first one, then two tied."""
    return tuple(tuple(SectorCode(s) for s in tied.split()) for tied in ranked)


def participant(id: str = "p1", **changes: Any) -> Participant:
    plain = Participant(
        id=ParticipantId(id),
        municipality=MUNICIPALITY,
        template=TEMPLATE,
        home=HERE,
        level=level("A2"),
        programme_start=date(2026, 2, 2),
    )
    return replace(plain, **changes)


def place(
    id: str = "q1",
    seats_each_slot: int | Mapping[str, int] = 1,
    **changes: Any,
) -> PracticePlace:
    """One seat on each workday unless told; people at once = the largest seat count."""
    offered = seats(seats_each_slot)
    plain = PracticePlace(
        id=PlaceId(id),
        employer=EMPLOYER,
        municipality=MUNICIPALITY,
        location=HERE,
        sector=SECTOR,
        seats=offered,
        people_at_once=max((count for _, count in offered), default=0),
    )
    return replace(plain, **changes)


def employer(id: str = "e1", **changes: Any) -> Employer:
    return replace(Employer(EmployerId(id)), **changes)


def section(id: str = "c1", menu: str = "man tir", **changes: Any) -> ClassSection:
    plain = ClassSection(
        id=SectionId(id),
        municipalities=frozenset({MUNICIPALITY}),
        location=HERE,
        calendar=CALENDAR,
        seats=100,
        menus=(slots(menu),),
    )
    return replace(plain, **changes)


def specialist(
    id: str = "s1", caseload_limit: int = 1, **changes: Any
) -> JobSpecialist:
    """Somebody who follows everybody unless told, one person at most."""
    sets = ("municipalities", "programmes", "templates")
    parts: dict[str, Any] = {
        k: frozenset(v) if k in sets else v for k, v in changes.items()
    }
    return replace(JobSpecialist(SpecialistId(id), caseload_limit), **parts)


def teacher(id: str = "t1", sections: str = "c1", **changes: Any) -> TravellingTeacher:
    """Somebody based here who teaches the classes named."""
    classes = frozenset(SectionId(name) for name in sections.split())
    return replace(TravellingTeacher(TeacherId(id), classes, HERE), **changes)


def visitor(id: str = "s1") -> Visitor:
    """A job specialist, or a teacher where the id begins with ``t``."""
    is_teacher = id.startswith("t")
    return Visitor(VisitorRole.TEACHER if is_teacher else VisitorRole.SPECIALIST, id)


def template(id: str = "intro", **changes: Any) -> ProgrammeTemplate:
    return replace(ProgrammeTemplate(TemplateId(id)), **changes)


def calendar(id: str = "skole", **changes: Any) -> SchoolCalendar:
    return replace(SchoolCalendar(CalendarId(id)), **changes)


def municipality(id: str = "4003", **changes: Any) -> Municipality:
    plain = Municipality(MunicipalityId(id), f"Kommune {id}", HERE, CALENDAR)
    return replace(plain, **changes)


def step(first: date, practice: str) -> PlacementStep:
    """``step(START, "ons tor")``: practice in those slots from that day on."""
    return PlacementStep(first, tuple(SlotId(name) for name in practice.split()))


def placement(
    person: str = "p1",
    at: str = "q1",
    practice: str = "ons tor fre",
    first: date = START,
    last: date = date(2027, 2, 12),
    class_section: str | None = "c1",
) -> Placement:
    """One step from ``first``: a placement of 26 weeks unless told."""
    return Placement(
        ParticipantId(person),
        PlaceId(at),
        first,
        last,
        None if class_section is None else SectionId(class_section),
        (step(first, practice),),
    )


def _by_id(entities: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(entities, key=lambda entity: entity.id))


def scenario(
    participants: Sequence[Participant] | None = None,
    places: Sequence[PracticePlace] | None = None,
    **changes: Any,
) -> Scenario:
    """One participant, one place, one class unless told; employers follow the places.

    ``changes`` are fields of :class:`Scenario`; entities are sorted by id.
    """
    people = [participant()] if participants is None else participants
    offered = [place()] if places is None else places
    parts: dict[str, Any] = {
        "name": "test",
        "horizon": Horizon(START),
        "municipalities": (municipality(),),
        "calendars": (calendar(),),
        "templates": (template(),),
        "participants": people,
        "employers": [Employer(e) for e in {p.employer for p in offered}],
        "places": offered,
        "sections": (section(),),
        **changes,
    }
    for name in (
        "municipalities",
        "calendars",
        "templates",
        "participants",
        "employers",
        "places",
        "sections",
    ):
        parts[name] = _by_id(parts[name])
    return Scenario(**parts)


def plan(
    placements: Iterable[Placement] = (), not_placed: Iterable[NotPlaced] = ()
) -> Plan:
    """A plan that says nothing but who is where and who is not."""
    return Plan(
        scenario="test",
        scenario_sha256="",
        policy="standard",
        seed=0,
        status=Status.OPTIMAL,
        stopped_by=StoppedBy.PROOF,
        tiers=(),
        components=(),
        placements=tuple(placements),
        not_placed=tuple(not_placed),
    )
