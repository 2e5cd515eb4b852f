"""Audit of placements and of whole plans: rules, values and statements."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from matcher.audit.calendar import AnyCalendar, CalendarAudit, audit_calendar
from matcher.audit.capacity import capacity_violations
from matcher.audit.caseloads import caseload_violations
from matcher.audit.conflicts import conflict_violations
from matcher.audit.fallback_bounds import bound_violations
from matcher.audit.fallbacks import fallback_violations
from matcher.audit.joint import people_lacking
from matcher.audit.pairs import pair_violations
from matcher.audit.programme_ends import programme_end_violations
from matcher.audit.reading import Person, Reading, StatedClasses, read
from matcher.audit.reasons import reason_violations
from matcher.audit.single import single_violations
from matcher.audit.statements import statement_violations
from matcher.audit.subject_groups import (
    subject_group_violations,
    subject_seat_counts,
)
from matcher.audit.values import PersonValues, is_covered, person_values, total
from matcher.audit.violations import Assumption, AuditReport, in_order
from matcher.audit.visits import asked_in, visit_counts, visit_violations
from matcher.domain.fairness import fairness_of
from matcher.domain.groups import PersonOutcome, group_outcomes
from matcher.domain.ids import ParticipantId
from matcher.domain.metrics import (
    fallbacks_made,
    promised_hires,
    seat_slots_offered,
    seat_slots_used,
)
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario


def _unknown_age(person: Person) -> bool:
    gates = [person.template.min_age, person.template.max_age]
    gates += [row.place.min_age for row in person.rows]
    gated = any(gate is not None for gate in gates)
    return person.has_new and gated and person.participant.birth_year is None


def _unknown_education(person: Person) -> bool:
    gates = (person.template.min_education, person.template.max_education)
    gated = any(gate is not None for gate in gates)
    return person.has_new and gated and person.participant.education is None


_ASSUMED: Mapping[str, Callable[[Person], bool]] = {
    "class": lambda person: person.class_assumed,
    "age": _unknown_age,
    "education": _unknown_education,
    "specialist": lambda person: person.specialist_unsaid,
}
"""What may be taken as well, by the code of its :class:`Assumption`."""


def _assumptions(people: Sequence[Person]) -> Iterator[Assumption]:
    """Yield what was taken as well, with the people it was taken for."""
    for code, applies in _ASSUMED.items():
        taken = tuple(person.id for person in people if applies(person))
        if taken:
            yield Assumption(code, taken)


def _outcomes(
    reading: Reading, values: PersonValues
) -> Mapping[ParticipantId, PersonOutcome]:
    return {
        person.id: PersonOutcome(
            is_covered(values[person.id]),
            None if person.row is None else person.row.placement.start_date,
            values[person.id][Tier.FIT],
        )
        for person in reading.people
    }


def _report(reading: Reading, values: PersonValues) -> AuditReport:
    covered = tuple(person for person, own in values.items() if is_covered(own))
    found = in_order(
        chain(
            reading.unknown,
            pair_violations(reading),
            capacity_violations(reading),
            caseload_violations(reading),
            single_violations(reading),
            fallback_violations(reading),
        )
    )
    placements = [row.placement for _, row in reading.placed]
    return AuditReport(
        violations=tuple(v for v in found if not v.excuse),
        warnings=tuple(v for v in found if v.excuse),
        assumptions=tuple(_assumptions(reading.people)),
        values={
            tier: value
            for tier, value in total(
                values, values, people_lacking(reading).values()
            ).items()
            if tier in reading.policy.tiers
        },
        metrics={
            "participants": len(reading.people),
            "placed": sum(person.row is not None for person in reading.people),
            "covered": len(covered),
            **fallbacks_made(placements),
            "promised_hires": promised_hires(reading.scenario, placements),
            "seat_slots_offered": seat_slots_offered(reading.scenario),
            "seat_slots_used": seat_slots_used(reading.scenario, placements),
        },
        covered=covered,
        groups=group_outcomes(reading.scenario, _outcomes(reading, values)),
    )


def audit_placements(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    class_sections: StatedClasses,
) -> AuditReport:
    """Read every rule a second time over ``placements``, made by hand or by us.

    Parameters
    ----------
    placements
        Any days, slots and ids; those that mean nothing are told, the rest is judged.
    class_sections
        The class of each person, placed or not; a placement's own goes before it.
        ``None`` states that the person has none. Who is not named here nor in a
        placement is taken to be in the class that suits best, if any does.
    """
    reading = read(scenario, policy, placements, class_sections)
    return _report(reading, person_values(reading))


def _classes_of(scenario: Scenario, plan: Plan) -> StatedClasses:
    """Return the class of everybody: a plan of ours leaves nothing unsaid."""
    return (
        dict.fromkeys(participant.id for participant in scenario.participants)
        | {entry.participant: entry.section for entry in plan.not_placed}
        | {entry.participant: entry.section for entry in plan.placements}
    )


def audit_plan(
    scenario: Scenario,
    policy: Policy,
    plan: Plan,
    calendar: AnyCalendar | None = None,
) -> AuditReport:
    """Read every rule a second time over ``plan``, and check what it says of itself.

    Its people must be complete, its values, metrics, reasons and status true and its
    bounds possible. That no plan can reach more than a bound is the solver's word, and that
    the scenario is the one it was made for (``scenario_sha256``) is the caller's.

    Parameters
    ----------
    calendar
        The plan's, as columns or rows; ``None``: not at hand, so not judged.
    """
    reading = read(scenario, policy, plan.placements, _classes_of(scenario, plan))
    values = person_values(reading)
    report = _report(reading, values)
    seats = subject_seat_counts(reading, plan.subject_seats)
    report = replace(report, metrics={**report.metrics, **seats})
    days = CalendarAudit((), None)
    if calendar is not None:
        days = audit_calendar(reading, plan, calendar)
    asked = asked_in(reading, plan, days.practice)
    if plan.visits is not None and asked is not None:
        counts = visit_counts(reading, asked, plan.visits)
        report = replace(report, metrics={**report.metrics, **counts})
    fairness = fairness_of(scenario, plan.placements, plan.tiers)
    found = chain(
        report.violations,
        statement_violations(
            plan, policy, report, values, people_lacking(reading), fairness
        ),
        visit_violations(reading, asked, plan.visits or ()),
        reason_violations(reading),
        bound_violations(reading, plan),
        conflict_violations(reading, plan),
        subject_group_violations(reading, plan),
        programme_end_violations(plan, (p.participant for p in reading.people)),
        days.violations,
    )
    return replace(report, violations=in_order(found), calendar=days.figures)
