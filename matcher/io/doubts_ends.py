"""What is told of the last days of programmes: moved, by law, or against it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from matcher.domain.finding import Finding, Severity
from matcher.domain.participant import Participant
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.programme_length import latest_end_by_law, length_rule
from matcher.domain.scenario import Scenario
from matcher.io.doubt import doubt


def _assumed(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.ASSUMPTION)


def _computed(person: Participant, template: ProgrammeTemplate) -> Iterator[Finding]:
    """Yield that the last day is the law's, and by what it is moved."""
    computed, rule = person.computed_end, length_rule(person, template)
    if computed is None:
        return
    if computed.school_start is not None:
        day = ("participants", "school_start", person.id)
        yield _assumed(doubt("end-at-school", *day, last=str(person.programme_end)))
        yield from _long_bridge(person, template)
        return
    unmoved, at = str(computed.unmoved), ("participants", "programme_end", person.id)
    if computed.stated is None and rule is not None:
        months = rule.months + person.extended * rule.extension_months
        yield _assumed(doubt("end-by-law", *at, unmoved=unmoved, months=str(months)))
    if computed.working_days:
        yield _assumed(
            doubt(
                "end-moved",
                *at,
                unmoved=unmoved,
                last=str(person.programme_end),
                days=str(computed.working_days),
            )
        )


def _long_bridge(person: Participant, template: ProgrammeTemplate) -> Iterator[Finding]:
    """Yield that the programme lasts longer than the law allows, to bridge to school."""
    latest = latest_end_by_law(person, template, extended=person.extended)
    end = person.programme_end
    if latest is not None and end is not None and end > latest:
        at = ("participants", "school_start", person.id, str(person.school_start))
        yield doubt("bridge-after-law", *at, latest=str(latest))


def _against_law(person: Participant, template: ProgrammeTemplate) -> Iterator[Finding]:
    """Yield a stated last day after the latest the law allows, and false extensions."""
    rule, stated = length_rule(person, template), person.stated_end
    latest = latest_end_by_law(person, template, extended=person.extended)
    if rule is None or latest is None:
        return
    if person.extended and not rule.extension_months:
        yield doubt("no-extension-by-law", "participants", "extended", person.id)
    if stated is None or stated <= latest:
        return
    at = ("participants", "programme_end", person.id, str(stated))
    longest = latest_end_by_law(person, template, extended=True)
    if longest is not None and stated <= longest:
        yield doubt(
            "end-needs-extension",
            *at,
            latest=str(latest),
            months=str(rule.months),
            extension=str(rule.extension_months),
        )
        return
    months = rule.months + rule.extension_months
    yield doubt("end-after-law", *at, latest=str(longest), months=str(months))


def _of_all(scenario: Scenario) -> Iterator[Finding]:
    """Yield what holds for everybody with absences."""
    away = [person for person in scenario.participants if person.absences]
    endless = [person for person in away if person.programme_end is None]
    for code, people in (
        ("absences-not-counted", away),
        ("absences-without-end", endless),
    ):
        if people:
            yield _assumed(doubt(code, "absences", "", "", n=str(len(people))))


def _away_at_the_start(person: Participant, scenario: Scenario) -> Iterator[Finding]:
    """Yield that the person is away for the whole first week they could begin in."""
    days = (scenario.horizon.start, person.earliest_start, person.programme_start)
    first = max(day for day in days if day is not None)
    for span in person.away:
        if first in span and first + timedelta(days=6) in span:
            at = ("participants", "earliest_start", person.id)
            yield doubt("away-at-start", *at, last=str(span.last))


def doubts_about_ends(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is told of absences, and of last days by law or against it."""
    templates = scenario.templates_by_id()
    running = {placement.participant for placement in scenario.running}
    for person in scenario.participants:
        template = templates[person.template]
        if template.steps and person.id not in running:
            yield from _away_at_the_start(person, scenario)
        yield from _computed(person, template)
        yield from _against_law(person, template)
    yield from _of_all(scenario)
