"""What is asked and what stands in a scenario, and what a plan gave up of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.conflicts.worlds import facts_of, limit
from matcher.domain.agreements import PairKind
from matcher.domain.conflicts import Demand, DemandKind
from matcher.domain.decisions import Pin
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario

Unit = tuple[Demand, ...]
"""Demands of one person that count as one in tier ``repair``: all pins, or the class."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a plan keeps and gives up, by person.

    Attributes
    ----------
    facts
        Running placements and given classes.
    kept, given_up
        Units; people without any are not named.
    """

    facts: Mapping[ParticipantId, Unit]
    kept: Mapping[ParticipantId, tuple[Unit, ...]]
    given_up: Mapping[ParticipantId, tuple[Unit, ...]]

    def of(self, person: ParticipantId) -> list[Demand]:
        """Return the facts about a person, and what the plan keeps for them."""
        kept = [demand for unit in self.kept.get(person, ()) for demand in unit]
        return [*self.facts.get(person, ()), *kept]

    def people(self) -> list[ParticipantId]:
        """Return everybody about whom anything stands."""
        return sorted({*self.facts, *self.kept})


def standing(
    scenario: Scenario,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Standing:
    """Return what the plan of these placements and classes keeps and gives up."""
    templates = scenario.templates_by_id()
    placed = {p.participant: p for p in placements}
    pinned = _pinned(scenario)
    kept: dict[ParticipantId, tuple[Unit, ...]] = {}
    given_up: dict[ParticipantId, tuple[Unit, ...]] = {}
    for person in scenario.participants:
        units = []
        if person.id in pinned:
            held = all(
                _holds(scenario, d, placed.get(person.id), class_sections)
                for d in pinned[person.id]
            )
            units.append((pinned[person.id], held))
        if templates[person.template].class_slots > 0:
            need = (Demand(DemandKind.CLASS_NEEDED, person.id),)
            units.append((need, person.id in class_sections))
        for found, wanted in ((kept, True), (given_up, False)):
            own = tuple(unit for unit, held in units if held is wanted)
            if own:
                found[person.id] = own
    facts: dict[ParticipantId, Unit] = {}
    for fact in facts_of(scenario):
        if fact.participant is not None:
            facts[fact.participant] = (*facts.get(fact.participant, ()), fact)
    return Standing(facts, kept, given_up)


def _pinned(scenario: Scenario) -> dict[ParticipantId, Unit]:
    """Return the parts of everybody's pins, each once."""
    found: dict[ParticipantId, Unit] = {}
    for pin in scenario.pins:
        before = found.get(pin.participant, ())
        found[pin.participant] = tuple(dict.fromkeys([*before, *parts_of(pin)]))
    return {person: parts for person, parts in found.items() if parts}


def parts_of(pin: Pin) -> Iterator[Demand]:
    """Yield the parts of ``pin`` as demands."""
    who = pin.participant
    if pin.place is not None:
        yield Demand(DemandKind.PINNED_PLACE, who, place=pin.place)
    if pin.section is not None:
        yield Demand(DemandKind.PINNED_SECTION, who, section=pin.section)
    if pin.start_date is not None:
        yield Demand(DemandKind.PINNED_START, who, start_date=pin.start_date)


def _holds(
    scenario: Scenario,
    demand: Demand,
    placement: Placement | None,
    class_sections: Mapping[ParticipantId, SectionId],
) -> bool:
    if demand.kind is DemandKind.PINNED_SECTION:
        held = {demand.participant: None} | dict(class_sections)
        return held[demand.participant] == demand.section
    if placement is None:
        return False
    if demand.kind is DemandKind.PINNED_PLACE:
        return placement.place == demand.place
    week_of = scenario.horizon.week_of
    return demand.start_date is not None and (
        week_of(placement.start_date) == week_of(demand.start_date)
    )


def limits_of(scenario: Scenario, policy: Policy) -> list[Demand]:
    """Return every limit of ``scenario``, those that explain the most the last.

    Seats of single days only where they are fewer than the people at once.
    """
    return [
        *_agreed_limits(scenario),
        *_employer_limits(scenario, policy),
        *_seat_limits(scenario),
        *_section_limits(scenario),
        *_place_limits(scenario),
    ]


def _agreed_limits(scenario: Scenario) -> Iterator[Demand]:
    for pair in scenario.pairs:
        both = {"participant": pair.participant, "other": pair.other}
        if pair.kind is PairKind.APART:
            yield limit(RuleCode.APART, 1, **both)
    for quota in scenario.quotas:
        yield limit(RuleCode.QUOTA, quota.most, quota=quota.id)
    for specialist in scenario.specialists:
        yield limit(RuleCode.CASELOAD, specialist.room, specialist=specialist.id)


def _employer_limits(scenario: Scenario, policy: Policy) -> Iterator[Demand]:
    for employer in scenario.employers:
        for rule, count in (
            (RuleCode.EMPLOYER_REST, employer.rest_weeks or None),
            (RuleCode.UNPAID_STAFF, policy.most_unpaid(employer)),
            (RuleCode.MENTOR_HOURS, employer.mentor_minutes_per_week),
            (RuleCode.EMPLOYER_STARTS, employer.starts_per_week),
            (RuleCode.EMPLOYER_PEOPLE, employer.people_at_once),
        ):
            if count is not None:
                yield limit(rule, count, employer=employer.id)


def _seat_limits(scenario: Scenario) -> Iterator[Demand]:
    for place in scenario.places:
        for slot, seats in place.seats:
            if 0 < seats < place.people_at_once:
                yield limit(RuleCode.SEAT_DAY, seats, place=place.id, slot=slot)


def _section_limits(scenario: Scenario) -> Iterator[Demand]:
    for section in scenario.sections:
        yield limit(RuleCode.SECTION_SEATS, section.seats, section=section.id)


def _place_limits(scenario: Scenario) -> Iterator[Demand]:
    for place in scenario.places:
        if place.mentor_minutes_per_week is not None:
            minutes = place.mentor_minutes_per_week
            yield limit(RuleCode.MENTOR_HOURS, minutes, place=place.id)
    for place in scenario.places:
        yield limit(RuleCode.PEOPLE_AT_ONCE, place.people_at_once, place=place.id)
