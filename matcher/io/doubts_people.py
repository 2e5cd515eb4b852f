"""Doubts about people: hours that cannot be met, dates that leave no start."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from matcher.domain.finding import Finding
from matcher.domain.law import WORK_DUTY_MINUTES_PER_WEEK, legal_work_duty_from
from matcher.domain.participant import Participant
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.io.doubt import doubt
from matcher.io.words import nearest


def _free_slots(
    person: Participant, template: ProgrammeTemplate, scenario: Scenario
) -> int:
    available = person.available_slots
    all_slots = len(scenario.grid.slots)
    free = all_slots if available is None else len(available)
    alternates = any(
        template.id in (section.templates or {template.id})
        for section in scenario.sections
        if section.alternation is not None
    )
    return free if alternates else free - template.class_slots


def _asked_minutes(
    person: Participant, template: ProgrammeTemplate, scenario: Scenario
) -> int:
    """Return the minutes a week asked for beyond those the person has."""
    asked = template.work_minutes_per_week if template.steps else 0
    duty = legal_work_duty_from(person, template)
    if duty is not None and duty <= scenario.horizon.placement_span.last:
        asked = max(asked, WORK_DUTY_MINUTES_PER_WEEK)
    return max(0, asked - person.secured_minutes_per_week)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}"


def _doubts_about_hours(
    person: Participant, template: ProgrammeTemplate, scenario: Scenario
) -> Iterator[Finding]:
    free = _free_slots(person, template, scenario)
    if template.steps and free < template.min_practice_slots:
        yield doubt(
            "too-few-slots",
            "participants",
            "available_slots",
            person.id,
            free=str(max(0, free)),
            needed=str(template.min_practice_slots),
        )
        return
    longest = max(slot.minutes for slot in scenario.grid.slots)
    most = max(0, min(free, template.max_practice_slots)) * longest
    asked = _asked_minutes(person, template, scenario)
    if asked > most:
        yield doubt(
            "hours-never-met",
            "participants",
            "template",
            person.id,
            asked=_hours(asked),
            most=_hours(most),
        )


def _first_day(person: Participant, scenario: Scenario) -> date:
    days = (person.earliest_start, person.programme_start, scenario.horizon.start)
    return max(day for day in days if day is not None)


def _doubts_about_dates(
    person: Participant, template: ProgrammeTemplate, scenario: Scenario, policy: Policy
) -> Iterator[Finding]:
    horizon = scenario.horizon
    last_start = horizon.monday(
        min(policy.latest_start_week, horizon.placement_weeks - 1)
    )
    first = _first_day(person, scenario)
    if first > last_start:
        late = (person.earliest_start or first) >= first
        column = "earliest_start" if late else "programme_start"
        yield doubt(
            "starts-too-late", "participants", column, person.id, last=str(last_start)
        )
        return
    needed = first + timedelta(weeks=template.min_weeks) - timedelta(days=3)
    for column, day in (
        ("latest_end", person.latest_end),
        ("programme_end", person.programme_end),
    ):
        if day is not None and day < needed:
            yield doubt(
                "ends-too-early",
                "participants",
                column,
                person.id,
                day.isoformat(),
                weeks=str(template.min_weeks),
            )


def can_join(
    person: Participant, template: ProgrammeTemplate, section: ClassSection
) -> bool:
    """Tell whether ``person`` may be in ``section``, whatever their hours.

    Who has a class already is in no other.
    """
    if person.section is not None:
        return person.section == section.id
    return (
        template.class_slots > 0
        and person.municipality in section.municipalities
        and section.level_from <= person.level.overall <= section.level_to
        and (
            len(section.menu) == template.class_slots
            if section.templates is None
            else template.id in section.templates
        )
    )


def _doubts_about_sections(
    person: Participant, template: ProgrammeTemplate, scenario: Scenario
) -> Iterator[Finding]:
    if not template.class_slots:
        return
    if not any(can_join(person, template, section) for section in scenario.sections):
        label = person.level.overall.label
        yield doubt(
            "no-class-for-level", "participants", "level", person.id, level=label
        )


def _doubts_about_wishes(scenario: Scenario) -> Iterator[Finding]:
    offered = {place.sector for place in scenario.places}
    wished = Counter(
        sector
        for person in scenario.participants
        for rank in person.sector_wishes
        for sector in rank
    )
    for sector in sorted(wished.keys() - offered):
        yield doubt(
            "wish-without-place",
            "participants",
            "wishes",
            "",
            sector,
            n=str(wished[sector]),
            suggestion=nearest(sector, offered),
        )
    for person in scenario.participants:
        both = {s for rank in person.sector_wishes for s in rank} & person.sector_vetoes
        if both:
            yield doubt(
                "wished-and-vetoed",
                "participants",
                "sector_vetoes",
                person.id,
                sectors=", ".join(sorted(both)),
            )


def _doubts_about_ages(scenario: Scenario) -> Iterator[Finding]:
    gated = {
        t.id
        for t in scenario.templates
        if t.min_age is not None or t.max_age is not None
    }
    any_place = any(place.min_age is not None for place in scenario.places)
    unknown = sum(
        1
        for person in scenario.participants
        if person.birth_year is None and (any_place or person.template in gated)
    )
    if unknown:
        yield doubt(
            "birth-year-unknown", "participants", "birth_year", "", n=str(unknown)
        )


def doubts_about_people(scenario: Scenario, policy: Policy) -> Iterator[Finding]:
    """Yield what looks wrong with the participants, one by one and together."""
    templates = scenario.templates_by_id()
    running = {placement.participant for placement in scenario.running}
    for person in scenario.participants:
        template = templates[person.template]
        yield from _doubts_about_sections(person, template, scenario)
        if template.steps and person.id not in running:
            yield from _doubts_about_hours(person, template, scenario)
            yield from _doubts_about_dates(person, template, scenario, policy)
    yield from _doubts_about_wishes(scenario)
    yield from _doubts_about_ages(scenario)
