"""A plan with everything it names looked up, ready to be judged."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from matcher.audit.programme_ends import with_end_read_again
from matcher.audit.violations import Violation
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.chains import MOST_PLACEMENTS, people_with_chains
from matcher.domain.decisions import Pin, RunningPlacement
from matcher.domain.ids import ParticipantId, SectionId, SlotId, SpecialistId
from matcher.domain.in_force import RowInForce, by_person
from matcher.domain.metrics import days_on, step_spans
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.school_starts import placement_lengths
from matcher.domain.section import ClassSection
from matcher.domain.specialists import Team
from matcher.domain.travel import minutes_to_class
from matcher.domain.weeks import DateSpan, Slot
from matcher.domain.work import is_practice_day

StatedClasses = Mapping[ParticipantId, SectionId | None]
"""Who goes to which class. ``None``: stated to have none; no key: not spoken of."""


class StepInForce(NamedTuple):
    """The days a step holds and its practice slots, in the order of the week."""

    span: DateSpan
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One placement, with its place, steps, job specialist and class looked up."""

    placement: Placement
    place: PracticePlace
    steps: tuple[StepInForce, ...]
    specialist: SpecialistId | None = None
    section: ClassSection | None = None

    @property
    def span(self) -> DateSpan:
        """First to last day."""
        return DateSpan(self.placement.start_date, self.placement.end_date)

    @property
    def practice(self) -> Iterator[StepInForce]:
        """The days of practice in the same slots: the steps, beside the class."""
        if self.section is None or self.section.alternation is None:
            yield from self.steps
            return
        for span, slots in self.steps:
            for days, has_class in self.section.alternation.parts(span):
                menu = self.section.menu if has_class else ()
                yield StepInForce(days, tuple(s for s in slots if s.id not in menu))

    @property
    def there(self) -> Iterator[DateSpan]:
        """The days of the weeks in which practice is not all given way to class."""
        if self.section is None or self.section.alternation is None:
            yield self.span
        else:
            yield from (days for days, slots in self.practice if slots)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every slot of any step, in the order of the week."""
        slots = {slot for step in self.steps for slot in step.slots}
        return tuple(sorted(slots, key=lambda slot: (slot.weekday, slot.start_minute)))

    @property
    def last_slots(self) -> tuple[Slot, ...]:
        """The slots of the last step; empty without steps."""
        return self.steps[-1].slots if self.steps else ()


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One participant as the scenario describes and the plan treats them.

    Attributes
    ----------
    rows
        Their placements by start and place; more than one breaks a rule unless they are
        a chain.
    section
        Their class; ``None`` for none.
    class_assumed
        The plan does not speak of their class: ``section`` is the eligible one that
        suits best, so that nobody is blamed for what was not written down.
    calendar
        The school's, for their municipality; ``own_calendar`` is less their absences.
    given_class
        The class they are in already, by the scenario; ``None``: the plan chooses.
    longest_weeks
        The most weeks of their placements together.
    team
        The job specialists who can follow them; empty where the rule says nothing.
    in_force
        What the plan in force has for them; empty where it does not speak of them.
    """

    participant: Participant
    template: ProgrammeTemplate
    calendar: SchoolCalendar
    own_calendar: SchoolCalendar
    rows: tuple[Row, ...]
    section: ClassSection | None
    class_assumed: bool
    given_class: SectionId | None
    running: RunningPlacement | None
    pins: tuple[Pin, ...]
    team: Team = frozenset()
    may_have_chain: bool = False
    longest_weeks: int = 0
    in_force: Sequence[RowInForce] = ()

    @property
    def id(self) -> ParticipantId:
        """The participant's id."""
        return self.participant.id

    @property
    def row(self) -> Row | None:
        """The placement, of a chain the first, or ``None``."""
        return self.rows[0] if self.rows else None

    @property
    def has_chain(self) -> bool:
        """Whether the person has two placements, and may."""
        return self.may_have_chain and len(self.rows) == MOST_PLACEMENTS

    def is_kept(self, row: Row) -> bool:
        """Whether ``row`` is the running placement: two in a row begin with it."""
        return self.running is not None and (row is self.row or not self.has_chain)

    @property
    def has_new(self) -> bool:
        """Whether any placement is not running already."""
        return any(not self.is_kept(row) for row in self.rows)

    @property
    def counted_rows(self) -> tuple[Row, ...]:
        """The placements that values are of: the first, or both of a chain."""
        return self.rows if self.has_chain else self.rows[:1]

    def rows_before(self, row: Row) -> tuple[Row, ...]:
        """Return the placements before ``row`` in the person's chain."""
        known = self.has_chain and row in self.rows
        return self.rows[: self.rows.index(row)] if known else ()

    @property
    def specialist_unsaid(self) -> bool:
        """Whether somebody is to follow them and the plan does not say who."""
        return bool(self.team and self.rows) and not any(
            row.placement.specialist for row in self.rows
        )

    @property
    def lacks_class(self) -> bool:
        """Whether the programme asks for class and the person has none."""
        return self.template.class_slots > 0 and self.section is None

    def breaks(self, rule: RuleCode, row: Row | None = None, **parts: Any) -> Violation:
        """Return a violation by this person, with the place of ``row``."""
        if row is not None:
            parts = {"place": row.place.id, "employer": row.place.employer} | parts
        return Violation(rule, (self.id,), **parts)

    def practice(self, row: Row, within: DateSpan) -> Iterator[tuple[date, Slot]]:
        """Yield the days and slots of practice in ``row`` that lie ``within``."""
        for span, slots in row.practice:
            both = DateSpan(max(span.first, within.first), min(span.last, within.last))
            for slot in slots:
                for day in days_on(slot.weekday, both):
                    if is_practice_day(row.place, self.own_calendar, day):
                        yield day, slot


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as the audit reads it; ``unknown`` names the ids that mean nothing."""

    scenario: Scenario
    policy: Policy
    people: tuple[Person, ...]
    unknown: tuple[Violation, ...]

    @property
    def placed(self) -> Iterator[tuple[Person, Row]]:
        """Every placement with its person."""
        return ((person, row) for person in self.people for row in person.rows)


def may_join(
    participant: Participant, template: ProgrammeTemplate, section: ClassSection
) -> str:
    """Return why ``participant`` may not join ``section``: an aspect of section-fit.

    Empty where they may.
    """
    if participant.municipality not in section.municipalities:
        return "municipality"
    if not section.level_from <= participant.level.overall <= section.level_to:
        return "level"
    if section.templates is None:
        accepted = len(section.menu) == template.class_slots
    else:
        accepted = template.id in section.templates
    if not accepted:
        return "template"
    free = participant.available_slots
    return "" if free is None or section.menu <= free else "availability"


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Resolves what a plan names and notes what it cannot find, each once."""

    scenario: Scenario
    policy: Policy
    unknown: dict[tuple[str, str, ParticipantId], Violation]

    def note(self, kind: str, value: str, person: ParticipantId) -> None:
        """Note that ``value`` is no known ``kind``."""
        self.unknown[kind, value, person] = Violation(
            RuleCode.UNKNOWN_ID, (person,), aspect=kind, details={"value": value}
        )

    def rows(self, placements: Sequence[Placement]) -> dict[ParticipantId, list[Row]]:
        """Return the placements that name a known person and place, by person."""
        people, places = (
            self.scenario.participants_by_id(),
            self.scenario.places_by_id(),
        )
        slots = {slot.id: slot for slot in self.scenario.grid.slots}
        specialists = self.scenario.room_of_specialists()
        found = defaultdict(list)
        for placement in sorted(placements, key=lambda p: (p.start_date, p.place)):
            person, place = placement.participant, places.get(placement.place)
            if person not in people:
                self.note("participant", person, person)
            if place is None:
                self.note("place", placement.place, person)
            elif person in people:
                steps = self._steps(placement, slots)
                specialist = self._specialist(placement, specialists)
                found[person].append(Row(placement, place, steps, specialist))
        return found

    def _specialist(
        self, placement: Placement, known: Collection[SpecialistId]
    ) -> SpecialistId | None:
        stated = placement.specialist
        if stated is None or stated in known:
            return stated
        self.note("specialist", stated, placement.participant)
        return None

    def _steps(
        self, placement: Placement, known: Mapping[SlotId, Slot]
    ) -> tuple[StepInForce, ...]:
        for slot in sorted({s for step in placement.steps for s in step.slots}):
            if slot not in known:
                self.note("slot", slot, placement.participant)
        return tuple(
            StepInForce(span, tuple(slot for s, slot in known.items() if s in slots))
            for span, slots in step_spans(placement)
        )

    def classes(
        self, stated: StatedClasses
    ) -> dict[ParticipantId, ClassSection | None]:
        """Return the class of everybody the plan speaks of."""
        people, sections = (
            self.scenario.participants_by_id(),
            self.scenario.sections_by_id(),
        )
        found = {}
        for person, section in sorted(stated.items()):
            if person not in people:
                self.note("participant", person, person)
            if section is not None and section not in sections:
                self.note("section", section, person)
            found[person] = None if section is None else sections.get(section)
        return found

    def assumed_class(
        self, given: SectionId | None, person: Participant, rows: Iterable[Row]
    ) -> ClassSection | None:
        """Return the ``given`` class, or else the one that suits the person best.

        ``None`` where they may join none, or need none.
        """
        template = self.scenario.templates_by_id()[person.template]
        if template.class_slots == 0:
            return None
        practice = {slot.id for row in rows for slot in row.slots}
        joinable = [
            section
            for section in self.scenario.sections
            if section.id == given
            or (given is None and not may_join(person, template, section))
        ]
        return min(
            joinable,
            key=lambda section: (
                len(practice & section.slots_every_week),
                minutes_to_class(self.policy, person, section),
                section.id,
            ),
            default=None,
        )


def _with_placed_classes(
    placements: Iterable[Placement], stated: StatedClasses
) -> StatedClasses:
    placed = {p.participant: p.section for p in placements if p.section is not None}
    return {**stated, **placed}


def read(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    class_sections: StatedClasses,
) -> Reading:
    """Return the plan with everything looked up.

    Rows that name an unknown person or place are left out, unknown slots and classes
    too; each is noted once.
    """
    lookup = _Lookup(scenario, policy, {})
    rows = lookup.rows(placements)
    classes = lookup.classes(_with_placed_classes(placements, class_sections))
    templates, teams = scenario.templates_by_id(), scenario.teams()
    calendars = {m.id: scenario.calendar_in(m.id) for m in scenario.municipalities}
    running = {r.participant: r for r in scenario.running}
    in_force = by_person(scenario.in_force)
    pins = defaultdict(list)
    for pin in scenario.pins:
        pins[pin.participant].append(pin)
    chained = people_with_chains(scenario)
    people = []
    for read_first in scenario.participants:
        template = templates[read_first.template]
        calendar = calendars[read_first.municipality]
        participant = with_end_read_again(read_first, template, calendar)
        own, spoken = rows.get(participant.id, ()), participant.id in classes
        kept = running.get(participant.id)
        given = (kept and kept.section) or participant.section
        section = (
            classes[participant.id]
            if spoken
            else lookup.assumed_class(given, participant, own)
        )
        people.append(
            Person(
                participant,
                template,
                calendar,
                calendar.with_days_off(participant.away),
                tuple(replace(row, section=section) for row in own),
                section,
                section is not None and not spoken,
                given,
                kept,
                tuple(pins[participant.id]),
                teams.get(participant.id, frozenset()),
                participant.id in chained,
                max(
                    placement_lengths(participant, template, scenario.horizon),
                    default=0,
                ),
                tuple(in_force.get(participant.id, ())),
            )
        )
    return Reading(scenario, policy, tuple(people), tuple(lookup.unknown.values()))
