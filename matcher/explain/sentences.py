"""An explanation as lines of text, in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from matcher.domain.absences import ProgrammeEnd
from matcher.domain.certificates import Certificate
from matcher.domain.fit import FitParts
from matcher.domain.practice_hours import PracticeHours
from matcher.explain.agreed_room import AGREED_LIMITS
from matcher.explain.conflict_sentences import conflict_lines
from matcher.explain.explanation import Explanation, PlacementFacts
from matcher.explain.reason_sentences import relaxation_lines, why_here_lines
from matcher.explain.telling import Teller
from matcher.text import Translator

MOST_OWNERS = 6
"""Places, employers, classes and quotas a crowd is told by; more are a region."""


def explanation_lines(
    explanation: Explanation, say: Translator, labels: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield ``explanation`` line by line.

    ``labels`` are display names by id; an id without one stands as it is.
    """
    tell = Teller(say, labels or {})
    if explanation.placed is None:
        yield say("explain.not-placed", participant=tell.name(explanation.participant))
    else:
        yield from _placement(tell, explanation.placed)
    yield from _class(tell, explanation)
    if explanation.placed is not None:
        yield from _suits(tell, explanation.placed)
        yield from why_here_lines(tell, explanation.placed.placement)
    if explanation.second is not None:
        yield from _placement(tell, explanation.second)
        yield from _suits(tell, explanation.second)
        yield from why_here_lines(tell, explanation.second.placement, is_second=True)
    yield from _hours(tell, explanation)
    if explanation.practice is not None:
        yield _practice_hours(tell, explanation.practice)
    if explanation.programme_end is not None:
        yield from _programme_end(tell, explanation.programme_end)
    yield from _reasons(tell, explanation)
    if explanation.certificate is not None:
        yield from _crowd(tell, explanation.certificate)
    if explanation.relaxations is not None:
        yield from relaxation_lines(tell, explanation.relaxations)
    for conflict in explanation.conflicts:
        yield from conflict_lines(tell, conflict, explanation.participant)


def _class(tell: Teller, explanation: Explanation) -> Iterator[str]:
    """Yield the class, the weeks in which it meets, and the groups of its subjects."""
    if explanation.section is None:
        yield tell.say("explain.no-section")
    else:
        yield tell.say("explain.section", section=tell.name(explanation.section))
    if explanation.alternation is not None:
        alternation, first = explanation.alternation
        blocks, week = tell.blocks(alternation), tell.week(first)
        yield tell.say("explain.alternation", blocks=blocks, week=week)
    yield from _subjects(tell, explanation)


def _practice_hours(tell: Teller, practice: PracticeHours) -> str:
    """Return what practice there was before, what there will be, and both together."""
    return tell.say(
        "explain.practice-hours",
        documented=practice.documented_minutes // 60,
        planned=practice.planned_minutes // 60,
        together=practice.minutes // 60,
    )


def _subjects(tell: Teller, explanation: Explanation) -> Iterator[str]:
    """Yield the group in each subject of the class, or why there is none."""
    for facts in explanation.subjects:
        seat = facts.seat
        key = "group" if seat.cause is None else seat.cause.value
        yield tell.say(
            f"explain.subject.{key}",
            subject=tell.name(seat.subject),
            group=tell.name(seat.group or ""),
            slots=tell.slots(facts.slots),
            level=facts.level,
            groups=", ".join(map(tell.name, seat.crowd)),
            people=facts.crowd_people,
            seats=facts.crowd_seats,
        )


def _programme_end(tell: Teller, end: ProgrammeEnd) -> Iterator[str]:
    computed = end.computed
    if computed.school_start is not None:
        start, last = tell.on(computed.school_start), tell.on(end.last)
        yield tell.say("explain.end-at-school", start=start, last=last)
        return
    unmoved = tell.on(computed.unmoved)
    if computed.stated is None:
        yield tell.say("explain.end-by-law", unmoved=unmoved)
    if computed.working_days:
        yield tell.say.plural(
            "explain.end-moved",
            computed.working_days,
            last=tell.on(end.last),
            unmoved=unmoved,
        )


def _reasons(tell: Teller, explanation: Explanation) -> Iterator[str]:
    if explanation.reasons:
        yield tell.say("explain.reasons")
    for reason in explanation.reasons:
        sentence = tell.say(
            f"rule.{reason.rule.value}.failed",
            fails=reason.fails,
            fails_only=reason.fails_only,
        )
        yield f"  {sentence} [{reason.rule.value}]"
    if explanation.full_specialists:
        yield f"  {_specialists_full(tell, explanation)}"


def _specialists_full(tell: Teller, explanation: Explanation) -> str:
    loads = [
        tell.say(
            "explain.specialist-load",
            specialist=tell.name(load.specialist.id),
            load=load.total,
            limit=load.specialist.caseload_limit,
        )
        for load in explanation.full_specialists
    ]
    return tell.say(
        "explain.specialists-full",
        municipality=explanation.municipality,
        loads=", ".join(loads),
    )


def _crowd(tell: Teller, certificate: Certificate) -> Iterator[str]:
    """Yield how many compete for the same seats; nobody is named."""
    kind = certificate.kind
    if certificate.at_most is None:
        yield tell.say(f"explain.crowd.{kind.value}")
        return
    if certificate.at_most == 0:
        yield tell.say("explain.crowd.nobody")
    else:
        others, most = len(certificate.participants) - 1, certificate.at_most
        yield tell.say.plural(f"explain.crowd.{kind.value}", others, at_most=most)
    if len(certificate.owners) <= MOST_OWNERS:
        owners = ", ".join(map(tell.name, certificate.owners))
        yield tell.say("explain.crowd.where", owners=owners)
    agreed = [rule for rule in AGREED_LIMITS if rule in certificate.rules]
    if agreed:
        rules = ", ".join(tell.say(f"rule.{rule.value}") for rule in agreed)
        yield tell.say("explain.crowd.agreed", rules=rules)


def _placement(tell: Teller, facts: PlacementFacts) -> Iterator[str]:
    placement = facts.placement
    yield tell.say(
        "explain.placed",
        participant=tell.name(placement.participant),
        place=tell.name(placement.place),
        employer=tell.name(facts.place.employer),
    )
    yield tell.say(
        "explain.period",
        first=tell.on(placement.start_date),
        last=tell.on(placement.end_date),
        first_week=tell.week(placement.start_date),
        last_week=tell.week(placement.end_date),
    )
    if placement.specialist is not None:
        specialist = tell.name(placement.specialist)
        yield tell.say("explain.specialist", specialist=specialist)
    for teacher in facts.teachers:
        yield tell.say("explain.teacher", teacher=tell.name(teacher))
    for step in placement.steps:
        yield tell.say(
            "explain.step", first=tell.on(step.first_day), slots=tell.slots(step.slots)
        )


def _suits(tell: Teller, facts: PlacementFacts) -> Iterator[str]:
    yield _wish(tell, facts)
    yield tell.say(
        "explain.travel",
        minutes=facts.travel_minutes,
        limit=facts.travel_limit,
        class_minutes=facts.class_minutes,
    )
    for skill in facts.skills:
        yield tell.say(
            "explain.skill",
            skill=tell.say(f"explain.skill.{skill.skill}"),
            level=skill.level.label,
            at_start=skill.at_start.label,
            floor=tell.asked(skill.floor),
            wish=tell.asked(skill.wish),
        )
    yield tell.say("explain.fit", points=facts.fit.total)
    for part in fields(FitParts):
        if part.name == "step_up" and facts.place.step_level is None:
            continue
        yield "  " + tell.say(
            "explain.fit-part",
            part=tell.say(f"explain.fit.{part.name}"),
            points=getattr(facts.fit, part.name),
            most=getattr(facts.weights, part.name),
        )


def _wish(tell: Teller, facts: PlacementFacts) -> str:
    sector = tell.sector(facts.place.sector)
    if facts.num_wishes == 0:
        return tell.say("explain.no-wishes", sector=sector)
    if facts.wish_rank is None:
        return tell.say("explain.not-wished", sector=sector)
    return tell.say(
        "explain.wished",
        sector=sector,
        rank=facts.wish_rank + 1,
        ranks=facts.num_wishes,
    )


def _hours(tell: Teller, explanation: Explanation) -> Iterator[str]:
    hours = explanation.hours
    if hours.window is None:
        yield tell.say("explain.nothing-asked")
        return
    yield tell.say(
        "explain.hours-waiting" if explanation.placed is None else "explain.hours",
        first=tell.on(hours.window.first),
        last=tell.on(hours.window.last),
        required=hours.required // 60,
        secured=hours.secured // 60,
        brought=hours.brought // 60,
    )
    if hours.missing:
        yield tell.say("explain.hours-short", missing=-(-hours.missing // 60))
    else:
        yield tell.say("explain.covered")
    yield tell.say(f"explain.urgency.{hours.urgency.value}")
