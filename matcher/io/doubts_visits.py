"""Doubts about visits: somebody who is never out for as long as a visit takes."""

from collections.abc import Iterator, Mapping
from datetime import date

from matcher.domain.finding import Finding
from matcher.domain.ids import TemplateId
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.rounds import Rounds, Visiting, visiting_by_visitor
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import JobSpecialist
from matcher.io.doubt import doubt


def _shortest_visit(
    who: Visiting, templates: Mapping[TemplateId, ProgrammeTemplate]
) -> int | None:
    """Return the minutes of the shortest visit of ``who``; ``None`` where none is asked."""
    if not isinstance(who, JobSpecialist):
        return who.visit_minutes if who.visit_steps else None
    own = [
        template
        for template in templates.values()
        if (who.templates is None or template.id in who.templates)
        and (who.programmes is None or template.programme in who.programmes)
    ]
    visits = [template.visit_minutes for template in own if template.visit_steps]
    meetings = [template.meeting_minutes for template in own]
    return min((minutes for minutes in (*visits, *meetings) if minutes), default=None)


def _longest_time(rounds: Rounds, who: Visiting, days: list[date]) -> int:
    """Return the minutes of the longest hours in which ``who`` is out on any day."""
    return max(
        (
            one.end - one.start
            for day in days
            for hours in rounds.on(who, day)
            for one in hours
        ),
        default=0,
    )


def doubts_about_visits(scenario: Scenario, policy: Policy) -> Iterator[Finding]:
    """Yield those who visit and never have the time for one visit."""
    templates, rounds = scenario.templates_by_id(), Rounds(scenario, policy)
    days = list(scenario.horizon.calendar_span.days())
    for who in visiting_by_visitor(scenario).values():
        shortest = _shortest_visit(who, templates)
        # Job specialists have the same hours every week, and no holidays.
        looked_at = days[:7] if isinstance(who, JobSpecialist) else days
        longest = _longest_time(rounds, who, looked_at)
        if shortest is not None and longest < shortest:
            yield doubt(
                "no-time-for-visits",
                f"{who.visitor.role.value}s",
                "visit_slots",
                who.id,
                longest=str(longest),
                shortest=str(shortest),
            )
