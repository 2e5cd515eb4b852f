"""How long an introduction programme may last by law, and the last day of everybody's.

Sources: integration act §§ 13 and 14 as in force from 1 January 2026, its transition rule
(by the day the programme was offered; for the education tracks from 1 January 2025), and
Prop. 81 L ch. 6 and 7 for the lengths before. Their own words are not copied
here; what they were read as stands in :data:`LENGTH_RULES`.

Taken for granted where those sources were not clear to us: trade training is an education
track, also in the older lengths; an offer on the day a rule comes into force is under it;
before 1 January 2021 (to be checked) there was another act, of which nothing is worked out. Left to
people: that those over 55 have programmes towards work only, that those under 25 are as a
rule to complete upper secondary, and the eased rules for collective protection (ch. 6 A).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from matcher.domain.absences import ComputedEnd, ProgrammeEnd, moved_end
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.law import WORK_DUTY_IN_FORCE, add_months
from matcher.domain.participant import Participant
from matcher.domain.programme import (
    EducationLevel,
    EndGoal,
    ProgrammeTemplate,
    ProgrammeType,
)
from matcher.domain.scenario import Scenario
from matcher.domain.school_starts import with_bridge


@dataclass(frozen=True, slots=True)
class LengthRule:
    """The longest programme for people of one schooling and goal, by date of offer.

    Attributes
    ----------
    schooled
        Whether it is for people with upper secondary education or more.
    offered_from
        It is for programmes offered on that day or later, up to the next such rule.
    months, extension_months
        The longest, and what an extension may add; 0: there is none.
    """

    schooled: bool
    goals: frozenset[EndGoal]
    offered_from: date
    months: int
    extension_months: int


ANY_GOAL = frozenset(EndGoal)
WORK = frozenset({EndGoal.WORK})
PARTS = frozenset({EndGoal.UPPER_SECONDARY_PARTS})
WHOLE = frozenset({EndGoal.UPPER_SECONDARY})
TRADE = frozenset({EndGoal.TRADE_TRAINING})

ACT_IN_FORCE = date(2021, 1, 1)
EDUCATION_TRACKS_FROM = date(2025, 1, 1)
NEW_LENGTHS_FROM = WORK_DUTY_IN_FORCE
"""The lengths came with the duty of work-oriented content, 1 January 2026."""

LENGTH_RULES = (
    # § 13
    LengthRule(True, ANY_GOAL, ACT_IN_FORCE, 6, 6),
    LengthRule(True, ANY_GOAL, NEW_LENGTHS_FROM, 12, 0),
    # § 14
    LengthRule(False, WORK, ACT_IN_FORCE, 24, 12),
    LengthRule(False, WORK, NEW_LENGTHS_FROM, 24, 0),
    LengthRule(False, PARTS | WHOLE | TRADE, ACT_IN_FORCE, 36, 12),
    LengthRule(False, PARTS, EDUCATION_TRACKS_FROM, 36, 12),
    LengthRule(False, WHOLE, EDUCATION_TRACKS_FROM, 48, 12),
    LengthRule(False, TRADE, EDUCATION_TRACKS_FROM, 60, 0),
)
"""Of those that fit a person, the one with the latest ``offered_from`` holds."""


def length_rule(
    participant: Participant, template: ProgrammeTemplate
) -> LengthRule | None:
    """Return the rule for how long the participant's programme may last.

    ``None`` where the law sets no length that we know of: it is no introduction
    programme, its goal or the person's education is unknown, it was offered before the
    act, or the goal is not one for people with that education. Without a date of offer
    the first day of the programme counts.
    """
    education, goal = participant.education, participant.end_goal
    offered = participant.offer_date or participant.programme_start
    if template.programme is not ProgrammeType.INTRO or education is None:
        return None
    schooled = education >= EducationLevel.UPPER_SECONDARY
    fitting = [
        rule
        for rule in LENGTH_RULES
        if rule.schooled == schooled
        and goal in rule.goals
        and offered is not None
        and rule.offered_from <= offered
    ]
    return max(fitting, key=lambda rule: rule.offered_from, default=None)


def latest_end_by_law(
    participant: Participant, template: ProgrammeTemplate, *, extended: bool
) -> date | None:
    """Return the last day the law allows, absences not yet made up for.

    ``None`` where :func:`length_rule` is, or the first day is unknown.
    """
    rule, start = length_rule(participant, template), participant.programme_start
    if rule is None or start is None:
        return None
    months = rule.months + extended * rule.extension_months
    return add_months(start, months) - timedelta(days=1)


def with_programme_end(
    participant: Participant, template: ProgrammeTemplate, calendar: SchoolCalendar
) -> Participant:
    """Return the participant with the last day of their programme worked out.

    It is the stated one, or where none is stated the latest the law allows, and later by
    what absences have to be made up for. Where neither is known, it stays unknown. On
    the bridge to a school it is the day before the school starts.
    """
    if participant.school_start is not None:
        return with_bridge(participant)
    stated = participant.stated_end
    unmoved = stated or latest_end_by_law(
        participant, template, extended=participant.extended
    )
    if unmoved is None:
        return replace(participant, programme_end=None, computed_end=None)
    end, days = moved_end(
        unmoved, participant.programme_start, participant.absences, calendar
    )
    computed = None if end == stated else ComputedEnd(stated, unmoved, days)
    return replace(participant, programme_end=end, computed_end=computed)


def with_programme_ends(scenario: Scenario) -> Scenario:
    """Return the scenario with the last day of everybody's programme worked out."""
    templates = scenario.templates_by_id()
    calendars = {m.id: scenario.calendar_in(m.id) for m in scenario.municipalities}
    return replace(
        scenario,
        participants=tuple(
            with_programme_end(p, templates[p.template], calendars[p.municipality])
            for p in scenario.participants
        ),
    )


def programme_ends(participants: Iterable[Participant]) -> tuple[ProgrammeEnd, ...]:
    """Return the last days of programmes that are not the stated ones."""
    return tuple(
        ProgrammeEnd(p.id, p.programme_end, p.computed_end)
        for p in participants
        if p.programme_end is not None and p.computed_end is not None
    )
